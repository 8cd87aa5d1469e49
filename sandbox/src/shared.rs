use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::https::Https;
use crate::log::Log;
use crate::rate_limit::Limiter;
use crate::script::Scripts;
use crate::seed::Seed;
use crate::state::State;

/// The parts of a sandbox that all its connections share.
pub(super) struct Shared {
    pub(super) seed: Mutex<Seed>,
    pub(super) state: Mutex<State>,
    pub(super) scripts: Scripts,
    pub(super) log: Log,
    pub(super) latency: Duration,
    pub(super) rate_limit: Option<Limiter>,
    pub(super) https: Option<Https>,
}

impl Shared {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns to the seed.
    pub(super) fn reset(&self) {
        let seed = self.seed().clone();
        self.restart(seed).expect("the sandbox has started with this seed");
    }

    /// Replaces everything with another seed. If that is not valid, nothing changes.
    pub(super) fn restart(&self, seed: Seed) -> Result<(), String> {
        *self.state() = State::new(seed.clone())?;
        *self.seed() = seed;
        self.scripts.clear();
        self.log.clear();
        Ok(())
    }

    pub(super) fn seed(&self) -> MutexGuard<'_, Seed> {
        self.seed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("scripts", &self.scripts).finish_non_exhaustive()
    }
}
