//! How fast a client and all its clones may send, once the server has said that they are too fast.
//!
//! Until then nothing is held back. When a rate limit comes, nobody sends before the time that the server
//! names; after it requests leave one by one, at first somewhat slower than the server was seen to
//! answer, then faster and faster, until nothing is held back again. Another rate limit starts this anew.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::meter::Meter;

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

/// How far requests may lag behind their time and catch up, since timers are that coarse.
const SLACK: Duration = Duration::from_millis(5);

#[derive(Debug)]
pub(crate) struct Pace {
    meter: Meter,
    /// Whether there is a limit, so that without one nothing needs the lock.
    limited: AtomicBool,
    limit: Mutex<Option<Limit>>,
}

#[derive(Debug, Clone, Copy)]
struct Limit {
    /// Requests per second that the server was seen to answer.
    seen: f64,
    /// When the rate limit came.
    since: Instant,
    /// Nobody sends before.
    until: Instant,
    /// How many requests have left since, or have their time to.
    taken: f64,
}

impl Limit {
    /// How many requests may have left by then: the rate, which grows evenly, summed up.
    fn allowed(&self, now: Instant) -> f64 {
        let time = now.saturating_duration_since(self.until).as_secs_f64();
        self.seen * (START * time + GROWTH / 2.0 * time * time)
    }

    /// When that many requests may have left.
    fn time_of(&self, count: f64) -> Instant {
        let root = (START * START + 2.0 * GROWTH * count / self.seen).sqrt();
        // Nothing is held back for longer than the rate takes to grow.
        let time = ((root - START) / GROWTH).min((FREE - START) / GROWTH);
        self.until + Duration::from_secs_f64(time)
    }
}

impl Pace {
    pub(crate) fn new() -> Self {
        Self { meter: Meter::new(), limited: AtomicBool::new(false), limit: Mutex::new(None) }
    }

    /// Waits until a request may leave; false, and at once, if that is not before the deadline.
    pub(crate) async fn turn(&self, deadline: Instant) -> bool {
        if !self.limited.load(Ordering::Relaxed) {
            return true;
        }
        while let Some(mut slot) = self.reserve(Instant::now()) {
            if slot.time >= deadline {
                return false;
            }
            sleep_until(slot.time).await;
            // If another limit has come meanwhile, the slot is none of its.
            if slot.take() {
                break;
            }
        }
        true
    }

    /// Takes the next time to leave, or none if nothing holds the request back.
    fn reserve(&self, now: Instant) -> Option<Slot<'_>> {
        let mut guard = self.lock();
        let limit = guard.as_mut()?;
        if now >= limit.time_of(f64::INFINITY) {
            *guard = None;
            self.limited.store(false, Ordering::Relaxed);
            return None;
        }
        // What was not used is gone, but for a little.
        limit.taken = limit.taken.max(limit.allowed(now.checked_sub(SLACK).unwrap_or(now)));
        let time = limit.time_of(limit.taken);
        limit.taken += 1.0;
        (time > now).then(|| Slot { pace: self, since: limit.since, time, taken: false })
    }

    /// An answer came that was no rate limit.
    pub(crate) fn answered(&self, now: Instant) {
        self.meter.count(now);
    }

    /// A rate limit came, to a request that left at `sent`, and asks for this wait.
    pub(crate) fn limited(&self, sent: Instant, now: Instant, wait: Duration) {
        let mut guard = self.lock();
        let last = *guard;
        let until = now.checked_add(wait).unwrap_or(now);
        let until = last.map_or(until, |last| last.until.max(until));
        *guard = Some(match last {
            // One of many that left before the first of them was answered: it tells nothing new.
            Some(last) if sent <= last.since => Limit { until, ..last },
            _ => Limit { seen: self.meter.rate(now).max(LEAST), since: now, until, taken: 0.0 },
        });
        self.limited.store(true, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Limit>> {
        // Nothing that holds it can panic half-way.
        self.limit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request's time to leave. Dropped before, it leaves its place to another.
struct Slot<'a> {
    pace: &'a Pace,
    /// Which limit it is of.
    since: Instant,
    time: Instant,
    taken: bool,
}

impl Slot<'_> {
    /// Whether the request may leave, its time having come.
    fn take(&mut self) -> bool {
        self.taken = true;
        self.pace.lock().is_none_or(|limit| limit.since == self.since && limit.until <= self.time)
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        if !self.taken
            && let Some(limit) = self.pace.lock().as_mut().filter(|limit| limit.since == self.since)
        {
            limit.taken -= 1.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::AtomicUsize;

    use tokio::task::JoinSet;
    use tokio::time::sleep;

    use super::*;

    fn far() -> Instant {
        Instant::now() + Duration::from_secs(1_000_000)
    }

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
                        pace.turn(far()).await;
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
                pace.turn(far()).await;
                pace.answered(Instant::now());
            }
        };
        hundred().await;
        assert_eq!(started.elapsed(), Duration::ZERO);
        pace.limited(started, Instant::now(), Duration::from_secs(2));
        assert!(!pace.turn(started + Duration::from_secs(2)).await);
        assert_eq!(started.elapsed(), Duration::ZERO, "there is no waiting for what comes too late");
        hundred().await;
        assert!(started.elapsed() > Duration::from_secs(2), "{:?}", started.elapsed());
        sleep(Duration::from_secs(20)).await;
        let later = Instant::now();
        hundred().await;
        assert_eq!(later.elapsed(), Duration::ZERO);
        assert!(!pace.limited.load(Ordering::Relaxed));
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_grows_from_seven_tenths_by_a_tenth_a_second() {
        let now = Instant::now();
        let limit = Limit { seen: 100.0, since: now, until: now, taken: 0.0 };
        for (seconds, requests) in [(0, 0.0), (1, 75.0), (2, 160.0), (3, 255.0), (13, 1755.0)] {
            let then = now + Duration::from_secs(seconds);
            assert!((limit.allowed(then) - requests).abs() < 0.001, "{} in {seconds} s", limit.allowed(then));
            let time = limit.time_of(requests) - now;
            assert!((time.as_secs_f64() - seconds as f64).abs() < 0.001, "{requests} in {time:?}");
        }
        // Then it is twice what was seen, and nothing is held back.
        assert_eq!(limit.time_of(f64::INFINITY) - now, Duration::from_secs(13));
    }

    #[tokio::test(start_paused = true)]
    async fn what_nobody_used_is_not_made_up_for() {
        let pace = Pace::new();
        pace.limited(Instant::now(), Instant::now(), Duration::ZERO);
        sleep(Duration::from_secs(2)).await;
        let started = Instant::now();
        pace.turn(far()).await;
        assert_eq!(started.elapsed(), Duration::ZERO);
        for _ in 0..10 {
            pace.turn(far()).await;
        }
        // By now it is nine a second and a little more.
        assert!((900..1200).contains(&started.elapsed().as_millis()), "{:?}", started.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_is_dropped_leaves_its_time_to_the_next() {
        let pace = Pace::new();
        pace.limited(Instant::now(), Instant::now(), Duration::from_secs(1));
        let started = Instant::now();
        for _ in 0..50 {
            let dropped = tokio::time::timeout(Duration::from_millis(10), pace.turn(far())).await;
            dropped.expect_err("it is not yet time");
        }
        pace.turn(far()).await;
        assert_eq!(started.elapsed(), Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_nobody_polls_holds_nobody_else_back() {
        let pace = Pace::new();
        pace.limited(Instant::now(), Instant::now(), Duration::from_secs(1));
        let started = Instant::now();
        let mut parked = Box::pin(pace.turn(far()));
        tokio::time::timeout(Duration::from_millis(10), &mut parked).await.expect_err("it is not yet time");
        pace.turn(far()).await;
        assert!(started.elapsed() < Duration::from_millis(1200), "{:?}", started.elapsed());
        parked.await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_later_limit_ends_no_earlier_than_the_one_before() {
        let pace = Pace::new();
        let now = Instant::now();
        pace.limited(now, now, Duration::from_secs(10));
        let later = now + Duration::from_millis(5);
        pace.limited(now + Duration::from_millis(1), later, Duration::ZERO);
        pace.limited(now, later, Duration::ZERO);
        pace.turn(far()).await;
        assert_eq!(now.elapsed(), Duration::from_secs(10));
        // A wait that no clock can hold is none.
        pace.limited(Instant::now(), Instant::now(), Duration::MAX);
        pace.turn(far()).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_that_comes_while_calls_wait_is_waited_for_as_well() {
        // It comes to a request that left after the first limit, or before.
        for left in [Duration::from_millis(400), Duration::ZERO] {
            let pace = Pace::new();
            let now = Instant::now();
            pace.limited(now, now, Duration::from_secs(1));
            let wait = async || {
                pace.turn(far()).await;
                now.elapsed()
            };
            let more = async {
                sleep(Duration::from_millis(500)).await;
                pace.limited(now + left, Instant::now(), Duration::from_secs(3));
            };
            let (first, second, ()) = tokio::join!(wait(), wait(), more);
            assert!(first >= Duration::from_millis(3500) && second > first, "{first:?} {second:?}");
        }
    }
}
