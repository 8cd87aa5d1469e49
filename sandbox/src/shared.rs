use std::fmt;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::Clock;
use crate::https::Https;
use crate::log::Log;
use crate::names::Names;
use crate::rate_limit::Limiter;
use crate::scripts::Scripts;
use crate::seed::Seed;
use crate::state::State;

/// The parts of a sandbox that all its connections share.
pub(super) struct Shared {
    /// Whoever replaces the state holds its lock meanwhile, so that resets and new seeds have one order.
    pub(super) seed: Mutex<Seed>,
    pub(super) state: Mutex<State>,
    pub(super) scripts: Scripts,
    pub(super) log: Log,
    pub(super) latency: Duration,
    pub(super) rate_limit: Option<Limiter>,
    pub(super) https: Option<Https>,
    pub(super) names: Names,
    pub(super) clock: Clock,
    /// The base URL on this machine.
    pub(super) url: String,
}

impl Shared {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn scheme(&self) -> &'static str {
        if self.https.is_some() { "https" } else { "http" }
    }

    /// Returns to the seed, and to the time.
    pub(super) fn reset(&self) {
        let seed = self.seed();
        self.clock.reset();
        self.begin(
            State::new(seed.clone(), self.clock.seconds()).expect("the sandbox has started with this seed"),
        );
    }

    pub(super) fn rotate_keys(&self) {
        self.state().rotate_keys(self.clock.seconds());
    }

    /// Replaces everything with another seed. If that is not valid, nothing changes.
    pub(super) fn restart(&self, new: Seed) -> Result<(), String> {
        let state = State::new(new.clone(), self.clock.seconds_after_reset())?;
        let mut seed = self.seed();
        self.clock.reset();
        let old = mem::replace(&mut *seed, new);
        self.begin(state);
        drop((seed, old));
        Ok(())
    }

    /// Puts a new state in force. Others wait only for the exchange: the old state is discarded afterwards.
    fn begin(&self, state: State) {
        let old = mem::replace(&mut *self.state(), state);
        self.scripts.clear();
        self.log.clear();
        drop(old);
    }

    fn seed(&self) -> MutexGuard<'_, Seed> {
        self.seed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
impl Default for Shared {
    /// A sandbox that holds nothing.
    fn default() -> Self {
        Self {
            seed: Mutex::default(),
            state: Mutex::new(State::new(Seed::new(), 0).expect("a seed")),
            scripts: Scripts::default(),
            log: Log::default(),
            latency: Duration::ZERO,
            rate_limit: None,
            https: None,
            names: Names::default(),
            clock: Clock::default(),
            url: "http://127.0.0.1".to_owned(),
        }
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("names", &self.names).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    use super::*;
    use crate::seed::Generate;

    #[test]
    fn a_reset_never_loses_a_seed_that_has_been_put() {
        let (shared, is_done) = (Shared::default(), AtomicBool::new(false));
        let put = |round: u64| {
            shared.restart(Seed::new().generate(Generate::new(round).users(20 + round as usize)))
        };
        put(0).expect("a seed");
        thread::scope(|scope| {
            scope.spawn(|| {
                while !is_done.load(Ordering::Relaxed) {
                    shared.reset();
                }
            });
            let is_lost = (1..25).any(|round| {
                put(round).expect("a seed");
                // Resets are under way that began before it.
                let users = (0..25).map(|_| {
                    thread::yield_now();
                    shared.state().snapshot().users.len()
                });
                users.into_iter().any(|users| users != 20 + round as usize)
            });
            is_done.store(true, Ordering::Relaxed);
            assert!(!is_lost);
        });
    }
}
