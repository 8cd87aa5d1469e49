//! Captures what the crate and its dependencies log.
//!
//! There is one subscriber for the whole process, since `tracing` caches per callsite whether anyone is
//! interested. It hands each event to the test that runs on the event's thread.

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
    static DELAYS: RefCell<Option<UnboundedSender<Duration>>> = const { RefCell::new(None) };
}

fn subscribe() {
    static SUBSCRIBED: Once = Once::new();
    SUBSCRIBED.call_once(|| {
        let text = tracing_subscriber::fmt::layer()
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(|| ThreadText)
            .with_filter(dynamic_filter_fn(|_, _| TEXT.with_borrow(Option::is_some)));
        Registry::default().with(text).with(RetryDelays).init();
    });
}

/// Everything that this thread logs with `tracing` or `log`, at all levels, as text.
pub struct Log(());

impl Log {
    pub fn capture() -> Self {
        subscribe();
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

/// The delays before retries that the client logs on this thread.
pub struct Retries(UnboundedReceiver<Duration>);

impl Retries {
    pub fn capture() -> Self {
        subscribe();
        let (sender, delays) = unbounded_channel();
        DELAYS.set(Some(sender));
        Self(delays)
    }

    pub async fn next(&mut self) -> Duration {
        self.0.recv().await.expect("one test at a time captures on a thread")
    }
}

struct RetryDelays;

impl<S: tracing::Subscriber> Layer<S> for RetryDelays {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        struct Delay;
        impl Visit for Delay {
            fn record_u64(&mut self, field: &Field, value: u64) {
                if field.name() == "delay_ms" {
                    let delay = Duration::from_millis(value);
                    // Sending fails if the test no longer captures.
                    let _ = DELAYS.with_borrow(|delays| delays.as_ref().map(|delays| delays.send(delay)));
                }
            }
            fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
        }
        event.record(&mut Delay);
    }
}
