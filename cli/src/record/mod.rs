//! The record: one SQLite file with the reviews of one project, and what was revoked.

mod open;
pub mod queue;
pub mod results;
pub mod reviews;
pub mod revocations;

use std::path::PathBuf;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::failure::Failure;

/// An open record. While it is open, no other process can open it.
#[derive(Debug)]
pub struct Record {
    path: PathBuf,
    connection: Connection,
}

impl Record {
    /// Makes changes in one transaction: all of them are in the file, or none.
    pub fn write<T>(
        &mut self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, Failure> {
        let changed = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let changed = changed.and_then(|transaction| {
            let output = change(&transaction)?;
            transaction.commit()?;
            Ok(output)
        });
        changed.map_err(|error| open::failure(&self.path, &error))
    }

    /// Reads.
    pub fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Failure> {
        read(&self.connection).map_err(|error| open::failure(&self.path, &error))
    }
}

/// The time in the form in which the record has it: RFC 3339 in UTC, in milliseconds.
pub fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}
