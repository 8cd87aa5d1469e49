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
}

impl Refusal {
    pub(crate) fn new(status: u16, error_type: &'static str) -> Self {
        Self { status, error_type, message: None }
    }

    /// A 400 that says what is wrong with the request.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self { status: 400, error_type: "bad_request", message: Some(message.into()) }
    }
}
