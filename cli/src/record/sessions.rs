//! The sessions that revoked apps made, and their outcomes.

use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;

use crate::record::evidence::append;
use crate::record::revocations::RevocationState;

/// The beginning of an app's factor.
pub const APP_FACTOR: &str = "app:";

/// A row of the table `session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Session {
    #[serde(skip)]
    pub id: i64,
    pub session_id: String,
    pub app_id: String,
    pub app_name: String,
    pub organization_id: String,
    pub person_id: String,
    /// Of the person. Empty if none is known.
    pub name: String,
    /// Separated by spaces: `app:ID` of an app, else the type.
    pub factors: String,
    pub started_at: Option<String>,
    pub expires_at: Option<String>,
    pub state: RevocationState,
    pub found_at: String,
    /// The time of the first request that may have ended it.
    pub sent_at: Option<String>,
    pub at: Option<String>,
    pub request_id: Option<String>,
    pub verified_at: Option<String>,
    pub dead_by: Option<String>,
    pub error: Option<String>,
}

impl Session {
    /// The apps that have a factor in it, and the one for whose revocation it was found. One may be there twice.
    pub fn apps(&self) -> impl Iterator<Item = &str> {
        let factors = self.factors.split(' ').filter_map(|factor| factor.strip_prefix(APP_FACTOR));
        factors.chain([&*self.app_id])
    }
}

/// All sessions, in the order in which they were found.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<Session>> {
    let mut select = connection.prepare("SELECT * FROM session ORDER BY session")?;
    select.query_map([], read)?.collect()
}

/// The sessions of a person. The Organization of a User is empty.
pub fn of_person(
    connection: &Connection,
    organization: &str,
    person: &str,
) -> rusqlite::Result<Vec<Session>> {
    let sql = "SELECT * FROM session WHERE organization_id = ?1 AND person_id = ?2 ORDER BY session";
    connection.prepare_cached(sql)?.query_map([organization, person], read)?.collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        id: row.get("session")?,
        session_id: row.get("session_id")?,
        app_id: row.get("app_id")?,
        app_name: row.get("app_name")?,
        organization_id: row.get("organization_id")?,
        person_id: row.get("person_id")?,
        name: row.get("name")?,
        factors: row.get("factors")?,
        started_at: row.get("started_at")?,
        expires_at: row.get("expires_at")?,
        state: RevocationState::read(row, row.as_ref().column_index("state")?)?,
        found_at: row.get("found_at")?,
        sent_at: row.get("sent_at")?,
        at: row.get("at")?,
        request_id: row.get("request_id")?,
        verified_at: row.get("verified_at")?,
        dead_by: row.get("dead_by")?,
        error: row.get("error")?,
    })
}

/// Writes a session as it is now. One without an id is new, and gets one.
pub fn set(transaction: &Transaction<'_>, session: &mut Session) -> rusqlite::Result<()> {
    if session.id == 0 {
        let mut insert = transaction.prepare_cached(
            "INSERT INTO session (session_id, app_id, app_name, organization_id, person_id, name, factors, state,
                 found_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, '', 'planned', ?7)",
        )?;
        let Session { session_id, app_id, app_name, organization_id, person_id, name, found_at, .. } =
            &*session;
        insert.execute([session_id, app_id, app_name, organization_id, person_id, name, found_at])?;
        session.id = transaction.last_insert_rowid();
    }
    let mut update = transaction.prepare_cached(
        "UPDATE session SET factors = ?2, started_at = ?3, expires_at = ?4, state = ?5, sent_at = ?6, at = ?7,
             request_id = ?8, verified_at = ?9, dead_by = ?10, error = ?11
         WHERE session = ?1",
    )?;
    update.execute(params![
        session.id,
        session.factors,
        session.started_at,
        session.expires_at,
        session.state.as_str(),
        session.sent_at,
        session.at,
        session.request_id,
        session.verified_at,
        session.dead_by,
        session.error,
    ])?;
    append(transaction, "session", session.id)
}
