use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;

use super::write_note;
use crate::operation::Operation;
use crate::tls;

/// No complete answer arrived.
///
/// [`Error`](crate::Error)'s predicates tell the kinds apart; [`source`](std::error::Error::source)
/// is the cause, without the URL.
pub struct TransportError {
    pub(crate) operation: &'static Operation,
    pub(crate) kind: TransportKind,
    /// The status of an answer whose body did not arrive whole.
    pub(crate) status: Option<StatusCode>,
    pub(crate) attempts: u32,
    source: Option<reqwest::Error>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TransportKind {
    Connect,
    /// The handshake of TLS failed.
    Tls,
    /// No connection came about in time.
    ConnectTimeout(Duration),
    /// The attempt's share of time is used up.
    AttemptTimeout(Duration),
    /// A timeout of the caller's own transport.
    TransportTimeout,
    /// The deadline of the whole call has passed.
    Deadline(Duration),
    /// The server's rate limit held the call back until the deadline.
    Held,
    /// The server said that it did nothing about the request.
    Refused,
    /// The connection broke before an answer began.
    Broken,
    /// The connection broke within the body.
    BodyBroken,
    /// The body is over the limit, in bytes.
    TooLarge {
        limit: usize,
    },
}

impl TransportKind {
    pub(crate) fn is_timeout(self) -> bool {
        match self {
            Self::ConnectTimeout(_)
            | Self::AttemptTimeout(_)
            | Self::TransportTimeout
            | Self::Deadline(_) => true,
            Self::Connect
            | Self::Tls
            | Self::Held
            | Self::Refused
            | Self::Broken
            | Self::BodyBroken
            | Self::TooLarge { .. } => false,
        }
    }

    pub(crate) fn is_connect(self) -> bool {
        matches!(self, Self::Connect | Self::Tls | Self::ConnectTimeout(_))
    }

    /// Whether the server has certainly not acted on the request.
    pub(crate) fn is_without_effect(self) -> bool {
        self.is_connect() || matches!(self, Self::Held | Self::Refused)
    }

    /// OpenTelemetry's `error.type`, where no status serves as such.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::ConnectTimeout(_)
            | Self::AttemptTimeout(_)
            | Self::TransportTimeout
            | Self::Deadline(_) => "timeout",
            Self::Held => "held",
            Self::Refused => "refused",
            Self::Broken | Self::BodyBroken => "broken",
            Self::TooLarge { .. } => "too_large",
        }
    }
}

impl TransportError {
    pub(crate) fn new(
        operation: &'static Operation,
        kind: TransportKind,
        status: Option<StatusCode>,
        source: Option<reqwest::Error>,
    ) -> Self {
        let source = source.map(reqwest::Error::without_url);
        Self { operation, kind, status, attempts: 0, source }
    }

    /// The `operationId` of the call.
    pub fn operation(&self) -> &'static str {
        self.operation.id
    }

    /// The status of an answer whose body did not arrive whole.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// How many requests were sent, or begun to be sent, for the call.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.operation.id)?;
        match self.kind {
            TransportKind::Connect => f.write_str("no connection")?,
            TransportKind::Tls => {
                let reason = self.source.as_ref().and_then(tls::failure).unwrap_or_default();
                write!(f, "no connection by TLS: {reason}")?
            }
            TransportKind::ConnectTimeout(limit) => write!(f, "no connection within {limit:?}")?,
            TransportKind::AttemptTimeout(limit) => {
                write!(f, "no complete answer within the attempt's {limit:?}")?
            }
            TransportKind::TransportTimeout => {
                f.write_str("no complete answer within the transport's own timeout")?
            }
            TransportKind::Deadline(limit) => {
                write!(f, "no complete answer within the deadline of {limit:?}")?
            }
            TransportKind::Held => {
                f.write_str("not sent within the deadline, as the server's rate limit is used up")?
            }
            TransportKind::Refused => f.write_str("the server refused the request before it looked at it")?,
            TransportKind::Broken => f.write_str("the connection broke before an answer")?,
            TransportKind::BodyBroken => f.write_str("the body of the answer broke off")?,
            TransportKind::TooLarge { limit } => write!(
                f,
                "the body of the answer is over the limit of {limit} bytes: raise `max_response_bytes` to accept it"
            )?,
        }
        write_note(f, self.attempts, None)
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("operation", &self.operation.id)
            .field("kind", &self.kind)
            .field("status", &self.status)
            .field("attempts", &self.attempts)
            .field("source", &self.source)
            .finish()
    }
}

impl std::error::Error for TransportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|error| error as _)
    }
}
