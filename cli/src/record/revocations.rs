//! The revocations, and their outcomes.

use rusqlite::types::Type;
use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;

use crate::record::results::Grant;
use crate::record::time::now;

/// A grant with the names that are known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct NamedGrant {
    #[serde(flatten)]
    pub grant: Grant,
    pub app_name: String,
    /// Of the person. Empty if none is known.
    pub name: String,
}

/// A row of the table `revocation`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Revocation {
    #[serde(skip)]
    pub id: i64,
    /// The review that it was resolved against. None if it was resolved live.
    pub review: Option<i64>,
    #[serde(flatten)]
    pub of: NamedGrant,
    pub state: State,
    pub planned_at: String,
    pub at: Option<String>,
    pub request_id: Option<String>,
    pub verified_at: Option<String>,
    pub error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
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

/// All revocations, in the order in which they were planned.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<Revocation>> {
    let mut select = connection.prepare(
        "SELECT revocation, review, app_id, organization_id, person_id, scopes, app_name, name, state, planned_at, at,
             request_id, verified_at, error
         FROM revocation ORDER BY revocation",
    )?;
    let rows = select.query_map([], |row| {
        let grant = Grant {
            app_id: row.get(2)?,
            organization_id: row.get(3)?,
            person_id: row.get(4)?,
            scopes: row.get(5)?,
        };
        Ok(Revocation {
            id: row.get(0)?,
            review: row.get(1)?,
            of: NamedGrant { grant, app_name: row.get(6)?, name: row.get(7)? },
            state: State::read(row, 8)?,
            planned_at: row.get(9)?,
            at: row.get(10)?,
            request_id: row.get(11)?,
            verified_at: row.get(12)?,
            error: row.get(13)?,
        })
    })?;
    rows.collect()
}

/// Plans the revocation of a grant.
pub fn plan(
    transaction: &Transaction<'_>,
    review: Option<i64>,
    of: &NamedGrant,
) -> rusqlite::Result<Revocation> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO revocation (review, app_id, organization_id, person_id, scopes, app_name, name, state, planned_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'planned', ?8)",
    )?;
    let NamedGrant { grant: Grant { app_id, organization_id, person_id, scopes }, app_name, name } = of;
    let planned_at = now();
    insert.execute(params![
        review,
        app_id,
        organization_id,
        person_id,
        scopes,
        app_name,
        name,
        planned_at
    ])?;
    let [at, request_id, verified_at, error] = Default::default();
    Ok(Revocation {
        id: transaction.last_insert_rowid(),
        review,
        of: of.clone(),
        state: State::Planned,
        planned_at,
        at,
        request_id,
        verified_at,
        error,
    })
}

/// Plans a failed revocation once more.
pub fn plan_again(transaction: &Transaction<'_>, failed: &mut Revocation) -> rusqlite::Result<()> {
    failed.state = State::Planned;
    failed.planned_at = now();
    (failed.at, failed.request_id, failed.error) = Default::default();
    let sql = "UPDATE revocation SET planned_at = ?2 WHERE revocation = ?1";
    transaction.prepare_cached(sql)?.execute(params![failed.id, failed.planned_at])?;
    set(transaction, failed)
}

/// Writes the outcome of a revocation.
pub fn set(transaction: &Transaction<'_>, revocation: &Revocation) -> rusqlite::Result<()> {
    let mut update = transaction.prepare_cached(
        "UPDATE revocation SET state = ?2, at = ?3, request_id = ?4, verified_at = ?5, error = ?6
         WHERE revocation = ?1",
    )?;
    let Revocation { id, state, at, request_id, verified_at, error, .. } = revocation;
    update.execute(params![id, state.as_str(), at, request_id, verified_at, error])?;
    Ok(())
}
