use std::collections::{HashMap, HashSet};
use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};
use stytch_connected_apps::{Client, Error};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::failure::Failure;
use crate::interrupt::Graceful;
use crate::job::gate::Gate;
use crate::job::outage::Outage;
use crate::job::progress::Bar;
use crate::job::rate::Rate;
use crate::job::work::{Ended, Work};

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

/// The time that calls in flight get when the job ends early, so that their results are kept.
const GRACE: Duration = Duration::from_secs(5);

/// Calls for every item, until none is left.
///
/// If it ends early, the calls in flight get a few seconds, their results are written, and the same job continues where
/// it stopped. A terminal shows the progress, headed `title`.
pub async fn run<W: Work>(
    title: &'static str,
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

/// A call that is ready to begin, with the permission that it waits for.
type Start<W> = (<W as Work>::Item, oneshot::Sender<()>);

type Calls<W> = Pin<Box<dyn Stream<Item = Result<Ended<W>, Error>> + Send>>;

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

/// A job at work.
struct Job<'a, W: Work> {
    work: &'a mut W,
    feed: UnboundedSender<W::Item>,
    gate: Arc<Gate>,
    /// The items that are in flight, or whose results are not yet written.
    taken: HashSet<W::Item>,
    /// The items whose requests may have been sent, and that have no result yet.
    begun: HashSet<W::Item>,
    ended: Vec<Ended<W>>,
    put_back: Vec<(W::Item, Error)>,
    /// The number of times that an item has been called without getting through.
    tries: HashMap<W::Item, u32>,
    outage: Outage,
}

impl<'a, W: Work> Job<'a, W> {
    fn new(work: &'a mut W, gate: Arc<Gate>, feed: UnboundedSender<W::Item>) -> Self {
        Self {
            work,
            feed,
            gate,
            taken: HashSet::new(),
            begun: HashSet::new(),
            ended: Vec::new(),
            put_back: Vec::new(),
            tries: HashMap::new(),
            outage: Outage::default(),
        }
    }

    fn in_flight(&self) -> usize {
        self.taken.len() - self.ended.len()
    }

    fn has_results(&self) -> bool {
        !(self.ended.is_empty() && self.put_back.is_empty())
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

    /// Lets the calls that are ready begin, all those in one transaction.
    fn start(&mut self, first: Start<W>, others: &mut UnboundedReceiver<Start<W>>) -> Result<(), Failure> {
        let mut starts = vec![first];
        while let Ok(start) = others.try_recv() {
            starts.push(start);
        }
        let (items, permits): (Vec<W::Item>, Vec<_>) = starts.into_iter().unzip();
        self.work.begin(&items)?;
        self.begun.extend(items);
        // A call that is gone needs no permission.
        permits.into_iter().for_each(|permit| _ = permit.send(()));
        Ok(())
    }

    fn end(&mut self, item: W::Item, result: Result<W::Output, Error>) -> Result<(), Failure> {
        self.begun.remove(&item);
        match result {
            Err(error) if error.is_unauthorized() => {
                self.put_back.push((item, error));
                let (_, error) = self.put_back.last().expect("pushed");
                return Err(Failure::of(error).and(
                    "correct STYTCH_PROJECT_ID and STYTCH_SECRET, and the same command continues where it stopped",
                ));
            }
            Err(error) if error.is_tls() => {
                let failure = Failure::of(&error);
                self.put_back.push((item, error));
                return Err(failure);
            }
            Err(error) if error.is_retryable() && !error.is_rate_limited() => {
                if self.outage.has_lasted(error.is_connect()) {
                    let failure = Failure::of(&error);
                    self.put_back.push((item, error));
                    return Err(
                        failure.and("no call gets through; the same command continues where it stopped")
                    );
                }
                self.gate.narrow();
                let tries = self.tries.entry(item.clone()).or_default();
                *tries += 1;
                if *tries < TRIES {
                    self.put_back.push((item, error));
                    return Ok(());
                }
                self.keep(item, Err(error))
            }
            result => {
                self.outage.end();
                self.gate.widen();
                self.keep(item, result)
            }
        }
    }

    fn keep(&mut self, item: W::Item, result: Result<W::Output, Error>) -> Result<(), Failure> {
        let is_urgent = W::is_urgent(&item);
        self.ended.push((item, result));
        if is_urgent || self.ended.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Failure> {
        if !self.put_back.is_empty() {
            let put_back = std::mem::take(&mut self.put_back);
            for (item, _) in &put_back {
                self.taken.remove(item);
            }
            self.work.put_back(put_back)?;
        }
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

    /// Keeps the results of the calls in flight, and lets no other call begin.
    async fn wait_for_calls_in_flight(&mut self, calls: &mut Calls<W>) {
        let wait = async {
            while !self.begun.is_empty() {
                let Some(Ok((item, result))) = calls.next().await else { break };
                self.begun.remove(&item);
                match result {
                    Err(error) if error.is_unauthorized() || error.is_retryable() => {
                        self.put_back.push((item, error));
                    }
                    result => self.ended.push((item, result)),
                }
            }
        };
        // After the grace, the others stay without a result.
        let _ = timeout(GRACE, wait).await;
    }
}
