use std::borrow::Cow;
use std::fmt::Display;

use crate::error::{Error, InvalidRequestError};
use crate::table::operation::Operation;

/// The error for an argument that cannot be sent.
pub(crate) fn invalid_argument(
    operation: &Operation,
    name: impl Into<Cow<'static, str>>,
    reason: impl Display,
) -> Error {
    let error = InvalidRequestError::new(operation.id, Some(name.into()), reason.to_string());
    Error::InvalidRequest(Box::new(error))
}

/// The error for a request that cannot be sent as a whole.
pub(crate) fn invalid_request(operation: &Operation, reason: impl Display) -> Error {
    Error::InvalidRequest(Box::new(InvalidRequestError::new(operation.id, None, reason.to_string())))
}
