//! How fast the requests of one operation may leave.
//!
//! A limiter is in one of three phases. *Free*: requests leave at once. *Closed*: the server seems to reject everything,
//! and only probes leave. *Paced*: requests leave at a rate that was learned from what the server accepted, and that
//! grows until it meets the limit again.
//!
//! No single response decides: if later requests are accepted, a rejection concerned only its own call, which waits
//! while the others go on. [`State`] decides. See [`Closed`](crate::retry::closed::Closed) for probes,
//! [`Pace`](crate::retry::pace::Pace) for the rate, [`Throughput`](crate::retry::throughput::Throughput) for the
//! measurement, and [`DocumentedLimit`](crate::retry::documented_limit::DocumentedLimit) for a limit that the document states. Here calls
//! wait.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use crate::retry::pace::Slot;
use crate::retry::rejections::Rejections;
use crate::retry::state::{PermitKind, State, Step, TooLate};
use crate::table::operation::RateLimit;

#[derive(Debug)]
pub(crate) struct RateLimiter {
    operation: &'static str,
    state: Mutex<State>,
    /// Wakes the waiting calls when the phase changes and when a probe begins or ends.
    changed: Notify,
    waiting: AtomicUsize,
}

/// The right to send one request. Report the outcome to the limiter.
#[derive(Debug)]
#[must_use = "report the outcome to the limiter"]
pub(crate) struct Permit<'a> {
    limiter: &'a RateLimiter,
    /// When the request leaves.
    pub(crate) sent: Instant,
    kind: PermitKind,
}

/// A slot that a call waits for. Dropping it unused gives it back.
struct Reservation<'a> {
    limiter: &'a RateLimiter,
    generation: u32,
    slot: Slot,
    is_used: bool,
}

impl RateLimiter {
    pub(crate) fn new(operation: &'static str) -> Self {
        let state = State::new(Instant::now());
        Self { operation, state: Mutex::new(state), changed: Notify::new(), waiting: AtomicUsize::new(0) }
    }

    /// Begins with a limit that the document states.
    pub(crate) fn starting_from(self, limit: Option<RateLimit>) -> Self {
        if let Some(limit) = limit {
            self.lock().start_from(limit);
        }
        self
    }

    /// Waits for a permit, until this time at the latest. Fails as soon as it is clear that there will be none.
    pub(crate) async fn acquire(
        &self,
        now: Instant,
        until: Instant,
        rejections: &Rejections,
    ) -> Result<Permit<'_>, TooLate> {
        match self.update(|state| state.step(now, until, rejections)) {
            // The usual case: no limit, and nothing to set up.
            Step::Send(kind) => return Ok(self.permit(now, kind)),
            Step::GiveUp(too_late) => return Err(too_late),
            Step::Sleep { slot, generation } => self.update(|state| state.give_back(slot, generation)),
            Step::Wait(_) => {}
        }
        // Boxed, because only waiting calls need it and every call's future would grow by it.
        Box::pin(self.wait(until, rejections)).await
    }

    async fn wait(&self, until: Instant, rejections: &Rejections) -> Result<Permit<'_>, TooLate> {
        let _waiting = Waiting::new(&self.waiting);
        loop {
            let mut changed = pin!(self.changed.notified());
            // From here on, no notification is missed.
            changed.as_mut().enable();
            let now = Instant::now();
            match self.update(|state| state.step(now, until, rejections)) {
                Step::Send(kind) => return Ok(self.permit(now, kind)),
                Step::GiveUp(too_late) => return Err(too_late),
                Step::Sleep { slot, generation } => {
                    let mut reservation = Reservation { limiter: self, generation, slot, is_used: false };
                    _ = timeout_at(slot.time, changed).await;
                    // A newer limit voids the reservation.
                    if self.lock().generation() == generation {
                        reservation.is_used = true;
                        return Ok(self.permit(Instant::now(), PermitKind::Usual));
                    }
                }
                Step::Wait(time) => _ = timeout_at(time, changed).await,
            }
        }
    }

    fn permit(&self, now: Instant, kind: PermitKind) -> Permit<'_> {
        Permit { limiter: self, sent: now, kind }
    }

    /// Applies a change to the state. Wakes the waiting calls if the phase or the next probe is another one then.
    fn update<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        let (generation, next_probe) = (state.generation(), state.next_probe());
        let result = change(&mut state);
        if state.generation() != generation {
            let (message, rate) = state.summary();
            let waiting = self.waiting.load(Ordering::Relaxed);
            tracing::info!(operation = self.operation, rate, waiting, "{message}");
            self.changed.notify_waiters();
        } else if state.next_probe() != next_probe {
            self.changed.notify_waiters();
        }
        result
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    /// Records that the server accepted the request.
    pub(crate) fn passed(self) {
        self.limiter.update(|state| state.passed(Instant::now(), self.sent));
    }

    /// Records that the server rejected the request, with the wait that it asks for. Returns whether only this call is
    /// limited: others were accepted since its last rejection.
    pub(crate) fn rejected(mut self, asked: Option<Duration>, rejections: &mut Rejections) -> bool {
        // The permit is used: what drops is no lost probe.
        let kind = std::mem::replace(&mut self.kind, PermitKind::Usual);
        self.limiter.update(|state| state.rejected(Instant::now(), self.sent, kind, asked, rejections))
    }
}

/// A probe that got no response is inconclusive; the next one may be sent.
impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if let PermitKind::Probe { generation } = self.kind {
            self.limiter.update(|state| state.lost(Instant::now(), generation));
        }
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if !self.is_used {
            self.limiter.update(|state| state.give_back(self.slot, self.generation));
        }
    }
}

/// Counts a call as waiting until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    const MILLISECOND: Duration = Duration::from_millis(1);
    const SECOND: Duration = Duration::from_secs(1);

    async fn acquire(limiter: &RateLimiter) -> Result<Permit<'_>, TooLate> {
        let now = Instant::now();
        limiter.acquire(now, now + SECOND * 60, &Rejections::default()).await
    }

    /// A limiter that has just hit a limit.
    async fn closed() -> RateLimiter {
        let limiter = RateLimiter::new("an_operation");
        acquire(&limiter).await.expect("free").rejected(None, &mut Rejections::default());
        limiter
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_that_is_dropped_lets_another_leave() {
        let limiter = closed().await;
        let start = Instant::now();
        drop(acquire(&limiter).await.expect("a probe"));
        let second = acquire(&limiter).await.expect("a probe");
        assert!(start.elapsed() <= MILLISECOND * 202, "{:?}", start.elapsed());
        // Its wait is kept although the permit is dropped then.
        second.rejected(Some(SECOND * 9), &mut Rejections::default());
        acquire(&limiter).await.expect("a probe").passed();
        assert!(start.elapsed() >= SECOND * 9, "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn calls_that_wait_are_counted_until_they_are_dropped() {
        let limiter = closed().await;
        let waiting = || limiter.waiting.load(Ordering::Relaxed);
        {
            let mut call = pin!(acquire(&limiter));
            assert!(timeout(MILLISECOND, &mut call).await.is_err());
            assert_eq!(waiting(), 1);
        }
        assert_eq!(waiting(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slot_that_a_call_no_longer_waits_for_goes_to_another() {
        let limiter = closed().await;
        acquire(&limiter).await.expect("a probe").passed();
        // At ten requests a second, the next slot is a tenth of a second away.
        for _ in 0..10 {
            assert!(timeout(MILLISECOND, acquire(&limiter)).await.is_err());
        }
        let start = Instant::now();
        acquire(&limiter).await.expect("a slot").passed();
        assert!(start.elapsed() <= MILLISECOND * 101, "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_waits_gives_up_as_soon_as_a_probe_is_told_to_wait_longer() {
        let limiter = closed().await;
        let start = Instant::now();
        let first = acquire(&limiter).await.expect("a probe");
        let rejections = Rejections::default();
        let second = limiter.acquire(start, start + SECOND * 5, &rejections);
        let limit = async { first.rejected(Some(SECOND * 9), &mut Rejections::default()) };
        let (second, _) = tokio::join!(second, limit);
        assert_eq!(second.expect_err("no time").wait, SECOND * 9);
        assert!(start.elapsed() < SECOND, "{:?}", start.elapsed());
    }
}
