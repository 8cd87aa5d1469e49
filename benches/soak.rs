//! Makes 100,000 calls, 64 at a time, to a server that replies to every twentieth request with a fault.
//!
//! ```sh
//! cargo bench --bench soak
//! ```
//!
//! Fails if a call has an unexpected result, if memory grows after the first tenth of the calls, or if a
//! socket stays open. The server runs in another process, so that memory and sockets are the client's alone.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use scripted_server::process;
use scripted_server::{Reply, Server, error_body, http, json, send_and_close};
use stytch_connected_apps::{Client, Error, RetryPolicy};
use tokio::task::JoinSet;

const CALLS: usize = 100_000;
const CONCURRENCY: usize = 64;

/// How much the memory peak may grow after the first tenth of the calls.
const SLACK_KIB: usize = 2 * 1024;

const BODY: &str = r#"{"status_code":200,"request_id":"request-id-test-1","connected_apps":[{"connected_app_id":"connected-app-test-1","name":"an app","client_type":"third_party","scopes_granted":"openid profile","description":null,"logo_url":null}]}"#;

#[tokio::main]
async fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == "--server") {
        serve().await;
        return ExitCode::SUCCESS;
    }
    soak().await
}

/// Runs the server's process: prints the URL, and at the end of stdin the numbers of requests and connections.
async fn serve() {
    let mut count = 0..;
    let server = Server::responding_with(move |_| reply(count.next().expect("a number"))).await;
    println!("{}", server.url);
    let end = tokio::task::spawn_blocking(|| std::io::stdin().lines().count());
    end.await.expect("waiting does not panic");
    println!("{} {}", server.request_count(), server.connections());
}

fn reply(count: usize) -> Reply {
    if !count.is_multiple_of(20) {
        return json(200, BODY);
    }
    match count / 20 % 10 {
        0 => Reply::Close,
        1 => Reply::SendAndReset(Vec::new()),
        2 => Reply::Hang,
        3 => send_and_close("HTTP/1.1 200 \r\ncontent-length: 900\r\n\r\n{\"connected"),
        4 => send_and_close("HTTP/1.1 200 \r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"con"),
        5 => http(429, &[("retry-after", "0")], error_body(429, "too_many_requests")),
        6 => json(500, &error_body(500, "internal_server_error")),
        7 => http(502, &[("content-type", "text/html")], "<html>"),
        8 => json(404, &error_body(404, "user_not_found")),
        _ => json(200, "<html>"),
    }
}

async fn soak() -> ExitCode {
    let mut server = process::server();
    let mut output = BufReader::new(server.stdout.take().expect("it is piped"));
    let mut line = || {
        let mut line = String::new();
        output.read_line(&mut line).expect("the server prints a line");
        line.trim().to_owned()
    };
    let sockets_before = sockets();
    let retry = RetryPolicy::default().backoff(Duration::from_millis(1), Duration::from_millis(10));
    let client = Client::builder("project-test-1", "secret-test-1")
        .base_url(line())
        .attempt_timeout(Duration::from_millis(500))
        // Five faults in a row for one call are practically impossible.
        .retry(retry.max_attempts(5))
        .build()
        .expect("the settings are valid");

    let started = Instant::now();
    let next = Arc::new(AtomicUsize::new(0));
    let mut workers = JoinSet::new();
    for _ in 0..CONCURRENCY {
        workers.spawn(work(client.clone(), next.clone()));
    }
    while next.load(Ordering::Relaxed) < CALLS / 10 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let first_tenth = peak_kib();
    let mut latencies = Vec::with_capacity(CALLS);
    let mut errors = BTreeMap::<String, usize>::new();
    for (times, failures) in workers.join_all().await {
        latencies.extend(times);
        for failure in failures {
            *errors.entry(failure).or_default() += 1;
        }
    }
    let (took, peak) = (started.elapsed(), peak_kib());
    drop(client);
    // The tasks of the connections end once the client is dropped.
    let mut left = usize::MAX;
    for _ in 0..200 {
        left = sockets().saturating_sub(sockets_before);
        if left == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    drop(server.stdin.take());
    let counts = line();
    let (requests, connections) = counts.split_once(' ').expect("two counts");
    let ended = server.wait().expect("the server ends").success();

    latencies.sort_unstable();
    let percentile =
        |share: f64| Duration::from_micros(latencies[((CALLS - 1) as f64 * share) as usize].into());
    let failures: usize = errors.values().sum();
    let out = &mut std::io::stdout().lock();
    let mut say = |what: &str, value: String| writeln!(out, "{what:<28} {value}").expect("stdout is open");
    say("calls", format!("{CALLS} in {took:.1?}, {CONCURRENCY} at a time"));
    say("successes", (CALLS - failures).to_string());
    for (kind, count) in &errors {
        say(&format!("errors: {kind}"), count.to_string());
    }
    say("requests", format!("{requests} over {connections} connections"));
    say("p50, p99", format!("{:?}, {:?}", percentile(0.5), percentile(0.99)));
    say("peak memory", format!("{first_tenth} KiB after a tenth of the calls, {peak} KiB after all"));
    say("sockets left open", left.to_string());
    // Two of the ten faults are permanent errors. The client retries the others.
    let as_expected = errors.keys().all(|kind| kind.starts_with("404") || kind.starts_with("decode"));
    if as_expected && ended && left == 0 && peak <= first_tenth + SLACK_KIB {
        ExitCode::SUCCESS
    } else {
        say("FAILED", "see above".to_owned());
        ExitCode::FAILURE
    }
}

/// Makes calls until there are enough. Returns how long each took, in microseconds, and the kinds of errors.
async fn work(client: Client, next: Arc<AtomicUsize>) -> (Vec<u32>, Vec<String>) {
    let mut times = Vec::with_capacity(CALLS / CONCURRENCY * 2);
    let mut failures = Vec::with_capacity(CALLS / CONCURRENCY);
    while next.fetch_add(1, Ordering::Relaxed) < CALLS {
        let started = Instant::now();
        let result = client.get_user_connected_apps().user_id("user-test-1").await;
        times.push(started.elapsed().as_micros() as u32);
        if let Err(error) = result {
            failures.push(kind(&error));
        }
    }
    (times, failures)
}

fn kind(error: &Error) -> String {
    match error {
        Error::Api(error) => error.status().to_string(),
        Error::Decode(_) => "decode".to_owned(),
        error if error.is_timeout() => "timeout".to_owned(),
        error if error.is_connect() => "connect".to_owned(),
        _ => "transport".to_owned(),
    }
}

/// The memory peak of the process, in KiB.
fn peak_kib() -> usize {
    process::status(std::process::id(), "VmHWM:")
}

/// How many sockets the process has open, or 0 where they cannot be counted.
fn sockets() -> usize {
    let Ok(entries) = std::fs::read_dir("/proc/self/fd") else { return 0 };
    let targets = entries.flatten().filter_map(|entry| std::fs::read_link(entry.path()).ok());
    targets.filter(|target| target.to_string_lossy().starts_with("socket:")).count()
}
