//! The metadata of a protected resource and its challenges to clients, as plain values for any framework.

use reqwest::Url;
use serde_json::{Map, Value, json};

use crate::client::base_url::is_loopback;
use crate::error::Error;
use crate::verify::error::VerifyError;

/// The token in the value of an `Authorization` header. `None` if there is no header, or one of another scheme.
///
/// ```
/// use stytch_connected_apps::verify::bearer;
///
/// assert_eq!(bearer(Some("Bearer eyJ")), Some("eyJ"));
/// assert_eq!(bearer(Some("Basic eyJ")), None);
/// ```
pub fn bearer(authorization: Option<&str>) -> Option<&str> {
    let (scheme, token) = authorization?.trim().split_once(' ')?;
    let token = token.trim_start();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// A service that accepts access tokens, such as an MCP server: its metadata (RFC 9728) and its challenges (RFC 6750).
///
/// ```
/// use stytch_connected_apps::verify::ProtectedResource;
///
/// # fn main() -> Result<(), stytch_connected_apps::Error> {
/// let resource = ProtectedResource::new("https://mcp.example.com/mcp")?
///     .authorization_server("https://login.example.com")
///     .scopes(["read:issues"]);
/// assert_eq!(resource.metadata_path(), "/.well-known/oauth-protected-resource/mcp");
/// assert_eq!(
///     resource.missing_token().www_authenticate.as_deref(),
///     Some(
///         "Bearer resource_metadata=\"https://mcp.example.com/.well-known/oauth-protected-resource/mcp\", \
///          scope=\"read:issues\""
///     )
/// );
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct ProtectedResource {
    resource: String,
    url: Url,
    authorization_servers: Vec<String>,
    scopes: Vec<String>,
    name: Option<String>,
}

/// A response to a request without a valid token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Challenge {
    /// 401 without a valid token, 403 without a scope, 503 if Stytch cannot be asked.
    pub status: u16,
    /// The value of the header `WWW-Authenticate`. `None` if the response has no such header.
    pub www_authenticate: Option<String>,
}

impl ProtectedResource {
    /// A service by the URL that its clients know, such as `https://mcp.example.com/mcp`.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if it is not an `https` URL, or an `http` one of this machine, or if it has a fragment.
    pub fn new(resource: &str) -> Result<Self, Error> {
        let wrong = |reason: &str| {
            Error::configuration("resource", format!("{reason}; write it like `https://mcp.example.com/mcp`"))
        };
        let url = Url::parse(resource).map_err(|error| wrong(&format!("not a URL: {error}")))?;
        if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback(&url)) {
            return Err(wrong("not an https URL"));
        }
        if url.fragment().is_some() {
            return Err(wrong("a URL with a fragment, which no request has"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("a URL with credentials"));
        }
        let (resource, authorization_servers, scopes) = (resource.to_owned(), Vec::new(), Vec::new());
        Ok(Self { resource, url, authorization_servers, scopes, name: None })
    }

    /// An issuer whose tokens the service accepts: the project's own domain.
    pub fn authorization_server(mut self, issuer: impl Into<String>) -> Self {
        self.authorization_servers.push(issuer.into());
        self
    }

    /// The scopes that the service knows.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        self.scopes.extend(scopes.into_iter().map(Into::into));
        self
    }

    /// The service's name, for people.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The path at which the service serves its metadata to everybody.
    pub fn metadata_path(&self) -> String {
        // Only the slash of a URL without a path goes (RFC 9728, section 3.1).
        let path = if self.url.path() == "/" { "" } else { self.url.path() };
        format!("/.well-known/oauth-protected-resource{path}")
    }

    /// The URL of the metadata.
    pub fn metadata_url(&self) -> String {
        let mut url = self.url.clone();
        url.set_path(&self.metadata_path());
        url.into()
    }

    /// The metadata, as JSON.
    pub fn metadata(&self) -> Value {
        let mut metadata = Map::new();
        metadata.insert("resource".to_owned(), self.resource.clone().into());
        if !self.authorization_servers.is_empty() {
            metadata.insert("authorization_servers".to_owned(), self.authorization_servers.clone().into());
        }
        metadata.insert("bearer_methods_supported".to_owned(), json!(["header"]));
        if !self.scopes.is_empty() {
            metadata.insert("scopes_supported".to_owned(), self.scopes.clone().into());
        }
        if let Some(name) = &self.name {
            metadata.insert("resource_name".to_owned(), name.clone().into());
        }
        metadata.into()
    }

    /// For a request without a token. It names no error, as RFC 6750 asks.
    pub fn missing_token(&self) -> Challenge {
        self.unauthorized(&[])
    }

    /// For a token that is not accepted. 503 without a challenge if Stytch could not be asked.
    pub fn challenge(&self, error: &VerifyError) -> Challenge {
        if error.is_unavailable() {
            return Challenge { status: 503, www_authenticate: None };
        }
        self.unauthorized(&[("error", "invalid_token"), ("error_description", &error.to_string())])
    }

    /// For a valid token without the scopes that the request needs.
    pub fn missing_scopes<S: AsRef<str>>(&self, needed: impl IntoIterator<Item = S>) -> Challenge {
        let needed: Vec<String> = needed.into_iter().map(|scope| scope.as_ref().to_owned()).collect();
        let needed = needed.join(" ");
        let mut parameters = vec![("error", "insufficient_scope")];
        if !needed.is_empty() {
            parameters.push(("scope", &needed));
        }
        Challenge { status: 403, www_authenticate: Some(self.header(&parameters)) }
    }

    fn unauthorized(&self, parameters: &[(&str, &str)]) -> Challenge {
        let scopes = self.scopes.join(" ");
        let mut parameters = parameters.to_vec();
        if !scopes.is_empty() {
            parameters.push(("scope", &scopes));
        }
        Challenge { status: 401, www_authenticate: Some(self.header(&parameters)) }
    }

    /// A challenge with these parameters, and where the metadata is.
    fn header(&self, parameters: &[(&str, &str)]) -> String {
        let url = self.metadata_url();
        let all = [("resource_metadata", url.as_str())].into_iter().chain(parameters.iter().copied());
        let all: Vec<String> = all.map(|(name, value)| format!("{name}={}", quoted(value))).collect();
        format!("Bearer {}", all.join(", "))
    }
}

/// A quoted string (RFC 9110), without the characters that a header or RFC 6750's `error_description` cannot carry.
fn quoted(value: &str) -> String {
    let is_allowed = |character: &char| matches!(character, ' '..='~') && !['"', '\\'].contains(character);
    format!("\"{}\"", value.chars().filter(is_allowed).collect::<String>())
}
