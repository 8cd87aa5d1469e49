//! The types that the generated models and builders need: path segments, optional fields, lists, objects, secrets,
//! unions and string enums.

pub(crate) mod collection;
pub(crate) mod field;
pub(crate) mod object;
pub(crate) mod open_enum;
pub(crate) mod path_segment;
pub(crate) mod secret;
pub(crate) mod unknown;
