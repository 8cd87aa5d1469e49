use serde::{Deserialize, Serialize};

use crate::seed::app::Grant;
use crate::seed::user::CREATED_AT;

/// An Organization of a B2B project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
#[allow(missing_docs, reason = "the OpenAPI document describes the other fields")]
pub struct Organization {
    pub organization_id: String,
    /// Defaults to the id.
    pub organization_name: String,
    /// Defaults to the id.
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

    /// Sets the external id: the project's own.
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
#[serde(default, deny_unknown_fields, remote = "Self")]
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
    /// The Member has the Role `stytch_admin`.
    pub is_admin: bool,
    /// When the Member was created, as in RFC 3339.
    pub created_at: String,
    /// The Member's grants.
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

    /// Sets the external id: the project's own.
    #[must_use]
    pub fn external_id(mut self, external_id: impl Into<String>) -> Self {
        self.external_id = Some(external_id.into());
        self
    }

    /// Gives the Member the Role `stytch_admin`.
    #[must_use]
    pub fn admin(mut self) -> Self {
        self.is_admin = true;
        self
    }

    /// Sets the status: `pending`, `invited`, `active` or `deleted`.
    #[must_use]
    pub fn status(mut self, status: impl Into<String>) -> Self {
        self.status = status.into();
        self
    }
}
