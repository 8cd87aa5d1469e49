//! Many calls: concurrently, within the rate limits, and each result written before it counts.

pub mod gate;
mod outage;
pub mod progress;
pub mod rate;
pub mod run;
mod state;
pub mod work;
