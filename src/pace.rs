//! How fast a client and all its clones may send, once the server has said that they are too fast.
//!
//! Until then nothing is held back. When a rate limit comes, nobody sends before the time that the server
//! names; after it requests leave one by one, at first somewhat slower than the server was seen to
//! answer, then faster and faster, until nothing is held back again. Another rate limit starts this anew.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The share of the rate that was seen with which requests leave again. The number is that of the AWS
/// SDKs' adaptive retry mode.
const START: f64 = 0.7;

/// By how much the share grows each second: three seconds to the rate that was seen.
const GROWTH: f64 = 0.1;

/// The share from which on nothing is held back.
const FREE: f64 = 2.0;

/// The least rate that is assumed, in requests per second: what is seen of a client's few calls says
/// little of the server.
const LEAST: f64 = 10.0;

/// How far requests may leave ahead of their time, since timers are that coarse.
const SLACK: Duration = Duration::from_millis(5);

#[derive(Debug)]
pub(crate) struct Pace {
    meter: Meter,
    /// Whether there is a limit, so that without one nothing needs the lock.
    limited: AtomicBool,
    limit: Mutex<Option<Limit>>,
    /// Held by the call that leaves next, so that calls leave in the order in which they came, and one
    /// that is dropped leaves its time to the next.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Debug, Clone, Copy)]
struct Limit {
    /// Requests per second that the server was seen to answer.
    seen: f64,
    /// When the rate limit came.
    since: Instant,
    /// Nobody sends before.
    until: Instant,
    /// When the next request may leave.
    next: Instant,
}

impl Limit {
    /// What the rate is now, as a share of the rate that was seen.
    fn share(&self, now: Instant) -> f64 {
        START + GROWTH * now.saturating_duration_since(self.until).as_secs_f64()
    }
}

impl Pace {
    pub(crate) fn new() -> Self {
        Self {
            meter: Meter::new(),
            limited: AtomicBool::new(false),
            limit: Mutex::new(None),
            turn: tokio::sync::Mutex::new(()),
        }
    }

    /// Waits until a request may leave.
    pub(crate) async fn turn(&self) {
        if !self.limited.load(Ordering::Relaxed) {
            return;
        }
        let _turn = self.turn.lock().await;
        while let Some(time) = self.take(Instant::now()) {
            sleep_until(time).await;
        }
    }

    /// Takes the next time to leave if it has come; tells it if not.
    fn take(&self, now: Instant) -> Option<Instant> {
        let mut guard = self.lock();
        let limit = guard.as_mut()?;
        let share = limit.share(now);
        if share >= FREE {
            *guard = None;
            self.limited.store(false, Ordering::Relaxed);
            return None;
        }
        if limit.next > now {
            return Some(limit.next);
        }
        let interval = Duration::from_secs_f64(1.0 / (limit.seen * share));
        limit.next = limit.next.max(now - SLACK.min(now - limit.until)) + interval;
        None
    }

    /// The time before which nobody sends, if there is one.
    pub(crate) fn closed_until(&self) -> Option<Instant> {
        if !self.limited.load(Ordering::Relaxed) {
            return None;
        }
        self.lock().map(|limit| limit.until)
    }

    /// An answer came that was no rate limit.
    pub(crate) fn answered(&self, now: Instant) {
        self.meter.count(now);
    }

    /// A rate limit came, to a request that left at `sent`, and asks for this wait.
    pub(crate) fn limited(&self, sent: Instant, now: Instant, wait: Duration) {
        let mut guard = self.lock();
        let until = now.checked_add(wait).unwrap_or(now);
        *guard = Some(match *guard {
            // One of many that left before the first of them was answered: it tells nothing new.
            Some(limit) if sent <= limit.since => {
                Limit { until: limit.until.max(until), next: limit.next.max(until), ..limit }
            }
            _ => Limit { seen: self.meter.rate(now).max(LEAST), since: now, until, next: until },
        });
        self.limited.store(true, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Limit>> {
        // Nothing that holds it can panic half-way.
        self.limit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Counts answers, in windows of half a second.
#[derive(Debug)]
struct Meter {
    start: Instant,
    /// The number of a window in the upper half, its count in the lower.
    current: AtomicU64,
    previous: AtomicU64,
}

const WINDOW: Duration = Duration::from_millis(500);

impl Meter {
    fn new() -> Self {
        Self { start: Instant::now(), current: AtomicU64::new(0), previous: AtomicU64::new(0) }
    }

    fn window(&self, now: Instant) -> (u64, Duration) {
        let elapsed = now.saturating_duration_since(self.start);
        let number = (elapsed.as_millis() / WINDOW.as_millis()) as u32;
        (number.into(), elapsed.saturating_sub(WINDOW * number))
    }

    fn count(&self, now: Instant) {
        let (window, _) = self.window(now);
        let next = |current: u64| if current >> 32 == window { current + 1 } else { window << 32 | 1 };
        let last = self.current.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |now| Some(next(now)));
        let last = last.unwrap_or_default();
        if last >> 32 != window {
            self.previous.store(last, Ordering::Relaxed);
        }
    }

    /// Answers per second in this window and the last.
    fn rate(&self, now: Instant) -> f64 {
        let (window, elapsed) = self.window(now);
        let count = |of: u64, counts: u64| if counts >> 32 == of { counts as u32 } else { 0 };
        let current = self.current.load(Ordering::Relaxed);
        let (mut answers, mut time) = (count(window, current), elapsed);
        if let Some(last) = window.checked_sub(1) {
            let previous = self.previous.load(Ordering::Relaxed);
            answers += count(last, previous).max(count(last, current));
            time += WINDOW;
        }
        // A few answers in no time are no rate.
        f64::from(answers) / time.as_secs_f64().max(0.1)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;

    use tokio::task::JoinSet;
    use tokio::time::sleep;

    use super::*;

    /// A server that allows so many requests per second, and that many tenths at once.
    struct Server {
        rate: f64,
        tokens: f64,
        last: Instant,
    }

    impl Server {
        fn allows(&mut self) -> bool {
            let now = Instant::now();
            let earned = (now - self.last).as_secs_f64() * self.rate;
            self.tokens = (self.tokens + earned).min(self.rate / 10.0);
            self.last = now;
            let allowed = self.tokens >= 1.0;
            self.tokens -= f64::from(u8::from(allowed));
            allowed
        }
    }

    /// A thousand calls, 64 at a time and a millisecond each, that repeat what is limited: the
    /// requests there were and the time it took.
    async fn thousand(rate: f64, asked: Duration) -> (usize, Duration) {
        let pace = Arc::new(Pace::new());
        let server = Server { rate, tokens: rate / 10.0, last: Instant::now() };
        let server = Arc::new(Mutex::new(server));
        let (calls, requests) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let started = Instant::now();
        let mut tasks = JoinSet::new();
        for _ in 0..64 {
            let (pace, server) = (pace.clone(), server.clone());
            let (calls, requests) = (calls.clone(), requests.clone());
            tasks.spawn(async move {
                while calls.fetch_add(1, Ordering::Relaxed) < 1000 {
                    loop {
                        pace.turn().await;
                        let sent = Instant::now();
                        requests.fetch_add(1, Ordering::Relaxed);
                        sleep(Duration::from_millis(1)).await;
                        if server.lock().expect("no panic").allows() {
                            pace.answered(Instant::now());
                            break;
                        }
                        pace.limited(sent, Instant::now(), asked);
                    }
                }
            });
        }
        tasks.join_all().await;
        (requests.load(Ordering::Relaxed), started.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_rate_limit_that_one_call_meets_slows_all_of_them_down() {
        // At 400/s a thousand calls take 2.5 s at least, at 100/s 10 s. Without a wait that the server
        // names, the rate alone is what is learned.
        for (rate, asked, most_seconds) in
            [(400.0, 1, 6), (400.0, 5, 12), (100.0, 1, 20), (2000.0, 1, 3), (400.0, 0, 5)]
        {
            let (requests, took) = thousand(rate, Duration::from_secs(asked)).await;
            assert!(requests <= 1100, "{requests} requests at {rate}/s");
            assert!(took <= Duration::from_secs(most_seconds), "{took:?} at {rate}/s");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_held_back_before_a_limit_or_long_after_one() {
        let pace = Pace::new();
        let started = Instant::now();
        let hundred = async || {
            for _ in 0..100 {
                pace.turn().await;
                pace.answered(Instant::now());
            }
        };
        hundred().await;
        assert_eq!(started.elapsed(), Duration::ZERO);
        pace.limited(started, Instant::now(), Duration::from_secs(2));
        assert_eq!(pace.closed_until(), Some(started + Duration::from_secs(2)));
        hundred().await;
        assert!(started.elapsed() > Duration::from_secs(2), "{:?}", started.elapsed());
        sleep(Duration::from_secs(20)).await;
        let later = Instant::now();
        hundred().await;
        assert_eq!((later.elapsed(), pace.closed_until()), (Duration::ZERO, None));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_is_dropped_leaves_its_time_to_the_next() {
        let pace = Pace::new();
        pace.limited(Instant::now(), Instant::now(), Duration::from_secs(1));
        let started = Instant::now();
        for _ in 0..50 {
            let dropped = tokio::time::timeout(Duration::from_millis(10), pace.turn()).await;
            dropped.expect_err("it is not yet time");
        }
        pace.turn().await;
        assert_eq!(started.elapsed(), Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_seen_is_that_of_the_last_half_second_or_so() {
        let meter = Meter::new();
        for _ in 0..300 {
            sleep(Duration::from_millis(10)).await;
            meter.count(Instant::now());
        }
        let seen = meter.rate(Instant::now());
        assert!((90.0..=110.0).contains(&seen), "{seen}");
        sleep(Duration::from_millis(1100)).await;
        assert_eq!(meter.rate(Instant::now()), 0.0);
    }
}
