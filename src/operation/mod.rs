//! Operations at run time: [`invoke`] calls one by its name, [`fan_out`] calls one for many inputs.

pub(crate) mod fan_out;
pub(crate) mod inputs;
pub(crate) mod invoke;
mod task;
