use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use tokio::time::Instant;

use crate::retry::budget::RetryBudget;
use crate::retry::policy::RetryPolicy;
use crate::retry::rate_limiter::RateLimiter;
use crate::table::operation::Operation;

/// The part of a client that its clones and their calls share.
pub(crate) struct Core {
    pub(crate) http: reqwest::Client,
    pub(crate) project_id: String,
    /// The URL to which the operations' paths are appended.
    pub(crate) base_url: Url,
    /// `true` if the caller set the base URL, which then overrides the operations' own servers.
    pub(crate) is_base_url_given: bool,
    pub(crate) authorization: HeaderValue,
    pub(crate) user_agent: HeaderValue,
    /// The secret, plain and as it is sent in the `Authorization` header.
    pub(crate) secrets: [String; 2],
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: RetryBudget,
    /// By the index of the operation in the table: the server counts requests per endpoint.
    pub(crate) rate_limiters: Box<[RateLimiter]>,
    pub(crate) last_response: LastResponse,
}

/// When the latest request that got a response, of any status, was sent.
#[derive(Debug, Default)]
pub(crate) struct LastResponse(Mutex<Option<Instant>>);

/// How long an idle connection is assumed to stay open. The HTTP library closes it after 90 s.
const OPEN: Duration = Duration::from_secs(60);

impl LastResponse {
    pub(super) fn record(&self, sent: Instant) {
        *self.lock() = Some(sent);
    }

    pub(crate) fn is_recent(&self) -> bool {
        self.lock().is_some_and(|last| last.elapsed() < OPEN)
    }

    fn lock(&self) -> MutexGuard<'_, Option<Instant>> {
        // No code panics while it holds the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Limits that hold whatever the server does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// `None` for the default.
    pub(crate) deadline: Option<Duration>,
    /// `None` for the default.
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) connect_timeout: Duration,
    pub(crate) max_response_bytes: usize,
}

/// Thirty-four years: longer than any call takes, and short enough for every clock.
pub(super) const FOREVER: Duration = Duration::from_secs(1 << 30);

const DEADLINE: Duration = Duration::from_secs(30);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);

impl Limits {
    /// The deadline of an operation, short enough to be added to any time. `own` is the view's.
    pub(super) fn deadline(&self, own: Option<Duration>, operation: &Operation) -> Duration {
        own.or(self.deadline).unwrap_or_else(|| no_shorter(DEADLINE, operation)).min(FOREVER)
    }

    /// The attempt timeout of an operation, short enough to be added to any time.
    pub(super) fn attempt_timeout(&self, operation: &Operation) -> Duration {
        self.attempt_timeout.unwrap_or_else(|| no_shorter(ATTEMPT_TIMEOUT, operation)).min(FOREVER)
    }
}

/// A default, for an operation that may take longer.
fn no_shorter(default: Duration, operation: &Operation) -> Duration {
    operation.timeout.map_or(default, |timeout| timeout.max(default))
}

impl Core {
    /// The operation's rate limiter. `None` if the retry policy allows a single attempt.
    pub(super) fn rate_limiter(&self, operation: &Operation) -> Option<&RateLimiter> {
        self.rate_limiters.get(operation.index).filter(|_| !self.retry.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_response_is_recent_for_less_than_a_minute_after_its_request_left() {
        let (last, sent) = (LastResponse::default(), Instant::now());
        assert!(!last.is_recent());
        last.record(sent);
        for (seconds, is_recent) in [(0, true), (59, true), (60, false), (61, false)] {
            tokio::time::advance(sent + Duration::from_secs(seconds) - Instant::now()).await;
            assert_eq!(last.is_recent(), is_recent, "after {seconds} s");
        }
    }
}
