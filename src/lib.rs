#![doc = include_str!(concat!(env!("OUT_DIR"), "/front_page.md"))]
#![cfg_attr(docsrs, feature(doc_cfg))]

// Ordered from the lowest layer up: a module imports only from those above it in this list. The generated code is
// the exception: `table` holds its rows, `invoke` calls its builders, and it uses everything from `model` to `client`.
mod error;

mod model;
mod table;

mod retry;

mod call;
mod client;
#[allow(clippy::all, reason = "the generator's style is its own")]
mod generated;
mod invoke;
#[cfg(feature = "verify")]
pub mod verify;

#[cfg(doc)]
pub mod guide;

pub use call::pages::{Cursors, EndlessPages, ResultStream};
pub use call::response::{Response, ResponseFuture};
pub use call::session::MemberSession;
pub use client::Client;
pub use client::builder::ClientBuilder;
pub use client::fan_out::{Called, FanOut, TryFanOut};
pub use error::{ApiError, ConfigurationError, DecodeError, Error, InvalidRequestError, TransportError};
pub use generated::{builder, types};
pub use model::secret::Secret;
pub use model::unknown::Unknown;
pub use reqwest;
pub use retry::policy::RetryPolicy;

/// The types of the arguments that setters take.
pub mod arguments {
    pub use crate::model::field::{Given, List, Maybe, Optional};
    pub use crate::model::path_segment::{InvalidPathSegment, PathSegment};
}

/// The operations of the OpenAPI document as data, for tools that choose them at run time.
pub mod operations {
    pub use crate::invoke::body::InvalidBody;
    pub use crate::table::example::Example;
    pub use crate::table::operation::{Operation, RateLimit};
    pub use crate::table::parameter::{Location, Pages, Parameter, ParameterType};
    pub use crate::table::{all, find};
}
