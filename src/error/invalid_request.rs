use std::borrow::Cow;
use std::fmt;

/// A call that the client rejected, or a model that cannot be built. Nothing was sent.
#[derive(Debug)]
pub struct InvalidRequestError {
    operation: Option<&'static str>,
    parameter: Option<Cow<'static, str>>,
    reason: String,
}

impl InvalidRequestError {
    pub(crate) fn new(operation: &'static str, parameter: Option<Cow<'static, str>>, reason: String) -> Self {
        Self { operation: Some(operation), parameter, reason }
    }

    /// A model that cannot be built of what its builder was given.
    pub(crate) fn model(reason: &dyn fmt::Display) -> Self {
        Self { operation: None, parameter: None, reason: format!("the model cannot be built: {reason}") }
    }

    /// The `operationId` of the call. `None` if a model was built outside of one, by `try_into()`.
    pub fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// The parameter to correct, by the document's name. `body` is the request body, and `body.query` a field of it.
    /// `None` if the call as a whole is wrong: if it carries a member session that the operation does not accept, for
    /// example.
    pub fn parameter(&self) -> Option<&str> {
        self.parameter.as_deref()
    }

    /// The mistake and how to correct it.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for InvalidRequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation {
            write!(f, "{operation}: ")?;
        }
        if let Some(parameter) = &self.parameter {
            write!(f, "{parameter}: ")?;
        }
        f.write_str(&self.reason)
    }
}

impl std::error::Error for InvalidRequestError {}
