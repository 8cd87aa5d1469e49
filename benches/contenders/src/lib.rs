//! What all contenders share: making the calls and measuring them.

use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use cpu_time::ProcessTime;
use futures_util::future::join_all;
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[cfg(feature = "allocations")]
#[global_allocator]
static ALLOCATOR: &stats_alloc::StatsAlloc<std::alloc::System> = &stats_alloc::INSTRUMENTED_SYSTEM;

pub const PROJECT_ID: &str = "project-test-11111111-1111-4111-8111-111111111111";
pub const SECRET: &str = "secret-test-11111111-1111-4111-8111-111111111111";

/// A client with one operation.
pub trait Contender: Clone + 'static {
    /// The model of a response body.
    type Body: DeserializeOwned;

    /// Creates a client of the server at this URL, with this deadline if the client supports one.
    fn new(url: &str, deadline: Duration) -> Self;

    /// Returns the number of the user's apps, or `None` if the call fails.
    fn call(&self, user: &str) -> impl Future<Output = Option<usize>>;
}

/// The hand-written model.
#[derive(Debug, Deserialize)]
pub struct Apps {
    pub connected_apps: Vec<App>,
}

#[derive(Debug, Deserialize)]
pub struct App {
    pub connected_app_id: String,
    pub name: String,
    pub client_type: String,
    pub scopes_granted: String,
    pub description: Option<String>,
    pub logo_url: Option<String>,
}

/// Runs the measurement that the arguments select, and prints one line of JSON.
pub fn main<C: Contender>() {
    let start = ProcessTime::now();
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let number = |text: &str| text.parse::<usize>().expect("a number");
    match arguments[..] {
        ["first", url] => runtime.block_on(async {
            let client = C::new(url, Duration::from_secs(30));
            client.call("one").await.expect("a success");
            println!(r#"{{"cpu_us": {}}}"#, start.elapsed().as_micros());
        }),
        ["sequential", url, user, count] => runtime.block_on(async {
            let client = C::new(url, Duration::from_secs(30));
            client.call(user).await.expect("a success");
            let (start, allocations) = (ProcessTime::now(), allocated());
            for _ in 0..number(count) {
                client.call(user).await.expect("a success");
            }
            report(start, allocations, number(count));
        }),
        ["concurrent", url, count, concurrency] => runtime.block_on(async {
            let client = C::new(url, Duration::from_secs(60));
            client.call("one").await;
            let (start, allocations) = (ProcessTime::now(), allocated());
            let succeeded = concurrently(&client, number(count), number(concurrency)).await;
            assert_eq!(succeeded, number(count));
            report(start, allocations, number(count));
        }),
        ["limited", url, count, concurrency] => runtime.block_on(async {
            let client = C::new(url, Duration::from_secs(60));
            let start = Instant::now();
            let succeeded = concurrently(&client, number(count), number(concurrency)).await;
            println!(r#"{{"succeeded": {succeeded}, "seconds": {}}}"#, start.elapsed().as_secs_f64());
        }),
        ["decode", file, count] => {
            let bytes = std::fs::read(file).expect("a file");
            let start = ProcessTime::now();
            for _ in 0..number(count) {
                std::hint::black_box(serde_json::from_slice::<C::Body>(&bytes).expect("a success"));
            }
            let cpu = start.elapsed().as_nanos() as usize / number(count);
            println!(r#"{{"cpu_ns": {cpu}, "peak_kib": {}}}"#, peak_kib());
        }
        _ => {
            panic!("first URL | sequential URL USER N | concurrent URL N C | limited URL N C | decode FILE N")
        }
    }
}

async fn concurrently<C: Contender>(client: &C, count: usize, concurrency: usize) -> usize {
    let next = Arc::new(AtomicUsize::new(0));
    let worker = || {
        let (client, next) = (client.clone(), next.clone());
        async move {
            let mut succeeded = 0;
            while next.fetch_add(1, Ordering::Relaxed) < count {
                succeeded += usize::from(client.call("one").await.is_some());
            }
            succeeded
        }
    };
    join_all((0..concurrency).map(|_| worker())).await.into_iter().sum()
}

fn report(start: ProcessTime, allocations: usize, count: usize) {
    let cpu = start.elapsed().as_nanos() as usize / count;
    let allocations = (allocated() - allocations) as f64 / count as f64;
    println!(r#"{{"cpu_ns": {cpu}, "allocations": {allocations:.1}}}"#);
}

#[cfg(feature = "allocations")]
fn allocated() -> usize {
    let stats = ALLOCATOR.stats();
    stats.allocations + stats.reallocations
}

#[cfg(not(feature = "allocations"))]
fn allocated() -> usize {
    0
}

fn peak_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
