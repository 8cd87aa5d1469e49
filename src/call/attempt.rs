use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;
use tracing::instrument::Instrumented;

use crate::call::body::{Body, Failure};
use crate::call::{Call, telemetry};
use crate::error::{ApiError, Attempts, Error, TransportError, TransportKind};

/// At most this many bytes of an error response's body are read. Stytch's have fewer than 1,000.
const LONGEST_ERROR: usize = 256 * 1024;

/// A complete response with a 2xx status.
pub(super) struct Success {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// When an attempt has to end.
#[derive(Clone, Copy)]
struct Cutoff {
    at: Instant,
    /// The whole call ends then, and not only this attempt.
    is_deadline: bool,
}

impl Call {
    /// Sends the request once and reads the whole response, in a span of its own. `attempts` includes this one.
    pub(super) fn attempt(
        &self,
        attempts: Attempts,
        sent: Instant,
        deadline: Instant,
    ) -> Instrumented<impl Future<Output = Result<Success, Error>>> {
        let cutoff = self.cutoff(sent, deadline);
        self.send_once(attempts, cutoff).instrument(telemetry::span(self, attempts.sent))
    }

    fn send_once(&self, attempts: Attempts, cutoff: Cutoff) -> impl Future<Output = Result<Success, Error>> {
        async move {
            let response = self.caller.core.http.execute(self.copy()?);
            let mut response = match timeout_at(cutoff.at, response).await {
                Ok(Ok(response)) => response,
                Ok(Err(error)) => return Err(self.without_response(attempts, error)),
                Err(_) => return Err(self.incomplete(attempts, None, (self.timeout(cutoff), None))),
            };
            let is_success = response.status().is_success();
            let max_bytes = self.caller.core.limits.max_response_bytes;
            let max_bytes = if is_success { max_bytes } else { max_bytes.min(LONGEST_ERROR) };
            let mut body = Body::default();
            let is_too_long = response.content_length().is_some_and(|length| length > max_bytes as u64);
            let whole = if is_success && is_too_long {
                Err((TransportKind::TooLarge { limit: max_bytes }, None))
            } else {
                let read = timeout_at(cutoff.at, body.read(&mut response, max_bytes)).await;
                read.unwrap_or(Err((self.timeout(cutoff), None)))
            };
            match whole {
                // For an error the status matters most. If reading the body failed, the part that arrived will do.
                _ if !is_success => Err(self.failure(attempts, &response, body)),
                Ok(()) => Ok(Success {
                    status: response.status(),
                    headers: std::mem::take(response.headers_mut()),
                    body: body.into_bytes(),
                }),
                Err(failure) => Err(self.incomplete(attempts, Some(response.status()), failure)),
            }
        }
    }

    fn cutoff(&self, sent: Instant, deadline: Instant) -> Cutoff {
        let own = sent + self.caller.core.limits.attempt_timeout(self.operation);
        Cutoff { at: own.min(deadline), is_deadline: deadline <= own }
    }

    fn timeout(&self, cutoff: Cutoff) -> TransportKind {
        match cutoff.is_deadline {
            true => TransportKind::Deadline(self.caller.deadline(self.operation)),
            false => TransportKind::AttemptTimeout(self.caller.core.limits.attempt_timeout(self.operation)),
        }
    }

    /// The error that a response reports.
    fn failure(&self, attempts: Attempts, response: &Response, body: Body) -> Error {
        Error::Api(Box::new(ApiError::new(
            self.operation.origin(attempts),
            response.url(),
            response.status(),
            response.headers(),
            &body.into_bytes(),
            &self.redaction(),
        )))
    }

    /// The error for a request that failed before the head of the response arrived.
    fn without_response(&self, attempts: Attempts, error: reqwest::Error) -> Error {
        if error.is_builder() {
            // The HTTP library did not accept the request, so nothing was sent.
            let error = error.without_url();
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            return self.invalid(cause.unwrap_or_else(|| error.to_string()));
        }
        let kind = TransportKind::of(&error, self.caller.core.limits.connect_timeout);
        self.incomplete(attempts, None, (kind, Some(error)))
    }

    fn incomplete(&self, attempts: Attempts, status: Option<StatusCode>, (kind, source): Failure) -> Error {
        let (origin, redaction) = (self.operation.origin(attempts), self.redaction());
        Error::Transport(Box::new(TransportError::new(origin, kind, status, source, &redaction)))
    }
}
