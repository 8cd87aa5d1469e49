//! Claims about the crate, each shown on the wire or on a document of its own.

mod support;

mod answers;
mod arbitrary;
mod configuration;
mod connections;
mod effects;
mod environment;
mod errors;
mod fan_out;
mod marked;
mod models;
mod pace;
mod pages;
mod paths;
mod redirects;
mod request;
mod retries;
mod sandbox;
mod secrets;
mod sessions;
mod source;
mod telemetry;
mod timeouts;
mod tls;
