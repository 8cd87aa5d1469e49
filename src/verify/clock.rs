use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// Where the verifier gets the time from.
#[derive(Clone)]
pub(super) struct Clock(Arc<dyn Fn() -> SystemTime + Send + Sync>);

impl Clock {
    pub(super) fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time since 1970, in seconds. 0 before.
    pub(super) fn seconds(&self) -> f64 {
        let since = (self.0)().duration_since(SystemTime::UNIX_EPOCH);
        since.unwrap_or(Duration::ZERO).as_secs_f64()
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
