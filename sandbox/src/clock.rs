use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::time::Instant;

/// The sandbox's time: the system's when the sandbox started, and what has passed since. As tokio measures that, a test
/// that pauses tokio's time also pauses the sandbox's; and a test can move it on.
#[derive(Debug)]
pub(super) struct Clock {
    start: SystemTime,
    begun: Instant,
    ahead: Mutex<Duration>,
}

impl Default for Clock {
    fn default() -> Self {
        Self { start: SystemTime::now(), begun: Instant::now(), ahead: Mutex::default() }
    }
}

impl Clock {
    pub(super) fn now(&self) -> SystemTime {
        let ahead = *self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        let passed = self.begun.elapsed().saturating_add(ahead);
        self.start.checked_add(passed).unwrap_or(self.start)
    }

    /// In whole seconds since 1970, like the times in tokens.
    pub(super) fn seconds(&self) -> i64 {
        seconds(self.now())
    }

    /// The time that a reset will return to, in seconds.
    pub(super) fn seconds_after_reset(&self) -> i64 {
        seconds(self.start + self.begun.elapsed())
    }

    /// Moves the time on. The error says how far it can be moved at most.
    pub(super) fn advance(&self, by: Duration) -> Result<(), String> {
        /// A thousand years, so that every time can be written as in RFC 3339.
        const MOST: Duration = Duration::from_secs(1000 * 365 * 24 * 3600);
        let mut ahead = self.ahead.lock().unwrap_or_else(PoisonError::into_inner);
        match ahead.checked_add(by).filter(|sum| *sum <= MOST) {
            Some(sum) => *ahead = sum,
            None => return Err(format!("at most {} seconds between resets", MOST.as_secs())),
        }
        Ok(())
    }

    /// Returns to the time without what it was moved on.
    pub(super) fn reset(&self) {
        *self.ahead.lock().unwrap_or_else(PoisonError::into_inner) = Duration::ZERO;
    }
}

fn seconds(time: SystemTime) -> i64 {
    let passed = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(passed.as_secs()).unwrap_or(i64::MAX)
}
