use std::time::Duration;

use tokio::time::Instant;

use crate::call::core::FOREVER;

/// How long a call may still take, and how long it may still wait for rate limits.
pub(super) struct Clock {
    deadline: Instant,
    /// The time left to wait for rate limits, if such waits do not count towards the deadline.
    patience: Option<Duration>,
}

impl Clock {
    pub(super) fn start(now: Instant, deadline: Duration, rate_limit_wait: Option<Duration>) -> Self {
        let patience = rate_limit_wait.map(|wait| wait.min(FOREVER));
        Self { deadline: now + deadline, patience }
    }

    pub(super) fn deadline(&self) -> Instant {
        self.deadline
    }

    /// The time left before the deadline.
    pub(super) fn remaining(&self, now: Instant) -> Duration {
        self.deadline.saturating_duration_since(now)
    }

    /// The time left to wait for rate limits.
    pub(super) fn patience(&self, now: Instant) -> Duration {
        self.patience.unwrap_or_else(|| self.remaining(now))
    }

    /// Records a wait for a rate limit. If such waits do not count towards the deadline, moves the deadline.
    pub(super) fn waited(&mut self, wait: Duration) {
        if let Some(patience) = &mut self.patience {
            *patience = patience.saturating_sub(wait);
            self.deadline += wait;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn a_wait_counts_towards_the_deadline_unless_it_has_its_own_limit() {
        let now = Instant::now();
        let mut clock = Clock::start(now, SECOND * 30, None);
        clock.waited(SECOND * 10);
        assert_eq!([clock.remaining(now), clock.patience(now)], [SECOND * 30; 2]);
        assert_eq!(
            [clock.remaining(now + SECOND * 40), clock.patience(now + SECOND * 40)],
            [Duration::ZERO; 2]
        );

        let mut clock = Clock::start(now, SECOND * 30, Some(SECOND * 60));
        clock.waited(SECOND * 10);
        let later = now + SECOND * 10;
        assert_eq!((clock.remaining(later), clock.patience(later)), (SECOND * 30, SECOND * 50));
        clock.waited(SECOND * 100);
        assert_eq!(clock.patience(later), Duration::ZERO);
        // No setting overflows.
        let clock = Clock::start(now, FOREVER, Some(Duration::MAX));
        assert_eq!(clock.patience(now), FOREVER);
    }
}
