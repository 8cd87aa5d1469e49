use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

/// A point in time, with its place in the order of all. Clocks are too coarse for the order, and tests stop them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    at: Instant,
    number: u64,
}

static LAST: AtomicU64 = AtomicU64::new(0);

impl Moment {
    pub(super) fn now() -> Self {
        Self { at: Instant::now(), number: LAST.fetch_add(1, Ordering::SeqCst) }
    }

    pub(super) fn is_after(self, other: Self) -> bool {
        self.number > other.number
    }

    pub(super) fn elapsed(self) -> Duration {
        self.at.elapsed()
    }

    /// Returns whether it is after the other, or before it by no more than `age`.
    pub(super) fn is_recent(self, other: Self, age: Duration) -> bool {
        self.is_after(other) || (!age.is_zero() && other.at.saturating_duration_since(self.at) <= age)
    }
}
