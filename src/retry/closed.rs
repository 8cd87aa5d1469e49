use std::time::Duration;

use tokio::time::Instant;

use crate::retry::pace::Pace;

/// How soon after a limit the first probe leaves, and the shortest time between probes.
const FIRST_PROBE: Duration = Duration::from_millis(100);

/// The time between probes, as a share of the time since the limit was met: at most 27 probes for a limit that
/// lasts ten seconds and 40 for one that lasts a minute. Each end is noticed late by at most this share.
const SPACING: f64 = 0.15;

/// The longest time between probes, whatever the server asks for: it may be mistaken.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How long a probe may keep others from leaving: nobody may be polling it.
const LONGEST_PROBE: Duration = Duration::from_secs(10);

/// Requests that left within this time of each other may reach the server in another order.
const REORDERED: Duration = Duration::from_millis(5);

/// A rate limit that seems to reject everything, and the probes that test it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Closed {
    since: Instant,
    /// When the request that met the limit was sent.
    met_by: Instant,
    next_probe: Instant,
    /// When the probe that is on its way was sent.
    probe: Option<Instant>,
    /// The gap between requests when the limit was met. Zero if they were not paced.
    gap: Duration,
    /// The rate that was proven before, in requests per second.
    proven: Option<f64>,
}

impl Closed {
    pub(super) fn new(now: Instant, met_by: Instant) -> Self {
        let (gap, proven) = (Duration::ZERO, None);
        Self { since: now, met_by, next_probe: now + FIRST_PROBE, probe: None, gap, proven }
    }

    /// A limit that requests met at this pace.
    pub(super) fn after(pace: &Pace, now: Instant, met_by: Instant, interval: Duration) -> Self {
        let (gap, proven) = (pace.gap(now), pace.proven_rate(now, interval));
        let closed = Self { gap, proven, ..Self::new(now, met_by) };
        Self { next_probe: now + closed.spacing(now), ..closed }
    }

    pub(super) fn since(&self) -> Instant {
        self.since
    }

    pub(super) fn proven(&self) -> Option<f64> {
        self.proven
    }

    /// When the next probe may leave, if none is on its way.
    pub(super) fn next_probe(&self) -> Option<Instant> {
        self.probe.is_none().then_some(self.next_probe)
    }

    /// The same at this time: a probe that takes too long no longer counts.
    pub(super) fn probe_after(&mut self, now: Instant) -> Option<Instant> {
        self.probe = self.probe.filter(|_| now < self.probe_ends());
        self.next_probe()
    }

    /// When the probe that is on its way no longer counts.
    pub(super) fn probe_ends(&self) -> Instant {
        self.probe.unwrap_or(self.next_probe) + LONGEST_PROBE
    }

    pub(super) fn begin_probe(&mut self, now: Instant) {
        self.probe = Some(now);
    }

    /// A probe was rejected or failed. The next one waits at least for the server's `Retry-After`.
    pub(super) fn end_probe(&mut self, now: Instant, asked: Option<Duration>) {
        self.probe = None;
        self.next_probe = now + self.spacing(now).max(asked.unwrap_or_default()).min(LONGEST_PAUSE);
    }

    /// Another request was rejected too, with this `Retry-After`.
    pub(super) fn wait_for(&mut self, now: Instant, asked: Duration) {
        self.next_probe = self.next_probe.max(now + asked.min(LONGEST_PAUSE));
    }

    /// Returns whether a request was certainly sent after the one that met the limit, so that its outcome is newer.
    pub(super) fn is_later(&self, sent: Instant) -> bool {
        sent > self.met_by + REORDERED
    }

    fn spacing(&self, now: Instant) -> Duration {
        // Probe no more often than requests were sent.
        (now - self.since).mul_f64(SPACING).max(FIRST_PROBE).max(self.gap).min(LONGEST_PAUSE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test]
    async fn probes_are_few_and_none_is_late() {
        let now = Instant::now();
        for (length, most) in [(1, 10), (10, 27), (60, 40)] {
            let mut closed = Closed::new(now, now);
            let mut probes = 0;
            let mut at = now;
            while at < now + SECOND * length {
                at = closed.next_probe().expect("no probe is on its way");
                closed.begin_probe(at);
                assert_eq!(closed.next_probe(), None);
                closed.end_probe(at, None);
                probes += 1;
            }
            let late = at - (now + SECOND * length);
            assert!(late <= (SECOND * length).mul_f64(SPACING).max(FIRST_PROBE), "{late:?} of {length} s");
            assert!(probes <= most, "{probes} probes in {length} s");
        }
    }

    #[tokio::test]
    async fn a_wait_that_the_server_asks_for_is_kept_up_to_the_longest_pause() {
        let now = Instant::now();
        let pace = Pace::learned(now - SECOND, 0.5, SECOND / 2);
        let mut closed = Closed::after(&pace, now, now, SECOND);
        // Two seconds are the gap between requests before.
        assert_eq!(closed.next_probe(), Some(now + SECOND * 2));
        for (asked, expected) in [(5, 5), (3, 5), (3600, 60)] {
            closed.wait_for(now, SECOND * asked);
            assert_eq!(closed.next_probe(), Some(now + SECOND * expected));
        }
        let mut closed = Closed::new(now, now);
        for (asked, expected) in [(Some(SECOND * 5), 5), (Some(Duration::MAX), 60)] {
            closed.begin_probe(now);
            closed.end_probe(now, asked);
            assert_eq!(closed.next_probe(), Some(now + SECOND * expected));
        }
    }

    #[tokio::test]
    async fn a_probe_keeps_others_from_leaving_for_ten_seconds() {
        let now = Instant::now();
        let mut closed = Closed::new(now, now);
        let left = now + FIRST_PROBE;
        closed.begin_probe(left);
        assert_eq!(closed.probe_ends(), left + SECOND * 10);
        assert_eq!(closed.probe_after(left + SECOND * 9), None);
        assert!(closed.probe_after(left + SECOND * 10).is_some_and(|time| time <= left + SECOND * 10));
    }

    #[tokio::test]
    async fn requests_that_left_together_may_arrive_in_any_order() {
        let now = Instant::now();
        let closed = Closed::new(now + SECOND, now);
        assert!(!closed.is_later(now + REORDERED) && closed.is_later(now + REORDERED * 2));
    }
}
