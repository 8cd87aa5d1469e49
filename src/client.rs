use std::env;
use std::fmt::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;

use crate::budget::Budget;
use crate::credentials::Credentials;
use crate::operation::Operation;
use crate::pace::Pace;
use crate::{ClientBuilder, Error, MemberSession, RetryPolicy};

/// A client of Stytch's Connected Apps API, with one method for each operation of the document.
///
/// A method returns a builder: give it the parameters and await it, or await its `send()` for the
/// headers of the response as well.
///
/// Calls need a tokio runtime with time and I/O enabled, as `#[tokio::main]` makes it.
///
/// Cloning is cheap. Clones share connections and the retry budget; build one client per project and
/// keep it.
#[derive(Clone)]
pub struct Client {
    // The generated code reads this, by this name.
    pub(crate) client: reqwest::Client,
    pub(crate) settings: Arc<Settings>,
    pub(crate) session: Option<MemberSession>,
}

pub(crate) struct Settings {
    pub(crate) base_url: Url,
    /// Whether the caller gave the base URL, which then serves every operation.
    pub(crate) base_url_is_given: bool,
    pub(crate) credentials: Credentials,
    pub(crate) user_agent: HeaderValue,
    pub(crate) deadline: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) max_response_bytes: usize,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: Budget,
    pub(crate) pace: Pace,
}

impl Client {
    /// A client with the defaults of [`ClientBuilder`].
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`].
    pub fn new(project_id: impl Into<String>, secret: impl Into<String>) -> Result<Self, Error> {
        Self::builder(project_id, secret).build()
    }

    /// A client from `STYTCH_PROJECT_ID`, `STYTCH_SECRET` and, if it is set, `STYTCH_BASE_URL`.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if one of the first two is missing, which it also is when empty, and
    /// the errors of [`ClientBuilder::build`].
    pub fn from_env() -> Result<Self, Error> {
        let (project_id, secret) = (required("STYTCH_PROJECT_ID")?, required("STYTCH_SECRET")?);
        let mut builder = Self::builder(project_id, secret);
        if let Some(base_url) = optional("STYTCH_BASE_URL")? {
            builder = builder.base_url(base_url);
        }
        builder.build()
    }

    /// A builder for a client with settings of its own.
    pub fn builder(project_id: impl Into<String>, secret: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(project_id.into(), secret.into())
    }

    /// A view of this client whose calls carry a Member's session, so that Stytch checks whether the
    /// Member may make them.
    ///
    /// The view shares everything with the client. It refuses operations that take no such session:
    /// without the header they would run with the project's full power.
    #[must_use]
    pub fn with_member_session(&self, session: MemberSession) -> Self {
        Self { session: Some(session), ..self.clone() }
    }
}

/// Where a request goes: to the operation's own server if it has one and the caller gave no other.
/// `path` is the operation's, with its arguments encoded.
pub(crate) fn url(client: &Client, operation: &Operation, path: fmt::Arguments<'_>) -> Result<Url, String> {
    let settings = &client.settings;
    let mut url = match operation.server {
        Some(server) if !settings.base_url_is_given => {
            Url::parse(server).map_err(|error| error.to_string())?
        }
        _ => settings.base_url.clone(),
    };
    let mut target = String::with_capacity(128);
    target.push_str(url.path().trim_end_matches('/'));
    target.write_fmt(path).map_err(|error| error.to_string())?;
    url.set_path(&target);
    match url.path() == target {
        true => Ok(url),
        false => Err(format!("an argument would change the path from `{}`", operation.path)),
    }
}

fn required(name: &str) -> Result<String, Error> {
    optional(name)?.ok_or_else(|| {
        Error::configuration(format!("the environment variable {name} is missing or empty: set it"))
    })
}

fn optional(name: &str) -> Result<Option<String>, Error> {
    match env::var(name) {
        Ok(value) if value.is_empty() => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            Err(Error::configuration(format!("the environment variable {name} is not UTF-8: set it anew")))
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.settings.base_url.as_str())
            .field("project_id", &self.settings.credentials.project_id)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where an operation at this server sends `path`.
    fn target(base: Option<&str>, server: Option<&'static str>, path: &str) -> Result<String, String> {
        let mut builder = Client::builder("project-test-1", "secret-test-1");
        if let Some(base) = base {
            builder = builder.base_url(base);
        }
        let operation = Operation { server, ..*crate::operations()[0] };
        let url = url(&builder.build().expect("valid"), &operation, format_args!("{path}"))?;
        Ok(url.to_string())
    }

    #[test]
    fn an_operations_own_server_is_asked_unless_the_caller_names_one() {
        let (given, own) = (Some("https://proxy.example/stytch/"), Some("https://own.example/public"));
        for (base, server, expected) in [
            (None, None, "https://test.stytch.com/v1/users"),
            (None, own, "https://own.example/public/v1/users"),
            (given, None, "https://proxy.example/stytch/v1/users"),
            (given, own, "https://proxy.example/stytch/v1/users"),
        ] {
            assert_eq!(target(base, server, "/v1/users").as_deref(), Ok(expected));
        }
    }

    #[test]
    fn a_path_that_a_parser_would_change_is_refused() {
        for path in ["/v1/../users", "/v1/%2E%2e/users", "/v1/./users", "/v1/a b", "/v1?a", "/v1/é"] {
            let error = target(None, None, path).expect_err(path);
            assert!(error.starts_with("an argument would change the path from `/v1/"), "{error}");
        }
    }
}
