//! What the sandbox costs: the start with 100,000 Users, 10,000 connections, a request, and the memory of a soak.
//!
//! ```sh
//! cargo bench --bench load
//! ```
//!
//! Fails if a request has an unexpected result, or if memory grows during the soak. The server runs in another process
//! and on one thread, so that memory and CPU time are the sandbox's alone.

use std::io::{BufRead, BufReader};
use std::process::Child;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use process::status;
use scripted_server::process;
use stytch_connected_apps::types::{AuthorizeUserRequest, CreateConnectedAppClientRequest};
use stytch_connected_apps::{Client, Error};
use stytch_connected_apps_sandbox::{Generate, Sandbox, Seed};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

const USERS: usize = 100_000;
const CONNECTIONS: usize = 10_000;
/// Fewer for `cargo test --bench sandbox`, which only shows that this program works.
const REQUESTS: usize = if cfg!(debug_assertions) { 2_000 } else { 100_000 };
/// How many requests precede the soak, so that the log, which keeps 10,000, is as long as it gets.
const WARM_UP: usize = REQUESTS / 5;
const CONCURRENCY: usize = 64;

/// How much the memory may grow during the soak.
const SLACK_KIB: usize = 8 * 1024;

const CALLBACK: &str = "https://app.example.com/callback";

fn main() {
    // Both processes have a socket for each connection.
    rlimit::increase_nofile_limit(CONNECTIONS as u64 + 1_000).expect("the limit can be raised");
    if std::env::args().any(|argument| argument == "--server") {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(serve());
    } else {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        runtime.expect("a runtime").block_on(measure());
    }
}

/// Prints the URL and how many milliseconds the start took, and serves until the end of stdin.
async fn serve() {
    let started = Instant::now();
    let seed = Seed::new().generate(Generate::new(1).users(USERS));
    let sandbox = Sandbox::builder().seed(seed).start().await.expect("a free port on loopback");
    println!("{} {}", sandbox.url(), started.elapsed().as_millis());
    let end = tokio::task::spawn_blocking(|| std::io::stdin().lines().count());
    end.await.expect("waiting does not panic");
}

async fn measure() {
    let server = Server::start();
    say("start", format!("{} ms with {USERS} Users, {} MiB", server.started, server.memory("VmHWM:") / 1024));

    connections(&server.address).await;
    say("connections", format!("{CONNECTIONS} open at a time, {} MiB", server.memory("VmHWM:") / 1024));

    server.stop();

    // Another one, as the allocator keeps what the connections took.
    let server = Server::start();
    let before = server.cpu_time();
    let took = requests(&server.address).await;
    let cpu = server.cpu_time() - before;
    let (by_cpu, by_clock) = (REQUESTS as f64 / cpu.as_secs_f64(), REQUESTS as f64 / took.as_secs_f64());
    say("requests", format!("{by_cpu:.0} in a second of the server's CPU, {by_clock:.0} in a second"));

    let client = Client::builder(Sandbox::PROJECT_ID, Sandbox::SECRET);
    let client =
        client.base_url(format!("http://{}", server.address)).build().expect("the settings are valid");
    soak(&client, WARM_UP).await;
    let mut memory = vec![server.memory("VmRSS:")];
    let started = Instant::now();
    for _ in 0..5 {
        soak(&client, REQUESTS / 5).await;
        memory.push(server.memory("VmRSS:"));
    }
    say("soak", format!("{REQUESTS} mixed requests in {:.1?}", started.elapsed()));
    say("memory", format!("{memory:?} KiB before the soak and after each fifth of it"));
    server.stop();
    // After so few requests the log is not yet as long as it gets.
    assert!(cfg!(debug_assertions) || memory[5] <= memory[0] + SLACK_KIB, "the memory grows");
}

/// A process that serves.
struct Server {
    process: Child,
    address: String,
    /// How many milliseconds the start took.
    started: String,
}

impl Server {
    fn start() -> Self {
        let mut process = process::server();
        let mut line = String::new();
        let output = process.stdout.as_mut().expect("it is piped");
        BufReader::new(output).read_line(&mut line).expect("the server prints a line");
        let (url, started) = line.trim().split_once(' ').expect("a URL and a time");
        let address = url.trim_start_matches("http://").to_owned();
        Self { process, address, started: started.to_owned() }
    }

    /// A figure of its memory, in KiB.
    fn memory(&self, name: &str) -> usize {
        status(self.process.id(), name)
    }

    /// How long it has used a CPU, or nothing where that cannot be read.
    fn cpu_time(&self) -> Duration {
        let path = format!("/proc/{}/schedstat", self.process.id());
        let times = std::fs::read_to_string(path).unwrap_or_default();
        let first = times.split_whitespace().next().and_then(|time| time.parse().ok());
        Duration::from_nanos(first.unwrap_or(0))
    }

    fn stop(mut self) {
        drop(self.process.stdin.take());
        assert!(self.process.wait().expect("the server ends").success());
    }
}

fn say(what: &str, value: String) {
    println!("{what:<12} {value}");
}

/// A request that lists the apps of a User.
fn list(user: usize) -> Vec<u8> {
    let credentials = BASE64_STANDARD.encode(format!("{}:{}", Sandbox::PROJECT_ID, Sandbox::SECRET));
    let head = format!("GET /v1/users/user-{user}/connected_apps HTTP/1.1\r\nhost: sandbox\r\n");
    format!("{head}authorization: Basic {credentials}\r\n\r\n").into_bytes()
}

/// Sends a request, and reads the response to its end.
async fn exchange(stream: &mut TcpStream, request: &[u8]) {
    stream.write_all(request).await.expect("the connection is open");
    let mut response = Vec::new();
    let length = loop {
        assert_ne!(stream.read_buf(&mut response).await.expect("the connection is open"), 0);
        if let Some(length) = length(&response) {
            break length;
        }
    };
    assert!(response.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&response));
    while response.len() < length {
        assert_ne!(stream.read_buf(&mut response).await.expect("the connection is open"), 0);
    }
}

/// The length of a response whose head has been read.
fn length(response: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(response);
    let (head, _) = text.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    Some(head.len() + 4 + length.expect("a length").parse::<usize>().expect("a number"))
}

/// Holds all connections open, each of which is served. One more is served as well, in place of the first.
async fn connections(address: &str) {
    let mut open = Vec::new();
    for user in 1..=CONNECTIONS {
        let mut stream = TcpStream::connect(address).await.expect("the sandbox listens");
        exchange(&mut stream, &list(user)).await;
        open.push(stream);
    }
    for (user, stream) in (1..).zip(&mut open) {
        exchange(stream, &list(user)).await;
    }
    let mut late = TcpStream::connect(address).await.expect("the sandbox listens");
    exchange(&mut late, &list(1)).await;
    assert_eq!(open[0].read(&mut [0; 1]).await.expect("it is closed in order"), 0);
    exchange(&mut open[1], &list(2)).await;
}

/// Sends the requests on a few connections, and returns how long they take.
async fn requests(address: &str) -> Duration {
    let started = Instant::now();
    let mut workers = JoinSet::new();
    for worker in 0..CONCURRENCY {
        let address = address.to_owned();
        workers.spawn(async move {
            let mut stream = TcpStream::connect(address).await.expect("the sandbox listens");
            for number in (worker..REQUESTS).step_by(CONCURRENCY) {
                exchange(&mut stream, &list(number % USERS + 1)).await;
            }
        });
    }
    workers.join_all().await;
    started.elapsed()
}

/// Makes so many mixed calls, or a few more.
async fn soak(client: &Client, requests: usize) {
    let next = Arc::new(AtomicUsize::new(0));
    let mut workers = JoinSet::new();
    for worker in 0..CONCURRENCY {
        let (client, next) = (client.clone(), next.clone());
        workers.spawn(async move {
            let user = format!("user-{}", worker + 1);
            while next.load(Ordering::Relaxed) < requests {
                let calls = mixed(&client, &user).await.expect("every call succeeds");
                next.fetch_add(calls, Ordering::Relaxed);
            }
        });
    }
    workers.join_all().await;
}

/// The life of an app and of a grant. Returns the number of calls.
async fn mixed(client: &Client, user: &str) -> Result<usize, Error> {
    let app = CreateConnectedAppClientRequest::builder()
        .client_type("first_party")
        .redirect_urls([CALLBACK.to_owned()]);
    let app = client.create_connected_app_client().body(app).await?.connected_app.client_id;
    let authorize = AuthorizeUserRequest::builder()
        .client_id(&*app)
        .redirect_uri(CALLBACK)
        .response_type("code")
        .scopes(["openid".to_owned()])
        .user_id(user.to_owned())
        .consent_granted(true);
    client.authorize_user().body(authorize).await?;
    client.get_user_connected_apps().user_id(user).await?;
    client.start_connected_app_client_secret_rotation().client_id(&*app).await?;
    client.complete_connected_app_client_secret_rotation().client_id(&*app).await?;
    client.revoke_user_connected_app().user_id(user).connected_app_id(&*app).await?;
    let gone = client.revoke_user_connected_app().user_id(user).connected_app_id(&*app).await;
    assert!(gone.is_err_and(|error| error.is_not_found()));
    client.search_connected_app_clients().await?;
    client.delete_connected_app_client().client_id(&*app).await?;
    Ok(9)
}
