//! How fast a client and all its clones may send once the server has reported a rate limit.
//!
//! Before that nothing holds requests back. A rate limit pauses all of them for the wait that the server
//! asks for. Then permits are given out one by one, at first somewhat slower than the server responded
//! before, then faster and faster, until nothing holds requests back again. A new rate limit starts this
//! anew.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::throughput::Throughput;

/// The share of the measured rate at which permits are given out after a pause. The number is that of the
/// AWS SDKs' adaptive retry mode.
const START: f64 = 0.7;

/// How much the share grows each second: it takes three seconds to reach the measured rate.
const GROWTH: f64 = 0.1;

/// The share at which the limit ends.
const FREE: f64 = 2.0;

/// The least rate that is assumed, in requests per second: the few calls of a quiet client say little about
/// what the server allows.
const LEAST: f64 = 10.0;

/// Unused capacity expires after this time. Timers are about as coarse.
const SLACK: Duration = Duration::from_millis(5);

#[derive(Debug)]
pub(crate) struct RateLimiter {
    throughput: Throughput,
    /// Whether there is a limit. Without one, nothing takes the lock.
    limited: AtomicBool,
    limit: Mutex<Option<Limit>>,
}

#[derive(Debug, Clone, Copy)]
struct Limit {
    /// Responses per second before the limit.
    measured: f64,
    /// When the server reported the limit.
    since: Instant,
    /// No permit is given out before.
    until: Instant,
    /// How many permits are given out or reserved.
    issued: f64,
}

impl Limit {
    /// How many permits may be given out by then: the integral of the rate, which grows linearly.
    fn allowed(&self, now: Instant) -> f64 {
        let time = now.saturating_duration_since(self.until).as_secs_f64();
        self.measured * (START * time + GROWTH / 2.0 * time * time)
    }

    /// When that many permits may be given out.
    fn time_of(&self, count: f64) -> Instant {
        let root = (START * START + 2.0 * GROWTH * count / self.measured).sqrt();
        // The limit ends when the rate has grown enough.
        let time = ((root - START) / GROWTH).min((FREE - START) / GROWTH);
        self.until + Duration::from_secs_f64(time)
    }
}

impl RateLimiter {
    pub(crate) fn new() -> Self {
        Self { throughput: Throughput::new(), limited: AtomicBool::new(false), limit: Mutex::new(None) }
    }

    /// Waits for a permit to send one request. Returns false at once if there is none before the deadline.
    pub(crate) async fn acquire(&self, deadline: Instant) -> bool {
        if !self.limited.load(Ordering::Relaxed) {
            return true;
        }
        while let Some(mut reservation) = self.reserve(Instant::now()) {
            if reservation.time >= deadline {
                return false;
            }
            sleep_until(reservation.time).await;
            // A newer limit voids the reservation: reserve again.
            if reservation.redeem() {
                break;
            }
        }
        true
    }

    /// Reserves the next permit, or none if the request may be sent at once.
    fn reserve(&self, now: Instant) -> Option<Reservation<'_>> {
        let mut guard = self.lock();
        let limit = guard.as_mut()?;
        if now >= limit.time_of(f64::INFINITY) {
            *guard = None;
            self.limited.store(false, Ordering::Relaxed);
            return None;
        }
        // Unused capacity expires, except what `SLACK` covers.
        limit.issued = limit.issued.max(limit.allowed(now.checked_sub(SLACK).unwrap_or(now)));
        let time = limit.time_of(limit.issued);
        limit.issued += 1.0;
        (time > now).then(|| Reservation { limiter: self, since: limit.since, time, redeemed: false })
    }

    /// Takes note of a response that reports no rate limit.
    pub(crate) fn responded(&self, now: Instant) {
        self.throughput.count(now);
    }

    /// Takes note of a rate limit: the response to a request sent at `sent` asks for this wait.
    pub(crate) fn limited(&self, sent: Instant, now: Instant, wait: Duration) {
        let mut guard = self.lock();
        let last = *guard;
        let until = now.checked_add(wait).unwrap_or(now);
        let until = last.map_or(until, |last| last.until.max(until));
        *guard = Some(match last {
            // The request was sent before the server reported the limit, so this tells nothing new.
            Some(last) if sent <= last.since => Limit { until, ..last },
            _ => Limit { measured: self.throughput.rate(now).max(LEAST), since: now, until, issued: 0.0 },
        });
        self.limited.store(true, Ordering::Relaxed);
    }

    fn lock(&self) -> MutexGuard<'_, Option<Limit>> {
        // Nothing panics while it holds the lock.
        self.limit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A permit from some time on. Dropped before, it goes to another request.
struct Reservation<'a> {
    limiter: &'a RateLimiter,
    /// The limit that it belongs to.
    since: Instant,
    time: Instant,
    redeemed: bool,
}

impl Reservation<'_> {
    /// Whether the permit is still good, once its time has come.
    fn redeem(&mut self) -> bool {
        self.redeemed = true;
        self.limiter.lock().is_none_or(|limit| limit.since == self.since && limit.until <= self.time)
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if !self.redeemed
            && let Some(limit) = self.limiter.lock().as_mut().filter(|limit| limit.since == self.since)
        {
            limit.issued -= 1.0;
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

    /// A server that allows this many requests per second, in bursts of a tenth of that.
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

    /// Makes a thousand calls of a millisecond, 64 at a time, and repeats those that are limited. Returns
    /// the number of requests and the time it took.
    async fn thousand(rate: f64, asked: Duration) -> (usize, Duration) {
        let limiter = Arc::new(RateLimiter::new());
        let server = Server { rate, tokens: rate / 10.0, last: Instant::now() };
        let server = Arc::new(Mutex::new(server));
        let (calls, requests) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let started = Instant::now();
        let mut tasks = JoinSet::new();
        for _ in 0..64 {
            let (limiter, server) = (limiter.clone(), server.clone());
            let (calls, requests) = (calls.clone(), requests.clone());
            tasks.spawn(async move {
                while calls.fetch_add(1, Ordering::Relaxed) < 1000 {
                    loop {
                        limiter.acquire(far()).await;
                        let sent = Instant::now();
                        requests.fetch_add(1, Ordering::Relaxed);
                        sleep(Duration::from_millis(1)).await;
                        if server.lock().expect("no panic").allows() {
                            limiter.responded(Instant::now());
                            break;
                        }
                        limiter.limited(sent, Instant::now(), asked);
                    }
                }
            });
        }
        tasks.join_all().await;
        (requests.load(Ordering::Relaxed), started.elapsed())
    }

    #[tokio::test(start_paused = true)]
    async fn a_rate_limit_slows_down_all_calls() {
        // A thousand calls take at least 2.5 s at 400/s and 10 s at 100/s. If the server asks for no wait,
        // the client learns the rate alone.
        for (rate, asked, most_seconds) in
            [(400.0, 1, 6), (400.0, 5, 12), (100.0, 1, 20), (2000.0, 1, 3), (400.0, 0, 5)]
        {
            let (requests, took) = thousand(rate, Duration::from_secs(asked)).await;
            assert!(requests <= 1100, "{requests} requests at {rate}/s");
            assert!(took <= Duration::from_secs(most_seconds), "{took:?} at {rate}/s");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn calls_do_not_wait_before_a_limit_or_long_after_it() {
        let limiter = RateLimiter::new();
        let started = Instant::now();
        let hundred = async || {
            for _ in 0..100 {
                limiter.acquire(far()).await;
                limiter.responded(Instant::now());
            }
        };
        hundred().await;
        assert_eq!(started.elapsed(), Duration::ZERO);
        limiter.limited(started, Instant::now(), Duration::from_secs(2));
        assert!(!limiter.acquire(started + Duration::from_secs(2)).await);
        assert_eq!(started.elapsed(), Duration::ZERO, "a permit that comes too late is not waited for");
        hundred().await;
        assert!(started.elapsed() > Duration::from_secs(2), "{:?}", started.elapsed());
        sleep(Duration::from_secs(20)).await;
        let later = Instant::now();
        hundred().await;
        assert_eq!(later.elapsed(), Duration::ZERO);
        assert!(!limiter.limited.load(Ordering::Relaxed));
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_grows_from_seven_tenths_by_a_tenth_a_second() {
        let now = Instant::now();
        let limit = Limit { measured: 100.0, since: now, until: now, issued: 0.0 };
        for (seconds, requests) in [(0, 0.0), (1, 75.0), (2, 160.0), (3, 255.0), (13, 1755.0)] {
            let then = now + Duration::from_secs(seconds);
            assert!((limit.allowed(then) - requests).abs() < 0.001, "{} in {seconds} s", limit.allowed(then));
            let time = limit.time_of(requests) - now;
            assert!((time.as_secs_f64() - seconds as f64).abs() < 0.001, "{requests} in {time:?}");
        }
        // The rate is twice the measured one: the limit ends.
        assert_eq!(limit.time_of(f64::INFINITY) - now, Duration::from_secs(13));
    }

    #[tokio::test(start_paused = true)]
    async fn unused_permits_expire() {
        let limiter = RateLimiter::new();
        limiter.limited(Instant::now(), Instant::now(), Duration::ZERO);
        sleep(Duration::from_secs(2)).await;
        let started = Instant::now();
        limiter.acquire(far()).await;
        assert_eq!(started.elapsed(), Duration::ZERO);
        for _ in 0..10 {
            limiter.acquire(far()).await;
        }
        // By now the rate is a little more than nine a second.
        assert!((900..1200).contains(&started.elapsed().as_millis()), "{:?}", started.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_call_passes_its_permit_on() {
        let limiter = RateLimiter::new();
        limiter.limited(Instant::now(), Instant::now(), Duration::from_secs(1));
        let started = Instant::now();
        for _ in 0..50 {
            let dropped = tokio::time::timeout(Duration::from_millis(10), limiter.acquire(far())).await;
            dropped.expect_err("the permit is not due yet");
        }
        limiter.acquire(far()).await;
        assert_eq!(started.elapsed(), Duration::from_secs(1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_is_not_polled_does_not_block_others() {
        let limiter = RateLimiter::new();
        limiter.limited(Instant::now(), Instant::now(), Duration::from_secs(1));
        let started = Instant::now();
        let mut parked = Box::pin(limiter.acquire(far()));
        tokio::time::timeout(Duration::from_millis(10), &mut parked)
            .await
            .expect_err("the permit is not due yet");
        limiter.acquire(far()).await;
        assert!(started.elapsed() < Duration::from_millis(1200), "{:?}", started.elapsed());
        parked.await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_later_limit_never_shortens_the_pause() {
        let limiter = RateLimiter::new();
        let now = Instant::now();
        limiter.limited(now, now, Duration::from_secs(10));
        let later = now + Duration::from_millis(5);
        limiter.limited(now + Duration::from_millis(1), later, Duration::ZERO);
        limiter.limited(now, later, Duration::ZERO);
        limiter.acquire(far()).await;
        assert_eq!(now.elapsed(), Duration::from_secs(10));
        // A wait that overflows the clock counts as none.
        limiter.limited(Instant::now(), Instant::now(), Duration::MAX);
        limiter.acquire(far()).await;
    }

    #[tokio::test(start_paused = true)]
    async fn calls_that_wait_also_wait_out_a_newer_limit() {
        // The newer limit is reported to a request sent after the first limit, or before it.
        for left in [Duration::from_millis(400), Duration::ZERO] {
            let limiter = RateLimiter::new();
            let now = Instant::now();
            limiter.limited(now, now, Duration::from_secs(1));
            let wait = async || {
                limiter.acquire(far()).await;
                now.elapsed()
            };
            let more = async {
                sleep(Duration::from_millis(500)).await;
                limiter.limited(now + left, Instant::now(), Duration::from_secs(3));
            };
            let (first, second, ()) = tokio::join!(wait(), wait(), more);
            assert!(first >= Duration::from_millis(3500) && second > first, "{first:?} {second:?}");
        }
    }
}
