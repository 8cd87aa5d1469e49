use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep_until};

use crate::job::rate::Rate;

/// The time between calls while none gets through.
const NARROW: Duration = Duration::from_secs(1);

/// The delay of a call that does not delay the next ones. Timers are late by a millisecond or two.
const SLACK: Duration = Duration::from_millis(10);

/// A gate that the calls pass one after the other, before they start.
#[derive(Debug)]
pub struct Gate {
    interval: Duration,
    is_narrow: AtomicBool,
    /// The time at which the last call passed.
    last: Mutex<Option<Instant>>,
}

impl Gate {
    pub fn new(rate: Option<Rate>) -> Self {
        let interval = rate.map_or(Duration::ZERO, Rate::interval);
        Self { interval, is_narrow: AtomicBool::new(false), last: Mutex::new(None) }
    }

    /// Waits for a turn. Only the first in the queue sleeps, so that the others follow the rate of their own turn.
    pub async fn pass(&self) {
        if self.interval.is_zero() && !self.is_narrow() {
            return;
        }
        let mut last = self.last.lock().await;
        let interval = if self.is_narrow() { NARROW.max(self.interval) } else { self.interval };
        let now = Instant::now();
        let turn = last.map_or(now, |last| (last + interval).max(now - SLACK));
        *last = Some(turn);
        sleep_until(turn).await;
    }

    /// Slows the calls down, until one gets through.
    pub(super) fn narrow(&self) {
        self.is_narrow.store(true, Ordering::Relaxed);
    }

    /// Lets calls pass at the usual rate.
    pub(super) fn widen(&self) {
        self.is_narrow.store(false, Ordering::Relaxed);
    }

    fn is_narrow(&self) -> bool {
        self.is_narrow.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn calls_pass_no_faster_than_the_rate() {
        let gate = Gate::new(Some("50/s".parse().expect("a rate")));
        let start = Instant::now();
        for _ in 0..101 {
            gate.pass().await;
        }
        assert_eq!(start.elapsed().as_millis(), 2000);
    }

    #[tokio::test(start_paused = true)]
    async fn while_no_call_gets_through_one_passes_each_second() {
        let gate = Gate::new(None);
        let start = Instant::now();
        gate.narrow();
        for _ in 0..4 {
            gate.pass().await;
        }
        assert_eq!(start.elapsed().as_secs(), 3);
        gate.widen();
        for _ in 0..100 {
            gate.pass().await;
        }
        assert_eq!(start.elapsed().as_secs(), 3);
    }
}
