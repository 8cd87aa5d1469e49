//! The deletions of apps, and their outcomes.

use rusqlite::{Connection, Transaction, params};
use serde::Serialize;

use crate::record::evidence::append;
use crate::record::outcomes::{COLUMNS, Outcome};

/// A row of the table `app_deletion`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppDeletion {
    #[serde(skip)]
    pub id: i64,
    pub reason: String,
    pub app_id: String,
    pub app_name: String,
    pub client_type: String,
    /// JSON.
    #[serde(skip)]
    pub settings: String,
    pub review: i64,
    pub earlier_review: Option<i64>,
    /// The number of those who granted it access.
    pub people: usize,
    #[serde(flatten)]
    pub outcome: Outcome,
}

pub const TABLE: &str = "app_deletion";

/// The reason for the deletion of an app that the user has named.
pub const NAMED: &str = "named";

/// All deletions, in the order in which they were planned.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<AppDeletion>> {
    let mut select = connection.prepare(&format!(
        "SELECT app_deletion, reason, app_id, app_name, client_type, settings, review, earlier_review, people, {COLUMNS}
         FROM app_deletion ORDER BY app_deletion"
    ))?;
    let rows = select.query_map([], |row| {
        Ok(AppDeletion {
            id: row.get(0)?,
            reason: row.get(1)?,
            app_id: row.get(2)?,
            app_name: row.get(3)?,
            client_type: row.get(4)?,
            settings: row.get(5)?,
            review: row.get(6)?,
            earlier_review: row.get(7)?,
            people: row.get(8)?,
            outcome: Outcome::read(row, 9)?,
        })
    })?;
    rows.collect()
}

/// Adds a planned deletion, and gives it its id.
pub fn add(transaction: &Transaction<'_>, deletion: &mut AppDeletion) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO app_deletion (reason, app_id, app_name, client_type, settings, review, earlier_review, people,
             state, planned_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    insert.execute(params![
        deletion.reason,
        deletion.app_id,
        deletion.app_name,
        deletion.client_type,
        deletion.settings,
        deletion.review,
        deletion.earlier_review,
        deletion.people,
        deletion.outcome.state.as_str(),
        deletion.outcome.planned_at,
    ])?;
    deletion.id = transaction.last_insert_rowid();
    append(transaction, TABLE, deletion.id)
}
