use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// Where the verifier gets the time from.
#[derive(Clone)]
pub(super) struct Clock {
    now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    /// By how many seconds Stytch's clock is ahead, at least, as the bits of a number.
    ahead: Arc<AtomicU64>,
}

impl Clock {
    pub(super) fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now), ahead: Arc::default() }
    }

    /// The time since 1970, in seconds. 0 before.
    pub(super) fn seconds(&self) -> f64 {
        let since = (self.now)().duration_since(SystemTime::UNIX_EPOCH);
        since.unwrap_or(Duration::ZERO).as_secs_f64()
    }

    /// Learns that Stytch's clock is ahead by so many seconds at least. The time of issue of a valid token says so.
    pub(super) fn learn(&self, ahead: f64) {
        if ahead > self.ahead() {
            self.ahead.store(ahead.to_bits(), Ordering::Relaxed);
        }
    }

    /// The time by Stytch's clock, with which the tokens' own times are to be compared.
    pub(super) fn at_stytch(&self) -> f64 {
        self.seconds() + self.ahead()
    }

    fn ahead(&self) -> f64 {
        f64::from_bits(self.ahead.load(Ordering::Relaxed))
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new(system)
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// The system's time, by as much ahead or behind as tokio's, which tests pause and advance.
fn system() -> SystemTime {
    let (tokio, real, now) = (Instant::now().into_std(), std::time::Instant::now(), SystemTime::now());
    now + tokio.saturating_duration_since(real) - real.saturating_duration_since(tokio)
}
