#![doc = include_str!(concat!(env!("OUT_DIR"), "/front_page.md"))]
#![cfg_attr(docsrs, feature(doc_cfg))]

// From the ground up: each uses those above it.
mod error;
mod retry;

mod call;
mod client;
#[allow(clippy::all, reason = "the generator's style is its own")]
mod generated;
mod operation;
#[cfg(feature = "sandbox")]
pub mod sandbox;

pub use call::pages::ResultStream;
pub use call::response::{Response, ResponseFuture};
pub use client::Client;
pub use client::builder::ClientBuilder;
pub use client::session::MemberSession;
pub use error::{ApiError, ConfigurationError, DecodeError, Error, InvalidRequestError, TransportError};
pub use generated::{builder, operations, types};
pub use operation::Operation;
pub use operation::fan_out::FanOut;
pub use operation::path_segment::{InvalidPathSegment, PathSegment};
pub use operation::secret::Secret;
pub use reqwest;
pub use retry::policy::RetryPolicy;
