use std::time::Duration;

use tokio::time::Instant;

use crate::retry::pace::Pace;

/// The requests that may leave before anything has been learned, by the limit that the document states. What is
/// learned from the server counts more.
#[derive(Debug)]
pub(super) struct Allowance {
    requests: u32,
    interval: Duration,
    /// When the current interval began, and how many requests have left in it.
    since: Option<Instant>,
    used: u32,
}

impl Allowance {
    pub(super) fn new(requests: u32, interval: Duration) -> Self {
        Self { requests, interval, since: None, used: 0 }
    }

    /// Counts a request. If the interval has had all of its requests, the pace for the rest instead.
    pub(super) fn take(&mut self, now: Instant) -> Option<Pace> {
        if self.since.is_none_or(|since| now - since >= self.interval) {
            (self.since, self.used) = (Some(now), 0);
        }
        if self.used < self.requests {
            self.used += 1;
            return None;
        }
        Some(Pace::learned(now, f64::from(self.requests) / self.interval.as_secs_f64(), self.interval))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retry::limited::Limited;
    use crate::retry::rate_limiter::RateLimiter;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test]
    async fn an_interval_has_its_requests_and_the_rest_is_paced() {
        let now = Instant::now();
        let mut allowance = Allowance::new(150, SECOND * 60);
        // The interval begins with the first request, not with the client.
        let first = now + SECOND * 1000;
        assert!((0..150).all(|number| allowance.take(first + SECOND / 10 * number).is_none()));
        let pace = allowance.take(first + SECOND * 30).expect("nothing is left");
        assert!(pace.learned_rate().is_some_and(|rate| (rate - 2.5).abs() < 1e-9), "{pace:?}");
        assert!(allowance.take(first + SECOND * 59).is_some());
        assert!(allowance.take(first + SECOND * 60).is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn a_limiter_paces_the_requests_beyond_a_documented_limit() {
        for (limit, expected) in [(None, 0..1), (Some((3, SECOND * 60)), 20..21)] {
            let limiter = RateLimiter::new("an_operation").starting_from(limit);
            let mut waits = Vec::new();
            for _ in 0..4 {
                let now = Instant::now();
                let permit = limiter.acquire(now, now + SECOND * 100, &Limited::default()).await;
                permit.expect("a permit in time").passed();
                waits.push(now.elapsed().as_secs());
            }
            assert_eq!(waits[..3], [0; 3]);
            assert!(expected.contains(&waits[3]), "{waits:?}");
        }
    }
}
