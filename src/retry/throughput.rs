use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// How many openings and how many marks are kept.
const KEPT: usize = 16;

/// When and how many of an operation's requests the server accepted.
#[derive(Debug)]
pub(super) struct Throughput {
    total: u64,
    last: Instant,
    /// When the rate limit was lifted, with the total at that time. The first is the start.
    openings: VecDeque<(Instant, u64)>,
    /// The total from time to time.
    marks: VecDeque<(Instant, u64)>,
}

impl Throughput {
    pub(super) fn new(now: Instant) -> Self {
        Self { total: 0, last: now, openings: VecDeque::from([(now, 0)]), marks: VecDeque::new() }
    }

    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// When the last request was accepted.
    pub(super) fn last(&self) -> Instant {
        self.last
    }

    /// Counts a request that was accepted. `interval` is the time over which the rate will be measured.
    pub(super) fn count(&mut self, now: Instant, interval: Duration) {
        self.total += 1;
        self.last = now;
        if self.marks.back().is_none_or(|mark| now - mark.0 >= interval / 8) {
            push(&mut self.marks, (now, self.total));
        }
    }

    /// Forgets what was before. Requests after a long silence say nothing about those before it.
    pub(super) fn restart(&mut self, at: Instant) {
        self.marks.clear();
        self.openings.clear();
        self.openings.push_back((at, self.total));
    }

    /// Records that the rate limit was lifted.
    pub(super) fn opened(&mut self, now: Instant) {
        push(&mut self.openings, (now, self.total));
    }

    /// The recently accepted requests, and the time they took.
    ///
    /// A server with fixed windows accepts the same number of requests between any two window starts, however they
    /// are spread. The measurement therefore starts where a limit was lifted, unless that is too long ago.
    pub(super) fn measure(&self, now: Instant, interval: Duration) -> (u64, Duration) {
        let latest = |list: &VecDeque<(Instant, u64)>| {
            list.iter().rev().find(|entry| now - entry.0 >= interval).copied()
        };
        let oldest = self.openings.front().copied().unwrap_or((now, self.total));
        let opening = latest(&self.openings).unwrap_or(oldest);
        let is_long_ago = now - opening.0 > 2 * interval;
        let (start, before) = if is_long_ago { latest(&self.marks).unwrap_or(opening) } else { opening };
        (self.total - before, now - start)
    }
}

fn push(list: &mut VecDeque<(Instant, u64)>, entry: (Instant, u64)) {
    if list.len() == KEPT {
        list.pop_front();
    }
    list.push_back(entry);
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// So many requests a second for this many seconds, from `start`.
    fn steady(throughput: &mut Throughput, start: Instant, rate: u32, seconds: u32) {
        for number in 0..rate * seconds {
            throughput.count(start + SECOND / rate * number, SECOND);
        }
    }

    #[tokio::test]
    async fn a_rate_is_measured_from_opening_to_opening() {
        let start = Instant::now();
        let mut throughput = Throughput::new(start);
        // All in the first tenth of the interval.
        (0..50).for_each(|_| throughput.count(start + SECOND / 10, SECOND));
        assert_eq!(throughput.measure(start + SECOND, SECOND), (50, SECOND));
        throughput.opened(start + SECOND);
        (0..40).for_each(|_| throughput.count(start + SECOND * 3 / 2, SECOND));
        assert_eq!(throughput.measure(start + SECOND * 2, SECOND), (40, SECOND));
        // A shorter time than the interval says too little by itself.
        assert_eq!(throughput.measure(start + SECOND * 19 / 10, SECOND), (90, SECOND * 19 / 10));
    }

    #[tokio::test]
    async fn long_after_an_opening_only_the_last_interval_counts() {
        let start = Instant::now();
        for rate in [10, 1000] {
            let mut throughput = Throughput::new(start);
            steady(&mut throughput, start, rate, 20);
            let (count, time) = throughput.measure(start + SECOND * 20, SECOND);
            let share = count as f64 / time.as_secs_f64() / f64::from(rate);
            assert!(time < SECOND * 3 / 2 && (0.9..=1.1).contains(&share), "{count} in {time:?}");
        }
    }

    #[tokio::test]
    async fn a_restart_forgets_what_was_before() {
        let start = Instant::now();
        let mut throughput = Throughput::new(start);
        steady(&mut throughput, start, 10, 5);
        throughput.restart(start + SECOND * 100);
        throughput.count(start + SECOND * 100, SECOND);
        assert_eq!(throughput.measure(start + SECOND * 101, SECOND), (1, SECOND));
        assert_eq!(throughput.total(), 51);
    }
}
