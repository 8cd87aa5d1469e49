use std::fmt;

use serde::{Deserialize, Serialize};
use stytch_connected_apps::Secret;

/// A User, by id, or a Member, by the ids of the Organization and the Member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "expected a User's id, or an object with `organization` and `member`"
)]
pub enum Person {
    /// A User.
    User(String),
    /// A Member.
    Member {
        /// The Organization's id.
        organization: String,
        /// The Member's id.
        member: String,
    },
}

impl Person {
    pub(super) fn new(user: impl Into<String>) -> Self {
        Self::User(user.into())
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "the User `{id}`"),
            Self::Member { organization, member } => write!(f, "the Member `{member}` of `{organization}`"),
        }
    }
}

impl<O: Into<String>, M: Into<String>> From<(O, M)> for Person {
    fn from((organization, member): (O, M)) -> Self {
        Self::Member { organization: organization.into(), member: member.into() }
    }
}

/// A session of a User or a Member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
pub struct Session {
    /// The session's token, or its JWT.
    pub token: Secret,
    /// Whose session it is.
    pub person: Person,
    /// The actions that the Member's Roles permit for every Member, such as `get.connected-apps`. By default the Member has
    /// Stytch's default Role `stytch_member`, and with [`is_admin`](super::Member::is_admin) also `stytch_admin`: the
    /// first permits every action for the Member's own apps, the second for everybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actions: Option<Vec<String>>,
    /// The apps that made the session from an access token, or joined it later: a factor for each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apps: Vec<String>,
    /// The other factors, by their type, such as `password` or `otp`: how the person signed in. By default it is
    /// `password`, and nothing if the session has apps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factors: Option<Vec<String>>,
}

impl Session {
    /// A session of a User, or of a Member with Stytch's default Roles.
    pub fn new(token: impl Into<Secret>, person: impl Into<Person>) -> Self {
        Self { token: token.into(), person: person.into(), actions: None, apps: Vec::new(), factors: None }
    }

    /// Permits these actions, for every Member of the Organization, such as `get.connected-apps` and
    /// `revoke.connected-app`, and no others.
    #[must_use]
    pub fn actions<T: Into<String>>(mut self, actions: impl IntoIterator<Item = T>) -> Self {
        self.actions = Some(actions.into_iter().map(Into::into).collect());
        self
    }

    /// Adds an app that made the session from an access token, or joined it later. Without
    /// [`factor`](Self::factor), the person has not signed in.
    #[must_use]
    pub fn app(mut self, app: impl Into<String>) -> Self {
        self.apps.push(app.into());
        self
    }

    /// Adds a factor with which the person signed in, by its type, such as `password`.
    #[must_use]
    pub fn factor(mut self, factor: impl Into<String>) -> Self {
        self.factors.get_or_insert_default().push(factor.into());
        self
    }

    /// The types of the factors other than apps.
    pub(crate) fn signed_in_by(&self) -> Vec<&str> {
        match &self.factors {
            Some(factors) => factors.iter().map(String::as_str).collect(),
            None if self.apps.is_empty() => vec!["password"],
            None => Vec::new(),
        }
    }
}
