//! Simulates the limiter against servers with different rate limits, on paused time: no call fails, the time is close
//! to the ideal, and few requests are wasted.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};

use crate::retry::rate_limiter::RateLimiter;
use crate::retry::rejections::Rejections;

/// Requests at a time, and the time from a request to its response.
const CONCURRENCY: usize = 64;
const LATENCY: Duration = Duration::from_millis(20);

/// How a server limits.
#[derive(Debug, Clone, Copy)]
enum Limit {
    /// Fixed windows of so many requests, the first of which has partly passed at the start.
    Interval { requests: u64, seconds: f64, passed: f64 },
    /// A token bucket: a refill rate per second and a burst.
    Bucket { rate: f64, burst: f64 },
    /// Rejects everything for so many seconds.
    Closed { seconds: f64 },
    /// An interval or a bucket of which the rate is halved for the second third of the calls.
    Halved { second: bool, calls: u64 },
}

struct Server {
    limit: Limit,
    start: Instant,
    interval: u64,
    count: u64,
    tokens: f64,
    refilled: Instant,
    passed: u64,
}

impl Server {
    fn new(limit: Limit) -> Self {
        let now = Instant::now();
        let tokens = match limit {
            Limit::Bucket { burst, .. } => burst,
            _ => 40.0,
        };
        Self { limit, start: now, interval: u64::MAX, count: 0, tokens, refilled: now, passed: 0 }
    }

    /// Returns whether a request that arrives now passes.
    fn passes(&mut self) -> bool {
        let passes = match self.limit {
            Limit::Interval { requests, seconds, passed } => self.in_interval(requests, seconds, passed),
            Limit::Bucket { rate, burst } => self.in_bucket(rate, burst),
            Limit::Closed { seconds } => self.start.elapsed().as_secs_f64() >= seconds,
            Limit::Halved { second, calls } => {
                let rate = if self.passed * 3 / calls == 1 { 200 } else { 400 };
                if second { self.in_interval(rate, 1.0, 0.0) } else { self.in_bucket(rate as f64, 40.0) }
            }
        };
        self.passed += u64::from(passes);
        passes
    }

    fn in_interval(&mut self, requests: u64, seconds: f64, passed: f64) -> bool {
        let interval = ((self.start.elapsed().as_secs_f64() + passed) / seconds) as u64;
        if interval != self.interval {
            (self.interval, self.count) = (interval, 0);
        }
        self.count += 1;
        self.count <= requests
    }

    fn in_bucket(&mut self, rate: f64, burst: f64) -> bool {
        self.tokens = (self.tokens + self.refilled.elapsed().as_secs_f64() * rate).min(burst);
        self.refilled = Instant::now();
        let passes = self.tokens >= 1.0;
        self.tokens -= f64::from(u8::from(passes));
        passes
    }
}

/// Sends one request through the limiter, and waits as the call loop does if the server limits it. Whether it
/// passed.
async fn request(
    limiter: &RateLimiter,
    rejections: &mut Rejections,
    retry_after: Option<Duration>,
    passes: impl FnOnce() -> bool,
) -> bool {
    let now = Instant::now();
    let permit =
        limiter.acquire(now, now + Duration::from_secs(100_000), rejections).await.expect("there is time");
    sleep(LATENCY / 2).await;
    let passes = passes();
    sleep(LATENCY / 2).await;
    if passes {
        permit.passed();
    } else {
        let is_own = permit.rejected(retry_after, rejections);
        let backoff = Duration::from_millis(if is_own { 100 } else { 0 });
        sleep(retry_after.unwrap_or(backoff)).await;
    }
    passes
}

/// The time that the calls took and the requests for each, so many at a time.
async fn run(
    limiter: &Arc<RateLimiter>,
    limit: Limit,
    calls: usize,
    retry_after: Option<Duration>,
) -> (Duration, f64) {
    let server = Arc::new(Mutex::new(Server::new(limit)));
    let (next, requests) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let started = Instant::now();
    let mut workers = JoinSet::new();
    for _ in 0..CONCURRENCY {
        let (limiter, server) = (limiter.clone(), server.clone());
        let (next, requests) = (next.clone(), requests.clone());
        workers.spawn(async move {
            while next.fetch_add(1, Ordering::Relaxed) < calls {
                let mut rejections = Rejections::default();
                let passes = || {
                    requests.fetch_add(1, Ordering::Relaxed);
                    server.lock().expect("no panic").passes()
                };
                while !request(&limiter, &mut rejections, retry_after, passes).await {}
            }
        });
    }
    workers.join_all().await;
    (started.elapsed(), requests.load(Ordering::Relaxed) as f64 / calls as f64)
}

/// Runs the calls and asserts the maximum time, as a multiple of the ideal, and the maximum requests per call.
async fn hold(limit: Limit, calls: usize, retry_after: Option<u64>, ideal: f64, most: (f64, f64)) {
    let limiter = Arc::new(RateLimiter::new("an_operation"));
    let (took, requests) = run(&limiter, limit, calls, retry_after.map(Duration::from_secs)).await;
    let time = took.as_secs_f64() / ideal;
    assert!(time <= most.0, "{limit:?}, {retry_after:?}: {time:.3} of the ideal time");
    assert!(requests <= most.1, "{limit:?}, {retry_after:?}: {requests:.3} requests per call");
}

#[tokio::test(start_paused = true)]
async fn intervals_without_retry_after() {
    // Wherever in its interval the server is when the calls begin.
    for passed in [0.0, 0.3, 0.6, 0.95] {
        let limit = Limit::Interval { requests: 400, seconds: 1.0, passed };
        hold(limit, 12_000, None, 30.0, (1.15, 1.03)).await;
        let limit = Limit::Interval { requests: 1_500, seconds: 10.0, passed: passed * 10.0 };
        hold(limit, 6_000, None, 40.0, (1.15, 1.03)).await;
        let limit = Limit::Interval { requests: 150, seconds: 60.0, passed: passed * 60.0 };
        hold(limit, 1_500, None, 600.0, (1.15, 1.10)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn token_buckets() {
    let bucket = |rate, burst| Limit::Bucket { rate, burst };
    hold(bucket(400.0, 40.0), 12_000, Some(1), 30.0, (1.08, 1.03)).await;
    hold(bucket(400.0, 40.0), 12_000, None, 30.0, (1.08, 1.03)).await;
    hold(bucket(400.0, 100.0), 1_000, Some(1), 2.5, (1.6, 1.1)).await;
    hold(bucket(100.0, 10.0), 1_000, Some(1), 10.0, (1.15, 1.15)).await;
}

#[tokio::test(start_paused = true)]
async fn a_rate_that_is_halved_and_restored() {
    for second in [false, true] {
        let limit = Limit::Halved { second, calls: 12_000 };
        hold(limit, 12_000, None, 40.0, (1.25, 1.05)).await;
    }
    hold(Limit::Halved { second: false, calls: 12_000 }, 12_000, Some(1), 40.0, (1.25, 1.05)).await;
}

#[tokio::test(start_paused = true)]
async fn a_server_that_limits_everything_for_a_while() {
    for (seconds, most) in [(2.0, 2.2), (20.0, 1.3)] {
        hold(Limit::Closed { seconds }, 1_000, None, seconds, (most, 1.12)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_always_limited_hold_up_no_others() {
    const CALLS: u32 = 20_000;
    for retry_after in [None, Some(1), Some(29)].map(|wait| wait.map(Duration::from_secs)) {
        let limiter = Arc::new(RateLimiter::new("an_operation"));
        let mut bad = JoinSet::new();
        for _ in 0..3 {
            let limiter = limiter.clone();
            bad.spawn(async move {
                let mut rejections = Rejections::default();
                while !request(&limiter, &mut rejections, retry_after, || false).await {}
            });
        }
        // They are the first to be limited, and probe.
        sleep(Duration::from_millis(300)).await;
        let (took, requests) = run(&limiter, Limit::Closed { seconds: 0.0 }, CALLS as usize, None).await;
        let ideal = LATENCY * CALLS / CONCURRENCY as u32;
        // At first the limiter knows nothing, and the pace doubles from a few requests a second.
        assert!(took <= ideal * 3 / 2, "{retry_after:?}: {took:?} instead of {ideal:?}");
        assert!(requests <= 1.0, "{retry_after:?}: {requests}");
    }
}
