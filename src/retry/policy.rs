use std::time::Duration;

use crate::error::Error;

/// How often a call is tried, and how long it waits between attempts.
///
/// The policy does not decide *what* is tried again. That is a matter of safety:
///
/// | what happened | tried again |
/// |---|---|
/// | no connection, or the server refused the request over HTTP/2 before processing it | always |
/// | rate limit: status 429 with `too_many_requests` or without an error type | always |
/// | timeout, broken connection, status 500, 502, 503 or 504 | only idempotent operations |
/// | failed TLS handshake, body over the limit, any other response | never |
///
/// Each operation says by [`Operation::idempotent`](crate::Operation::idempotent) whether it is idempotent.
/// Everything stays within the client's deadline.
///
/// | setting | default | |
/// |---|---|---|
/// | [`max_attempts`](Self::max_attempts) | 3 | per call, with the first one |
/// | [`backoff`](Self::backoff) | 100 ms to 5 s | doubles with each attempt; each wait is a random share of it ("full jitter") |
/// | [`budget`](Self::budget) | 100 retries | shared by all clones of a client; a success on the first attempt earns a fifth of a retry, a later one a whole retry |
///
/// Attempts and budget are those of the [AWS SDKs' standard retry mode][aws], whose bucket of 500 tokens
/// pays 5 for a retry. Exponential backoff with full jitter is what those SDKs and [Google's][google] do;
/// the waits here are shorter, for calls that somebody waits for. In a lasting outage the budget keeps the
/// number of requests close to the number of calls.
///
/// A `Retry-After` longer than the backoff is honoured. One beyond the deadline ends the call at once.
///
/// # Rate limits
///
/// A rate limit is flow control, with or without a `Retry-After`: neither attempts nor budget bound it, only the
/// time that a call may wait. That is what its deadline leaves, or more with
/// [`Client::with_rate_limit_wait`](crate::Client::with_rate_limit_wait).
///
/// Stytch counts requests by endpoint, so the client learns a rate for each operation apart, which all its clones
/// share. When a response reports a limit, that call waits as long as the response asks, and the others of the
/// operation wait until a probe is let through: one after 100 ms, later ones at intervals of 15 % of the time since,
/// but no sooner than a `Retry-After` that two calls were given, up to a minute. Then requests leave evenly, at the
/// rate that the server let through; the rate grows until it meets the limit again. A limit that only one call
/// meets, while others are let through, holds only that call.
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

/// How far a call has come when an attempt fails.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State {
    /// Attempts made.
    pub(crate) attempts: u32,
    /// Attempts that met a rate limit of the call's own.
    pub(crate) alone: u32,
    /// Time left before the deadline.
    pub(crate) remaining: Duration,
    /// Time left to wait for a rate limit.
    pub(crate) patience: Duration,
    /// A random number from 0 to 1, for the jitter.
    pub(crate) random: f64,
}

/// What to do about a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Trying again would not be safe or would not help.
    Permanent,
    /// Trying again might help, but attempts or time are used up.
    Exhausted,
    /// Try again after this wait. A retry is paid for from the budget, a rate limit is not.
    After { wait: Duration, is_retry: bool },
}

impl RetryPolicy {
    /// One attempt, which no rate limit delays.
    pub fn none() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// How many times a call sends its request at most. At least 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The longest wait before the second attempt, and the longest wait before any.
    #[must_use]
    pub fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.base = base;
        self.cap = cap;
        self
    }

    /// How many retries all clones of a client can make before successful calls have to earn new ones.
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
                "`max_attempts` is 0; it counts the first attempt, so 1 is the least",
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

    pub(crate) fn decide(&self, state: State, error: &Error) -> Decision {
        if self.is_none() || !error.is_retryable() {
            return Decision::Permanent;
        }
        let is_retry = !error.is_rate_limited();
        let (backoff, remaining) = match (is_retry, state.alone) {
            (true, _) => (self.delay(state.attempts, state.random), state.remaining),
            // The rate limiter says when.
            (false, 0) => (Duration::ZERO, state.patience),
            (false, alone) => (self.delay(alone, state.random), state.patience),
        };
        let wait = error.retry_after().map_or(backoff, |asked| asked.max(backoff));
        if wait >= remaining || (is_retry && state.attempts >= self.max_attempts) {
            return Decision::Exhausted;
        }
        Decision::After { wait, is_retry }
    }

    /// The wait before the next attempt, if the server asks for none.
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
