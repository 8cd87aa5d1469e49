//! The table of operations, which the client, the sandbox and the tests read.

/// An operation of the OpenAPI document.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Operation {
    /// The `operationId`. In snake case it is the name of the client's method.
    pub id: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path template, with its parameters in braces.
    pub path: &'static str,
    /// What the operation does, in a few words.
    pub summary: &'static str,
    /// The first of the operation's tags.
    pub tag: Option<&'static str>,
    /// The server that the operation has for itself, where it is not that of the API.
    pub server: Option<&'static str>,
    /// Whether sending the request twice has the effect of sending it once. Only then is it sent
    /// again when the first may have arrived.
    pub idempotent: bool,
    /// Whether the request body is an empty JSON object, which the client sends by itself.
    pub sends_empty_object: bool,
    /// Whether a success has a JSON body.
    pub returns_json: bool,
    /// The headers for a member session that the operation takes, in lower case.
    pub session_headers: &'static [&'static str],
    #[cfg(feature = "sandbox")]
    pub(crate) arguments: &'static str,
    #[cfg(feature = "sandbox")]
    pub(crate) examples: &'static [Example],
}

/// A documented answer.
#[cfg(feature = "sandbox")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Example {
    pub(crate) status: u16,
    pub(crate) name: &'static str,
    /// JSON text.
    pub(crate) body: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/operations.rs"));

/// Every operation of the OpenAPI document, in the document's order.
pub fn operations() -> &'static [&'static Operation] {
    OPERATIONS
}
