//! The operations of the OpenAPI document as data: a row for each, with its parameters and examples.

pub(crate) mod example;
pub(crate) mod operation;
pub(crate) mod parameter;

use crate::generated;
use crate::table::operation::Operation;

/// Every operation of the OpenAPI document, in the document's order.
pub fn all() -> &'static [&'static Operation] {
    generated::OPERATIONS
}

/// The operation with this `operationId`.
///
/// ```
/// use stytch_connected_apps::operations;
///
/// assert!(operations::find("get_user_connected_apps").is_some_and(|operation| operation.idempotent));
/// ```
pub fn find(id: &str) -> Option<&'static Operation> {
    all().iter().copied().find(|operation| operation.id == id)
}
