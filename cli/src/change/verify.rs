use std::collections::BTreeMap;
use std::sync::Arc;

use stytch_connected_apps::{Client, Error};

use crate::change::{Change, Item};
use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::progress::Counts;
use crate::job::work::{Ended, Work};
use crate::record::file::Record;
use crate::record::outcomes::{State, set};
use crate::record::time::now;

/// Verifies that changes are made.
#[derive(Debug)]
pub struct VerifyWork<'a, T> {
    record: &'a mut Record,
    made: BTreeMap<i64, T>,
    counts: Counts,
    pub done: Vec<T>,
}

impl<'a, T: Change> VerifyWork<'a, T> {
    pub fn new(record: &'a mut Record, made: impl IntoIterator<Item = T>) -> Self {
        let made: BTreeMap<i64, T> = made.into_iter().map(|change| (change.id(), change)).collect();
        let counts = Counts { total: made.len() as u64, ..Counts::default() };
        Self { record, made, counts, done: Vec::new() }
    }
}

impl<T: Change> Work for VerifyWork<'_, T> {
    type Item = Item<T>;
    type Output = Result<(), String>;

    fn open(&mut self, limit: usize) -> Result<Vec<Item<T>>, Failure> {
        Ok(self.made.iter().take(limit).map(|(id, change)| Item(*id, Arc::new(change.clone()))).collect())
    }

    fn call(
        client: Client,
        _: Arc<Gate>,
        item: Item<T>,
    ) -> impl Future<Output = Result<Result<(), String>, Error>> + Send + 'static {
        T::verify(client, item.1)
    }

    fn write(&mut self, ended: Vec<Ended<Self>>) -> Result<(), Failure> {
        let mut seen = Vec::new();
        for (Item(id, _), result) in ended {
            let Some(mut change) = self.made.remove(&id) else { continue };
            *if result.is_ok() { &mut self.counts.done } else { &mut self.counts.failed } += 1;
            let outcome = change.outcome_mut();
            match result {
                Ok(Ok(())) => (outcome.verified_at, outcome.error) = (Some(now()), None),
                Ok(Err(reason)) => (outcome.state, outcome.error) = (State::Failed, Some(reason)),
                Err(error) => outcome.error = Some(format!("not verified: {error}")),
            }
            seen.push(change);
        }
        self.record.write(|transaction| {
            seen.iter().try_for_each(|change| set(transaction, T::TABLE, change.id(), change.outcome()))
        })?;
        self.done.extend(seen);
        Ok(())
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}
