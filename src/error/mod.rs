//! What went wrong, sorted by what the caller can do about it.
//!
//! Imports no other module of the crate: errors are built from plain values.

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
pub(crate) use decode::is_error;
pub use invalid_request::InvalidRequestError;
pub(crate) use origin::{Attempts, Origin};
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
/// | [`InvalidRequest`](Self::InvalidRequest) | nothing was sent: an argument or a model's field is missing or cannot be sent, or the operation accepts no member session | correct the call |
/// | [`Transport`](Self::Transport) | no complete response: a failure to connect, a failed TLS handshake, a timeout, a broken connection, a body over the limit, or a rate limit that left no time to send | [`is_connect`](Self::is_connect), [`is_tls`](Self::is_tls), [`is_timeout`](Self::is_timeout), [`is_rate_limited`](Self::is_rate_limited), [`is_retryable`](Self::is_retryable) |
/// | [`Api`](Self::Api) | a status other than 2xx | [`is_unauthorized`](Self::is_unauthorized), [`is_forbidden`](Self::is_forbidden), [`is_not_found`](Self::is_not_found), [`is_session_not_found`](Self::is_session_not_found), [`is_rate_limited`](Self::is_rate_limited) |
/// | [`Decode`](Self::Decode) | a 2xx status with a body that the document does not describe | report it, with the request id |
///
/// How network failures surface:
///
/// | what happens | what the caller gets |
/// |---|---|
/// | a server that is silent, or sends its response byte by byte | at the deadline at the latest, a timeout, with the status if it arrived; if that is not 2xx, an error with that status |
/// | a connection that is refused, reset or cut off | success on the next attempt, or an error that says where it broke |
/// | a proxy's HTML page instead of a response of the API | an error with the status, never a value |
/// | a redirect | an error that names the server it points to, which receives nothing |
/// | an endless body, or a small one that decompresses to a large one | an error after `max_response_bytes` |
/// | an untrusted, expired or wrong certificate, or no TLS at all | an error that says which, after one attempt |
/// | an outage | retries until the budget is used up: 100 more requests than calls, until calls succeed again |
/// | an HTTP/2 connection that goes silent | the connection is closed within 9 s, and idempotent operations are retried on a new one |
///
/// No message and no `Debug` output contains a secret. Of a response body they contain at most the request id and
/// an error's type, message and URL. [`source`](std::error::Error::source) gives the cause of a transport error.
///
/// ```
/// # use stytch_connected_apps::{Client, Error};
/// # async fn example(client: Client) {
/// match client.get_user_connected_apps().user_id("user-test-1").await {
///     Ok(apps) => println!("{} apps", apps.connected_apps.len()),
///     Err(error) if error.is_not_found() => println!("no such user"),
///     Err(error) if error.is_retryable() => match error.retry_after() {
///         Some(wait) => println!("retry in {wait:?}: {error}"),
///         None => println!("retry later: {error}"),
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
    /// The client rejected the call, or a model cannot be built. Nothing was sent.
    InvalidRequest(Box<InvalidRequestError>),
    /// No complete response arrived.
    Transport(Box<TransportError>),
    /// The response has a status other than 2xx.
    Api(Box<ApiError>),
    /// The response has a 2xx status and a body that the document does not describe.
    Decode(Box<DecodeError>),
}

const SESSION_NOT_FOUND: &str = "session_not_found";

/// Every `Result` of this crate is at least this large.
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

    /// Stytch's `error_type`, or OAuth's `error`. Stytch may add values: check [`status`](Self::status) first.
    pub fn error_type(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.error_type(),
            _ => None,
        }
    }

    /// How long to wait before the next call: what the response's `Retry-After` header asks for, or, if a rate
    /// limit left the call no time, the shortest time until it could be sent.
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

    /// How many requests the call sent or began to send, with those that a rate limit rejected. 0 if it sent none.
    pub fn attempts(&self) -> u32 {
        self.origin().map_or(0, |origin| origin.attempts.sent)
    }

    /// How many of the [`attempts`](Self::attempts) a rate limit rejected. They had no effect.
    pub fn rejected_attempts(&self) -> u32 {
        self.origin().map_or(0, |origin| origin.attempts.rejected)
    }

    /// Status 401: the project id and the secret do not match or belong to another environment, or the app has not
    /// registered the request's `redirect_uri`. [`error_type`](Self::error_type) says which. Retrying does not
    /// help.
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Status 403: the Member's roles do not permit the action, the session belongs to another
    /// Organization, or the project may not make the call.
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN)
    }

    /// Status 404 from the API: the User, Member, Organization or app does not exist.
    /// [`error_type`](Self::error_type) says which.
    ///
    /// False for a missing session: see [`is_session_not_found`](Self::is_session_not_found). False also for a 404
    /// without an error type or with `route_not_found`: those come from a proxy or a wrong base URL and say nothing
    /// about the resource.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
            && self
                .error_type()
                .is_some_and(|error_type| !["route_not_found", SESSION_NOT_FOUND].contains(&error_type))
    }

    /// Status 404 with the type `session_not_found`: the session has expired, was revoked or never existed. Have the
    /// User or the Member sign in again.
    pub fn is_session_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND) && self.error_type() == Some(SESSION_NOT_FOUND)
    }

    /// The client rejected the call, or a model could not be built. Nothing was sent: correct what
    /// [`InvalidRequestError`] names.
    pub fn is_invalid_request(&self) -> bool {
        matches!(self, Self::InvalidRequest(_))
    }

    /// A rate limit was exceeded: status 429 with the type `too_many_requests` or without a type. Call
    /// again after [`retry_after`](Self::retry_after), and more slowly. Other types of 429 are about the
    /// request itself; retrying does not help.
    ///
    /// Also true if the call sent nothing because a rate limit left it no time.
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

    /// The connection could not be set up, TLS handshake included, so the server has not seen the request. Check
    /// the base URL, the network and the proxy.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind().is_connect())
    }

    /// The TLS handshake failed, so the server has not seen the request. The message says why. Retrying does not
    /// help.
    pub fn is_tls(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind() == TransportKind::Tls)
    }

    /// The call failed, but the server may have acted on it, and the operation is not idempotent. The client has
    /// not retried it. Find out what happened before you do.
    ///
    /// Always false for idempotent operations, which are safe to retry.
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
    /// True for a rate limit, for a failure to connect and for a request that the server refused before processing
    /// it; for idempotent operations also for any other timeout, a broken connection and the statuses of
    /// transient failures. The client has already retried the call as often as its [`RetryPolicy`](crate::RetryPolicy) allows.
    pub fn is_retryable(&self) -> bool {
        let idempotent = self.origin().is_some_and(|origin| origin.idempotent);
        match self {
            Self::Configuration(_) | Self::InvalidRequest(_) | Self::Decode(_) => false,
            Self::Transport(error) => match error.kind() {
                TransportKind::Tls | TransportKind::TooLarge { .. } => false,
                kind => idempotent || kind.is_without_effect(),
            },
            Self::Api(error) => error.is_rate_limited() || (idempotent && error.is_transient()),
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
            f.write_str("; the call may have taken effect")?;
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
