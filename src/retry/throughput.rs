use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

const WINDOW: Duration = Duration::from_millis(500);

/// Counts responses and tells their rate over the last half second to second.
#[derive(Debug)]
pub(crate) struct Throughput {
    start: Instant,
    /// The number of a window in the upper half, the responses in it in the lower.
    current: AtomicU64,
    previous: AtomicU64,
}

impl Throughput {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now(), current: AtomicU64::new(0), previous: AtomicU64::new(0) }
    }

    fn window(&self, now: Instant) -> (u64, Duration) {
        let elapsed = now.saturating_duration_since(self.start);
        let number = (elapsed.as_millis() / WINDOW.as_millis()) as u32;
        (number.into(), elapsed.saturating_sub(WINDOW * number))
    }

    pub(crate) fn count(&self, now: Instant) {
        let (window, _) = self.window(now);
        // A call that read the clock just before another began a window counts in that window.
        let next = |current: u64| if current >> 32 >= window { current + 1 } else { (window << 32) + 1 };
        let last = self.current.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |now| Some(next(now)));
        let last = last.unwrap_or_default();
        if last >> 32 < window {
            self.previous.store(last, Ordering::Relaxed);
        }
    }

    /// Responses per second in this window and the one before.
    pub(crate) fn rate(&self, now: Instant) -> f64 {
        let (window, elapsed) = self.window(now);
        let count = |of: u64, counts: u64| if counts >> 32 == of { counts as u32 } else { 0 };
        let current = self.current.load(Ordering::Relaxed);
        let (mut responses, mut time) = (count(window, current), elapsed);
        if let Some(last) = window.checked_sub(1) {
            let previous = self.previous.load(Ordering::Relaxed);
            responses += count(last, previous).max(count(last, current));
            time += WINDOW;
        }
        // A few responses in no time do not make a rate.
        f64::from(responses) / time.as_secs_f64().max(0.1)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_rate_is_that_of_the_last_half_second_or_so() {
        let throughput = Throughput::new();
        for number in 0..300 {
            sleep(Duration::from_millis(10)).await;
            throughput.count(Instant::now());
            // At the beginning of a window, within it and at its end.
            let seen = throughput.rate(Instant::now());
            assert!(number < 50 || (99.5..=102.5).contains(&seen), "{seen} after {number}");
        }
        sleep(Duration::from_millis(1100)).await;
        assert_eq!(throughput.rate(Instant::now()), 0.0);
    }
}
