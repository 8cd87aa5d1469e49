//! What is to be revoked, and what has become of it.

use rusqlite::types::Type;
use rusqlite::{Connection, Row, Transaction, params};

use crate::record::now;
use crate::record::results::Grant;

/// A row of the table `revocation`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Revocation {
    pub id: i64,
    /// The review that it was resolved against. None if it was resolved live.
    pub review: Option<i64>,
    pub grant: Grant,
    pub state: State,
    pub at: Option<String>,
    pub request_id: Option<String>,
    pub verified_at: Option<String>,
    pub error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Planned,
    Revoked,
    AlreadyGone,
    Failed,
}

impl State {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Revoked => "revoked",
            Self::AlreadyGone => "already_gone",
            Self::Failed => "failed",
        }
    }

    fn read(row: &Row<'_>, column: usize) -> rusqlite::Result<Self> {
        let text = row.get_ref(column)?.as_str()?;
        let all = [Self::Planned, Self::Revoked, Self::AlreadyGone, Self::Failed];
        let state = all.into_iter().find(|state| state.as_str() == text);
        state.ok_or_else(|| rusqlite::Error::InvalidColumnType(column, "state".to_owned(), Type::Text))
    }
}

impl Revocation {
    /// One that is planned, and that nothing has become of.
    pub fn planned(id: i64, review: Option<i64>, grant: Grant) -> Self {
        let [at, request_id, verified_at, error] = Default::default();
        Self { id, review, grant, state: State::Planned, at, request_id, verified_at, error }
    }
}

/// All revocations, in the order in which they were planned.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<Revocation>> {
    let mut select = connection.prepare(
        "SELECT revocation, review, app_id, organization_id, person_id, scopes, state, at, request_id, verified_at, error
         FROM revocation ORDER BY revocation",
    )?;
    let rows = select.query_map([], |row| {
        Ok(Revocation {
            id: row.get(0)?,
            review: row.get(1)?,
            grant: Grant {
                app_id: row.get(2)?,
                organization_id: row.get(3)?,
                person_id: row.get(4)?,
                scopes: row.get(5)?,
            },
            state: State::read(row, 6)?,
            at: row.get(7)?,
            request_id: row.get(8)?,
            verified_at: row.get(9)?,
            error: row.get(10)?,
        })
    })?;
    rows.collect()
}

/// Plans the revocation of a grant, and returns its number.
pub fn plan(transaction: &Transaction<'_>, review: Option<i64>, grant: &Grant) -> rusqlite::Result<i64> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO revocation (review, app_id, organization_id, person_id, scopes, state, planned_at)
         VALUES (?1, ?2, ?3, ?4, ?5, 'planned', ?6)",
    )?;
    let Grant { app_id, organization_id, person_id, scopes } = grant;
    insert.execute(params![review, app_id, organization_id, person_id, scopes, now()])?;
    Ok(transaction.last_insert_rowid())
}

/// Plans a revocation that failed once more.
pub fn plan_again(transaction: &Transaction<'_>, id: i64) -> rusqlite::Result<()> {
    let mut update = transaction.prepare_cached(
        "UPDATE revocation SET state = 'planned', planned_at = ?2, at = NULL, request_id = NULL, error = NULL
         WHERE revocation = ?1",
    )?;
    update.execute(params![id, now()])?;
    Ok(())
}

/// Writes what became of a revocation.
pub fn set(transaction: &Transaction<'_>, revocation: &Revocation) -> rusqlite::Result<()> {
    let mut update = transaction.prepare_cached(
        "UPDATE revocation SET state = ?2, at = ?3, request_id = ?4, verified_at = ?5, error = ?6
         WHERE revocation = ?1",
    )?;
    let Revocation { id, review: _, grant: _, state, at, request_id, verified_at, error } = revocation;
    update.execute(params![id, state.as_str(), at, request_id, verified_at, error])?;
    Ok(())
}
