use serde::{Deserialize, Serialize};
use stytch_connected_apps::Secret;

/// A Connected App, with the fields of the API.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
#[allow(missing_docs, reason = "the OpenAPI document describes the other fields")]
pub struct App {
    pub client_id: String,
    /// Defaults to the id.
    pub client_name: String,
    pub client_description: String,
    pub client_type: String,
    pub status: String,
    /// The whole secret. The sandbox makes one for a confidential app that has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<Secret>,
    /// The second secret, while a rotation is in progress.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_client_secret: Option<Secret>,
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

    pub(crate) fn is_third_party(&self) -> bool {
        self.client_type.starts_with("third_party")
    }

    pub(crate) fn is_public(&self) -> bool {
        self.client_type.ends_with("_public")
    }
}

/// A person's grant to an app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
pub struct Grant {
    /// The app's id.
    pub app: String,
    /// The scopes, separated by spaces.
    #[serde(default)]
    pub scopes: String,
}
