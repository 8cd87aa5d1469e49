//! What went wrong, sorted by what the caller can do about it.
//!
//! Nothing here imports another part of the crate: each error is made from the parts that it keeps.

mod api;
pub(crate) mod cause;
mod configuration;
mod decode;
mod handshake;
mod invalid_request;
mod origin;
pub(crate) mod redaction;
mod transport;

pub use api::ApiError;
pub use configuration::ConfigurationError;
pub use decode::DecodeError;
pub use invalid_request::InvalidRequestError;
pub(crate) use origin::Origin;
pub use transport::TransportError;
pub(crate) use transport::TransportKind;

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

/// Why a client could not be built, or why a call has no result.
///
/// | variant | what happened | what to do |
/// |---|---|---|
/// | [`Configuration`](Self::Configuration) | the client cannot be built | correct the setting that the message names |
/// | [`InvalidRequest`](Self::InvalidRequest) | nothing was sent: an argument or a model's field is missing or cannot be sent, or the operation takes no member session | correct the call |
/// | [`Transport`](Self::Transport) | no complete response: no connection, a failed TLS handshake, a timeout, a broken connection, a body over the limit, or a rate limit that left no time to send | [`is_connect`](Self::is_connect), [`is_tls`](Self::is_tls), [`is_timeout`](Self::is_timeout), [`is_rate_limited`](Self::is_rate_limited), [`is_retryable`](Self::is_retryable) |
/// | [`Api`](Self::Api) | a status other than 2xx | [`is_unauthorized`](Self::is_unauthorized), [`is_forbidden`](Self::is_forbidden), [`is_not_found`](Self::is_not_found), [`is_rate_limited`](Self::is_rate_limited) |
/// | [`Decode`](Self::Decode) | a 2xx status with a body that the document does not describe | report it, with the request id |
///
/// What a misbehaving network comes to:
///
/// | what happens | what the caller gets |
/// |---|---|
/// | a server that is silent, or sends its response byte by byte | a timeout at the deadline, with the status if it arrived |
/// | a connection that is refused, reset or cut off | success on the next attempt, or an error that says where it broke |
/// | a proxy's HTML page instead of a response of the API | an error with the status, never a value |
/// | a redirect | an error that names the server it points to, which receives nothing |
/// | an endless body, or a small one that decompresses to a large one | an error after `max_response_bytes` |
/// | an untrusted, expired or wrong certificate, or no TLS at all | an error that says which, after one attempt |
/// | an outage | retries until the budget is used up: 100 more requests than calls, until calls succeed again |
/// | an HTTP/2 connection that falls silent | another connection, within an attempt |
///
/// No message and no `Debug` output holds a secret. Of a response body they hold at most the type, the
/// message and the request id of an error. [`source`](std::error::Error::source) gives the cause of a
/// transport error.
///
/// ```
/// # use stytch_connected_apps::{Client, Error};
/// # async fn example(client: Client) {
/// match client.get_user_connected_apps().user_id("user-test-1").await {
///     Ok(apps) => println!("{} apps", apps.connected_apps.len()),
///     Err(error) if error.is_not_found() => println!("no such user"),
///     Err(error) if error.is_retryable() => match error.retry_after() {
///         Some(wait) => println!("try again in {wait:?}: {error}"),
///         None => println!("try again later: {error}"),
///     },
///     Err(Error::Api(api)) => println!("{}: {:?}", api.status(), api.error_message()),
///     Err(Error::InvalidRequest(invalid)) => println!("correct {:?}: {invalid}", invalid.parameter()),
///     Err(error) => println!("{error}"),
/// }
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The client cannot be built.
    Configuration(Box<ConfigurationError>),
    /// The call cannot be made as asked, or a model cannot be built. Nothing was sent.
    InvalidRequest(Box<InvalidRequestError>),
    /// No complete response arrived.
    Transport(Box<TransportError>),
    /// The response has a status other than 2xx.
    Api(Box<ApiError>),
    /// The response has a 2xx status and a body that the document does not describe.
    Decode(Box<DecodeError>),
}

/// The size that every `Result` of this crate pays for.
const _: () = assert!(size_of::<Error>() <= 16);

impl Error {
    /// The `operationId` of the call. `None` for [`Configuration`](Self::Configuration), and for a model that was
    /// built outside of a call.
    pub fn operation(&self) -> Option<&'static str> {
        match self {
            Self::Configuration(_) => None,
            Self::InvalidRequest(error) => error.operation(),
            Self::Transport(error) => Some(error.operation()),
            Self::Api(error) => Some(error.operation()),
            Self::Decode(error) => Some(error.operation()),
        }
    }

    /// The status of the response, if one arrived. It is the status line's, never the body's
    /// `status_code`.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Configuration(_) | Self::InvalidRequest(_) => None,
            Self::Transport(error) => error.status(),
            Self::Api(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
        }
    }

    /// Stytch's id of the request, if the response had one. Log it: Stytch's support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id(),
            Self::Decode(error) => error.request_id(),
            _ => None,
        }
    }

    /// Stytch's `error_type`, or OAuth's `error`. The list of values is open: check
    /// [`status`](Self::status) first.
    pub fn error_type(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.error_type(),
            _ => None,
        }
    }

    /// How long to wait before the next call: what the response's `Retry-After` header asks for, or, for a call
    /// that a rate limit left no time, the least time until it could be sent.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after(),
            Self::Transport(error) => match error.kind() {
                TransportKind::RateLimited { wait } => Some(wait),
                _ => None,
            },
            _ => None,
        }
    }

    /// How many requests the call sent or began to send. 0 if it sent none.
    pub fn attempts(&self) -> u32 {
        self.origin().map_or(0, |origin| origin.attempts)
    }

    /// Status 401: the project id and the secret do not belong together, or belong to another
    /// environment. Correct them; trying again does not help.
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Status 403: the Member's roles do not permit the action, the session belongs to another
    /// Organization, or the project may not make the call.
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN)
    }

    /// Status 404 from the API: the User, Member, Organization, app or session does not exist.
    /// [`error_type`](Self::error_type) says which. After `session_not_found`, have the Member sign in
    /// again.
    ///
    /// False for a 404 without an error type or with `route_not_found`: those come from a proxy or a
    /// wrong base URL and say nothing about what was asked for.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
            && self.error_type().is_some_and(|kind| kind != "route_not_found")
    }

    /// The rate limit is used up: status 429 with the type `too_many_requests` or without a type. Call
    /// again after [`retry_after`](Self::retry_after), and more slowly. Other types of 429 are about the
    /// request itself; trying again does not help.
    ///
    /// Also true if the call sent nothing because the rate limit left it no time.
    pub fn is_rate_limited(&self) -> bool {
        match self {
            Self::Api(error) => error.is_rate_limited(),
            Self::Transport(error) => matches!(error.kind(), TransportKind::RateLimited { .. }),
            _ => false,
        }
    }

    /// A time limit passed. Unless [`is_connect`](Self::is_connect) is true as well, the server may have
    /// acted on the request.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind().is_timeout())
    }

    /// There was no connection, so the server has not seen the request. Check the base URL, the network
    /// and the proxy.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind().is_connect())
    }

    /// The TLS handshake failed, so the server has not seen the request. The message says why. Trying
    /// again does not help.
    pub fn is_tls(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind() == TransportKind::Tls)
    }

    /// The call failed, the server may have acted on it all the same, and acting on it twice would not be
    /// the same as once. The client has not tried again. Find out what happened before you do.
    ///
    /// Always false for idempotent operations: for those it makes no difference.
    pub fn may_have_taken_effect(&self) -> bool {
        let idempotent = self.origin().is_none_or(|origin| origin.idempotent);
        !idempotent
            && match self {
                Self::Configuration(_) | Self::InvalidRequest(_) => false,
                Self::Transport(error) => !error.kind().is_without_effect(),
                Self::Api(error) => error.status().is_server_error(),
                Self::Decode(_) => true,
            }
    }

    /// The same call may succeed later and is safe to make again.
    ///
    /// True for a rate limit, for a request that reached nobody, and for one that the server refused
    /// before processing it. For idempotent operations also for a timeout, a broken connection and the
    /// statuses 500, 502, 503 and 504. The client has already tried as often as its
    /// [`RetryPolicy`](crate::RetryPolicy) allows.
    pub fn is_retryable(&self) -> bool {
        let idempotent = self.origin().is_some_and(|origin| origin.idempotent);
        match self {
            Self::Configuration(_) | Self::InvalidRequest(_) | Self::Decode(_) => false,
            Self::Transport(error) => match error.kind() {
                TransportKind::Tls | TransportKind::TooLarge { .. } => false,
                kind => idempotent || kind.is_without_effect(),
            },
            Self::Api(error) => error.is_rate_limited() || (idempotent && error.is_passing()),
        }
    }

    pub(crate) fn configuration(setting: &'static str, reason: impl Into<String>) -> Self {
        Self::Configuration(Box::new(ConfigurationError::new(setting, reason.into())))
    }

    /// The error for a model that cannot be built.
    #[allow(dead_code, reason = "a document need not have models")]
    pub(crate) fn model(reason: &dyn fmt::Display) -> Self {
        Self::InvalidRequest(Box::new(InvalidRequestError::model(reason)))
    }

    /// The call, if a request may have been sent for it.
    fn origin(&self) -> Option<&Origin> {
        match self {
            Self::Configuration(_) | Self::InvalidRequest(_) => None,
            Self::Transport(error) => Some(&error.origin),
            Self::Api(error) => Some(&error.origin),
            Self::Decode(error) => Some(&error.origin),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(error) => error.fmt(f),
            Self::InvalidRequest(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
        }?;
        if self.may_have_taken_effect() {
            f.write_str("; it may have taken effect all the same")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            _ => None,
        }
    }
}
