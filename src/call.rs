//! The one path that every request takes: session, authentication, deadline, attempts, body limit,
//! decoding.

use std::pin::{Pin, pin};
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use progenitor_client::ResponseValue;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use reqwest::{Request, StatusCode};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout_at};
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

/// The longest URL that the transport takes, in bytes. Few servers take as much.
const LONGEST_URL: usize = u16::MAX as usize - 1;

/// Thirty-four years: longer than any call takes, and short enough for every clock.
const FOR_EVER: Duration = Duration::from_secs(1 << 30);

/// A complete answer with a status of success.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    attempts: u32,
}

/// Sends an operation's request and decodes the answer.
pub(crate) fn call<'a, T: DeserializeOwned>(
    client: &'a Client,
    operation: &'static Operation,
    request: Request,
) -> impl Future<Output = Result<ResponseValue<T>, Error>> + 'a {
    let call = Call { client, operation, request };
    // Not an `async fn`, which would keep the request twice.
    async move {
        let Answer { status, headers, body, attempts } = call.exchange().await?;
        // The type of an answer without content is `()`, which in JSON is `null`.
        let body = if operation.returns_json { &*body } else { b"null" };
        match serde_json::from_slice(body) {
            Ok(value) => Ok(ResponseValue::new(value, status, headers)),
            Err(_) => {
                let mut error = DecodeError::new::<T>(operation, status, &headers, body, &call.redaction());
                error.attempts = attempts;
                Err(Error::Decode(Box::new(error)))
            }
        }
    }
}

struct Call<'a> {
    client: &'a Client,
    operation: &'static Operation,
    /// As the operation has it. Each attempt sends a copy, with what all requests have.
    request: Request,
}

/// How long an attempt may take.
#[derive(Clone, Copy)]
struct Limit {
    until: Instant,
    /// Whether it is the whole call's.
    is_deadline: bool,
}

impl Call<'_> {
    fn redaction(&self) -> Redaction {
        Redaction::new(self.client, self.request.body().and_then(reqwest::Body::as_bytes))
    }

    /// Sends the request until it succeeds or the policy gives up.
    async fn exchange(&self) -> Result<Answer, Error> {
        // What is wrong with the session is said before anything is waited for.
        self.session()?;
        let settings = &self.client.settings;
        let deadline = Instant::now() + settings.deadline.min(FOR_EVER);
        let mut attempts = 0;
        let mut last = None;
        loop {
            if !settings.pace.turn(deadline).await {
                return Err(last.unwrap_or_else(|| self.incomplete(None, (TransportKind::Held, None))));
            }
            attempts += 1;
            let sent = Instant::now();
            let mut error = match self.attempt(attempts, sent, deadline).await {
                Ok(answer) => {
                    settings.pace.answered(Instant::now());
                    settings.budget.deposit(attempts > 1);
                    return Ok(Answer { attempts, ..answer });
                }
                Err(error) => error,
            };
            error.set_attempts(attempts);
            let now = Instant::now();
            let closed = self.slow_down(&error, sent, now);
            let remaining = deadline.saturating_duration_since(now);
            let wait = settings.retry.next(&error, attempts, remaining, &settings.budget, fastrand::f64());
            let Some(wait) = wait else { return Err(error) };
            telemetry::retrying(self.operation, &error, wait);
            // What the server asks of all calls they wait for in the order of their turns.
            sleep(wait.saturating_sub(closed)).await;
            last = Some(error);
        }
    }

    /// Tells all clones of the client what an answer says of the rate, and for how long nobody sends.
    fn slow_down(&self, error: &Error, sent: Instant, now: Instant) -> Duration {
        let settings = &self.client.settings;
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

    /// The request with what all requests have.
    fn completed(&self) -> Result<Request, Error> {
        let Some(mut request) = self.request.try_clone() else {
            return Err(Error::invalid_request(self.operation, "the body can be sent only once"));
        };
        if request.url().as_str().len() > LONGEST_URL {
            return Err(Error::invalid_request(
                self.operation,
                format_args!("the URL is over {LONGEST_URL} bytes long: shorten the arguments"),
            ));
        }
        let settings = &self.client.settings;
        let headers = request.headers_mut();
        if self.operation.returns_json {
            headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        }
        headers.insert(AUTHORIZATION, settings.credentials.authorization.clone());
        headers.insert(USER_AGENT, settings.user_agent.clone());
        if let Some((name, value)) = self.session()? {
            headers.insert(name, value.clone());
        }
        if self.operation.sends_empty_object {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some("{}".into());
        }
        Ok(request)
    }

    /// One request and its whole answer, within its share of the time.
    fn attempt(
        &self,
        attempt: u32,
        sent: Instant,
        deadline: Instant,
    ) -> impl Future<Output = Result<Answer, Error>> {
        let share = sent + self.client.settings.attempt_timeout.min(FOR_EVER);
        let limit = Limit { until: share.min(deadline), is_deadline: deadline <= share };
        let span = telemetry::attempt(self.operation, self.request.url(), attempt);
        async move {
            let mut sending = pin!(self.send(limit).instrument(span));
            let result = sending.as_mut().await;
            match &result {
                Ok(answer) => telemetry::ended(sending.span(), Some(answer.status), None),
                Err(error) => telemetry::ended(sending.span(), error.status(), Some(error)),
            }
            result
        }
    }

    #[expect(clippy::manual_async_fn, reason = "an `async fn` keeps its arguments twice")]
    fn send(&self, limit: Limit) -> impl Future<Output = Result<Answer, Error>> {
        async move {
            let max_response_bytes = self.client.settings.max_response_bytes;
            let answer = self.client.client.execute(self.completed()?);
            let mut response = match timeout_at(limit.until, answer).await {
                Ok(Ok(response)) => response,
                Ok(Err(error)) => return Err(self.without_answer(error)),
                Err(_) => return Err(self.incomplete(None, (self.too_late(limit), None))),
            };
            let mut body = Body::default();
            if !response.status().is_success() {
                // Of an error the status counts most; what there is of its body will do.
                let most = max_response_bytes.min(LONGEST_ERROR);
                let _ = timeout_at(limit.until, body.read(&mut response, most)).await;
                let error = ApiError::new(self.operation, &response, &body.into_bytes(), &self.redaction());
                return Err(Error::Api(Box::new(error)));
            }
            let length = response.content_length();
            let whole = if length.is_some_and(|length| length > max_response_bytes as u64) {
                Err((TransportKind::TooLarge { limit: max_response_bytes }, None))
            } else {
                let read = timeout_at(limit.until, body.read(&mut response, max_response_bytes)).await;
                read.unwrap_or(Err((self.too_late(limit), None)))
            };
            let status = response.status();
            match whole {
                Ok(()) => {
                    let headers = std::mem::take(response.headers_mut());
                    Ok(Answer { status, headers, body: body.into_bytes(), attempts: 0 })
                }
                Err(failure) => Err(self.incomplete(Some(status), failure)),
            }
        }
    }

    fn too_late(&self, limit: Limit) -> TransportKind {
        let settings = &self.client.settings;
        match limit.is_deadline {
            true => TransportKind::Deadline(settings.deadline),
            false => TransportKind::AttemptTimeout(settings.attempt_timeout),
        }
    }

    /// What the transport says when not even the head of an answer arrived.
    fn without_answer(&self, error: reqwest::Error) -> Error {
        if error.is_builder() {
            // Something that the transport does not take: nothing was sent.
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
