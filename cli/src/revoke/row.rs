use std::fmt::Debug;
use std::hash::Hash;

use rusqlite::Transaction;
use stytch_connected_apps::{Client, Error};

use crate::record::revocations::RevocationState;

/// A row of evidence about something that a request takes back: a grant or a session.
pub trait Row: Debug {
    /// The ids that the request has to name.
    type Target: Clone + Eq + Hash + Send + Sync + 'static;

    fn id(&self) -> i64;

    fn target(&self) -> Self::Target;

    fn outcome(&mut self) -> Outcome<'_>;

    /// Takes it back. The result is the id of the request.
    fn call(
        client: Client,
        target: Self::Target,
    ) -> impl Future<Output = Result<String, Error>> + Send + 'static;

    fn write(&mut self, transaction: &Transaction<'_>) -> rusqlite::Result<()>;
}

/// The columns that a request changes.
#[derive(Debug)]
pub struct Outcome<'a> {
    pub state: &'a mut RevocationState,
    pub sent_at: &'a mut Option<String>,
    pub at: &'a mut Option<String>,
    pub request_id: &'a mut Option<String>,
    pub error: &'a mut Option<String>,
}
