//! Whether and when a failed request is retried, and how fast a client may send at all.
//!
//! [`policy`] decides about one call and is a pure function. [`budget`] and [`rate_limiter`] hold what all
//! clones of a client share.

mod allowance;
pub(crate) mod budget;
pub(crate) mod limited;
mod pace;
pub(crate) mod policy;
pub(crate) mod rate_limiter;
mod shut;
pub(crate) mod state;
mod throughput;

#[cfg(test)]
mod phases;
#[cfg(test)]
mod policy_tests;
#[cfg(test)]
mod simulation;
