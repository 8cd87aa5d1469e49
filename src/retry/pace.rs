use std::time::Duration;

use tokio::time::Instant;

/// How far below the learned rate a pace starts, as a fraction of it. Smaller values reach the limit again sooner,
/// which costs rejected requests.
const DROP: f64 = 0.03;

/// At this multiple of the learned rate without a rejection, the limit counts as gone.
const GONE: f64 = 4.0;

/// Where a pace without a learned rate starts, in requests per second, and the time in which it doubles.
const START: f64 = 10.0;
const DOUBLING: Duration = Duration::from_millis(250);

/// The rate at which a doubling pace counts as unlimited, in requests per second.
const UNLIMITED: f64 = 5_000.0;

/// The fraction of the current rate that counts as proven when the limit is met: a held rate loses what it grew by
/// since, a doubling one loses the last doubling.
const HELD: f64 = 0.95;
const DOUBLED: f64 = 0.5;

/// The least rate, in requests per second.
const LEAST: f64 = 0.01;

/// How long unused capacity is kept. Timers have about this resolution.
const SLACK: Duration = Duration::from_millis(5);

/// How fast requests may leave after a rate limit was lifted.
#[derive(Debug)]
pub(super) struct Pace {
    since: Instant,
    growth: Growth,
    /// When the next request may leave.
    next: Instant,
}

#[derive(Debug, Clone, Copy)]
enum Growth {
    /// Towards a learned rate, slower and slower, and beyond it faster and faster: TCP CUBIC's curve
    /// (RFC 9438), which reaches the rate after `regain`.
    Cubic { learned: f64, regain: Duration },
    /// Until it meets a limit.
    Doubling { from: f64 },
}

/// When a request may be sent, and the gap to the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) time: Instant,
    pub(super) gap: Duration,
}

impl Pace {
    /// A pace for a server that lets through `rate` requests per second, counted in intervals of this length.
    pub(super) fn learned(now: Instant, rate: f64, interval: Duration) -> Self {
        Self::new(now, Growth::Cubic { learned: rate.max(LEAST), regain: 2 * interval })
    }

    /// A pace for a server that has let through too few requests to tell.
    pub(super) fn unknown(now: Instant, rate: f64) -> Self {
        Self::new(now, Growth::Doubling { from: rate.max(START) })
    }

    fn new(now: Instant, growth: Growth) -> Self {
        let mut pace = Self { since: now, growth, next: now };
        // The request that found the limit open was the first.
        pace.next = now + pace.gap(now);
        pace
    }

    /// The learned rate in requests per second, if there is one.
    pub(super) fn learned_rate(&self) -> Option<f64> {
        match self.growth {
            Growth::Cubic { learned, .. } => Some(learned),
            Growth::Doubling { .. } => None,
        }
    }

    pub(super) fn since(&self) -> Instant {
        self.since
    }

    /// Requests per second at a time.
    pub(super) fn rate(&self, at: Instant) -> f64 {
        let time = at.saturating_duration_since(self.since);
        let rate = match self.growth {
            Growth::Cubic { learned, regain } => {
                let part = time.div_duration_f64(regain) - 1.0;
                learned * (1.0 + DROP * part * part * part)
            }
            Growth::Doubling { from } => from * time.div_duration_f64(DOUBLING).min(30.0).exp2(),
        };
        rate.max(LEAST)
    }

    /// The rate that the pace has proven when it meets the limit, if it has.
    pub(super) fn proven_rate(&self, now: Instant, interval: Duration) -> Option<f64> {
        match self.growth {
            Growth::Cubic { .. } => (now - self.since > 2 * interval).then(|| self.rate(now) * HELD),
            Growth::Doubling { .. } => Some(self.rate(now) * DOUBLED),
        }
    }

    /// Returns whether the limit is gone.
    pub(super) fn is_over(&self, now: Instant) -> bool {
        let end = match self.growth {
            Growth::Cubic { learned, .. } => learned * GONE,
            Growth::Doubling { .. } => UNLIMITED,
        };
        self.rate(now) >= end
    }

    /// The next slot.
    pub(super) fn next_slot(&self, now: Instant) -> Slot {
        let time = self.next.max(now.checked_sub(SLACK).unwrap_or(now));
        Slot { time, gap: self.gap(time) }
    }

    /// Takes the next slot.
    pub(super) fn take(&mut self, slot: Slot) {
        self.next = slot.time + slot.gap;
    }

    /// Gives a slot back that was not used. The requests behind it move up with the next one.
    pub(super) fn give_back(&mut self, slot: Slot) {
        self.next = self.next.checked_sub(slot.gap).unwrap_or(self.next);
    }

    /// The time between two requests at a time.
    pub(super) fn gap(&self, at: Instant) -> Duration {
        Duration::from_secs_f64(self.rate(at).recip())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test]
    async fn a_pace_begins_below_the_learned_rate_regains_it_and_goes_on() {
        let now = Instant::now();
        let pace = Pace::learned(now, 100.0, SECOND);
        for (seconds, rate) in [(0, 97.0), (1, 99.625), (2, 100.0), (3, 100.375), (4, 103.0), (6, 124.0)] {
            let found = pace.rate(now + SECOND * seconds);
            assert!((found - rate).abs() < 0.001, "{found} after {seconds} s");
        }
        assert!(!pace.is_over(now + SECOND * 11) && pace.is_over(now + SECOND * 12));
        assert_eq!(pace.learned_rate(), Some(100.0));
        // Only what held for longer than two intervals is proven.
        assert_eq!(pace.proven_rate(now + SECOND * 2, SECOND), None);
        assert!(pace.proven_rate(now + SECOND * 4, SECOND).is_some_and(|rate| (rate - 97.85).abs() < 0.001));
    }

    #[tokio::test]
    async fn a_pace_with_nothing_to_go_by_doubles() {
        let now = Instant::now();
        let pace = Pace::unknown(now, 0.0);
        assert_eq!([0, 1, 2].map(|time| pace.rate(now + SECOND / 4 * time)), [10.0, 20.0, 40.0]);
        assert!(!pace.is_over(now + SECOND * 2) && pace.is_over(now + SECOND * 9 / 4));
        assert_eq!((pace.learned_rate(), pace.rate(now + SECOND * 1_000_000).is_finite()), (None, true));
        assert_eq!(pace.proven_rate(now + SECOND / 2, SECOND), Some(20.0));
        assert_eq!(Pace::unknown(now, 50.0).rate(now), 50.0);
    }

    #[tokio::test]
    async fn no_rate_is_so_low_that_its_gap_overflows() {
        let now = Instant::now();
        assert_eq!(Pace::learned(now, 0.0, SECOND).gap(now), SECOND * 100);
    }

    #[tokio::test]
    async fn unused_slots_expire_and_returned_ones_do_not() {
        let now = Instant::now();
        let mut pace = Pace::learned(now, 100.0, SECOND);
        let mut take = |at: Instant| {
            let slot = pace.next_slot(at);
            pace.take(slot);
            slot
        };
        let first = take(now);
        let second = take(now);
        assert!(second.time - first.time >= SECOND / 101 && second.time - first.time <= SECOND / 95);
        // Five seconds without a request.
        let later = now + SECOND * 5;
        assert_eq!(take(later).time, later - SLACK);
        let third = take(later);
        assert!(third.time > later, "{:?}", third.time - later);
        pace.give_back(third);
        assert_eq!(pace.next_slot(later).time, third.time);
    }
}
