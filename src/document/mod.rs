//! What of the OpenAPI document exists at run time: the rows of the table of operations, their examples, and the
//! types and traits that stand for its path parameters, fields, objects, secrets, unions and lists of words.

#[cfg(feature = "sandbox")]
pub(crate) mod example;
pub(crate) mod field;
pub(crate) mod object;
pub(crate) mod open_enum;
pub(crate) mod operation;
pub(crate) mod path_segment;
pub(crate) mod secret;
pub(crate) mod unknown;
