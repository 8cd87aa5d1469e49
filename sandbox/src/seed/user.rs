use serde::{Deserialize, Serialize};

use crate::seed::app::Grant;

/// The creation time of a User or Member for whom the seed gives none.
pub(super) const CREATED_AT: &str = "2026-01-01T00:00:00Z";

/// A User of a consumer project.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, remote = "Self")]
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
    /// The phone numbers, such as `+15005550006`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phone_numbers: Vec<String>,
    /// The email addresses and phone numbers among these that are not verified.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unverified: Vec<String>,
    /// When the User was created, as in RFC 3339.
    pub created_at: String,
    /// The User's grants.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Grant>,
}

impl Default for User {
    fn default() -> Self {
        Self {
            user_id: String::new(),
            external_id: None,
            status: "active".to_owned(),
            first_name: String::new(),
            last_name: String::new(),
            emails: Vec::new(),
            phone_numbers: Vec::new(),
            unverified: Vec::new(),
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

    /// Adds a phone number, such as `+15005550006`.
    #[must_use]
    pub fn phone_number(mut self, number: impl Into<String>) -> Self {
        self.phone_numbers.push(number.into());
        self
    }

    /// Takes an email address or a phone number of the User's as not verified. By default they all are.
    #[must_use]
    pub fn unverified(mut self, address: impl Into<String>) -> Self {
        self.unverified.push(address.into());
        self
    }

    pub(crate) fn is_verified(&self, address: &str) -> bool {
        self.unverified.iter().all(|other| other != address)
    }

    /// Sets the external id: the project's own.
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
