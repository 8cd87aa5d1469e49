//! When to send a request again: a pure decision from the state of the call and its outcome.

use std::time::Duration;

use crate::Error;
use crate::budget::Budget;

/// How failed attempts are repeated.
///
/// What is repeated does not depend on the policy, but on what is safe: a call that never reached the
/// server or was refused by HTTP/2 before it looked, and a rate limit, always; a timeout, a broken connection
/// and the statuses 500, 502, 503 and 504 only where the operation is idempotent. Everything stays within the
/// client's deadline.
///
/// | setting | default | |
/// |---|---|---|
/// | attempts | 3 | per call, the first one counted |
/// | back-off | 100 ms to 5 s | doubled from attempt to attempt, then a random share of it ("full jitter") |
/// | budget | 100 retries | over all clones of a client; a success at once earns a fifth of a retry, one after a retry a whole one |
///
/// Attempts and budget are those of the [AWS SDKs' standard retry mode][aws], whose bucket of 500
/// tokens pays 5 for a retry. Doubling with full jitter is what those SDKs and [Google's][google] do;
/// base and cap are shorter than theirs, for calls that somebody waits for. Under an outage without end
/// the budget lets the server see hardly more requests than there are calls.
///
/// A `Retry-After` longer than the back-off is honoured; one that the deadline does not allow ends the
/// call at once. A rate limit that names its wait is flow control: neither the attempts nor the budget
/// bound it, only the deadline. It holds back all clones of the client for that wait, after which
/// requests leave at seven tenths of the rate that the server was seen to answer, a tenth more each
/// second, until twice that rate is reached and nothing is held back.
///
/// [aws]: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
/// [google]: https://docs.rs/google-cloud-gax/latest/google_cloud_gax/exponential_backoff/
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    base: Duration,
    cap: Duration,
    budget: u32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { attempts: 3, base: Duration::from_millis(100), cap: Duration::from_secs(5), budget: 100 }
    }
}

impl RetryPolicy {
    /// One attempt, whatever comes of it; no rate limit is waited for either.
    pub fn none() -> Self {
        Self { attempts: 1, ..Self::default() }
    }

    /// How many times a request is sent at most, the first one counted. At least 1.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The longest wait before the second attempt, and the longest wait ever.
    #[must_use]
    pub fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.base = base;
        self.cap = cap;
        self
    }

    /// How many retries all clones of a client may make in a row before successes have to earn new
    /// ones.
    #[must_use]
    pub fn budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }

    /// Whether anything is ever sent again.
    pub(crate) fn is_on(&self) -> bool {
        self.attempts > 1
    }

    pub(crate) fn new_budget(&self) -> Budget {
        Budget::new(self.budget)
    }

    /// What is wrong with the settings, if anything.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.attempts == 0 {
            return Err(Error::configuration(
                "max_attempts is 0: it counts the first attempt, so 1 is the least",
            ));
        }
        if self.base > self.cap {
            return Err(Error::configuration("the back-off's base is longer than its cap: swap them"));
        }
        Ok(())
    }

    /// How long to wait before the next attempt, or `None` to give up.
    ///
    /// `attempts` have been made, `remaining` is left of the deadline, `random` is from 0 to 1.
    pub(crate) fn next(
        &self,
        error: &Error,
        attempts: u32,
        remaining: Duration,
        budget: &Budget,
        random: f64,
    ) -> Option<Duration> {
        if !self.is_on() || !error.is_retryable() {
            return None;
        }
        let backoff = self.delay(attempts, random);
        let wait = error.retry_after().map_or(backoff, |asked| asked.max(backoff));
        if wait >= remaining {
            return None;
        }
        // To ask for no wait at all is not to control the flow.
        let flow_control = error.is_rate_limited() && error.retry_after().is_some_and(|wait| !wait.is_zero());
        let affordable = flow_control || (attempts < self.attempts && budget.withdraw());
        affordable.then_some(wait)
    }

    fn delay(&self, attempts: u32, random: f64) -> Duration {
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
