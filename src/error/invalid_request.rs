use std::borrow::Cow;
use std::fmt;

/// A call that the client rejected. Nothing was sent.
#[derive(Debug)]
pub struct InvalidRequestError {
    operation: &'static str,
    parameter: Option<Cow<'static, str>>,
    reason: String,
}

impl InvalidRequestError {
    pub(crate) fn new(operation: &'static str, parameter: Option<Cow<'static, str>>, reason: String) -> Self {
        Self { operation, parameter, reason }
    }

    /// The `operationId` of the call.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The parameter to correct, by the document's name; `body` is the request body. `None` if the call
    /// as a whole is wrong: if it carries a member session that the operation does not accept, for example.
    pub fn parameter(&self) -> Option<&str> {
        self.parameter.as_deref()
    }

    /// What is wrong and what to do about it.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for InvalidRequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.operation)?;
        if let Some(parameter) = &self.parameter {
            write!(f, "{parameter}: ")?;
        }
        f.write_str(&self.reason)
    }
}

impl std::error::Error for InvalidRequestError {}
