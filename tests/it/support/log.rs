//! What the crate and the libraries below it log.

use std::fmt::Debug;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::Registry;
use tracing_subscriber::util::SubscriberInitExt;

/// Everything logged on this thread at TRACE, by `tracing` and by `log`, as text.
pub struct Log {
    text: Buffer,
    _guard: DefaultGuard,
}

#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Log {
    pub fn capture() -> Self {
        let text = Buffer::default();
        let guard = tracing_subscriber::fmt()
            .with_max_level(LevelFilter::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            .with_writer(text.clone())
            .finish()
            .set_default();
        Self { text, _guard: guard }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.text.0.lock().expect("no test panics here")).into_owned()
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no test panics here").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Buffer {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// The waits that the client announces before it tries again.
pub struct Retries {
    waits: UnboundedReceiver<Duration>,
    _guard: DefaultGuard,
}

impl Retries {
    pub fn capture() -> Self {
        let (sender, waits) = unbounded_channel();
        Self { waits, _guard: Registry::default().with(Delays(sender)).set_default() }
    }

    pub async fn next(&mut self) -> Duration {
        self.waits.recv().await.expect("the layer lives as long as this")
    }
}

struct Delays(UnboundedSender<Duration>);

impl<S: tracing::Subscriber> Layer<S> for Delays {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        struct Delay<'a>(&'a UnboundedSender<Duration>);
        impl Visit for Delay<'_> {
            fn record_u64(&mut self, field: &Field, value: u64) {
                if field.name() == "delay_ms" {
                    let _ = self.0.send(Duration::from_millis(value));
                }
            }
            fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
        }
        event.record(&mut Delay(&self.0));
    }
}
