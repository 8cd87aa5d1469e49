//! What can go wrong, by what the caller can do next.

mod api;
mod decode;
mod transport;

pub use api::ApiError;
pub use decode::DecodeError;
pub use transport::TransportError;
pub(crate) use transport::TransportKind;

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use crate::operation::Operation;

/// Why a client could not be built or a call has no result.
///
/// Match on the variants for what to do in general, use the predicates for the particular case.
/// No rendering of an error holds a secret or a response body.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The client cannot be built. The message says which setting to correct.
    Configuration(String),
    /// The call cannot be made as asked, and nothing was sent: an argument is missing or cannot be
    /// part of a request, or the operation takes no member session. Correct the call.
    InvalidRequest(String),
    /// No complete answer arrived: no connection, a timeout, a connection that broke, a body over
    /// the limit. See [`TransportError`].
    Transport(Box<TransportError>),
    /// The server answered with a status other than success. See [`ApiError`].
    Api(Box<ApiError>),
    /// The server reported success with a body that is not what the document describes. See
    /// [`DecodeError`].
    Decode(Box<DecodeError>),
}

/// The size that every `Result` of this crate pays for.
const _: () = assert!(size_of::<Error>() <= 32);

impl Error {
    /// The `operationId` of the call, if a request was made of it. The message of
    /// [`InvalidRequest`](Self::InvalidRequest) begins with it.
    pub fn operation(&self) -> Option<&'static str> {
        match self {
            Self::Configuration(_) | Self::InvalidRequest(_) => None,
            Self::Transport(error) => Some(error.operation.id),
            Self::Api(error) => Some(error.operation.id),
            Self::Decode(error) => Some(error.operation.id),
        }
    }

    /// The HTTP status, if an answer arrived: always the status line's, never the body's
    /// `status_code`.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Configuration(_) | Self::InvalidRequest(_) => None,
            Self::Transport(error) => error.status,
            Self::Api(error) => Some(error.status),
            Self::Decode(error) => Some(error.status),
        }
    }

    /// Stytch's id of the call, if the answer had one. Log it: Stytch's support asks for it.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id(),
            Self::Decode(error) => error.request_id.as_deref(),
            _ => None,
        }
    }

    /// The word for what went wrong: `error_type` of Stytch's dialect, `error` of OAuth's. The list
    /// is open; classify by [`status`](Self::status) first.
    pub fn error_type(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.error_type(),
            _ => None,
        }
    }

    /// How long the server asked to wait before the next call, if it did.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Api(error) => error.retry_after,
            _ => None,
        }
    }

    /// How many requests were sent, or begun to be sent, for the call: 0 when nothing was.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Configuration(_) | Self::InvalidRequest(_) => 0,
            Self::Transport(error) => error.attempts,
            Self::Api(error) => error.attempts,
            Self::Decode(error) => error.attempts,
        }
    }

    /// Status 401: the project id and secret do not belong together or not to this environment.
    /// Correct the credentials; no repetition helps.
    pub fn is_unauthorized(&self) -> bool {
        self.status() == Some(StatusCode::UNAUTHORIZED)
    }

    /// Status 403: the member session holds no role that permits the action, belongs to another
    /// organization, or the project may not make the call. Tell the person that they may not, or
    /// have them sign in with another role.
    pub fn is_forbidden(&self) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN)
    }

    /// Status 404 from the API: the user, member, organization, app or session does not exist, or no
    /// longer. [`error_type`](Self::error_type) says which; after `session_not_found` have the member
    /// sign in again.
    ///
    /// Not so a 404 without a type, or with `route_not_found`: those come from a wrong base URL or a
    /// proxy, and say nothing about the thing asked for.
    pub fn is_not_found(&self) -> bool {
        self.status() == Some(StatusCode::NOT_FOUND)
            && self.error_type().is_some_and(|kind| kind != "route_not_found")
    }

    /// Status 429 with `too_many_requests`, or without a type: the rate limit is used up. Slow
    /// down and call again after [`retry_after`](Self::retry_after). Other types of a 429 are answers
    /// about this request, which repeating it does not change.
    ///
    /// Also so if the call was not sent, because answers to other calls of the client said that the limit
    /// is used up, and its turn did not come within the deadline.
    pub fn is_rate_limited(&self) -> bool {
        match self {
            Self::Api(error) => {
                error.status == StatusCode::TOO_MANY_REQUESTS
                    && error.error_type().is_none_or(|kind| kind == "too_many_requests")
            }
            Self::Transport(error) => error.kind == TransportKind::Held,
            _ => false,
        }
    }

    /// The deadline or another time limit passed. Unless [`is_connect`](Self::is_connect), whether the
    /// server acted on the request is not known; call again if the operation is idempotent, or allow it
    /// more time.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind.is_timeout())
    }

    /// No connection came about, so the server has not seen the request. Check the base URL, the
    /// network and the proxy; then call again.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind.is_connect())
    }

    /// The handshake of TLS failed, so the server has not seen the request: its certificate is not
    /// trusted, has expired or is for another host, or the server does not speak TLS. The message says
    /// which. No repetition helps.
    pub fn is_tls(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind == TransportKind::Tls)
    }

    /// Whether the server may have carried out the operation although the call failed, and carrying it
    /// out again would not be the same as once. The client has not repeated the call; look at what is
    /// there before you do.
    pub fn may_have_taken_effect(&self) -> bool {
        match self {
            Self::Configuration(_) | Self::InvalidRequest(_) => false,
            Self::Transport(error) => !error.operation.idempotent && !error.kind.is_without_effect(),
            Self::Api(error) => !error.operation.idempotent && error.status.is_server_error(),
            Self::Decode(error) => !error.operation.idempotent,
        }
    }

    /// Whether the same call may succeed later and is safe to repeat: a rate limit, no connection,
    /// a request that the server refused by HTTP/2 before it looked at it, and, of idempotent operations
    /// only, a timeout, a broken connection or a status of 500, 502, 503 or 504. The client has repeated
    /// such a call already, as its [`RetryPolicy`](crate::RetryPolicy) allows; put the work back in the
    /// queue.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Configuration(_) | Self::InvalidRequest(_) | Self::Decode(_) => false,
            Self::Transport(error) => match error.kind {
                TransportKind::Tls | TransportKind::TooLarge { .. } => false,
                kind => kind.is_without_effect() || error.operation.idempotent,
            },
            Self::Api(_) if self.is_rate_limited() => true,
            Self::Api(error) => {
                let passing = matches!(error.status.as_u16(), 500 | 502 | 503 | 504);
                error.operation.idempotent && passing
            }
        }
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::Configuration(message.into())
    }

    pub(crate) fn invalid_request(operation: &Operation, reason: impl fmt::Display) -> Self {
        Self::InvalidRequest(format!("{}: {reason}", operation.id))
    }

    /// A page of a paged operation names itself as the next, at `path`. Public only because no document
    /// need have such an operation.
    #[doc(hidden)]
    pub fn endless_pages(operation: &'static Operation, path: &str) -> Self {
        Self::Decode(Box::new(DecodeError::of_cursor(operation, path)))
    }

    /// What the generated code could not make a request of.
    pub(crate) fn not_a_request(operation: &Operation, error: progenitor_client::Error) -> Self {
        match error {
            progenitor_client::Error::InvalidRequest(reason) => Self::invalid_request(operation, reason),
            // The rest is about responses, and there is none yet.
            _ => Self::invalid_request(operation, "the request could not be built"),
        }
    }

    pub(crate) fn set_attempts(&mut self, attempts: u32) {
        match self {
            Self::Configuration(_) | Self::InvalidRequest(_) => {}
            Self::Transport(error) => error.attempts = attempts,
            Self::Api(error) => error.attempts = attempts,
            Self::Decode(error) => error.attempts = attempts,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configuration(message) | Self::InvalidRequest(message) => f.write_str(message),
            Self::Transport(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
        }?;
        if self.may_have_taken_effect() {
            f.write_str(": it may have taken effect all the same")?;
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

/// ` (after 3 attempts, request-id-test-…)`, as far as there is something to note.
fn write_note(f: &mut fmt::Formatter<'_>, attempts: u32, request_id: Option<&str>) -> fmt::Result {
    match (attempts, request_id) {
        (0 | 1, None) => Ok(()),
        (0 | 1, Some(id)) => write!(f, " ({id})"),
        (_, None) => write!(f, " (after {attempts} attempts)"),
        (_, Some(id)) => write!(f, " (after {attempts} attempts, {id})"),
    }
}
