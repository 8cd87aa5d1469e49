//! Calls by operation name ([`invoke`], [`invoke_pages`]) and in bulk ([`fan_out`]). Ordinary calls do not pass through
//! here.

pub(crate) mod fan_out;
pub(crate) mod inputs;
pub(crate) mod invoke;
mod invoke_pages;
mod task;
