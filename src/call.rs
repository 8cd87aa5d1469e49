//! The one path that every request takes: session, authentication, deadline, attempts, body limit,
//! decoding.

use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::Stream;
use progenitor_client::ResponseValue;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use reqwest::{Request, Response, StatusCode};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout};
use tracing::Instrument;

use crate::client::{Client, base_url, secrets};
use crate::error::{ApiError, DecodeError, Error, TransportError, TransportKind};
use crate::operation::Operation;
use crate::telemetry;

/// What awaiting an operation's builder awaits.
pub type ResponseFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// What a paged operation's `pages()` and `stream()` give: a [`Stream`] that sends no request before it
/// is read.
pub type PageStream<'a, T> = Pin<Box<dyn Stream<Item = Result<T, Error>> + Send + 'a>>;

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
    let call = Call { client, operation };
    let Answer { status, headers, body, attempts } = call.exchange(request).await?;
    // The type of an answer without content is `()`, which in JSON is `null`.
    let body = if operation.returns_json { &*body } else { b"null" };
    match serde_json::from_slice(body) {
        Ok(value) => Ok(ResponseValue::new(value, status, headers)),
        Err(_) => {
            let mut error = DecodeError::new::<T>(operation, status, body, secrets(client));
            error.attempts = attempts;
            Err(Error::Decode(Box::new(error)))
        }
    }
}

struct Call<'a> {
    client: &'a Client,
    operation: &'static Operation,
}

impl Call<'_> {
    /// Sends the request until it succeeds or the policy gives up.
    async fn exchange(&self, mut request: Request) -> Result<Answer, Error> {
        self.prepare(&mut request)?;
        let settings = &self.client.settings;
        let started = Instant::now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            // A body that is a stream cannot be sent twice; no operation has one.
            let again = request.try_clone();
            let remaining = settings.deadline.saturating_sub(started.elapsed());
            let mut error = match self.attempt(request, attempts, remaining).await {
                Ok(answer) => {
                    settings.budget.deposit(attempts > 1);
                    return Ok(Answer { attempts, ..answer });
                }
                Err(error) => error,
            };
            error.set_attempts(attempts);
            let remaining = settings.deadline.saturating_sub(started.elapsed());
            let wait = settings.retry.next(&error, attempts, remaining, &settings.budget, fastrand::f64());
            match (wait, again) {
                (Some(wait), Some(again)) => {
                    telemetry::retrying(self.operation, &error, wait);
                    sleep(wait).await;
                    request = again;
                }
                _ => return Err(error),
            }
        }
    }

    /// The last look at a request before it leaves: it goes where the operation says, with the
    /// credentials, and with the member session if the client has one.
    fn prepare(&self, request: &mut Request) -> Result<(), Error> {
        let Self { client, operation } = self;
        let url = request.url().as_str();
        let target = url.split_once('?').map_or(url, |(target, _)| target);
        let path = target.strip_prefix(base_url(client, operation.server));
        if !path.is_some_and(|path| operation.matches(path)) {
            return Err(Error::invalid_request(
                operation,
                format_args!("an argument would change the path from `{}`", operation.path),
            ));
        }
        let headers = request.headers_mut();
        if let Some(session) = &client.session {
            if !operation.session_headers.contains(&session.header.as_str()) {
                let kind = if operation.session_headers.is_empty() { "" } else { " of this kind" };
                return Err(Error::invalid_request(
                    operation,
                    format_args!(
                        "takes no member session{kind}, and without one would run with the project's \
                         full power: call it on the client without the session if that is meant"
                    ),
                ));
            }
            let Some(value) = &session.value else {
                return Err(Error::invalid_request(
                    operation,
                    "the member session is empty or contains characters that a header cannot carry: \
                     give it exactly as Stytch did",
                ));
            };
            headers.insert(session.header.clone(), value.clone());
        }
        if operation.sends_empty_object {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        headers.insert(AUTHORIZATION, client.settings.credentials.authorization.clone());
        headers.insert(USER_AGENT, client.settings.user_agent.clone());
        if operation.sends_empty_object {
            *request.body_mut() = Some("{}".into());
        }
        Ok(())
    }

    /// One request and its whole answer, within its share of the time.
    async fn attempt(&self, request: Request, attempt: u32, remaining: Duration) -> Result<Answer, Error> {
        let settings = &self.client.settings;
        let limit = settings.attempt_timeout.min(remaining);
        let span = telemetry::attempt(self.operation, request.url(), attempt);
        let answer = timeout(limit, self.send_and_read(request)).instrument(span.clone()).await;
        let result = answer.unwrap_or_else(|_| {
            let kind = if remaining <= settings.attempt_timeout {
                TransportKind::Deadline(settings.deadline)
            } else {
                TransportKind::AttemptTimeout(limit)
            };
            Err(self.incomplete(None, (kind, None)))
        });
        match &result {
            Ok(answer) => telemetry::ended(&span, Some(answer.status), None),
            Err(error) => telemetry::ended(&span, error.status(), Some(error)),
        }
        result
    }

    async fn send_and_read(&self, request: Request) -> Result<Answer, Error> {
        let settings = &self.client.settings;
        let mut response = self.client.client.execute(request).await.map_err(|error| {
            if error.is_builder() {
                // The URL is too long, say: nothing was sent.
                let reason = error.without_url();
                let cause = std::error::Error::source(&reason).map(ToString::to_string);
                return Error::invalid_request(self.operation, cause.unwrap_or_else(|| reason.to_string()));
            }
            let kind = match (error.is_connect(), error.is_timeout()) {
                (true, true) => TransportKind::ConnectTimeout(settings.connect_timeout),
                (true, false) => TransportKind::Connect,
                (false, true) => TransportKind::TransportTimeout,
                (false, false) => TransportKind::Broken,
            };
            self.incomplete(None, (kind, Some(error)))
        })?;
        let status = response.status();
        let headers = std::mem::take(response.headers_mut());
        let (body, whole) = read(response, settings.max_response_bytes).await;
        if !status.is_success() {
            // Of an error the status counts most; what there is of its body will do.
            let error = ApiError::new(self.operation, status, &headers, &body, secrets(self.client));
            return Err(Error::Api(Box::new(error)));
        }
        match whole {
            Ok(()) => Ok(Answer { status, headers, body, attempts: 0 }),
            Err(incomplete) => Err(self.incomplete(Some(status), incomplete)),
        }
    }

    fn incomplete(&self, status: Option<StatusCode>, (kind, source): Incomplete) -> Error {
        Error::Transport(Box::new(TransportError::new(self.operation, kind, status, source)))
    }
}

type Incomplete = (TransportKind, Option<reqwest::Error>);

/// Reads a body up to `limit` bytes: what came of it, and why it is not the whole if it is not.
async fn read(mut response: Response, limit: usize) -> (Bytes, Result<(), Incomplete>) {
    let too_large = Err((TransportKind::TooLarge { limit }, None));
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return (Bytes::new(), too_large);
    }
    // Most bodies come in one piece, which then is not copied.
    let mut first = Bytes::new();
    let mut rest = BytesMut::new();
    let whole = loop {
        match response.chunk().await {
            Ok(Some(chunk)) if first.len().max(rest.len()) + chunk.len() > limit => break too_large,
            Ok(Some(chunk)) if first.is_empty() => first = chunk,
            Ok(Some(chunk)) => {
                if rest.is_empty() {
                    rest.extend_from_slice(&first);
                }
                rest.extend_from_slice(&chunk);
            }
            Ok(None) => break Ok(()),
            Err(error) if error.is_timeout() => break Err((TransportKind::TransportTimeout, Some(error))),
            Err(error) => break Err((TransportKind::BodyBroken, Some(error))),
        }
    };
    (if rest.is_empty() { first } else { rest.freeze() }, whole)
}
