use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use super::cause::Cause;
use super::origin::Origin;
use super::redaction::Redaction;
use super::{cause, handshake};

/// A call that got no complete response.
///
/// [`Error`](crate::Error)'s predicates tell the kinds apart. [`source`](std::error::Error::source) is what the
/// HTTP library says, as text without the URL and the secrets, and so are its own sources.
pub struct TransportError {
    pub(super) origin: Origin,
    kind: TransportKind,
    status: Option<StatusCode>,
    /// Why a TLS handshake failed.
    handshake: Option<String>,
    source: Option<Cause>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TransportKind {
    /// Connecting failed.
    Connect,
    /// The TLS handshake failed.
    Tls,
    /// No connection within this time.
    ConnectTimeout(Duration),
    /// No complete response within the time that one attempt may take.
    AttemptTimeout(Duration),
    /// A timeout that the caller's own HTTP client has set.
    TransportTimeout,
    /// The deadline of the whole call passed.
    Deadline(Duration),
    /// The rate limit has no permit for at least this time, which is longer than the call may wait.
    RateLimited { wait: Duration },
    /// The server said that it has not processed the request.
    Refused,
    /// The connection broke before the response began.
    Broken,
    /// The connection broke within the response body.
    BodyBroken,
    /// The response body is longer than this many bytes.
    TooLarge { limit: usize },
}

impl TransportKind {
    /// Classifies an error that the HTTP library returned instead of a response.
    pub(crate) fn of(error: &reqwest::Error, connect_timeout: Duration) -> Self {
        match (error.is_connect(), error.is_timeout()) {
            (true, true) => Self::ConnectTimeout(connect_timeout),
            (true, false) if handshake::failure(error).is_some() => Self::Tls,
            (true, false) => Self::Connect,
            (false, true) => Self::TransportTimeout,
            (false, false) if cause::is_refused(error) => Self::Refused,
            (false, false) => Self::Broken,
        }
    }

    pub(crate) fn is_timeout(self) -> bool {
        match self {
            Self::ConnectTimeout(_)
            | Self::AttemptTimeout(_)
            | Self::TransportTimeout
            | Self::Deadline(_) => true,
            Self::Connect
            | Self::Tls
            | Self::RateLimited { .. }
            | Self::Refused
            | Self::Broken
            | Self::BodyBroken
            | Self::TooLarge { .. } => false,
        }
    }

    pub(crate) fn is_connect(self) -> bool {
        matches!(self, Self::Connect | Self::Tls | Self::ConnectTimeout(_))
    }

    /// Returns whether the server has certainly not acted on the request.
    pub(crate) fn is_without_effect(self) -> bool {
        self.is_connect() || matches!(self, Self::RateLimited { .. } | Self::Refused)
    }

    /// OpenTelemetry's `error.type`.
    fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::ConnectTimeout(_)
            | Self::AttemptTimeout(_)
            | Self::TransportTimeout
            | Self::Deadline(_) => "timeout",
            Self::RateLimited { .. } => "rate_limited",
            Self::Refused => "refused",
            Self::Broken | Self::BodyBroken => "broken",
            Self::TooLarge { .. } => "too_large",
        }
    }
}

impl TransportError {
    pub(crate) fn new(
        origin: Origin,
        kind: TransportKind,
        status: Option<StatusCode>,
        source: Option<reqwest::Error>,
        redaction: &Redaction,
    ) -> Self {
        let handshake = source.as_ref().filter(|_| kind == TransportKind::Tls).and_then(handshake::failure);
        let handshake = handshake.map(|reason| redaction.presentable(&reason));
        let source = source.and_then(|error| Cause::new(error, redaction));
        Self { origin, kind, status, handshake, source }
    }

    pub(crate) fn kind(&self) -> TransportKind {
        self.kind
    }

    /// OpenTelemetry's `error.type`.
    pub(crate) fn name(&self) -> &'static str {
        self.kind.name()
    }

    /// The `operationId` of the call.
    pub fn operation(&self) -> &'static str {
        self.origin.operation
    }

    /// The status, if the response began before it broke off.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// How many requests the call sent or began to send.
    pub fn attempts(&self) -> u32 {
        self.origin.attempts.sent
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.origin.operation)?;
        match self.kind {
            TransportKind::Connect => f.write_str("could not connect"),
            TransportKind::Tls => {
                write!(f, "TLS handshake failed: {}", self.handshake.as_deref().unwrap_or_default())
            }
            TransportKind::ConnectTimeout(limit) => write!(f, "could not connect within {limit:?}"),
            TransportKind::AttemptTimeout(limit) => {
                write!(f, "no complete response within {limit:?}, the limit for one attempt")
            }
            TransportKind::TransportTimeout => {
                f.write_str("no complete response within the timeout of the HTTP client")
            }
            TransportKind::Deadline(limit) => {
                write!(f, "no complete response within the deadline of {limit:?}")
            }
            TransportKind::RateLimited { wait } => write!(
                f,
                "not sent: the rate limit allows no request for another {:.1} s, longer than the call may wait",
                wait.as_secs_f64()
            ),
            TransportKind::Refused => f.write_str("the server refused the request before processing it"),
            TransportKind::Broken => f.write_str("the connection broke before a response arrived"),
            TransportKind::BodyBroken => f.write_str("the connection broke within the response body"),
            TransportKind::TooLarge { limit } => write!(
                f,
                "the response body is over the limit of {limit} bytes; raise `max_response_bytes` to accept it"
            ),
        }?;
        self.origin.write_note(f, None)
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("operation", &self.origin.operation)
            .field("kind", &self.kind)
            .field("status", &self.status)
            .field("attempts", &self.origin.attempts.sent)
            .field("source", &self.source)
            .finish()
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}
