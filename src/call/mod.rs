//! How a call travels.
//!
//! A builder holds an [`argument`] for each parameter and makes a [`request`] of them. A [`Call`] sends it,
//! as often as the retry policy and the rate limiter allow and the deadline leaves time for. Each
//! [`attempt`] has a span ([`telemetry`]) and reads a [`body`] of limited size, which becomes a
//! [`response`]. [`pages`] makes a stream of many calls.

pub(crate) mod argument;
mod attempt;
mod body;
pub(crate) mod pages;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod settings;
mod telemetry;

use reqwest::header::{HeaderName, HeaderValue};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep};

use crate::call::attempt::Success;
use crate::call::request::Request;
use crate::call::response::Response;
use crate::call::settings::Settings;
use crate::error::redaction::{Redaction, secrets_in};
use crate::error::{DecodeError, Error, TransportError, TransportKind};
use crate::retry::policy::{Decision, State};

/// The header that carries a member session, if the client has one.
pub(crate) type SessionHeader<'a> = Option<(&'a HeaderName, &'a HeaderValue)>;

/// A call on its way.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) session: SessionHeader<'a>,
    pub(crate) request: &'a Request,
}

impl Call<'_> {
    /// Sends the request and decodes the response.
    pub(crate) fn send<T: DeserializeOwned>(&self) -> impl Future<Output = Result<Response<T>, Error>> {
        async move {
            let success = self.exchange().await?;
            self.decode(success)
        }
    }

    /// Sends the request until it succeeds or the retry policy gives up.
    fn exchange(&self) -> impl Future<Output = Result<Success, Error>> {
        async move {
            let settings = self.settings;
            let deadline = Instant::now() + settings.limits.deadline();
            let mut attempts = 0;
            let mut last = None;
            loop {
                if !settings.rate_limiter.acquire(deadline).await {
                    return Err(last.unwrap_or_else(|| self.not_sent()));
                }
                attempts += 1;
                let sent = Instant::now();
                let error = match self.attempt(attempts, sent, deadline).await {
                    Ok(success) => {
                        settings.rate_limiter.responded(Instant::now());
                        settings.budget.deposit(attempts > 1);
                        return Ok(success);
                    }
                    Err(error) => error,
                };
                let now = Instant::now();
                let paused = settings.slow_down(&error, sent, now);
                let remaining = deadline.saturating_duration_since(now);
                let state = State { attempts, remaining, random: fastrand::f64() };
                let Decision::After { wait, is_retry } = settings.retry.decide(state, &error) else {
                    return Err(error);
                };
                if is_retry && !settings.budget.withdraw() {
                    return Err(error);
                }
                telemetry::retrying(self.request.operation(), &error, wait);
                // `acquire` waits out the pause of the rate limiter.
                sleep(wait.saturating_sub(paused)).await;
                last = Some(error);
            }
        }
    }

    fn decode<T: DeserializeOwned>(&self, success: Success) -> Result<Response<T>, Error> {
        let Success { status, headers, body, attempts } = success;
        let operation = self.request.operation();
        // The type of a response without content is `()`, which in JSON is `null`.
        let body = if operation.returns_json { &*body } else { b"null" };
        match serde_json::from_slice(body) {
            Ok(value) => Ok(Response::new(value, status, headers)),
            Err(_) => {
                let (origin, properties) = (operation.origin(attempts), operation.properties);
                let error =
                    DecodeError::diagnose::<T>(origin, status, &headers, body, properties, &self.redaction());
                Err(Error::Decode(Box::new(error)))
            }
        }
    }

    /// What the errors of the call must not show.
    fn redaction(&self) -> Redaction {
        let session = self.session.and_then(|(_, value)| value.to_str().ok()).map(str::to_owned);
        let body = self.request.body().unwrap_or_default();
        let in_body = secrets_in(body, self.request.operation().secret_properties);
        Redaction::new(self.settings.secrets.iter().cloned().chain(session).chain(in_body))
    }

    fn not_sent(&self) -> Error {
        let origin = self.request.operation().origin(0);
        Error::Transport(Box::new(TransportError::new(origin, TransportKind::RateLimited, None, None)))
    }
}
