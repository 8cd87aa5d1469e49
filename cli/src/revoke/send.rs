use std::collections::BTreeMap;
use std::sync::Arc;

use stytch_connected_apps::{Client, Error};

use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::progress::Counts;
use crate::job::work::{Ended, Work};
use crate::record::file::Record;
use crate::record::revocations::RevocationState;
use crate::revoke::attempt::Attempt;
use crate::revoke::row::Row;

/// Takes back what is planned.
#[derive(Debug)]
pub struct SendWork<'a, R: Row> {
    record: &'a mut Record,
    open: BTreeMap<i64, Attempt<R>>,
    counts: Counts,
    /// Those whose requests have ended. Their outcomes are written.
    pub done: Vec<R>,
    /// Those whose outcome could not be written.
    pub unwritten: Vec<R>,
}

/// The id of a row with what it is about.
pub type Item<R> = (i64, <R as Row>::Target);

impl<'a, R: Row> SendWork<'a, R> {
    pub fn new(record: &'a mut Record, planned: impl IntoIterator<Item = R>) -> Self {
        let open: BTreeMap<i64, Attempt<R>> =
            planned.into_iter().map(|row| (row.id(), Attempt::new(row))).collect();
        let counts = Counts { total: open.len() as u64, ..Counts::default() };
        Self { record, open, counts, done: Vec::new(), unwritten: Vec::new() }
    }

    /// Writes the state of some open rows.
    fn write_open(&mut self, ids: impl Iterator<Item = i64>) -> Result<(), Failure> {
        let open = &mut self.open;
        self.record.write(|transaction| {
            for id in ids {
                open.get_mut(&id).map(|attempt| attempt.row.write(transaction)).transpose()?;
            }
            Ok(())
        })
    }
}

impl<R: Row> Work for SendWork<'_, R> {
    type Item = Item<R>;
    /// The id of the request.
    type Output = String;

    fn open(&mut self, limit: usize) -> Result<Vec<Item<R>>, Failure> {
        let open = self.open.values().map(|attempt| &attempt.row).take(limit);
        Ok(open.map(|row| (row.id(), row.target())).collect())
    }

    fn begin(&mut self, items: &[Item<R>]) -> Result<(), Failure> {
        for (id, _) in items {
            self.open.entry(*id).and_modify(Attempt::send);
        }
        self.write_open(items.iter().map(|(id, _)| *id))
    }

    fn call(
        client: Client,
        _: Arc<Gate>,
        (_, target): Item<R>,
    ) -> impl Future<Output = Result<String, Error>> + Send + 'static {
        R::call(client, target)
    }

    fn write(&mut self, ended: Vec<Ended<Self>>) -> Result<(), Failure> {
        let mut outcomes = Vec::new();
        for ((id, _), result) in ended {
            let Some(mut attempt) = self.open.remove(&id) else { continue };
            attempt.end(result);
            let is_failed = *attempt.row.outcome().state == RevocationState::Failed;
            *if is_failed { &mut self.counts.failed } else { &mut self.counts.done } += 1;
            outcomes.push(attempt.row);
        }
        let written =
            self.record.write(|transaction| outcomes.iter_mut().try_for_each(|row| row.write(transaction)));
        let ended = if written.is_ok() { &mut self.done } else { &mut self.unwritten };
        ended.extend(outcomes);
        written
    }

    fn put_back(&mut self, items: Vec<(Item<R>, Error)>) -> Result<(), Failure> {
        for ((id, _), error) in &items {
            self.open.entry(*id).and_modify(|attempt| attempt.put_back(error));
        }
        self.write_open(items.iter().map(|((id, _), _)| *id))
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}
