use bytes::Bytes;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use reqwest::{Response, StatusCode};
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;
use tracing::instrument::Instrumented;

use crate::call::body::{Body, Failure};
use crate::call::{Call, telemetry};
use crate::error::{ApiError, Error, Origin, TransportError, TransportKind};

/// At most this many bytes of an error response's body are read. Stytch's have fewer than 1,000.
const LONGEST_ERROR: usize = 256 * 1024;

/// A complete response with a 2xx status.
pub(super) struct Success {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) attempts: u32,
}

/// When an attempt has to end.
#[derive(Clone, Copy)]
struct Limit {
    at: Instant,
    /// Whether the whole call has to end then.
    is_deadline: bool,
}

impl Call<'_> {
    /// Sends the request once and reads the whole response, in a span of its own. Attempts count from 1.
    pub(super) fn attempt(
        &self,
        number: u32,
        sent: Instant,
        deadline: Instant,
    ) -> Instrumented<impl Future<Output = Result<Success, Error>>> {
        let limit = self.limit(sent, deadline);
        self.send_once(number, limit).instrument(telemetry::span(self.request, number))
    }

    fn send_once(&self, number: u32, limit: Limit) -> impl Future<Output = Result<Success, Error>> {
        async move {
            let response = self.settings.http.execute(self.prepare()?);
            let mut response = match timeout_at(limit.at, response).await {
                Ok(Ok(response)) => response,
                Ok(Err(error)) => return Err(self.without_response(number, error)),
                Err(_) => return Err(self.incomplete(number, None, (self.timeout(limit), None))),
            };
            let is_success = response.status().is_success();
            let max_bytes = self.settings.limits.max_response_bytes;
            let max_bytes = if is_success { max_bytes } else { max_bytes.min(LONGEST_ERROR) };
            let mut body = Body::default();
            let is_too_long = response.content_length().is_some_and(|length| length > max_bytes as u64);
            let whole = if is_success && is_too_long {
                Err((TransportKind::TooLarge { limit: max_bytes }, None))
            } else {
                let read = timeout_at(limit.at, body.read(&mut response, max_bytes)).await;
                read.unwrap_or(Err((self.timeout(limit), None)))
            };
            match whole {
                // For an error the status matters most. If reading the body failed, the part that arrived will do.
                _ if !is_success => Err(self.failure(number, &response, body)),
                Ok(()) => Ok(Success {
                    status: response.status(),
                    headers: std::mem::take(response.headers_mut()),
                    body: body.into_bytes(),
                    attempts: number,
                }),
                Err(failure) => Err(self.incomplete(number, Some(response.status()), failure)),
            }
        }
    }

    fn limit(&self, sent: Instant, deadline: Instant) -> Limit {
        let own = sent + self.settings.limits.attempt_timeout(self.request.operation());
        Limit { at: own.min(deadline), is_deadline: deadline <= own }
    }

    fn timeout(&self, limit: Limit) -> TransportKind {
        let (limits, operation) = (&self.settings.limits, self.request.operation());
        match limit.is_deadline {
            true => TransportKind::Deadline(limits.deadline(operation)),
            false => TransportKind::AttemptTimeout(limits.attempt_timeout(operation)),
        }
    }

    /// A copy of the request, with the headers that every request has.
    fn prepare(&self) -> Result<reqwest::Request, Error> {
        let operation = self.request.operation();
        let mut request = self.request.copy()?;
        let headers = request.headers_mut();
        if operation.returns_json {
            headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        }
        headers.insert(AUTHORIZATION, self.settings.authorization.clone());
        headers.insert(USER_AGENT, self.settings.user_agent.clone());
        if let Some((name, value)) = self.session {
            headers.insert(name, value.clone());
        }
        if operation.sends_empty_object {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some("{}".into());
        }
        Ok(request)
    }

    /// The error that a response reports.
    fn failure(&self, number: u32, response: &Response, body: Body) -> Error {
        Error::Api(Box::new(ApiError::new(
            self.origin(number),
            response.url(),
            response.status(),
            response.headers(),
            &body.into_bytes(),
            &self.redaction(),
        )))
    }

    /// The error for a request that failed before the head of the response arrived.
    fn without_response(&self, number: u32, error: reqwest::Error) -> Error {
        if error.is_builder() {
            // The HTTP library did not accept the request, so nothing was sent.
            let error = error.without_url();
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            return self.request.invalid(cause.unwrap_or_else(|| error.to_string()));
        }
        let kind = TransportKind::of(&error, self.settings.limits.connect_timeout);
        self.incomplete(number, None, (kind, Some(error)))
    }

    fn incomplete(&self, number: u32, status: Option<StatusCode>, (kind, source): Failure) -> Error {
        let (origin, redaction) = (self.origin(number), self.redaction());
        Error::Transport(Box::new(TransportError::new(origin, kind, status, source, &redaction)))
    }

    fn origin(&self, number: u32) -> Origin {
        self.request.operation().origin(number)
    }
}
