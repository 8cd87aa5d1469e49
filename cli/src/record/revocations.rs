//! The revocations, and their outcomes.

use rusqlite::types::Type;
use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;

use crate::record::aftermath::Aftermath;
use crate::record::decisions::Decided;
use crate::record::evidence::append;
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revocation {
    #[serde(skip)]
    pub id: i64,
    /// The review that it was resolved against. None if it was resolved live.
    pub review: Option<i64>,
    #[serde(flatten)]
    pub of: NamedGrant,
    pub state: RevocationState,
    pub planned_at: String,
    /// The time of the first request that may have revoked the grant.
    pub sent_at: Option<String>,
    pub at: Option<String>,
    pub request_id: Option<String>,
    pub verified_at: Option<String>,
    pub error: Option<String>,
    /// Who ran the command that planned it.
    pub operator: String,
    /// The decision of a reviewer that it carries out.
    #[serde(flatten)]
    pub decided: Option<Decided>,
    #[serde(flatten)]
    pub aftermath: Aftermath,
}

impl Revocation {
    /// Returns whether nothing of it is left to do.
    pub fn is_finished(&self) -> bool {
        self.verified_at.is_some() && !self.aftermath.has_open_sessions()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RevocationState {
    Planned,
    /// The request has left or is about to leave, and there is no response yet.
    Sent,
    Revoked,
    /// The grant was found gone after a request whose response was lost.
    RevokedResponseLost,
    /// The grant was found gone, and no request of this record has revoked it.
    AlreadyGone,
    Failed,
    /// A session to which the person has signed in as well. No revocation is left.
    Left,
}

impl RevocationState {
    const ALL: [Self; 7] = [
        Self::Planned,
        Self::Sent,
        Self::Revoked,
        Self::RevokedResponseLost,
        Self::AlreadyGone,
        Self::Failed,
        Self::Left,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Sent => "sent",
            Self::Revoked => "revoked",
            Self::RevokedResponseLost => "revoked_response_lost",
            Self::AlreadyGone => "already_gone",
            Self::Failed => "failed",
            Self::Left => "left",
        }
    }

    /// Returns whether the grant is still to be revoked.
    pub fn is_to_do(self) -> bool {
        matches!(self, Self::Planned | Self::Sent)
    }

    /// Returns whether the grant is gone, as far as the response says.
    pub fn is_gone(self) -> bool {
        matches!(self, Self::Revoked | Self::RevokedResponseLost | Self::AlreadyGone)
    }

    pub fn read(row: &Row<'_>, column: usize) -> rusqlite::Result<Self> {
        let name = row.get_ref(column)?.as_str()?;
        let state = Self::ALL.into_iter().find(|state| state.as_str() == name);
        state.ok_or_else(|| rusqlite::Error::InvalidColumnType(column, "state".to_owned(), Type::Text))
    }
}

/// All revocations, in the order in which they were planned.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<Revocation>> {
    let mut select = connection.prepare(&format!(
        "SELECT revocation, review, r.app_id, r.organization_id, r.person_id, r.scopes, r.app_name, r.name, state,
             planned_at, sent_at, at, request_id, verified_at, error, operator, d.decision, reviewer, reason, {}
         FROM revocation r LEFT JOIN main.decision d ON d.decision = r.decision ORDER BY revocation",
        Aftermath::COLUMNS
    ))?;
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
            state: RevocationState::read(row, 8)?,
            planned_at: row.get(9)?,
            sent_at: row.get(10)?,
            at: row.get(11)?,
            request_id: row.get(12)?,
            verified_at: row.get(13)?,
            error: row.get(14)?,
            operator: row.get(15)?,
            decided: Decided::read(row, 16)?,
            aftermath: Aftermath::read(row)?,
        })
    })?;
    rows.collect()
}

/// Plans the revocation of a grant that has no open one.
pub fn plan(
    transaction: &Transaction<'_>,
    review: Option<i64>,
    of: &NamedGrant,
    operator: &str,
    decided: Option<Decided>,
    aftermath: Aftermath,
) -> rusqlite::Result<Revocation> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO revocation (review, app_id, organization_id, person_id, scopes, app_name, name, state, planned_at,
             operator, decision)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'planned', ?8, ?9, ?10)",
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
        planned_at,
        operator,
        decided.as_ref().map(|decided| decided.decision)
    ])?;
    let id = transaction.last_insert_rowid();
    aftermath.write(transaction, id)?;
    append(transaction, "revocation", id)?;
    let [sent_at, at, request_id, verified_at, error] = Default::default();
    Ok(Revocation {
        id,
        review,
        of: of.clone(),
        state: RevocationState::Planned,
        planned_at,
        sent_at,
        at,
        request_id,
        verified_at,
        error,
        operator: operator.to_owned(),
        decided,
        aftermath,
    })
}

/// Writes the outcome of a revocation, or that it is planned again.
pub fn set(transaction: &Transaction<'_>, revocation: &Revocation) -> rusqlite::Result<()> {
    let mut update = transaction.prepare_cached(
        "UPDATE revocation SET state = ?2, planned_at = ?3, sent_at = ?4, at = ?5, request_id = ?6, verified_at = ?7,
             error = ?8, decision = ?9
         WHERE revocation = ?1",
    )?;
    let Revocation { id, state, planned_at, sent_at, at, request_id, verified_at, error, .. } = revocation;
    let Revocation { decided, aftermath, .. } = revocation;
    let decision = decided.as_ref().map(|decided| decided.decision);
    update.execute(params![
        id,
        state.as_str(),
        planned_at,
        sent_at,
        at,
        request_id,
        verified_at,
        error,
        decision
    ])?;
    aftermath.write(transaction, *id)?;
    append(transaction, "revocation", *id)
}
