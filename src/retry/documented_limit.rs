use tokio::time::Instant;

use crate::retry::pace::Pace;
use crate::table::operation::RateLimit;

/// The requests that may leave before anything has been learned, by the limit that the document states. What is
/// learned from the server counts more.
#[derive(Debug)]
pub(super) struct DocumentedLimit {
    limit: RateLimit,
    /// When the current interval began, and how many requests have left in it.
    since: Option<Instant>,
    used: u32,
}

impl DocumentedLimit {
    pub(super) fn new(limit: RateLimit) -> Self {
        Self { limit, since: None, used: 0 }
    }

    /// Counts a request. If the interval has had all of its requests, the pace for the rest instead.
    pub(super) fn take(&mut self, now: Instant) -> Option<Pace> {
        if self.since.is_none_or(|since| now - since >= self.limit.interval) {
            (self.since, self.used) = (Some(now), 0);
        }
        if self.used < self.limit.requests {
            self.used += 1;
            return None;
        }
        Some(Pace::learned(
            now,
            f64::from(self.limit.requests) / self.limit.interval.as_secs_f64(),
            self.limit.interval,
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test]
    async fn an_interval_has_its_requests_and_the_rest_is_paced() {
        let now = Instant::now();
        let mut documented = DocumentedLimit::new(RateLimit { requests: 150, interval: SECOND * 60 });
        // The interval begins with the first request, not with the client.
        let first = now + SECOND * 1000;
        assert!((0..150).all(|number| documented.take(first + SECOND / 10 * number).is_none()));
        let pace = documented.take(first + SECOND * 30).expect("nothing is left");
        assert!(pace.learned_rate().is_some_and(|rate| (rate - 2.5).abs() < 1e-9), "{pace:?}");
        assert!(documented.take(first + SECOND * 59).is_some());
        assert!(documented.take(first + SECOND * 60).is_none());
    }
}
