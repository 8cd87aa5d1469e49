//! Control of tokio's paused clock.
//!
//! The paused clock advances by itself when no task is ready to run, even if a socket is about to become
//! ready. A running blocking task keeps it from doing so, which is how [`hold`] works.

use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use tokio::time::Instant;

/// Holds the clock until it is dropped.
#[derive(Debug)]
pub struct Held {
    _until_dropped: Sender<()>,
}

/// Holds the clock, which must be paused.
pub fn hold() -> Held {
    let (until_dropped, wait) = channel();
    tokio::task::spawn_blocking(move || wait.recv());
    Held { _until_dropped: until_dropped }
}

/// Awaits an event that needs no time to pass, and holds the clock meanwhile. Panics if the event does not
/// happen.
pub async fn soon<T>(event: impl Future<Output = T>) -> T {
    let (_until_dropped, wait) = channel::<()>();
    let limit = tokio::task::spawn_blocking(move || wait.recv_timeout(Duration::from_secs(10)));
    tokio::select! {
        biased;
        output = event => output,
        _ = limit => panic!("the event did not happen within 10 s"),
    }
}

/// Awaits `work` and measures how long it takes by the paused clock.
pub async fn elapsed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let start = Instant::now();
    let output = work.await;
    (output, start.elapsed())
}

/// Awaits a call and keeps advancing the clock, a tenth of a second at a time.
pub async fn ticking<T>(call: impl Future<Output = T>) -> T {
    ticking_by(Duration::from_millis(100), call).await
}

/// Awaits a call and keeps advancing the clock by `step`.
pub async fn ticking_by<T>(step: Duration, call: impl Future<Output = T>) -> T {
    let _held = hold();
    let mut call = std::pin::pin!(call);
    loop {
        // Gives data that is in flight the time to arrive.
        let pause = tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_micros(500)));
        tokio::select! {
            biased;
            output = &mut call => return output,
            _ = pause => tokio::time::advance(step).await,
        }
    }
}
