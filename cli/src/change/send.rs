use std::collections::BTreeMap;
use std::sync::Arc;

use stytch_connected_apps::{Client, Error};

use crate::change::attempt::Attempt;
use crate::change::{Change, Item, Sent};
use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::progress::Counts;
use crate::job::work::{Ended, Work};
use crate::record::file::Record;
use crate::record::outcomes::{State, set};

/// Makes the planned changes.
#[derive(Debug)]
pub struct SendWork<'a, T> {
    record: &'a mut Record,
    open: BTreeMap<i64, Attempt<T>>,
    counts: Counts,
    pub done: Vec<T>,
    /// Those of `done` whose outcome could not be written.
    pub unwritten: Vec<T>,
}

impl<'a, T: Change> SendWork<'a, T> {
    pub fn new(record: &'a mut Record, planned: impl IntoIterator<Item = T>) -> Self {
        let open: BTreeMap<i64, Attempt<T>> =
            planned.into_iter().map(|change| (change.id(), Attempt::new(change))).collect();
        let counts = Counts { total: open.len() as u64, ..Counts::default() };
        Self { record, open, counts, done: Vec::new(), unwritten: Vec::new() }
    }

    /// Writes the state of some open changes.
    fn write_open(&mut self, ids: impl Iterator<Item = i64>) -> Result<(), Failure> {
        let open = &self.open;
        self.record.write(|transaction| {
            ids.filter_map(|id| open.get(&id)).try_for_each(|attempt| {
                set(transaction, T::TABLE, attempt.change.id(), attempt.change.outcome())
            })
        })
    }
}

impl<T: Change> Work for SendWork<'_, T> {
    type Item = Item<T>;
    type Output = Sent;

    fn open(&mut self, limit: usize) -> Result<Vec<Item<T>>, Failure> {
        let open = self.open.iter().take(limit);
        Ok(open.map(|(id, attempt)| Item(*id, Arc::new(attempt.change.clone()))).collect())
    }

    fn begin(&mut self, items: &[Item<T>]) -> Result<(), Failure> {
        for Item(id, _) in items {
            self.open.entry(*id).and_modify(Attempt::send);
        }
        self.write_open(items.iter().map(|item| item.0))
    }

    fn call(
        client: Client,
        gate: Arc<Gate>,
        item: Item<T>,
    ) -> impl Future<Output = Result<Sent, Error>> + Send + 'static {
        T::send(client, gate, item.1)
    }

    fn write(&mut self, ended: Vec<Ended<Self>>) -> Result<(), Failure> {
        let (mut changes, mut ends_all) = (Vec::new(), None);
        for (Item(id, _), result) in ended {
            let Some(mut attempt) = self.open.remove(&id) else { continue };
            if let Err(error) = &result {
                ends_all = ends_all.or_else(|| attempt.change.ends_all(error));
            }
            attempt.end(result);
            let is_failed = attempt.change.outcome().state == State::Failed;
            *if is_failed { &mut self.counts.failed } else { &mut self.counts.done } += 1;
            changes.push(attempt.change);
        }
        let written = self.record.write(|transaction| {
            changes.iter().try_for_each(|change| set(transaction, T::TABLE, change.id(), change.outcome()))
        });
        if written.is_err() {
            self.unwritten.extend_from_slice(&changes);
        }
        self.done.extend(changes);
        written.and(ends_all.map_or(Ok(()), |reason| Err(Failure::new(reason))))
    }

    fn put_back(&mut self, items: Vec<(Item<T>, Error)>) -> Result<(), Failure> {
        for (Item(id, _), error) in &items {
            self.open.entry(*id).and_modify(|attempt| attempt.put_back(error));
        }
        self.write_open(items.iter().map(|(item, _)| item.0))
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}
