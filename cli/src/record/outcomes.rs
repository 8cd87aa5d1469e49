//! The outcome of a change, in the columns that the tables of changes have in common.

use rusqlite::types::Type;
use rusqlite::{Row, Transaction, params};
use serde::Serialize;

use crate::record::evidence::append;
use crate::record::time::now;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    pub state: State,
    pub planned_at: String,
    /// The time of the first request that may have made the change.
    pub sent_at: Option<String>,
    pub at: Option<String>,
    pub request_id: Option<String>,
    pub verified_at: Option<String>,
    pub error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Planned,
    /// The request has left or is about to leave, and there is no response yet.
    Sent,
    Done,
    /// The change was found made after a request whose response was lost.
    DoneResponseLost,
    /// The change was found made, and no request of this record has made it.
    AlreadyDone,
    /// There turned out to be a reason against it, and nothing was sent.
    Kept,
    Failed,
}

impl State {
    const ALL: [Self; 7] = [
        Self::Planned,
        Self::Sent,
        Self::Done,
        Self::DoneResponseLost,
        Self::AlreadyDone,
        Self::Kept,
        Self::Failed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sent => "sent",
            Self::Done => "done",
            Self::DoneResponseLost => "done_response_lost",
            Self::AlreadyDone => "already_done",
            Self::Kept => "kept",
            Self::Failed => "failed",
        }
    }

    /// Returns whether the change is still to be made.
    pub fn is_to_do(self) -> bool {
        matches!(self, Self::Planned | Self::Sent)
    }

    /// Returns whether the change is made, as far as the response says.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::DoneResponseLost | Self::AlreadyDone)
    }
}

/// The columns of an outcome, in the order in which [`Outcome::read`] reads them.
pub const COLUMNS: &str = "state, planned_at, sent_at, at, request_id, verified_at, error";

impl Outcome {
    pub fn planned() -> Self {
        let [sent_at, at, request_id, verified_at, error] = Default::default();
        Self { state: State::Planned, planned_at: now(), sent_at, at, request_id, verified_at, error }
    }

    /// Plans a failed change once more.
    pub fn plan_again(&mut self) {
        let sent_at = self.sent_at.take();
        *self = Self { sent_at, ..Self::planned() };
    }

    /// Returns whether nothing is left to do.
    pub fn is_finished(&self) -> bool {
        self.verified_at.is_some() || self.state == State::Kept
    }

    /// Reads the columns that begin at one.
    pub fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        let name = row.get_ref(at)?.as_str()?;
        let state = State::ALL.into_iter().find(|state| state.as_str() == name);
        Ok(Self {
            state: state
                .ok_or_else(|| rusqlite::Error::InvalidColumnType(at, "state".to_owned(), Type::Text))?,
            planned_at: row.get(at + 1)?,
            sent_at: row.get(at + 2)?,
            at: row.get(at + 3)?,
            request_id: row.get(at + 4)?,
            verified_at: row.get(at + 5)?,
            error: row.get(at + 6)?,
        })
    }
}

/// Writes an outcome into a row of a table of changes.
pub fn set(transaction: &Transaction<'_>, table: &str, id: i64, outcome: &Outcome) -> rusqlite::Result<()> {
    let mut update = transaction.prepare_cached(&format!(
        "UPDATE {table} SET state = ?2, planned_at = ?3, sent_at = ?4, at = ?5, request_id = ?6, verified_at = ?7,
             error = ?8
         WHERE {table} = ?1"
    ))?;
    let Outcome { state, planned_at, sent_at, at, request_id, verified_at, error } = outcome;
    update.execute(params![id, state.as_str(), planned_at, sent_at, at, request_id, verified_at, error])?;
    append(transaction, table, id)
}
