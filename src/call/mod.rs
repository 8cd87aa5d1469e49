//! A call, from its arguments to its response.
//!
//! A builder holds an [`argument`] for each parameter. With them, its client's [`caller`] makes the [`request`] of a
//! [`Call`], which sends it, and retries it within the limits of the retry policy, the rate limiter and the deadline.
//! Each [`attempt`] has a span ([`telemetry`]) and reads a [`body`] of limited size, which becomes a [`response`].
//! [`pages`] turns many calls into a stream.

pub(crate) mod argument;
mod attempt;
mod body;
pub(crate) mod caller;
mod clock;
pub(crate) mod core;
pub(crate) mod invalid;
pub(crate) mod pages;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod session;
mod telemetry;
mod url;

use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::call::attempt::Success;
use crate::call::caller::Caller;
use crate::call::clock::Clock;
use crate::call::core::Core;
use crate::call::response::Response;
use crate::error::redaction::{Redaction, secrets_in};
use crate::error::{Attempts, DecodeError, Error, TransportError, TransportKind, is_error};
use crate::retry::budget::Withdrawal;
use crate::retry::policy::{Decision, FailedAttempt};
use crate::retry::rate_limiter::Permit;
use crate::retry::rejections::Rejections;
use crate::retry::state::TooLate;
use crate::table::operation::Operation;

/// The body of a response that was not decoded as a model.
pub(crate) struct RawBody {
    pub(crate) value: Value,
    /// The value as the server wrote it.
    pub(crate) json: Bytes,
}

/// A call that is ready to be sent.
pub(crate) struct Call {
    caller: Caller,
    operation: &'static Operation,
    request: reqwest::Request,
}

impl Call {
    /// Sends the request and decodes the response. The call is borrowed, so that the future holds it once.
    pub(crate) fn send<T: DeserializeOwned>(
        call: Result<Self, Error>,
    ) -> impl Future<Output = Result<Response<T>, Error>> {
        async move {
            match call {
                Ok(ref call) => {
                    call.check_length()?;
                    let (success, attempts) = call.send_with_retries().await?;
                    let value = call.decode(&success, attempts)?;
                    Ok(Response::new(value, success.status, success.headers))
                }
                Err(error) => Err(error),
            }
        }
    }

    /// Sends the request. The response has to decode as `T`, and comes as it is.
    pub(crate) fn send_raw<T: DeserializeOwned>(
        call: Result<Self, Error>,
    ) -> impl Future<Output = Result<RawBody, Error>> {
        async move {
            let call = call?;
            call.check_length()?;
            let (success, attempts) = call.send_with_retries().await?;
            call.decode::<T>(&success, attempts)?;
            let value = call.decode(&success, attempts)?;
            Ok(RawBody { value, json: call.content(&success) })
        }
    }

    /// Sends the request, with retries, until it succeeds or the retry policy gives up.
    fn send_with_retries(&self) -> impl Future<Output = Result<(Success, Attempts), Error>> {
        async move {
            let core = &*self.caller.core;
            let mut now = Instant::now();
            let deadline = self.caller.deadline(self.operation);
            let mut clock = Clock::start(now, deadline, self.caller.rate_limit_wait);
            let (mut attempts, mut rejections, mut last) = (Attempts::default(), Rejections::default(), None);
            loop {
                let permit = match core.rate_limiter(self.operation) {
                    Some(limiter) => match limiter.acquire(now, now + clock.patience(now), &rejections).await
                    {
                        Ok(permit) => Some(permit),
                        Err(too_late) => return Err(last.unwrap_or_else(|| self.not_sent(too_late))),
                    },
                    None => None,
                };
                let sent = permit.as_ref().map_or(now, |permit| permit.sent);
                clock.waited(sent - now);
                attempts.sent += 1;
                let result = {
                    let mut attempt = pin!(self.attempt(attempts, sent, clock.deadline()));
                    let result = attempt.as_mut().await;
                    telemetry::ended(attempt.span(), result.as_ref().map(|success| success.status));
                    result
                };
                let error = match report(core, permit, result, &mut rejections) {
                    Ok(success) => {
                        core.budget.deposit(attempts.unrejected() > 1);
                        return Ok((success, attempts));
                    }
                    Err(error) => error,
                };
                attempts.rejected += u32::from(error.is_rate_limited());
                now = Instant::now();
                let failed = FailedAttempt {
                    failures: attempts.unrejected(),
                    alone: rejections.alone,
                    remaining: clock.remaining(now),
                    patience: clock.patience(now),
                    random: fastrand::f64(),
                };
                let Decision::After { wait, is_retry } = core.retry.decide(failed, &error) else {
                    return Err(error);
                };
                let withdrawal = if is_retry { core.budget.withdraw() } else { None };
                if is_retry && withdrawal.is_none() {
                    return Err(error);
                }
                telemetry::retrying(self.operation, &error, wait);
                // Boxed, because few calls wait and every call's future would grow by it.
                Box::pin(pause(wait, withdrawal)).await;
                if !is_retry {
                    clock.waited(wait);
                }
                (now, last) = (Instant::now(), Some(error));
            }
        }
    }

    fn decode<T: DeserializeOwned>(&self, success: &Success, attempts: Attempts) -> Result<T, Error> {
        let Success { status, headers, body } = success;
        match serde_json::from_slice(&self.content(success)) {
            Ok(value) if !is_error(body) => Ok(value),
            _ => {
                let operation = self.operation;
                let (origin, properties) = (operation.origin(attempts), operation.properties);
                let redaction = self.redaction();
                let error =
                    DecodeError::diagnose::<T>(origin, *status, headers, body, properties, &redaction);
                Err(Error::Decode(Box::new(error)))
            }
        }
    }

    /// The body to decode. The type of a response without content is `()`, which in JSON is `null`.
    fn content(&self, success: &Success) -> Bytes {
        if self.operation.returns_json { success.body.clone() } else { Bytes::from_static(b"null") }
    }

    /// The secrets that the errors of the call must not show.
    fn redaction(&self) -> Redaction {
        let session = self.caller.session.as_deref().and_then(|session| session.value.as_ref());
        let session = session.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let (body, names) = (self.body().unwrap_or_default(), self.operation.secret_properties);
        let in_body = secrets_in(body, self.operation.sends_form, names);
        Redaction::new(self.caller.core.secrets.iter().cloned().chain(session).chain(in_body))
    }

    fn not_sent(&self, too_late: TooLate) -> Error {
        let origin = self.operation.origin(Attempts::default());
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
    core: &Core,
    permit: Option<Permit<'_>>,
    result: Result<Success, Error>,
    rejections: &mut Rejections,
) -> Result<Success, Error> {
    if result.as_ref().is_err_and(|error| error.status().is_none()) {
        return result;
    }
    core.last_response.record(permit.as_ref().map_or_else(Instant::now, |permit| permit.sent));
    match (permit, &result) {
        (Some(permit), Err(error)) if error.is_rate_limited() => {
            _ = permit.rejected(error.retry_after(), rejections);
        }
        (Some(permit), _) => permit.passed(),
        (None, _) => {}
    }
    result
}
