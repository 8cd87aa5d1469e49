use std::time::Duration;

use tokio::time::Instant;

use crate::retry::allowance::Allowance;
use crate::retry::limited::Limited;
use crate::retry::pace::{Pace, Slot};
use crate::retry::shut::Shut;
use crate::retry::throughput::Throughput;

/// Bounds for the assumed length of the server's counting interval.
const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);
const LONGEST_INTERVAL: Duration = Duration::from_secs(60);

/// The longest blocked time decays by this factor each time the limit is lifted.
const MEMORY: f64 = 0.95;

const REACHED: &str = "rate limit reached";

/// How many accepted requests are enough to estimate a rate.
const ENOUGH: u64 = 10;

/// What a rate limiter knows. It reads no clock and waits for nothing.
#[derive(Debug)]
pub(super) struct State {
    phase: Phase,
    /// Why the phase began, for the log.
    reason: &'static str,
    /// Counts the changes of phase: at a few in a second, for decades.
    generation: u32,
    throughput: Throughput,
    /// The limit that the document states, until the server accepts more.
    allowance: Option<Allowance>,
    /// The longest recent time that the limit was blocked.
    longest_shut: Duration,
}

#[derive(Debug)]
enum Phase {
    Free,
    Paced(Pace),
    Shut(Shut),
}

/// What a call does next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    Send(Kind),
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
pub(super) enum Kind {
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
            allowance: None,
            longest_shut: Duration::ZERO,
        }
    }

    /// Begins with a limit that the document states: so many requests in an interval.
    pub(super) fn start_from(&mut self, requests: u32, interval: Duration) {
        self.allowance = Some(Allowance::new(requests, interval));
        self.longest_shut = interval;
    }

    pub(super) fn generation(&self) -> u32 {
        self.generation
    }

    /// When the next probe may leave, if the limit is shut and none is on its way.
    pub(super) fn next_probe(&self) -> Option<Instant> {
        match &self.phase {
            Phase::Shut(shut) => shut.next_probe(),
            Phase::Free | Phase::Paced(_) => None,
        }
    }

    /// Why the phase began, and the learned rate if it has one.
    pub(super) fn summary(&self) -> (&'static str, Option<f64>) {
        let rate = match &self.phase {
            Phase::Paced(pace) => pace.learned_rate(),
            Phase::Free | Phase::Shut(_) => None,
        };
        (self.reason, rate)
    }

    /// What a call does next that may wait until this time.
    pub(super) fn step(&mut self, now: Instant, until: Instant, limited: &Limited) -> Step {
        if matches!(&self.phase, Phase::Paced(pace) if pace.is_over(now)) {
            self.allowance = None;
            self.change(Phase::Free, "rate limit no longer met");
        }
        if matches!(self.phase, Phase::Free)
            && let Some(pace) = self.allowance.as_mut().and_then(|allowance| allowance.take(now))
        {
            self.change(Phase::Paced(pace), "documented rate limit reached");
        }
        let generation = self.generation;
        match &mut self.phase {
            Phase::Free => Step::Send(Kind::Usual),
            Phase::Paced(pace) => {
                let slot = pace.next_slot(now);
                let wait = slot.time.saturating_duration_since(now);
                if wait.is_zero() {
                    pace.take(slot);
                    Step::Send(Kind::Usual)
                } else if slot.time < until {
                    pace.take(slot);
                    Step::Sleep { slot, generation }
                } else {
                    Step::GiveUp(TooLate { wait })
                }
            }
            Phase::Shut(shut) => {
                match shut.probe_after(now).map(|time| time + limited.handicap(generation)) {
                    Some(time) if time <= now => {
                        shut.begin_probe(now);
                        Step::Send(Kind::Probe { generation })
                    }
                    Some(time) if time < until => Step::Wait(time),
                    Some(time) => Step::GiveUp(TooLate { wait: time - now }),
                    None if now < until => Step::Wait(until.min(shut.probe_ends())),
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

    /// The server let a request through that left at `sent`.
    pub(super) fn passed(&mut self, now: Instant, sent: Instant) {
        if matches!(self.phase, Phase::Free) && now - self.throughput.last() > SHORTEST_INTERVAL {
            self.throughput.restart(sent);
        }
        self.throughput.count(now, self.interval());
        if let Phase::Shut(shut) = self.phase
            && shut.is_later(sent)
        {
            let pace = self.pace(shut, now);
            self.throughput.opened(now);
            self.change(Phase::Paced(pace), "rate limit lifted");
        }
    }

    /// The server limited a request that left at `sent`, and asks for this wait if it names one. Whether the
    /// limit is the call's own.
    pub(super) fn limited(
        &mut self,
        now: Instant,
        sent: Instant,
        kind: Kind,
        asked: Option<Duration>,
        limited: &mut Limited,
    ) -> bool {
        let is_own = limited.meet(self.throughput.total());
        let interval = self.interval();
        match &mut self.phase {
            Phase::Shut(shut) => {
                if kind == (Kind::Probe { generation: self.generation }) {
                    shut.end_probe(now, asked);
                } else if shut.is_later(sent) {
                    shut.wait_for(now, asked.unwrap_or_default());
                }
            }
            // Sent before the limit was lifted, so it says nothing new.
            Phase::Paced(pace) if sent < pace.since() => {}
            Phase::Free | Phase::Paced(_) if is_own => {}
            Phase::Free => self.change(Phase::Shut(Shut::new(now, sent)), REACHED),
            Phase::Paced(pace) => {
                let shut = Shut::after(pace, now, sent, interval);
                self.change(Phase::Shut(shut), REACHED);
            }
        }
        limited.count(self.generation);
        is_own
    }

    /// A probe of this generation came to nothing. Another one may leave.
    pub(super) fn lost(&mut self, now: Instant, generation: u32) {
        if generation == self.generation
            && let Phase::Shut(shut) = &mut self.phase
        {
            shut.end_probe(now, None);
        }
    }

    fn change(&mut self, phase: Phase, reason: &'static str) {
        (self.phase, self.reason) = (phase, reason);
        self.generation += 1;
    }

    /// The assumed length of the server's counting interval. It is at least as long as the limit has blocked.
    fn interval(&self) -> Duration {
        self.longest_shut.clamp(SHORTEST_INTERVAL, LONGEST_INTERVAL)
    }

    /// The pace for a limit that was shut, from what the server let through.
    fn pace(&mut self, shut: Shut, now: Instant) -> Pace {
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
