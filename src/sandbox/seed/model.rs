use serde::{Deserialize, Serialize};

/// A Connected App, with the fields of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the OpenAPI document describes the other fields")]
pub struct App {
    pub client_id: String,
    /// Empty for the id.
    pub client_name: String,
    pub client_description: String,
    pub client_type: String,
    pub status: String,
    /// The whole secret. The sandbox makes one for a confidential app that has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// The second secret, while a rotation is in progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_client_secret: Option<String>,
    pub redirect_urls: Vec<String>,
    pub full_access_allowed: bool,
    pub access_token_expiry_minutes: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token_custom_audience: Option<String>,
    pub access_token_template_content: String,
    pub post_logout_redirect_urls: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    pub bypass_consent_for_offline_access: bool,
    pub creation_method: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id_metadata_url: Option<String>,
}

impl Default for App {
    fn default() -> Self {
        Self {
            client_id: String::new(),
            client_name: String::new(),
            client_description: String::new(),
            client_type: "first_party".to_owned(),
            status: "active".to_owned(),
            client_secret: None,
            next_client_secret: None,
            redirect_urls: Vec::new(),
            full_access_allowed: false,
            access_token_expiry_minutes: 60,
            access_token_custom_audience: None,
            access_token_template_content: String::new(),
            post_logout_redirect_urls: Vec::new(),
            logo_url: None,
            bypass_consent_for_offline_access: false,
            creation_method: "api".to_owned(),
            client_id_metadata_url: None,
        }
    }
}

impl App {
    /// A confidential first-party app whose name is its id.
    pub fn new(client_id: impl Into<String>) -> Self {
        Self { client_id: client_id.into(), ..Self::default() }
    }

    /// Sets the name.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.client_name = name.into();
        self
    }

    /// Sets the type: `first_party`, `first_party_public`, `third_party` or `third_party_public`.
    #[must_use]
    pub fn client_type(mut self, client_type: impl Into<String>) -> Self {
        self.client_type = client_type.into();
        self
    }

    /// Adds a URL to which an authorization may redirect.
    #[must_use]
    pub fn redirect_url(mut self, url: impl Into<String>) -> Self {
        self.redirect_urls.push(url.into());
        self
    }

    pub(in crate::sandbox) fn is_third_party(&self) -> bool {
        self.client_type.starts_with("third_party")
    }

    pub(in crate::sandbox) fn is_public(&self) -> bool {
        self.client_type.ends_with("_public")
    }
}

/// What a person granted to an app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Grant {
    /// The app's id.
    pub app: String,
    /// The scopes, separated by spaces.
    #[serde(default)]
    pub scopes: String,
}

/// A User of a consumer project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct User {
    /// The id.
    pub user_id: String,
    /// An id of the project's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// `active` or `pending`.
    pub status: String,
    /// The first name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub first_name: String,
    /// The last name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub last_name: String,
    /// The email addresses.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// When the User was created, as in RFC 3339.
    pub created_at: String,
    /// What the User granted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
}

/// When everybody was created who does not say otherwise.
const CREATED_AT: &str = "2026-01-01T00:00:00Z";

impl Default for User {
    fn default() -> Self {
        Self {
            user_id: String::new(),
            external_id: None,
            status: "active".to_owned(),
            first_name: String::new(),
            last_name: String::new(),
            emails: Vec::new(),
            created_at: CREATED_AT.to_owned(),
            grants: Vec::new(),
        }
    }
}

impl User {
    /// An active User.
    pub fn new(user_id: impl Into<String>) -> Self {
        Self { user_id: user_id.into(), ..Self::default() }
    }

    /// Adds an email address.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.emails.push(email.into());
        self
    }

    /// Sets the id of the project's own.
    #[must_use]
    pub fn external_id(mut self, external_id: impl Into<String>) -> Self {
        self.external_id = Some(external_id.into());
        self
    }

    /// Sets the status: `active` or `pending`.
    #[must_use]
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.status = status.into();
        self
    }
}

/// An Organization of a B2B project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the OpenAPI document describes the other fields")]
pub struct Organization {
    pub organization_id: String,
    /// Empty for the id.
    pub organization_name: String,
    /// Empty for the id.
    pub organization_slug: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization_external_id: Option<String>,
    pub first_party_connected_apps_allowed_type: String,
    pub allowed_first_party_connected_apps: Vec<String>,
    pub third_party_connected_apps_allowed_type: String,
    pub allowed_third_party_connected_apps: Vec<String>,
    /// The Members, with their grants.
    pub members: Vec<Member>,
}

impl Default for Organization {
    fn default() -> Self {
        Self {
            organization_id: String::new(),
            organization_name: String::new(),
            organization_slug: String::new(),
            organization_external_id: None,
            first_party_connected_apps_allowed_type: "ALL_ALLOWED".to_owned(),
            allowed_first_party_connected_apps: Vec::new(),
            third_party_connected_apps_allowed_type: "ALL_ALLOWED".to_owned(),
            allowed_third_party_connected_apps: Vec::new(),
            members: Vec::new(),
        }
    }
}

impl Organization {
    /// An Organization that allows all apps, whose name and slug are its id.
    pub fn new(organization_id: impl Into<String>) -> Self {
        Self { organization_id: organization_id.into(), ..Self::default() }
    }

    /// Sets the slug, which can be used in place of the id.
    #[must_use]
    pub fn slug(mut self, slug: impl Into<String>) -> Self {
        self.organization_slug = slug.into();
        self
    }

    /// Sets the id of the project's own.
    #[must_use]
    pub fn external_id(mut self, external_id: impl Into<String>) -> Self {
        self.organization_external_id = Some(external_id.into());
        self
    }

    /// Allows no third-party app but these.
    #[must_use]
    pub fn allowing_third_party<T: Into<String>>(mut self, apps: impl IntoIterator<Item = T>) -> Self {
        self.third_party_connected_apps_allowed_type = "RESTRICTED".to_owned();
        self.allowed_third_party_connected_apps = apps.into_iter().map(Into::into).collect();
        self
    }
}

/// A Member of an Organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Member {
    /// The id.
    pub member_id: String,
    /// An id of the project's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// `pending`, `invited`, `active` or `deleted`.
    pub status: String,
    /// The name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The email address.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email_address: String,
    /// Whether the Member has the role `stytch_admin`.
    pub is_admin: bool,
    /// When the Member was created, as in RFC 3339.
    pub created_at: String,
    /// What the Member granted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
}

impl Default for Member {
    fn default() -> Self {
        Self {
            member_id: String::new(),
            external_id: None,
            status: "active".to_owned(),
            name: String::new(),
            email_address: String::new(),
            is_admin: false,
            created_at: CREATED_AT.to_owned(),
            grants: Vec::new(),
        }
    }
}

impl Member {
    /// An active Member.
    pub fn new(member_id: impl Into<String>) -> Self {
        Self { member_id: member_id.into(), ..Self::default() }
    }

    /// Sets the email address.
    #[must_use]
    pub fn email(mut self, email: impl Into<String>) -> Self {
        self.email_address = email.into();
        self
    }

    /// Sets the id of the project's own.
    #[must_use]
    pub fn external_id(mut self, external_id: impl Into<String>) -> Self {
        self.external_id = Some(external_id.into());
        self
    }

    /// Sets the status: `pending`, `invited`, `active` or `deleted`.
    #[must_use]
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.status = status.into();
        self
    }
}

/// A User, by id, or a Member, by the ids of the Organization and the Member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
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
    fn new(user: impl Into<String>) -> Self {
        Self::User(user.into())
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

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self::new(id)
            }
        }
    )*};
}

from_id!(App, User, Organization, Member, Person);

impl<O: Into<String>, M: Into<String>> From<(O, M)> for Person {
    fn from((organization, member): (O, M)) -> Self {
        Self::Member { organization: organization.into(), member: member.into() }
    }
}

/// A session of a User or a Member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Session {
    /// The session's token, or its JWT.
    pub token: String,
    /// Whose session it is.
    pub person: Person,
    /// The actions that the Member's Roles permit, such as `get.connected-apps`. All by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actions: Option<Vec<String>>,
}

impl Session {
    /// A session that permits every action.
    pub fn new(token: impl Into<String>, person: impl Into<Person>) -> Self {
        Self { token: token.into(), person: person.into(), actions: None }
    }

    /// Permits only these actions, such as `get.connected-apps` and `revoke.connected-app`.
    #[must_use]
    pub fn actions<T: Into<String>>(mut self, actions: impl IntoIterator<Item = T>) -> Self {
        self.actions = Some(actions.into_iter().map(Into::into).collect());
        self
    }
}
