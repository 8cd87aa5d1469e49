//! Rate limits as servers apply them.

use std::time::Duration;

use tokio::time::Instant;

/// A server's rate limit. It uses tokio's clock, so it works with paused time.
#[derive(Debug)]
pub struct RateLimit(Kind);

#[derive(Debug)]
enum Kind {
    TokenBucket { rate: f64, burst: f64, tokens: f64, updated: Instant },
    FixedWindow { limit: usize, interval: Duration, start: Instant, window: u128, used: usize },
}

impl RateLimit {
    /// A token bucket: it holds `burst` tokens at most, is full at first, and gains `rate` tokens per
    /// second. A request takes one token.
    pub fn token_bucket(rate: f64, burst: f64) -> Self {
        Self(Kind::TokenBucket { rate, burst, tokens: burst, updated: Instant::now() })
    }

    /// Fixed windows: `limit` requests in each interval, counted from `start`. Nothing carries over from
    /// one interval to the next. A `start` in the past makes the first requests come in the middle of an
    /// interval.
    pub fn fixed_window(limit: usize, interval: Duration, start: Instant) -> Self {
        assert!(!interval.is_zero(), "an interval of zero has no end");
        Self(Kind::FixedWindow { limit, interval, start, window: 0, used: 0 })
    }

    /// Returns whether the limit allows a request that arrives now. If so, counts it.
    pub fn allows(&mut self) -> bool {
        let now = Instant::now();
        match &mut self.0 {
            Kind::TokenBucket { rate, burst, tokens, updated } => {
                let gained = (now - *updated).as_secs_f64() * *rate;
                *updated = now;
                *tokens = (*tokens + gained).min(*burst);
                let allowed = *tokens >= 1.0;
                if allowed {
                    *tokens -= 1.0;
                }
                allowed
            }
            Kind::FixedWindow { limit, interval, start, window, used } => {
                let current = (now - *start).as_nanos() / interval.as_nanos();
                if current != *window {
                    (*window, *used) = (current, 0);
                }
                let allowed = *used < *limit;
                if allowed {
                    *used += 1;
                }
                allowed
            }
        }
    }
}
