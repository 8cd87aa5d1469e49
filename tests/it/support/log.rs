//! What the crate and the libraries below it log.
//!
//! One subscriber serves the whole process, since `tracing` remembers for each place in the code
//! whether anybody listens. It passes on what happens on a thread to the test that runs there.

use std::cell::RefCell;
use std::fmt::Debug;
use std::io::{self, Write};
use std::sync::Once;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tracing::field::{Field, Visit};
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::Registry;
use tracing_subscriber::util::SubscriberInitExt;

thread_local! {
    static TEXT: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
    static WAITS: RefCell<Option<UnboundedSender<Duration>>> = const { RefCell::new(None) };
}

fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        let text = tracing_subscriber::fmt::layer()
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(|| ThreadText)
            .with_filter(dynamic_filter_fn(|_, _| TEXT.with_borrow(Option::is_some)));
        Registry::default().with(text).with(Announcements).init();
    });
}

/// Everything logged on this thread at TRACE, by `tracing` and by `log`, as text.
pub struct Log(());

impl Log {
    pub fn capture() -> Self {
        listen();
        TEXT.set(Some(Vec::new()));
        Self(())
    }

    pub fn text(&self) -> String {
        TEXT.with_borrow(|text| String::from_utf8_lossy(text.as_deref().unwrap_or_default()).into_owned())
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        TEXT.set(None);
    }
}

struct ThreadText;

impl Write for ThreadText {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        TEXT.with_borrow_mut(|text| text.iter_mut().for_each(|text| text.extend_from_slice(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The waits that the client announces on this thread before it tries again.
pub struct Retries(UnboundedReceiver<Duration>);

impl Retries {
    pub fn capture() -> Self {
        listen();
        let (sender, waits) = unbounded_channel();
        WAITS.set(Some(sender));
        Self(waits)
    }

    pub async fn next(&mut self) -> Duration {
        self.0.recv().await.expect("one test at a time listens on a thread")
    }
}

struct Announcements;

impl<S: tracing::Subscriber> Layer<S> for Announcements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        struct Delay;
        impl Visit for Delay {
            fn record_u64(&mut self, field: &Field, value: u64) {
                if field.name() == "delay_ms" {
                    let wait = Duration::from_millis(value);
                    // A test that no longer listens does not mind.
                    let _ = WAITS.with_borrow(|waits| waits.as_ref().map(|waits| waits.send(wait)));
                }
            }
            fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
        }
        event.record(&mut Delay);
    }
}
