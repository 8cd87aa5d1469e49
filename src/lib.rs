#![doc = include_str!(concat!(env!("OUT_DIR"), "/front_page.md"))]
#![cfg_attr(docsrs, feature(doc_cfg))]

// Ordered from the lowest layer up: a module imports only from those above it in this list. The generated code is
// the exception: `client` and `operation` use its tables, and it uses them.
mod error;

mod document;
mod retry;

mod call;
mod client;
#[allow(clippy::all, reason = "the generator's style is its own")]
mod generated;
mod operation;
#[cfg(feature = "sandbox")]
pub mod sandbox;

#[cfg(doc)]
pub mod guide;

pub use call::pages::ResultStream;
pub use call::response::{Response, ResponseFuture};
pub use client::Client;
pub use client::builder::ClientBuilder;
pub use client::session::MemberSession;
pub use document::field::{List, Optional};
pub use document::operation::Operation;
pub use document::parameter::{Kind, Location, Pages, Parameter};
pub use document::path_segment::{InvalidPathSegment, PathSegment};
pub use document::secret::Secret;
pub use document::unknown::Unknown;
pub use error::{ApiError, ConfigurationError, DecodeError, Error, InvalidRequestError, TransportError};
pub use generated::{builder, operations, types};
pub use operation::fan_out::FanOut;
pub use operation::inputs::Inputs;
pub use reqwest;
pub use retry::policy::RetryPolicy;
