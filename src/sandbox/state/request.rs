use std::collections::BTreeMap;

use serde_json::Value;

/// A request whose operation is known.
pub(in crate::sandbox) struct Request<'a> {
    /// The parameters in the path and the query, decoded.
    pub(in crate::sandbox) parameters: &'a BTreeMap<String, String>,
    /// The body. `null` if there is none.
    pub(in crate::sandbox) body: &'a Value,
    /// The value of a session header.
    pub(in crate::sandbox) session: Option<&'a str>,
}

impl Request<'_> {
    /// A parameter; empty if it is missing.
    pub(super) fn parameter(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// A text in the body.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name).and_then(Value::as_str)
    }

    /// A list of texts in the body.
    pub(super) fn texts(&self, name: &str) -> impl Iterator<Item = &str> {
        self.body.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
    }
}

/// Why a request is not fulfilled.
#[derive(Debug)]
pub(in crate::sandbox) struct Refusal {
    pub(in crate::sandbox) status: u16,
    pub(in crate::sandbox) error_type: &'static str,
    /// If it says more than the document's example of the error.
    pub(in crate::sandbox) message: Option<String>,
}

impl Refusal {
    pub(in crate::sandbox) fn new(status: u16, error_type: &'static str) -> Self {
        Self { status, error_type, message: None }
    }

    /// A 400 that says what is wrong with the request.
    pub(in crate::sandbox) fn bad_request(message: impl Into<String>) -> Self {
        Self { status: 400, error_type: "bad_request", message: Some(message.into()) }
    }
}
