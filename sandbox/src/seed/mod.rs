//! The state that a sandbox starts with.

mod app;
mod app_check;
mod check;
mod documented;
mod generate;
mod generate_sessions;
mod organization;
mod session;
mod user;
mod whole;

use serde::{Deserialize, Serialize};

use crate::object::{from_objects, to_objects};

pub use app::{App, Grant};
pub use generate::Generate;
pub use organization::{Member, Organization};
pub use session::{Person, Session};
pub use user::User;

/// The state that a sandbox starts with: apps, Users, Organizations with their Members, and sessions. A seed in JSON or
/// YAML has the same shape. Everything but the ids is optional, and an app that a grant names need not be listed.
///
/// ```
/// use stytch_connected_apps_sandbox::{App, Seed};
///
/// let seed = Seed::new()
///     .grant("user-1", "calendar", "openid calendar:write")
///     .grant(("acme", "member-1"), App::new("agent").client_type("third_party_public"), "openid");
///
/// let same: Seed = serde_json::from_value(serde_json::json!({
///     "apps": [{"client_id": "calendar"}, {"client_id": "agent", "client_type": "third_party_public"}],
///     "users": [{"user_id": "user-1", "grants": [{"app": "calendar", "scopes": "openid calendar:write"}]}],
///     "organizations": [{
///         "organization_id": "acme",
///         "members": [{"member_id": "member-1", "grants": [{"app": "agent", "scopes": "openid"}]}],
///     }],
/// }))?;
/// assert_eq!(seed, same);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
pub struct Seed {
    /// The Connected Apps of the project.
    pub apps: Vec<App>,
    /// The Users of a consumer project, with their grants.
    pub users: Vec<User>,
    /// The Organizations of a B2B project, with their Members and their grants.
    pub organizations: Vec<Organization>,
    /// The sessions of Users and Members.
    pub sessions: Vec<Session>,
    /// The data to generate when the sandbox starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generate: Option<Generate>,
    /// The person as whom the sandbox's consent page, `/_sandbox/authorize`, consents if a request names nobody. By default
    /// it is the only person that there is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorize_as: Option<Person>,
    /// Apps may register themselves (RFC 7591). By default they may not, as in a new project.
    #[serde(skip_serializing_if = "is_false")]
    pub dynamic_registration: bool,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

from_objects!(Seed, App, Grant, User, Organization, Member, Session, Generate);
to_objects!(Seed, App, Grant, User, Organization, Member, Session, Generate);

impl Seed {
    /// An empty seed.
    pub fn new() -> Self {
        Self::default()
    }

    /// The Users, Members, apps and grants of the document's examples.
    pub fn documented() -> Self {
        documented::seed()
    }

    /// Adds an app, or replaces the one with the same id.
    #[must_use]
    pub fn app(mut self, app: impl Into<App>) -> Self {
        let app = app.into();
        match self.apps.iter_mut().find(|other| other.client_id == app.client_id) {
            Some(other) => *other = app,
            None => self.apps.push(app),
        }
        self
    }

    /// Adds a User, or replaces the one with the same id.
    #[must_use]
    pub fn user(mut self, user: impl Into<User>) -> Self {
        let user = user.into();
        match self.users.iter_mut().find(|other| other.user_id == user.user_id) {
            Some(other) => *other = user,
            None => self.users.push(user),
        }
        self
    }

    /// Adds an Organization, or replaces the one with the same id.
    #[must_use]
    pub fn organization(mut self, organization: impl Into<Organization>) -> Self {
        let organization = organization.into();
        let id = &organization.organization_id;
        match self.organizations.iter_mut().find(|other| other.organization_id == *id) {
            Some(other) => *other = organization,
            None => self.organizations.push(organization),
        }
        self
    }

    /// Adds a Member to an Organization, which is added as well if it does not exist.
    #[must_use]
    pub fn member(mut self, organization: &str, member: impl Into<Member>) -> Self {
        let (organization, member) = (self.organization_mut(organization), member.into());
        match organization.members.iter_mut().find(|other| other.member_id == member.member_id) {
            Some(other) => *other = member,
            None => organization.members.push(member),
        }
        self
    }

    /// Adds the grant of a User (by id) or a Member (by the ids of the Organization and the Member) to an app. The
    /// scopes are separated by spaces. A person or an app that does not exist yet is added. An app that is
    /// given by its id alone does not replace an existing one.
    #[must_use]
    pub fn grant(mut self, person: impl Into<Person>, app: impl Into<App>, scopes: &str) -> Self {
        let app = app.into();
        let id = app.client_id.clone();
        let is_known = self.apps.iter().any(|other| other.client_id == id);
        if !is_known || app != App::new(&id) {
            self = self.app(app);
        }
        let grants = match person.into() {
            Person::User(user) => &mut self.user_mut(&user).grants,
            Person::Member { organization, member } => &mut self.member_mut(&organization, &member).grants,
        };
        grants.retain(|grant| grant.app != id);
        grants.push(Grant { app: id, scopes: scopes.to_owned() });
        self
    }

    /// Adds a session.
    #[must_use]
    pub fn session(mut self, session: Session) -> Self {
        self.sessions.push(session);
        self
    }

    /// Sets the data to generate when the sandbox starts.
    #[must_use]
    pub fn generate(mut self, generate: Generate) -> Self {
        self.generate = Some(generate);
        self
    }

    /// Sets the person as whom the sandbox's consent page consents if a request names nobody.
    #[must_use]
    pub fn authorize_as(mut self, person: impl Into<Person>) -> Self {
        self.authorize_as = Some(person.into());
        self
    }

    /// Lets apps register themselves (RFC 7591).
    #[must_use]
    pub fn dynamic_registration(mut self) -> Self {
        self.dynamic_registration = true;
        self
    }

    fn user_mut(&mut self, id: &str) -> &mut User {
        let at = self.users.iter().position(|user| user.user_id == id).unwrap_or_else(|| {
            self.users.push(User::new(id));
            self.users.len() - 1
        });
        &mut self.users[at]
    }

    fn organization_mut(&mut self, id: &str) -> &mut Organization {
        let found = self.organizations.iter().position(|organization| organization.organization_id == id);
        let at = found.unwrap_or_else(|| {
            self.organizations.push(Organization::new(id));
            self.organizations.len() - 1
        });
        &mut self.organizations[at]
    }

    fn member_mut(&mut self, organization: &str, id: &str) -> &mut Member {
        let members = &mut self.organization_mut(organization).members;
        let at = members.iter().position(|member| member.member_id == id).unwrap_or_else(|| {
            members.push(Member::new(id));
            members.len() - 1
        });
        &mut members[at]
    }
}

/// An id stands for a value that has nothing else.
macro_rules! from_id {
    ($($name:ident),*) => {$(
        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self::new(id)
            }
        }

        impl From<&String> for $name {
            fn from(id: &String) -> Self {
                Self::new(id)
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self::new(id)
            }
        }
    )*};
}

from_id!(App, User, Organization, Member, Person);
