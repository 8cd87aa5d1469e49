use std::collections::{HashMap, HashSet};
use std::pin::Pin;
use std::sync::Arc;

use futures_util::{Stream, StreamExt};
use stytch_connected_apps::Error;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::failure::Failure;
use crate::interrupt::GRACE;
use crate::job::gate::Gate;
use crate::job::outage::Outage;
use crate::job::work::{Ended, Work};

/// The most calls in flight at a time. Over HTTP/2 they share a connection.
pub const CONCURRENCY: usize = 64;

/// The items that wait for their call or are in flight, so that no call has to wait for the record.
const QUEUE: usize = 2 * CONCURRENCY;

/// Results are written when there are this many.
const BATCH: usize = 500;

/// The most calls of an item that does not get through while others do.
const TRIES: u32 = 3;

/// A call that is ready to begin, with the permission that it waits for.
pub type Start<W> = (<W as Work>::Item, oneshot::Sender<()>);

pub type Calls<W> = Pin<Box<dyn Stream<Item = Result<Ended<W>, Error>> + Send>>;

/// A job at work.
pub struct Job<'a, W: Work> {
    pub work: &'a mut W,
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
    pub fn new(work: &'a mut W, gate: Arc<Gate>, feed: UnboundedSender<W::Item>) -> Self {
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

    pub fn in_flight(&self) -> usize {
        self.taken.len() - self.ended.len()
    }

    pub fn has_results(&self) -> bool {
        !(self.ended.is_empty() && self.put_back.is_empty())
    }

    pub fn refill(&mut self) -> Result<(), Failure> {
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
    pub fn start(
        &mut self,
        first: Start<W>,
        others: &mut UnboundedReceiver<Start<W>>,
    ) -> Result<(), Failure> {
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

    pub fn end(&mut self, item: W::Item, result: Result<W::Output, Error>) -> Result<(), Failure> {
        self.begun.remove(&item);
        match result {
            Err(error) if error.is_unauthorized() => {
                let failure = Failure::of(&error).and(
                    "correct STYTCH_PROJECT_ID and STYTCH_SECRET, and the same command continues where it stopped",
                );
                self.put_back.push((item, error));
                Err(failure)
            }
            Err(error) if error.is_tls() => {
                let failure = Failure::of(&error);
                self.put_back.push((item, error));
                Err(failure)
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

    pub fn flush(&mut self) -> Result<(), Failure> {
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
    pub async fn wait_for_calls_in_flight(&mut self, calls: &mut Calls<W>) {
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
