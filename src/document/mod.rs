//! The parts of the OpenAPI document that exist at run time: the table of operations with their examples, and the
//! types for its path parameters, objects, secrets and string enums.

#[cfg(feature = "sandbox")]
pub(crate) mod example;
pub(crate) mod object;
pub(crate) mod open_enum;
pub(crate) mod operation;
pub(crate) mod path_segment;
pub(crate) mod secret;
