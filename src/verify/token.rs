use std::time::{Duration, SystemTime};

use serde_json::{Map, Value};

use crate::verify::claims::Checked;

/// An access token of a Connected App that [`TokenVerifier::verify`](crate::verify::TokenVerifier::verify) has
/// accepted.
#[derive(Debug, Clone)]
pub struct AccessToken(pub(super) Checked);

/// The Organization of the Member who granted access.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenOrganization<'a> {
    /// Its `organization_id`.
    pub id: &'a str,
    /// Its `organization_slug` when the token was issued.
    pub slug: Option<&'a str>,
}

impl AccessToken {
    /// The id of the User or the Member who granted access.
    pub fn person(&self) -> &str {
        &self.0.person
    }

    /// The id of the app.
    pub fn app(&self) -> &str {
        &self.0.app
    }

    /// The granted scopes.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.0.scope.split_ascii_whitespace()
    }

    /// Returns whether this scope was granted. Scopes are case-sensitive.
    pub fn has_scope(&self, scope: &str) -> bool {
        self.scopes().any(|granted| granted == scope)
    }

    /// The Organization of the Member. `None` for a User.
    pub fn organization(&self) -> Option<TokenOrganization<'_>> {
        let claim = self.0.organization.as_ref()?;
        Some(TokenOrganization { id: &claim.organization_id, slug: claim.slug.as_deref() })
    }

    /// Returns whether the token is for this Organization, by its `organization_id`. A slug is not an id: it can
    /// change.
    pub fn in_organization(&self, organization_id: &str) -> bool {
        self.organization().is_some_and(|organization| organization.id == organization_id)
    }

    /// Who issued the token.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// Whom the token is for. One of them is an audience of the verifier.
    pub fn audiences(&self) -> impl Iterator<Item = &str> {
        self.0.audiences.iter().map(String::as_str)
    }

    /// When the token was issued.
    pub fn issued_at(&self) -> SystemTime {
        at(self.0.issued)
    }

    /// When the token expires.
    pub fn expires_at(&self) -> SystemTime {
        at(self.0.expires)
    }

    /// The token's unique id, `jti`.
    pub fn id(&self) -> Option<&str> {
        self.0.id.as_deref()
    }

    /// The claims that have no method here: custom claims, for the most part.
    pub fn claims(&self) -> &Map<String, Value> {
        &self.0.custom
    }
}

/// The time so many seconds after 1970. The checks have bounded it.
fn at(seconds: f64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs_f64(seconds)
}
