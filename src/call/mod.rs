//! A call, from its arguments to its response.
//!
//! A builder holds an [`argument`] for each parameter and turns them into a [`request`]. A [`Call`] sends it, and
//! retries it within the limits of the retry policy, the rate limiter and the deadline. Each [`attempt`] has a span
//! ([`telemetry`]) and reads a [`body`] of limited size, which becomes a [`response`]. [`pages`] turns many calls
//! into a stream.

pub(crate) mod argument;
mod attempt;
mod body;
mod clock;
pub(crate) mod pages;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod settings;
mod telemetry;

use std::pin::pin;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep};

use crate::call::attempt::Success;
use crate::call::clock::Clock;
use crate::call::request::Request;
use crate::call::response::Response;
use crate::call::settings::Settings;
use crate::error::redaction::{Redaction, secrets_in};
use crate::error::{DecodeError, Error, TransportError, TransportKind, is_error};
use crate::retry::budget::Withdrawal;
use crate::retry::limited::Limited;
use crate::retry::policy::{Decision, State};
use crate::retry::rate_limiter::Permit;
use crate::retry::state::TooLate;

/// The header that carries a member session, if the client has one.
pub(crate) type SessionHeader<'a> = Option<(&'a HeaderName, &'a HeaderValue)>;

/// A call in progress.
#[derive(Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) session: SessionHeader<'a>,
    /// How long the call may wait for rate limits. `None`: until its deadline.
    pub(crate) rate_limit_wait: Option<Duration>,
    pub(crate) request: &'a Request,
}

impl Call<'_> {
    /// Sends the request and decodes the response.
    pub(crate) fn send<T: DeserializeOwned>(&self) -> impl Future<Output = Result<Response<T>, Error>> {
        async move {
            let success = self.send_with_retries().await?;
            self.decode(success)
        }
    }

    /// Sends the request, with retries, until it succeeds or the retry policy gives up.
    fn send_with_retries(&self) -> impl Future<Output = Result<Success, Error>> {
        async move {
            let mut now = Instant::now();
            let mut clock = Clock::start(
                now,
                self.settings.limits.deadline(self.request.operation()),
                self.rate_limit_wait,
            );
            let (mut attempts, mut limited, mut last) = (0, Limited::default(), None);
            loop {
                let permit = match self.settings.rate_limiter(self.request.operation()) {
                    Some(limiter) => match limiter.acquire(now, now + clock.patience(now), &limited).await {
                        Ok(permit) => Some(permit),
                        Err(too_late) => return Err(last.unwrap_or_else(|| self.not_sent(too_late))),
                    },
                    None => None,
                };
                let sent = permit.as_ref().map_or(now, |permit| permit.sent);
                clock.waited(sent - now);
                attempts += 1;
                let result = {
                    let mut attempt = pin!(self.attempt(attempts, sent, clock.deadline()));
                    let result = attempt.as_mut().await;
                    telemetry::ended(attempt.span(), result.as_ref().map(|success| success.status));
                    result
                };
                let error = match report(self.settings, permit, result, &mut limited) {
                    Ok(success) => {
                        self.settings.budget.deposit(attempts > 1);
                        return Ok(success);
                    }
                    Err(error) => error,
                };
                now = Instant::now();
                let (remaining, patience) = (clock.remaining(now), clock.patience(now));
                let state =
                    State { attempts, alone: limited.alone, remaining, patience, random: fastrand::f64() };
                let Decision::After { wait, is_retry } = self.settings.retry.decide(state, &error) else {
                    return Err(error);
                };
                let withdrawal = if is_retry { self.settings.budget.withdraw() } else { None };
                if is_retry && withdrawal.is_none() {
                    return Err(error);
                }
                telemetry::retrying(self.request.operation(), &error, wait);
                // Boxed, because few calls wait and every call's future would grow by it.
                Box::pin(pause(wait, withdrawal)).await;
                if !is_retry {
                    clock.waited(wait);
                }
                (now, last) = (Instant::now(), Some(error));
            }
        }
    }

    fn decode<T: DeserializeOwned>(&self, success: Success) -> Result<Response<T>, Error> {
        let Success { status, headers, body, attempts } = success;
        let operation = self.request.operation();
        // The type of a response without content is `()`, which in JSON is `null`.
        let content = if operation.returns_json { &*body } else { b"null" };
        match serde_json::from_slice(content) {
            Ok(value) if !is_error(&body) => Ok(Response::new(value, status, headers)),
            _ => {
                let (origin, properties) = (operation.origin(attempts), operation.properties);
                let error = DecodeError::diagnose::<T>(
                    origin,
                    status,
                    &headers,
                    &body,
                    properties,
                    &self.redaction(),
                );
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

    fn not_sent(&self, too_late: TooLate) -> Error {
        let origin = self.request.operation().origin(0);
        let kind = TransportKind::RateLimited { wait: too_late.wait };
        Error::Transport(Box::new(TransportError::new(origin, kind, None, None, &self.redaction())))
    }
}

/// Waits before the next attempt. If the call is dropped meanwhile, its retry is not paid for.
async fn pause(wait: Duration, withdrawal: Option<Withdrawal<'_>>) {
    sleep(wait).await;
    if let Some(withdrawal) = withdrawal {
        withdrawal.spend();
    }
}

/// Reports an attempt's outcome to the rate limiter, which learns nothing from an attempt without a response.
fn report(
    settings: &Settings,
    permit: Option<Permit<'_>>,
    result: Result<Success, Error>,
    limited: &mut Limited,
) -> Result<Success, Error> {
    if result.as_ref().is_err_and(|error| error.status().is_none()) {
        return result;
    }
    settings.last_response.record(permit.as_ref().map_or_else(Instant::now, |permit| permit.sent));
    match (permit, &result) {
        (Some(permit), Err(error)) if error.is_rate_limited() => {
            _ = permit.limited(error.retry_after(), limited);
        }
        (Some(permit), _) => permit.passed(),
        (None, _) => {}
    }
    result
}
