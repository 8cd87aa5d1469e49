#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod body;
mod budget;
mod call;
mod causes;
mod client;
mod client_builder;
mod credentials;
mod error;
mod fan_out;
mod invoke;
mod meter;
mod operation;
mod pace;
mod path_segment;
mod redaction;
mod retry;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod secret;
mod session;
mod telemetry;
mod tls;

/// Written by `build.rs` from the OpenAPI document.
#[allow(missing_docs, unused_imports, unused_mut, clippy::all, clippy::unwrap_used)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}

pub use call::{PageStream, ResponseFuture};
pub use client::Client;
pub use client_builder::ClientBuilder;
pub use error::{ApiError, DecodeError, Error, TransportError};
pub use fan_out::FanOut;
pub use generated::{builder, types};
pub use operation::{Operation, operations};
pub use path_segment::{InvalidPathSegment, PathSegment};
pub use progenitor_client::ResponseValue;
pub use reqwest;
pub use retry::RetryPolicy;
pub use secret::Secret;
pub use session::MemberSession;
