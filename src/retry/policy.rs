use std::time::Duration;

use crate::error::Error;

/// How often a call is attempted, and how long it waits between attempts.
///
/// *What* is retried is not configurable, because it is a matter of safety:
///
/// | what happened | retried |
/// |---|---|
/// | failure to connect, including a connect timeout, or a request that the server refused over HTTP/2 before processing it | always |
/// | rate limit: status 429 with `too_many_requests` or without an error type | always |
/// | any other timeout, broken connection, status 408, 425, 500, 502, 503, 504, 520 to 524 or 529 | only idempotent operations |
/// | failed TLS handshake, body over the limit, any other response | never |
///
/// [`Operation::idempotent`](crate::operations::Operation::idempotent) says which operations are idempotent. All attempts and
/// waits together stay within the client's deadline.
///
/// | setting | default | |
/// |---|---|---|
/// | [`max_attempts`](Self::max_attempts) | 3 | per call, including the first |
/// | [`backoff`](Self::backoff) | 100 ms to 5 s | doubles with each attempt; each wait is a random share of it ("full jitter") |
/// | [`budget`](Self::budget) | 100 retries | shared by all clones of a client; a success on the first attempt earns a fifth of a retry, a later one a whole retry |
///
/// Attempts and budget are those of the [AWS SDKs' standard retry mode][aws], whose bucket of 500 tokens
/// pays 5 for a retry. Exponential backoff with full jitter is what those SDKs and [Google's][google] do;
/// the delays here are shorter, because a user may be waiting. In a lasting outage the budget keeps the
/// number of requests close to the number of calls.
///
/// A `Retry-After` longer than the backoff is honoured. One beyond the deadline fails the call at once.
///
/// # Rate limits
///
/// A rate limit is flow control, with or without a `Retry-After`: neither attempts nor budget bound it, only the
/// time that a call may wait. That is what its deadline leaves, or more with
/// [`Client::with_rate_limit_wait`](crate::Client::with_rate_limit_wait). With `max_attempts(1)` there is no rate
/// limiter at all.
///
/// Stytch counts requests per endpoint, so the client learns a rate for each operation; all its clones share it.
/// When a response reports a rate limit, that call waits for its `Retry-After`. The operation's other calls wait
/// while single requests probe the limit: the first after 100 ms, the others at growing intervals of 15 % of the
/// time since the limit was met. From the second `Retry-After` on, probes also wait that long, up to a minute. Once
/// a probe is accepted, requests leave evenly, at the rate that the server accepted before; the rate then grows
/// until it meets the limit again. If a single call is rejected while others are accepted, only that call waits.
///
/// A call that cannot be sent in time is not sent, and fails with [`Error::is_rate_limited`](crate::Error::is_rate_limited).
///
/// [aws]: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
/// [google]: https://docs.rs/google-cloud-gax/latest/google_cloud_gax/exponential_backoff/
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    base: Duration,
    cap: Duration,
    budget: u32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_attempts: 3, base: Duration::from_millis(100), cap: Duration::from_secs(5), budget: 100 }
    }
}

/// A call whose latest attempt has failed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FailedAttempt {
    /// Attempts that failed for another reason than a rate limit.
    pub(crate) failures: u32,
    /// Attempts rejected by a rate limit while other calls were accepted.
    pub(crate) alone: u32,
    /// Time left before the deadline.
    pub(crate) remaining: Duration,
    /// Time left to wait for a rate limit.
    pub(crate) patience: Duration,
    /// A random number from 0 to 1, for the jitter.
    pub(crate) random: f64,
}

/// The reaction to a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// A retry would be unsafe or useless.
    Permanent,
    /// A retry might help, but attempts or time are used up.
    Exhausted,
    /// Retry after this delay. A retry is paid for from the budget; waiting out a rate limit is free.
    After { wait: Duration, is_retry: bool },
}

impl RetryPolicy {
    /// One attempt per call, and no rate limiter: a 429 is returned at once and delays no other call.
    pub fn none() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// The most attempts that a call makes, including the first; at least 1.
    ///
    /// An attempt that a rate limit rejects does not count; the client sends the request again when its turn comes.
    /// `max_attempts(1)` also turns the rate limiter off, as [`none`](Self::none) does.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The longest delay before the second attempt, and the longest delay before any attempt.
    #[must_use]
    pub fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.base = base;
        self.cap = cap;
        self
    }

    /// How many retries the clones of a client can make together before successful calls have to refill the
    /// budget.
    #[must_use]
    pub fn budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }

    pub(crate) fn is_none(&self) -> bool {
        self.max_attempts == 1
    }

    pub(crate) fn budgeted_retries(&self) -> u32 {
        self.budget
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.max_attempts == 0 {
            return Err(Error::configuration(
                "retry",
                "`max_attempts` is 0, but it includes the first attempt; set at least 1",
            ));
        }
        if self.base > self.cap {
            return Err(Error::configuration(
                "retry",
                "the base of the backoff is longer than its cap; swap them",
            ));
        }
        Ok(())
    }

    pub(crate) fn decide(&self, failed: FailedAttempt, error: &Error) -> Decision {
        if self.is_none() || !error.is_retryable() {
            return Decision::Permanent;
        }
        let is_retry = !error.is_rate_limited();
        let (backoff, remaining) = match (is_retry, failed.alone) {
            (true, _) => (self.delay(failed.failures, failed.random), failed.remaining),
            // The rate limiter says when.
            (false, 0) => (Duration::ZERO, failed.patience),
            (false, alone) => (self.delay(alone, failed.random), failed.patience),
        };
        let wait = error.retry_after().map_or(backoff, |asked| asked.max(backoff));
        if wait >= remaining || (is_retry && failed.failures >= self.max_attempts) {
            return Decision::Exhausted;
        }
        Decision::After { wait, is_retry }
    }

    /// The delay before the next attempt, if the server sends no `Retry-After`.
    pub(super) fn delay(&self, attempts: u32, random: f64) -> Duration {
        let doublings = attempts.saturating_sub(1).min(31);
        self.base.saturating_mul(1 << doublings).min(self.cap).mul_f64(random)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn milliseconds(policy: &RetryPolicy, attempts: u32, random: f64) -> u128 {
        policy.delay(attempts, random).as_millis()
    }

    #[test]
    fn the_longest_wait_doubles_up_to_the_cap_and_a_random_share_of_it_is_taken() {
        let policy = RetryPolicy::default();
        let longest: Vec<u128> = (1..=8).map(|attempts| milliseconds(&policy, attempts, 1.0)).collect();
        assert_eq!(longest, [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
        assert_eq!(milliseconds(&policy, 3, 0.5), 200);
        assert_eq!(milliseconds(&policy, 3, 0.0), 0);
    }

    #[test]
    fn no_setting_overflows() {
        let policy = RetryPolicy::default().backoff(Duration::MAX, Duration::MAX).max_attempts(u32::MAX);
        policy.delay(u32::MAX, 0.5);
        assert_eq!(milliseconds(&RetryPolicy::default(), u32::MAX, 1.0), 5000);
    }
}
