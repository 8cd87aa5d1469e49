//! Each test is a claim about the crate, and most show it on the wire.

mod support;

mod arbitrary;
mod configuration;
mod connections;
mod environment;
mod error_responses;
mod errors;
mod fan_out;
mod layers;
mod models;
mod non_idempotent;
mod pages;
mod paths;
mod rate_limit;
mod raw;
mod redirects;
mod request;
mod responses;
mod retries;
mod searches;
mod secret_fields;
mod secrets;
mod sessions;
mod source;
mod telemetry;
mod timeouts;
mod tls;
#[cfg(feature = "verify")]
mod verify;
