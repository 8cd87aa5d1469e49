//! SIGINT (Ctrl-C) and SIGTERM. Both are handled from the start of every command, as the first process of a container
//! receives neither unless it handles it.

use std::io;
use std::process::exit;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use crate::output::note;

/// The time that calls in flight get after a signal, so that their results are kept.
pub const GRACE: Duration = Duration::from_secs(5);

/// The number of parts of the command that end by themselves after a signal.
static GRACEFUL: AtomicUsize = AtomicUsize::new(0);

static RECEIVED: LazyLock<watch::Sender<bool>> = LazyLock::new(|| watch::Sender::new(false));

/// While this lives, the first signal only tells it, so that the command can end by itself. The second ends the process.
#[derive(Debug)]
pub struct Graceful(());

/// Begins to handle the signals. They end the process at once, unless a [`Graceful`] lives.
pub fn listen() -> io::Result<()> {
    let mut signals = Signals::new()?;
    tokio::spawn(async move {
        signals.next().await;
        if GRACEFUL.load(Ordering::SeqCst) > 0 {
            RECEIVED.send_replace(true);
            signals.next().await;
        }
        note!("error: interrupted");
        exit(1);
    });
    Ok(())
}

impl Graceful {
    pub fn new() -> Self {
        GRACEFUL.fetch_add(1, Ordering::SeqCst);
        Self(())
    }

    /// Waits for the first signal of the process, which may have come already.
    pub async fn received(&self) {
        // The sender is never dropped.
        let _ = RECEIVED.subscribe().wait_for(|is_received| *is_received).await;
    }

    /// Waits until the calls in flight have had their time after a signal.
    pub async fn is_over(&self) {
        self.received().await;
        sleep(GRACE).await;
    }
}

impl Drop for Graceful {
    fn drop(&mut self) {
        GRACEFUL.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(unix)]
#[derive(Debug)]
struct Signals([tokio::signal::unix::Signal; 2]);

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self([signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?]))
    }

    async fn next(&mut self) {
        let [interrupt, terminate] = &mut self.0;
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
#[derive(Debug)]
struct Signals(());

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self(()))
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
