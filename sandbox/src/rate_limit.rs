use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A rate limit of the sandbox. Each operation has a count of its own, and requests beyond the limit get status 429.
#[derive(Debug, Clone)]
pub struct RateLimit {
    kind: Kind,
    retry_after: Option<u64>,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Interval { requests: u64, interval: Duration },
    Bucket { per_second: f64, burst: f64 },
}

impl RateLimit {
    /// Allows this many requests in each interval. The first interval begins when the sandbox starts. Stytch documents
    /// its limits like this, with intervals aligned to the clock.
    ///
    /// # Panics
    ///
    /// If the interval is zero.
    #[track_caller]
    pub fn in_each(interval: Duration, requests: u64) -> Self {
        assert!(!interval.is_zero(), "the interval must not be zero");
        Self { kind: Kind::Interval { requests, interval }, retry_after: None }
    }

    /// A token bucket: allows this many requests per second on average, and up to `burst` at once.
    ///
    /// # Panics
    ///
    /// If `per_second` is negative or not a number.
    #[track_caller]
    pub fn token_bucket(per_second: f64, burst: u32) -> Self {
        assert!(per_second >= 0.0, "{per_second} requests per second");
        Self { kind: Kind::Bucket { per_second, burst: burst.into() }, retry_after: None }
    }

    /// Adds a `Retry-After` to the responses, in seconds. Stytch documents none.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

/// A rate limit at work.
#[derive(Debug)]
pub(super) struct Limiter {
    limit: RateLimit,
    start: Instant,
    counts: Mutex<HashMap<&'static str, Count>>,
}

/// The requests of one operation.
#[derive(Debug, Clone, Copy)]
struct Count {
    /// The number of the interval; or for a bucket the seconds from the start to the last request.
    at: f64,
    /// How many more requests the interval or the bucket allows.
    left: f64,
}

impl Limiter {
    pub(super) fn new(limit: RateLimit) -> Self {
        Self { limit, start: Instant::now(), counts: Mutex::default() }
    }

    pub(super) fn retry_after(&self) -> Option<u64> {
        self.limit.retry_after
    }

    /// Counts a request. Returns whether it is within the limit.
    pub(super) fn passes(&self, operation: &'static str) -> bool {
        let passed = self.start.elapsed().as_secs_f64();
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, full) = match self.limit.kind {
            Kind::Interval { requests, interval } => {
                ((passed / interval.as_secs_f64()).floor(), requests as f64)
            }
            Kind::Bucket { burst, .. } => (passed, burst),
        };
        let count = counts.entry(operation).or_insert(Count { at: now, left: full });
        count.left = match self.limit.kind {
            Kind::Interval { .. } if count.at == now => count.left,
            Kind::Interval { .. } => full,
            Kind::Bucket { per_second, .. } => (count.left + (now - count.at) * per_second).min(full),
        };
        count.at = now;
        let passes = count.left >= 1.0;
        count.left -= f64::from(u8::from(passes));
        passes
    }
}
