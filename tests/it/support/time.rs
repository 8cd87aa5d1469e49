//! Calls with retries, by tokio's paused clock.

use std::time::Duration;

use scripted_server::Server;
use scripted_server::time::hold;

use super::log::Retries;

/// Awaits a call. Whenever the client logs a delay before a retry, advances the clock by it. Returns the
/// delays as well.
pub async fn drive<T>(call: impl Future<Output = T>) -> (T, Vec<Duration>) {
    drive_with(call, std::future::pending, Duration::ZERO).await
}

/// Like [`drive`], and advances the clock by `step` whenever a request has arrived at the server.
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
    let mut delays = Vec::new();
    let mut call = std::pin::pin!(call);
    loop {
        tokio::select! {
            biased;
            output = &mut call => return (output, delays),
            delay = retries.next() => {
                delays.push(delay);
                tokio::time::advance(delay + Duration::from_millis(1)).await;
            }
            () = arrival() => tokio::time::advance(step + Duration::from_millis(1)).await,
        }
    }
}
