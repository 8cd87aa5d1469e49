//! The parts of the OpenAPI document that exist at run time: the table of operations with their parameters and
//! examples, and the types and traits for its path parameters, fields, objects, secrets, unions and string enums.

#[cfg(feature = "sandbox")]
pub(crate) mod example;
pub(crate) mod field;
pub(crate) mod object;
pub(crate) mod open_enum;
pub(crate) mod operation;
pub(crate) mod parameter;
pub(crate) mod path_segment;
pub(crate) mod secret;
pub(crate) mod unknown;
