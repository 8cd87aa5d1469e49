//! Whether and when a failed request is retried, and how fast a client may send at all.
//!
//! [`policy`] decides about one call and is a pure function. [`budget`] and [`rate_limiter`] hold what all
//! clones of a client share.

pub(crate) mod budget;
mod closed;
mod documented_limit;
mod pace;
pub(crate) mod policy;
pub(crate) mod rate_limiter;
pub(crate) mod rejections;
pub(crate) mod state;
mod throughput;

#[cfg(test)]
mod tests;
