use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use stytch_connected_apps::Client;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio::time::{MissedTickBehavior, interval};

use crate::failure::Failure;
use crate::interrupt::Graceful;
use crate::job::gate::Gate;
use crate::job::progress::Bar;
use crate::job::rate::Rate;
use crate::job::state::{CONCURRENCY, Calls, Job, Start};
use crate::job::work::Work;

/// Results are written when this much time has passed.
const BATCH_TIME: Duration = Duration::from_millis(250);

/// The longest wait of a call for a rate limit. A job would rather take longer than fail.
pub const RATE_LIMIT_WAIT: Duration = Duration::from_secs(3600);

/// Calls for every item, until none is left.
///
/// If it ends early, the calls in flight get a few seconds, their results are written, and the same job continues where
/// it stopped. A terminal shows the progress, if that has a title.
pub async fn run<W: Work>(
    title: Option<&'static str>,
    work: &mut W,
    client: &Client,
    rate: Option<Rate>,
) -> Result<(), Failure> {
    let interrupt = Graceful::new();
    let bar = Bar::new(title);
    bar.begin(work.counts());
    let client = client.with_rate_limit_wait(RATE_LIMIT_WAIT);
    let gate = Arc::new(Gate::new(rate));
    let (feed, inputs) = unbounded_channel();
    let (starts, mut starting) = unbounded_channel();
    let mut calls = calls::<W>(&client, gate.clone(), inputs, starts);
    let mut job = Job::new(work, gate, feed);
    let mut tick = interval(BATCH_TIME);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let stopped = loop {
        if let Err(failure) = job.refill() {
            break Err(failure);
        }
        if job.in_flight() == 0 {
            if !job.has_results() {
                break Ok(());
            }
            if let Err(failure) = job.flush() {
                break Err(failure);
            }
            continue;
        }
        let step = tokio::select! {
            Some(ended) = calls.next() => ended.map_err(Failure::from).and_then(|(item, result)| job.end(item, result)),
            Some(start) = starting.recv() => job.start(start, &mut starting),
            _ = tick.tick() => job.flush().inspect(|()| bar.show(job.work.counts())),
            () = interrupt.received() => Err(Failure::new("interrupted; the same command continues where it stopped")),
        };
        if let Err(failure) = step {
            break Err(failure);
        }
    };
    if stopped.is_err() {
        job.wait_for_calls_in_flight(&mut calls).await;
    }
    drop(calls);
    let flushed = job.flush();
    bar.show(job.work.counts());
    stopped.and(flushed)
}

/// The calls for the items of a channel. Each passes the gate, and then waits until its beginning is written.
fn calls<W: Work>(
    client: &Client,
    gate: Arc<Gate>,
    inputs: UnboundedReceiver<W::Item>,
    starts: UnboundedSender<Start<W>>,
) -> Calls<W> {
    let inputs = stream::unfold(inputs, async |mut inputs| Some((Ok(inputs.recv().await?), inputs)));
    client.fan_out_stream(CONCURRENCY, inputs, move |client, item: &W::Item| {
        let (gate, client, item, starts) = (gate.clone(), client.clone(), item.clone(), starts.clone());
        Box::pin(async move {
            gate.pass().await;
            let (permit, permitted) = oneshot::channel();
            // The receiver lives as long as the calls.
            let _ = starts.send((item.clone(), permit));
            if permitted.await.is_err() {
                // The job ends, and drops the call.
                pending::<()>().await;
            }
            W::call(client, gate, item).await
        })
    })
}
