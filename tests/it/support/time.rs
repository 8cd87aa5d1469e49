//! Time that only the test moves.
//!
//! Tokio's paused clock moves by itself when nothing is ready to run, and a socket that is about to
//! be ready does not count. A blocking task does: while one runs, the clock stands still.

use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use tokio::time::Instant;

use super::log::Retries;
use scripted_server::Server;

/// The clock stands still until this is dropped.
pub struct Held {
    _until_dropped: Sender<()>,
}

/// Stops the clock. The runtime's time must be paused.
pub fn hold() -> Held {
    let (until_dropped, wait) = channel();
    tokio::task::spawn_blocking(move || wait.recv());
    Held { _until_dropped: until_dropped }
}

/// Awaits a call and, whenever the client says that it waits before another attempt, moves the clock
/// by that much. Returns the waits.
pub async fn drive<T>(call: impl Future<Output = T>) -> (T, Vec<Duration>) {
    drive_with(call, std::future::pending, Duration::ZERO).await
}

/// As [`drive`], and moves the clock by `step` whenever a request has arrived at the server.
pub async fn drive_past<T>(
    call: impl Future<Output = T>,
    server: &Server,
    step: Duration,
) -> (T, Vec<Duration>) {
    drive_with(call, || server.arrival(), step).await
}

async fn drive_with<T, A: Future<Output = ()>>(
    call: impl Future<Output = T>,
    arrival: impl Fn() -> A,
    step: Duration,
) -> (T, Vec<Duration>) {
    let _held = hold();
    let mut retries = Retries::capture();
    let mut waits = Vec::new();
    let mut call = std::pin::pin!(call);
    loop {
        tokio::select! {
            biased;
            output = &mut call => return (output, waits),
            wait = retries.next() => {
                waits.push(wait);
                tokio::time::advance(wait + Duration::from_millis(1)).await;
            }
            () = arrival() => tokio::time::advance(step + Duration::from_millis(1)).await,
        }
    }
}

/// How long by the paused clock `work` takes.
pub async fn elapsed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let start = Instant::now();
    let output = work.await;
    (output, start.elapsed())
}

/// Awaits a call and moves the clock on and on, a tenth of a second at a time.
pub async fn ticking<T>(call: impl Future<Output = T>) -> T {
    ticking_by(Duration::from_millis(100), call).await
}

/// Awaits a call and moves the clock on and on by `step`.
pub async fn ticking_by<T>(step: Duration, call: impl Future<Output = T>) -> T {
    let _held = hold();
    let mut call = std::pin::pin!(call);
    loop {
        // What is on its way arrives meanwhile.
        let pause = tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_micros(500)));
        tokio::select! {
            biased;
            output = &mut call => return output,
            _ = pause => tokio::time::advance(step).await,
        }
    }
}
