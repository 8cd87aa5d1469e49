//! The one path that every request takes: session, authentication, deadline, attempts, body limit,
//! decoding.

use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use progenitor_client::ResponseValue;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use reqwest::{Request, StatusCode};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout};
use tracing::Instrument;

use crate::body::{Body, Failure};
use crate::causes::is_refused;
use crate::client::Client;
use crate::error::{ApiError, DecodeError, Error, TransportError, TransportKind};
use crate::operation::Operation;
use crate::redaction::Redaction;
use crate::{telemetry, tls};

/// What awaiting an operation's builder awaits.
pub type ResponseFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// What a paged operation's `pages()` and `stream()` give: a [`Stream`] that sends no request before it
/// is read.
pub type PageStream<'a, T> = Pin<Box<dyn Stream<Item = Result<T, Error>> + Send + 'a>>;

/// The most that is read of an error's body, in bytes. Stytch's have less than a thousand.
const LONGEST_ERROR: usize = 256 * 1024;

/// A complete answer with a status of success.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    attempts: u32,
}

/// Sends an operation's request and decodes the answer.
pub(crate) async fn call<T: DeserializeOwned>(
    client: &Client,
    operation: &'static Operation,
    request: Request,
) -> Result<ResponseValue<T>, Error> {
    // Bodies are small, and few calls have one.
    let body = request.body().and_then(reqwest::Body::as_bytes).map(Bytes::copy_from_slice);
    let call = Call { client, operation, body };
    let Answer { status, headers, body, attempts } = call.exchange(request).await?;
    // The type of an answer without content is `()`, which in JSON is `null`.
    let body = if operation.returns_json { &*body } else { b"null" };
    match serde_json::from_slice(body) {
        Ok(value) => Ok(ResponseValue::new(value, status, headers)),
        Err(_) => {
            let mut error = DecodeError::new::<T>(operation, status, body, &call.redaction());
            error.attempts = attempts;
            Err(Error::Decode(Box::new(error)))
        }
    }
}

struct Call<'a> {
    client: &'a Client,
    operation: &'static Operation,
    /// What the request's body is, for what must not show of it.
    body: Option<Bytes>,
}

impl Call<'_> {
    fn redaction(&self) -> Redaction {
        Redaction::new(self.client, self.body.as_deref())
    }

    /// Sends the request until it succeeds or the policy gives up.
    async fn exchange(&self, mut request: Request) -> Result<Answer, Error> {
        let session = self.session()?;
        let settings = &self.client.settings;
        let started = Instant::now();
        let deadline = started.checked_add(settings.deadline);
        let remaining = || settings.deadline.saturating_sub(started.elapsed());
        let mut attempts = 0;
        let mut last = None;
        loop {
            if !settings.pace.turn(deadline).await {
                return Err(last.unwrap_or_else(|| self.incomplete(None, (TransportKind::Held, None))));
            }
            attempts += 1;
            // A body that is a stream cannot be sent twice; no operation has one.
            let again = request.try_clone();
            self.complete(&mut request, session);
            let sent = Instant::now();
            let mut error = match self.attempt(request, attempts, remaining()).await {
                Ok(answer) => {
                    settings.pace.answered(Instant::now());
                    settings.budget.deposit(attempts > 1);
                    return Ok(Answer { attempts, ..answer });
                }
                Err(error) => error,
            };
            error.set_attempts(attempts);
            let closed = self.slow_down(&error, sent);
            let wait = settings.retry.next(&error, attempts, remaining(), &settings.budget, fastrand::f64());
            match (wait, again) {
                (Some(wait), Some(again)) => {
                    telemetry::retrying(self.operation, &error, wait);
                    // What the server asks of all calls they wait for in the order of their turns.
                    sleep(wait.saturating_sub(closed)).await;
                    request = again;
                    last = Some(error);
                }
                _ => return Err(error),
            }
        }
    }

    /// Tells all clones of the client what an answer says of the rate, and for how long nobody sends.
    fn slow_down(&self, error: &Error, sent: Instant) -> Duration {
        let settings = &self.client.settings;
        let now = Instant::now();
        if !error.is_rate_limited() {
            if error.status().is_some() {
                settings.pace.answered(now);
            }
            return Duration::ZERO;
        }
        if !settings.retry.is_on() {
            return Duration::ZERO;
        }
        // A wait that no call has the time for is told to each, and holds nobody back.
        let wait = error.retry_after().filter(|wait| *wait < settings.deadline).unwrap_or_default();
        settings.pace.limited(sent, now, wait);
        wait
    }

    /// The header that carries the member session, if the client has one.
    fn session(&self) -> Result<Option<(&HeaderName, &HeaderValue)>, Error> {
        let Some(session) = &self.client.session else { return Ok(None) };
        let operation = self.operation;
        if !operation.session_headers.contains(&session.header.as_str()) {
            let kind = if operation.session_headers.is_empty() { "" } else { " of this kind" };
            return Err(Error::invalid_request(
                operation,
                format_args!(
                    "takes no member session{kind}, and without one would run with the project's full \
                     power: call it on the client without the session if that is meant"
                ),
            ));
        }
        match &session.value {
            Some(value) => Ok(Some((&session.header, value))),
            None => Err(Error::invalid_request(
                operation,
                "the member session is empty or contains characters that a header cannot carry: give it \
                 exactly as Stytch did",
            )),
        }
    }

    /// Gives a request what all requests have.
    fn complete(&self, request: &mut Request, session: Option<(&HeaderName, &HeaderValue)>) {
        let settings = &self.client.settings;
        let headers = request.headers_mut();
        if self.operation.returns_json {
            headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        }
        headers.insert(AUTHORIZATION, settings.credentials.authorization.clone());
        headers.insert(USER_AGENT, settings.user_agent.clone());
        if let Some((name, value)) = session {
            headers.insert(name, value.clone());
        }
        if self.operation.sends_empty_object {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some("{}".into());
        }
    }

    /// One request and its whole answer, within its share of the time.
    async fn attempt(&self, request: Request, attempt: u32, remaining: Duration) -> Result<Answer, Error> {
        let settings = &self.client.settings;
        let (limit, too_late) = if remaining <= settings.attempt_timeout {
            (remaining, TransportKind::Deadline(settings.deadline))
        } else {
            (settings.attempt_timeout, TransportKind::AttemptTimeout(settings.attempt_timeout))
        };
        let span = telemetry::attempt(self.operation, request.url(), attempt);
        let result = self.send(request, limit, too_late).instrument(span.clone()).await;
        match &result {
            Ok(answer) => telemetry::ended(&span, Some(answer.status), None),
            Err(error) => telemetry::ended(&span, error.status(), Some(error)),
        }
        result
    }

    async fn send(
        &self,
        request: Request,
        limit: Duration,
        too_late: TransportKind,
    ) -> Result<Answer, Error> {
        let max_response_bytes = self.client.settings.max_response_bytes;
        let started = Instant::now();
        let mut response = match timeout(limit, self.client.client.execute(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(self.without_answer(error)),
            Err(_) => return Err(self.incomplete(None, (too_late, None))),
        };
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let remaining = limit.saturating_sub(started.elapsed());
        let mut body = Body::default();
        if !status.is_success() {
            // Of an error the status counts most; what there is of its body will do.
            let url = response.url().clone();
            let _ = timeout(remaining, body.read(response, max_response_bytes.min(LONGEST_ERROR))).await;
            let (body, redaction) = (body.into_bytes(), self.redaction());
            let error = ApiError::new(self.operation, &url, status, &headers, &body, &redaction);
            return Err(Error::Api(Box::new(error)));
        }
        let whole = if response.content_length().is_some_and(|length| length > max_response_bytes as u64) {
            Err((TransportKind::TooLarge { limit: max_response_bytes }, None))
        } else {
            let read = timeout(remaining, body.read(response, max_response_bytes)).await;
            read.unwrap_or(Err((too_late, None)))
        };
        match whole {
            Ok(()) => Ok(Answer { status, headers, body: body.into_bytes(), attempts: 0 }),
            Err(failure) => Err(self.incomplete(Some(status), failure)),
        }
    }

    /// What the transport says when not even the head of an answer arrived.
    fn without_answer(&self, error: reqwest::Error) -> Error {
        if error.is_builder() {
            // The URL is too long, say: nothing was sent.
            let reason = error.without_url();
            let cause = std::error::Error::source(&reason).map(ToString::to_string);
            return Error::invalid_request(self.operation, cause.unwrap_or_else(|| reason.to_string()));
        }
        let kind = match (error.is_connect(), error.is_timeout()) {
            (true, true) => TransportKind::ConnectTimeout(self.client.settings.connect_timeout),
            (true, false) if tls::failure(&error).is_some() => TransportKind::Tls,
            (true, false) => TransportKind::Connect,
            (false, true) => TransportKind::TransportTimeout,
            (false, false) if is_refused(&error) => TransportKind::Refused,
            (false, false) => TransportKind::Broken,
        };
        self.incomplete(None, (kind, Some(error)))
    }

    fn incomplete(&self, status: Option<StatusCode>, (kind, source): Failure) -> Error {
        Error::Transport(Box::new(TransportError::new(self.operation, kind, status, source)))
    }
}
