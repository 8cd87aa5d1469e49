//! How fast the requests of one operation may leave.
//!
//! A limiter is in one of three phases. *Free*: nothing holds requests back. *Shut*: the server limits
//! everything, or so it seems, and only probes leave. *Paced*: requests leave at a rate that is learned from
//! what the server let through, and that grows until it meets the limit again.
//!
//! Nothing here trusts one response too much. A request that is limited while later ones are let through has
//! met a limit of its own: it waits, and the others go on. See [`Shut`] for probes, [`Pace`] for the rate and
//! [`Throughput`] for what is measured; [`Allowance`] is the limit that the document states, for the beginning.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use crate::retry::allowance::Allowance;
use crate::retry::pace::{Pace, Slot};
use crate::retry::shut::Shut;
use crate::retry::throughput::Throughput;

/// The bounds of the interval that the server is taken to count in.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);
const LONGEST_INTERVAL: Duration = Duration::from_secs(60);

/// What remains of the longest time that the limit was shut, each time that it opens.
const MEMORY: f64 = 0.95;

/// How much later a call may probe for each time that the limit has met it, and for how many times at most.
const TURN: Duration = Duration::from_millis(2);
const MOST_TURNS: u32 = 25;

/// How many requests have to be let through to tell a rate.
const ENOUGH: u64 = 10;

#[derive(Debug)]
pub(crate) struct RateLimiter {
    operation: &'static str,
    state: Mutex<State>,
    /// Whoever waits looks again when the phase changes, and when a probe ends.
    changed: Notify,
    waiting: AtomicUsize,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    /// Counts the changes of phase.
    generation: u64,
    throughput: Throughput,
    /// The limit that the document states.
    allowance: Option<Allowance>,
    /// How long the limit was shut at most, of late.
    longest_shut: Duration,
}

#[derive(Debug)]
enum Phase {
    Free,
    Paced(Pace),
    Shut(Shut),
}

/// The right to send one request. What comes of it teaches the limiter.
#[derive(Debug)]
#[must_use = "the limiter learns from what comes of the request"]
pub(crate) struct Permit<'a> {
    limiter: &'a RateLimiter,
    /// When the request leaves.
    pub(crate) sent: Instant,
    is_probe: bool,
}

/// There is no permit in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLate {
    /// The least time until there is one.
    pub(crate) wait: Duration,
}

/// What a call remembers of the limits that its requests have met.
#[derive(Debug, Default)]
pub(crate) struct Limited {
    /// How many requests of the operation had been let through when this call was limited last.
    total: Option<u64>,
    /// How often the limit was the call's own.
    pub(crate) alone: u32,
    /// The generation in which the call was limited last, and how often in it.
    generation: u64,
    times: u32,
}

impl Limited {
    /// How much later than others the call may probe: whoever was just limited queues behind those who wait.
    fn handicap(&self, generation: u64) -> Duration {
        let times = if self.generation == generation { self.times } else { 0 };
        TURN * times.min(MOST_TURNS)
    }
}

/// What a waiting call does next.
enum Step<'a> {
    Send(Permit<'a>),
    Sleep(Reservation<'a>),
    /// Until the phase changes, or this time.
    Wait(Instant),
    GiveUp(TooLate),
}

/// A slot that a call waits for. Dropped before, it goes to another call.
struct Reservation<'a> {
    limiter: &'a RateLimiter,
    generation: u64,
    slot: Slot,
    is_used: bool,
}

impl RateLimiter {
    pub(crate) fn new(operation: &'static str) -> Self {
        let state = State {
            phase: Phase::Free,
            generation: 0,
            throughput: Throughput::new(Instant::now()),
            allowance: None,
            longest_shut: Duration::ZERO,
        };
        Self { operation, state: Mutex::new(state), changed: Notify::new(), waiting: AtomicUsize::new(0) }
    }

    /// Begins with a limit that the document states: so many requests in an interval.
    pub(crate) fn starting_from(mut self, limit: Option<(u32, Duration)>) -> Self {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some((requests, interval)) = limit {
            state.allowance = Some(Allowance::new(requests, interval));
            state.longest_shut = interval;
        }
        self
    }

    /// Waits for a permit, until this time at the latest. Fails as soon as it is clear that there will be none.
    pub(crate) async fn acquire(
        &self,
        now: Instant,
        until: Instant,
        limited: &Limited,
    ) -> Result<Permit<'_>, TooLate> {
        // The usual case: no limit, and nothing to set up.
        if let Step::Send(permit) = self.step(now, until, limited) {
            return Ok(permit);
        }
        // Whoever waits can afford an allocation, and the others have a smaller future.
        Box::pin(self.wait(until, limited)).await
    }

    async fn wait(&self, until: Instant, limited: &Limited) -> Result<Permit<'_>, TooLate> {
        let _waiting = Waiting::new(&self.waiting);
        loop {
            let mut changed = pin!(self.changed.notified());
            // From here on no change is missed.
            changed.as_mut().enable();
            match self.step(Instant::now(), until, limited) {
                Step::Send(permit) => return Ok(permit),
                Step::GiveUp(too_late) => return Err(too_late),
                Step::Sleep(mut reservation) => {
                    let has_changed = timeout_at(reservation.slot.time, changed).await.is_ok();
                    // A newer limit voids the reservation.
                    if !has_changed && self.lock().generation == reservation.generation {
                        reservation.is_used = true;
                        return Ok(self.permit(Instant::now(), false));
                    }
                }
                Step::Wait(time) => _ = timeout_at(time, changed).await,
            }
        }
    }

    fn step(&self, now: Instant, until: Instant, limited: &Limited) -> Step<'_> {
        let mut state = self.lock();
        if matches!(&state.phase, Phase::Paced(pace) if pace.is_over(now)) {
            state.change(Phase::Free);
            self.tell(&state, "rate limit gone");
        }
        if matches!(state.phase, Phase::Free)
            && let Some(pace) = state.allowance.as_mut().and_then(|allowance| allowance.take(now))
        {
            state.change(Phase::Paced(pace));
            self.tell(&state, "documented rate limit reached");
        }
        let generation = state.generation;
        match &mut state.phase {
            Phase::Free => Step::Send(self.permit(now, false)),
            Phase::Paced(pace) => {
                let slot = pace.next_slot(now);
                if slot.time > now && slot.time >= until {
                    return Step::GiveUp(TooLate { wait: slot.time - now });
                }
                pace.take(slot);
                if slot.time <= now {
                    return Step::Send(self.permit(now, false));
                }
                Step::Sleep(Reservation { limiter: self, generation, slot, is_used: false })
            }
            Phase::Shut(shut) => match shut.next_probe().map(|time| time + limited.handicap(generation)) {
                Some(time) if time <= now => {
                    shut.begin_probe();
                    Step::Send(self.permit(now, true))
                }
                Some(time) if time >= until => Step::GiveUp(TooLate { wait: time - now }),
                Some(time) => Step::Wait(time),
                None if now >= until => Step::GiveUp(TooLate { wait: Duration::ZERO }),
                None => Step::Wait(until),
            },
        }
    }

    fn permit(&self, now: Instant, is_probe: bool) -> Permit<'_> {
        Permit { limiter: self, sent: now, is_probe }
    }

    /// Reports a change of phase, and wakes whoever waits.
    fn tell(&self, state: &State, message: &str) {
        self.changed.notify_waiters();
        let waiting = self.waiting.load(Ordering::Relaxed);
        let rate = match &state.phase {
            Phase::Paced(pace) => pace.learned_rate(),
            _ => None,
        };
        tracing::info!(operation = self.operation, rate, waiting, "{message}");
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn change(&mut self, phase: Phase) {
        self.phase = phase;
        self.generation += 1;
    }

    /// The interval that the server is taken to count in. It cannot be shorter than the limit was shut.
    fn interval(&self) -> Duration {
        self.longest_shut.clamp(SHORTEST_INTERVAL, LONGEST_INTERVAL)
    }

    /// The pace for a limit that was shut, from what the server let through.
    fn pace(&mut self, shut: &Shut, now: Instant) -> Pace {
        let lasted = now - shut.since();
        self.longest_shut = lasted.max(self.longest_shut.mul_f64(MEMORY));
        let interval = self.interval();
        let (count, time) = self.throughput.measure(now, interval);
        let measured = count as f64 / time.as_secs_f64().max(0.001);
        if count < ENOUGH {
            return Pace::unknown(now, measured);
        }
        Pace::learned(now, measured.max(shut.proven().unwrap_or_default()), interval)
    }
}

impl Permit<'_> {
    /// The server let the request through.
    pub(crate) fn passed(mut self) {
        let now = Instant::now();
        let limiter = self.limiter;
        let mut state = limiter.lock();
        if matches!(state.phase, Phase::Free) && now - state.throughput.last() > SHORTEST_INTERVAL {
            state.throughput.restart(self.sent);
        }
        let interval = state.interval();
        state.throughput.count(now, interval);
        let State { phase, .. } = &mut *state;
        if let Phase::Shut(shut) = phase
            && (self.is_probe || shut.is_later(self.sent))
        {
            let Phase::Shut(shut) = std::mem::replace(phase, Phase::Free) else { return };
            let pace = state.pace(&shut, now);
            state.throughput.opened(now);
            state.change(Phase::Paced(pace));
            limiter.tell(&state, "rate limit open");
        }
        self.is_probe = false;
    }

    /// The server limited the request, and asks for this wait if it names one. Whether the limit is the call's
    /// own: others were let through since it was limited last.
    pub(crate) fn limited(mut self, asked: Option<Duration>, limited: &mut Limited) -> bool {
        let now = Instant::now();
        let limiter = self.limiter;
        let mut state = limiter.lock();
        let (total, interval) = (state.throughput.total(), state.interval());
        let is_own = limited.total.replace(total).is_some_and(|then| total > then);
        limited.alone += u32::from(is_own);
        match &mut state.phase {
            Phase::Shut(shut) if self.is_probe => {
                shut.end_probe(now, asked);
                limiter.changed.notify_waiters();
            }
            Phase::Shut(shut) if shut.is_later(self.sent) => {
                if let Some(asked) = asked {
                    shut.wait_for(now, asked);
                    limiter.changed.notify_waiters();
                }
            }
            Phase::Shut(_) => {}
            // It left before the limit opened, which says nothing new.
            Phase::Paced(pace) if self.sent < pace.since() => {}
            Phase::Free | Phase::Paced(_) if is_own => {}
            Phase::Free => {
                state.change(Phase::Shut(Shut::new(now, self.sent)));
                limiter.tell(&state, "rate limit reached");
            }
            Phase::Paced(pace) => {
                let shut = Shut::after(pace, now, self.sent, interval);
                state.change(Phase::Shut(shut));
                limiter.tell(&state, "rate limit reached");
            }
        }
        limited.times = if limited.generation == state.generation { limited.times + 1 } else { 1 };
        limited.generation = state.generation;
        self.is_probe = false;
        is_own
    }
}

/// A probe without a response says nothing; another may leave.
impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if self.is_probe
            && let Phase::Shut(shut) = &mut self.limiter.lock().phase
        {
            shut.end_probe(Instant::now(), None);
            self.limiter.changed.notify_waiters();
        }
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if !self.is_used {
            let mut state = self.limiter.lock();
            if state.generation == self.generation
                && let Phase::Paced(pace) = &mut state.phase
            {
                pace.give_back(self.slot);
            }
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
