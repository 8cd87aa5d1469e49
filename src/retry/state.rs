use std::time::Duration;

use tokio::time::Instant;

use crate::retry::closed::Closed;
use crate::retry::documented_limit::DocumentedLimit;
use crate::retry::pace::{Pace, Slot};
use crate::retry::rejections::Rejections;
use crate::retry::throughput::Throughput;
use crate::table::operation::RateLimit;

/// Bounds for the assumed length of the server's counting interval.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);
const LONGEST_INTERVAL: Duration = Duration::from_secs(60);

/// The longest blocked time decays by this factor each time the limit is lifted.
const MEMORY: f64 = 0.95;

const REACHED: &str = "rate limit reached";

/// How many accepted requests are enough to estimate a rate.
const ENOUGH: u64 = 10;

/// The state of a rate limiter. It reads no clock and waits for nothing.
#[derive(Debug)]
pub(super) struct State {
    phase: Phase,
    /// Why the phase began, for the log.
    reason: &'static str,
    /// Counts the changes of phase: at a few in a second, for decades.
    generation: u32,
    throughput: Throughput,
    /// The limit that the document states, until the server accepts more.
    documented: Option<DocumentedLimit>,
    /// The longest recent time that the limit was blocked.
    longest_closed: Duration,
}

#[derive(Debug)]
enum Phase {
    Free,
    Paced(Pace),
    Closed(Closed),
}

/// A call's next step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    Send(PermitKind),
    /// The call has a slot, and sends in it if the generation is still the same.
    Sleep {
        slot: Slot,
        generation: u32,
    },
    /// Until the phase changes, or this time.
    Wait(Instant),
    GiveUp(TooLate),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PermitKind {
    Usual,
    /// A probe finds out whether the limit of this generation is open again.
    Probe {
        generation: u32,
    },
}

/// No permit is available in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLate {
    /// The shortest time until one may be.
    pub(crate) wait: Duration,
}

impl State {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            phase: Phase::Free,
            reason: "",
            generation: 0,
            throughput: Throughput::new(now),
            documented: None,
            longest_closed: Duration::ZERO,
        }
    }

    /// Begins with a limit that the document states.
    pub(super) fn start_from(&mut self, limit: RateLimit) {
        self.documented = Some(DocumentedLimit::new(limit));
        self.longest_closed = limit.interval;
    }

    pub(super) fn generation(&self) -> u32 {
        self.generation
    }

    /// When the next probe may leave, if the limit is closed and none is on its way.
    pub(super) fn next_probe(&self) -> Option<Instant> {
        match &self.phase {
            Phase::Closed(closed) => closed.next_probe(),
            Phase::Free | Phase::Paced(_) => None,
        }
    }

    /// Why the phase began, and the learned rate if it has one.
    pub(super) fn summary(&self) -> (&'static str, Option<f64>) {
        let rate = match &self.phase {
            Phase::Paced(pace) => pace.learned_rate(),
            Phase::Free | Phase::Closed(_) => None,
        };
        (self.reason, rate)
    }

    /// The next step of a call that may wait until this time.
    pub(super) fn step(&mut self, now: Instant, until: Instant, rejections: &Rejections) -> Step {
        if matches!(&self.phase, Phase::Paced(pace) if pace.is_over(now)) {
            self.documented = None;
            self.change(Phase::Free, "rate limit no longer met");
        }
        if matches!(self.phase, Phase::Free)
            && let Some(pace) = self.documented.as_mut().and_then(|documented| documented.take(now))
        {
            self.change(Phase::Paced(pace), "documented rate limit reached");
        }
        let generation = self.generation;
        match &mut self.phase {
            Phase::Free => Step::Send(PermitKind::Usual),
            Phase::Paced(pace) => {
                let slot = pace.next_slot(now);
                let wait = slot.time.saturating_duration_since(now);
                if wait.is_zero() {
                    pace.take(slot);
                    Step::Send(PermitKind::Usual)
                } else if slot.time < until {
                    pace.take(slot);
                    Step::Sleep { slot, generation }
                } else {
                    Step::GiveUp(TooLate { wait })
                }
            }
            Phase::Closed(closed) => {
                match closed.probe_after(now).map(|time| time + rejections.handicap(generation)) {
                    Some(time) if time <= now => {
                        closed.begin_probe(now);
                        Step::Send(PermitKind::Probe { generation })
                    }
                    Some(time) if time < until => Step::Wait(time),
                    Some(time) => Step::GiveUp(TooLate { wait: time - now }),
                    None if now < until => Step::Wait(until.min(closed.probe_ends())),
                    None => Step::GiveUp(TooLate { wait: Duration::ZERO }),
                }
            }
        }
    }

    /// Takes back a slot that was not used.
    pub(super) fn give_back(&mut self, slot: Slot, generation: u32) {
        if generation == self.generation
            && let Phase::Paced(pace) = &mut self.phase
        {
            pace.give_back(slot);
        }
    }

    /// Records that the server accepted the request sent at `sent`.
    pub(super) fn passed(&mut self, now: Instant, sent: Instant) {
        if matches!(self.phase, Phase::Free) && now - self.throughput.last() > SHORTEST_INTERVAL {
            self.throughput.restart(sent);
        }
        self.throughput.count(now, self.interval());
        if let Phase::Closed(closed) = self.phase
            && closed.is_later(sent)
        {
            let pace = self.pace(closed, now);
            self.throughput.opened(now);
            self.change(Phase::Paced(pace), "rate limit lifted");
        }
    }

    /// Records a 429 for the request sent at `sent`, with the wait that the server asks for. Returns whether only this
    /// call is limited.
    pub(super) fn rejected(
        &mut self,
        now: Instant,
        sent: Instant,
        kind: PermitKind,
        asked: Option<Duration>,
        rejections: &mut Rejections,
    ) -> bool {
        let is_own = rejections.meet(self.throughput.total());
        let interval = self.interval();
        match &mut self.phase {
            Phase::Closed(closed) => {
                if kind == (PermitKind::Probe { generation: self.generation }) {
                    closed.end_probe(now, asked);
                } else if closed.is_later(sent) {
                    closed.wait_for(now, asked.unwrap_or_default());
                }
            }
            // Sent before the limit was lifted, so it says nothing new.
            Phase::Paced(pace) if sent < pace.since() => {}
            Phase::Free | Phase::Paced(_) if is_own => {}
            Phase::Free => self.change(Phase::Closed(Closed::new(now, sent)), REACHED),
            Phase::Paced(pace) => {
                let closed = Closed::after(pace, now, sent, interval);
                self.change(Phase::Closed(closed), REACHED);
            }
        }
        rejections.count(self.generation);
        is_own
    }

    /// A probe of this generation came to nothing. Another one may leave.
    pub(super) fn lost(&mut self, now: Instant, generation: u32) {
        if generation == self.generation
            && let Phase::Closed(closed) = &mut self.phase
        {
            closed.end_probe(now, None);
        }
    }

    fn change(&mut self, phase: Phase, reason: &'static str) {
        (self.phase, self.reason) = (phase, reason);
        self.generation += 1;
    }

    /// The assumed length of the server's counting interval. It is at least as long as the limit has blocked.
    fn interval(&self) -> Duration {
        self.longest_closed.clamp(SHORTEST_INTERVAL, LONGEST_INTERVAL)
    }

    /// The pace for a limit that was closed, from what the server let through.
    fn pace(&mut self, closed: Closed, now: Instant) -> Pace {
        let lasted = now - closed.since();
        self.longest_closed = lasted.max(self.longest_closed.mul_f64(MEMORY));
        let interval = self.interval();
        let (count, time) = self.throughput.measure(now, interval);
        let measured = count as f64 / time.as_secs_f64().max(0.001);
        if count < ENOUGH {
            return Pace::unknown(now, measured);
        }
        Pace::learned(now, measured.max(closed.proven().unwrap_or_default()), interval)
    }
}
