//! Many calls: concurrently, within the rate limits, and each result written before it counts.

pub mod gate;
mod outage;
pub mod progress;
pub mod rate;

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use stytch_connected_apps::{Client, Error};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::{MissedTickBehavior, interval};

use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::outage::Outage;
use crate::job::progress::{Bar, Counts};
use crate::job::rate::Rate;

/// The most calls in flight at a time. Over HTTP/2 they share a connection.
const CONCURRENCY: usize = 64;

/// The items that wait for their call or are in flight, so that no call has to wait for the record.
const QUEUE: usize = 2 * CONCURRENCY;

/// Results are written when there are this many, or when this much time has passed.
const BATCH: usize = 500;
const BATCH_TIME: Duration = Duration::from_millis(250);

/// The longest wait of a call for a rate limit. A job would rather take longer than fail.
pub const RATE_LIMIT_WAIT: Duration = Duration::from_secs(3600);

/// The most calls of an item that does not get through while others do.
const TRIES: u32 = 3;

/// The work of a job: a call for each item.
pub trait Work {
    type Item: Clone + Eq + Hash + Send + Sync + 'static;
    type Output: Send + 'static;

    /// Returns up to `limit` items that are still to be called. Those in flight are among them, until they are written.
    fn open(&mut self, limit: usize) -> Result<Vec<Self::Item>, Failure>;

    /// The call for an item, for which the gate has been passed. Any other call has to pass it as well.
    fn call(
        client: Client,
        gate: Arc<Gate>,
        item: Self::Item,
    ) -> impl Future<Output = Result<Self::Output, Error>> + Send + 'static;

    /// Writes the results of some items, in one transaction.
    fn write(&mut self, ended: Vec<Ended<Self>>) -> Result<(), Failure>;

    /// The progress of the job.
    fn counts(&self) -> Counts;

    /// Returns whether other items depend on the result.
    fn is_urgent(_item: &Self::Item) -> bool {
        false
    }
}

/// An item with the result of its call.
pub type Ended<W> = (<W as Work>::Item, Result<<W as Work>::Output, Error>);

/// Calls for every item, until none is left.
///
/// If it ends early, the results so far are written, and the same job continues where it stopped. A terminal shows the
/// progress, headed `title`.
pub async fn run<W: Work>(
    title: &'static str,
    work: &mut W,
    client: &Client,
    rate: Option<Rate>,
) -> Result<(), Failure> {
    let bar = Bar::new(title);
    bar.begin(work.counts());
    let client = client.with_rate_limit_wait(RATE_LIMIT_WAIT);
    let gate = Arc::new(Gate::new(rate));
    let (feed, inputs) = unbounded_channel();
    let inputs = stream::unfold(inputs, async |mut inputs| Some((Ok(inputs.recv().await?), inputs)));
    let mut calls = client.fan_out(CONCURRENCY, inputs, {
        let gate = gate.clone();
        move |client, item: &W::Item| {
            let (gate, client, item) = (gate.clone(), client.clone(), item.clone());
            Box::pin(async move {
                gate.pass().await;
                W::call(client, gate, item).await
            })
        }
    });
    let mut state = Job {
        work,
        feed,
        gate,
        taken: HashSet::new(),
        ended: Vec::new(),
        tries: HashMap::new(),
        outage: Outage::default(),
    };
    let mut tick = interval(BATCH_TIME);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut interrupt = Box::pin(tokio::signal::ctrl_c());
    let stopped = loop {
        if let Err(failure) = state.refill() {
            break Err(failure);
        }
        if state.in_flight() == 0 {
            if state.ended.is_empty() {
                break Ok(());
            }
            if let Err(failure) = state.flush() {
                break Err(failure);
            }
            continue;
        }
        let step = tokio::select! {
            Some(ended) = calls.next() => ended.map_err(Failure::from).and_then(|(item, result)| state.end(item, result)),
            _ = tick.tick() => state.flush().inspect(|()| bar.show(state.work.counts())),
            _ = &mut interrupt => Err(Failure::new("interrupted; the same command continues where it stopped")),
        };
        if let Err(failure) = step {
            break Err(failure);
        }
    };
    drop(calls);
    let flushed = state.flush();
    bar.show(state.work.counts());
    stopped.and(flushed)
}

/// A job at work.
struct Job<'a, W: Work> {
    work: &'a mut W,
    feed: UnboundedSender<W::Item>,
    gate: Arc<Gate>,
    /// The items that are in flight, or whose results are not yet written.
    taken: HashSet<W::Item>,
    ended: Vec<Ended<W>>,
    /// The number of times that an item has been called without getting through.
    tries: HashMap<W::Item, u32>,
    outage: Outage,
}

impl<W: Work> Job<'_, W> {
    fn in_flight(&self) -> usize {
        self.taken.len() - self.ended.len()
    }

    fn refill(&mut self) -> Result<(), Failure> {
        if self.in_flight() > QUEUE - CONCURRENCY {
            return Ok(());
        }
        for item in self.work.open(self.taken.len() + CONCURRENCY)? {
            if self.taken.insert(item.clone()) {
                // The receiver lives as long as the calls.
                let _ = self.feed.send(item);
            }
        }
        Ok(())
    }

    fn end(&mut self, item: W::Item, result: Result<W::Output, Error>) -> Result<(), Failure> {
        match &result {
            Err(error) if error.is_unauthorized() => {
                let failure = Failure::from(result.err().expect("matched"));
                return Err(failure.and(
                    "correct STYTCH_PROJECT_ID and STYTCH_SECRET, and the same command continues where it stopped",
                ));
            }
            Err(error) if error.is_tls() => {
                return Err(Failure::from(result.err().expect("matched")));
            }
            Err(error) if error.is_retryable() && !error.is_rate_limited() => {
                if self.outage.has_lasted(error.is_connect()) {
                    let failure = Failure::from(result.err().expect("matched"));
                    return Err(
                        failure.and("no call gets through; the same command continues where it stopped")
                    );
                }
                self.gate.narrow();
                let tries = self.tries.entry(item.clone()).or_default();
                *tries += 1;
                if *tries < TRIES {
                    self.taken.remove(&item);
                    return Ok(());
                }
            }
            _ => {
                self.outage.end();
                self.gate.widen();
            }
        }
        let is_urgent = W::is_urgent(&item);
        self.ended.push((item, result));
        if is_urgent || self.ended.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Failure> {
        if self.ended.is_empty() {
            return Ok(());
        }
        let ended = std::mem::take(&mut self.ended);
        for (item, _) in &ended {
            self.taken.remove(item);
            self.tries.remove(item);
        }
        self.work.write(ended)
    }
}
