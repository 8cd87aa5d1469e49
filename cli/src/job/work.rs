use std::hash::Hash;
use std::sync::Arc;

use stytch_connected_apps::{Client, Error};

use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::progress::Counts;

/// The work of a job: a call for each item.
pub trait Work {
    type Item: Clone + Eq + Hash + Send + Sync + 'static;
    type Output: Send + 'static;

    /// Returns up to `limit` items that are still to be called. Those in flight are among them, until they are written.
    fn open(&mut self, limit: usize) -> Result<Vec<Self::Item>, Failure>;

    /// Writes that the calls for these items begin. None of their requests is sent before.
    fn begin(&mut self, _items: &[Self::Item]) -> Result<(), Failure> {
        Ok(())
    }

    /// The call for an item, for which the gate has been passed. Any other call has to pass it as well.
    fn call(
        client: Client,
        gate: Arc<Gate>,
        item: Self::Item,
    ) -> impl Future<Output = Result<Self::Output, Error>> + Send + 'static;

    /// Writes the results of some items, in one transaction.
    fn write(&mut self, ended: Vec<Ended<Self>>) -> Result<(), Failure>;

    /// Writes that calls which had begun did not get through, and are made again later.
    fn put_back(&mut self, _items: Vec<(Self::Item, Error)>) -> Result<(), Failure> {
        Ok(())
    }

    /// The progress of the job.
    fn counts(&self) -> Counts;

    /// Returns whether other items depend on the result.
    fn is_urgent(_item: &Self::Item) -> bool {
        false
    }
}

/// An item with the result of its call.
pub type Ended<W> = (<W as Work>::Item, Result<<W as Work>::Output, Error>);
