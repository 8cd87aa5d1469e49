use std::collections::BTreeMap;

use serde_json::Value;

/// A request whose operation is known.
pub(crate) struct Request<'a> {
    /// The parameters in the path and the query, decoded.
    pub(crate) parameters: &'a BTreeMap<String, String>,
    /// The body. `null` if there is none.
    pub(crate) body: &'a Value,
    /// The value of a session header.
    pub(crate) session: Option<&'a str>,
    /// The sandbox's time, in seconds since 1970.
    pub(crate) now: i64,
    /// The scheme and the host that the request was sent to, such as `http://127.0.0.1:4010`.
    pub(crate) origin: &'a str,
    /// Who issues the tokens that the request asks for: the project's domain, or for paths of the API host the project.
    pub(crate) issuer: &'a str,
}

impl Request<'_> {
    /// The value of a parameter; empty if it is missing.
    pub(super) fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// A string property of the body.
    pub(super) fn string(&self, name: &str) -> Option<&str> {
        self.body.get(name).and_then(Value::as_str)
    }

    /// A list of strings in the body.
    pub(super) fn strings(&self, name: &str) -> impl Iterator<Item = &str> {
        self.body.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }
}

/// Why a request is not fulfilled.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) error_type: &'static str,
    /// If it says more than the document's example of the error.
    pub(crate) message: Option<String>,
    /// It is in OAuth's dialect (RFC 6749).
    pub(crate) is_oauth: bool,
}

impl Refusal {
    pub(crate) fn new(status: u16, error_type: &'static str) -> Self {
        Self { status, error_type, message: None, is_oauth: false }
    }

    /// A 400 that says what is wrong with the request.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self { message: Some(message.into()), ..Self::new(400, "bad_request") }
    }

    /// A refusal in OAuth's dialect, with its `error` and `error_description`.
    pub(crate) fn oauth(status: u16, error: &'static str, description: impl Into<String>) -> Self {
        Self { message: Some(description.into()), is_oauth: true, ..Self::new(status, error) }
    }
}
