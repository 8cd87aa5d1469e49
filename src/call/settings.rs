use std::time::Duration;

use reqwest::header::HeaderValue;
use tokio::time::Instant;

use crate::error::Error;
use crate::retry::budget::RetryBudget;
use crate::retry::policy::RetryPolicy;
use crate::retry::rate_limiter::RateLimiter;

/// What all calls of a client and its clones share.
pub(crate) struct Settings {
    pub(crate) http: reqwest::Client,
    pub(crate) authorization: HeaderValue,
    pub(crate) user_agent: HeaderValue,
    /// The secret in every form in which a request carries it.
    pub(crate) secrets: [String; 2],
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: RetryBudget,
    pub(crate) rate_limiter: RateLimiter,
}

/// What a server cannot make a call exceed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) deadline: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) max_response_bytes: usize,
}

/// Thirty-four years: longer than any call takes, and short enough for every clock.
const FOREVER: Duration = Duration::from_secs(1 << 30);

impl Limits {
    /// The deadline, short enough to be added to any time.
    pub(crate) fn deadline(&self) -> Duration {
        self.deadline.min(FOREVER)
    }

    /// The attempt timeout, short enough to be added to any time.
    pub(crate) fn attempt_timeout(&self) -> Duration {
        self.attempt_timeout.min(FOREVER)
    }
}

impl Settings {
    /// Tells the rate limiter what a failed attempt says about the rate. Returns for how long it pauses all
    /// requests.
    pub(crate) fn slow_down(&self, error: &Error, sent: Instant, now: Instant) -> Duration {
        if !error.is_rate_limited() {
            if error.status().is_some() {
                self.rate_limiter.responded(now);
            }
            return Duration::ZERO;
        }
        if self.retry.is_none() {
            return Duration::ZERO;
        }
        // A `Retry-After` beyond the deadline fails this call and does not pause the others.
        let wait = error.retry_after().filter(|wait| *wait < self.limits.deadline).unwrap_or_default();
        self.rate_limiter.limited(sent, now, wait);
        wait
    }
}
