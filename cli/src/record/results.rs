//! The results of a review.

use rusqlite::{Transaction, params};
use serde::Serialize;

use crate::record::queue::Subject;
use crate::record::time::now;

/// An app as a list shows it.
#[derive(Debug)]
pub struct App {
    pub id: String,
    pub name: String,
    pub client_type: String,
}

/// One grant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Grant {
    pub app_id: String,
    /// Empty for a User.
    pub organization_id: String,
    pub person_id: String,
    /// Separated by spaces.
    pub scopes: String,
}

/// Marks a subject as called, or as failed if there is an error.
pub fn mark(
    transaction: &Transaction<'_>,
    review: i64,
    subject: &Subject,
    request_id: Option<&str>,
    error: Option<&str>,
) -> rusqlite::Result<()> {
    let mut update = transaction.prepare_cached(
        "UPDATE subject SET state = ?5, at = ?6, request_id = ?7, error = ?8, name = ?9
         WHERE review = ?1 AND kind = ?2 AND organization_id = ?3 AND id = ?4",
    )?;
    let state = if error.is_some() { "failed" } else { "done" };
    let Subject { kind, organization_id, id, name } = subject;
    update.execute(params![
        review,
        kind.as_str(),
        organization_id,
        id,
        state,
        now(),
        request_id,
        error,
        name
    ])?;
    Ok(())
}

/// Gives a subject the id that the API has for it, as a slug or an external id may have been given.
pub fn rename(
    transaction: &Transaction<'_>,
    review: i64,
    subject: &Subject,
    id: &str,
) -> rusqlite::Result<()> {
    let mut update = transaction.prepare_cached(
        "UPDATE OR REPLACE subject SET id = ?5 WHERE review = ?1 AND kind = ?2 AND organization_id = ?3 AND id = ?4",
    )?;
    update.execute(params![review, subject.kind.as_str(), subject.organization_id, subject.id, id])?;
    Ok(())
}

/// Adds an app, or updates its name and type.
pub fn add_app(transaction: &Transaction<'_>, review: i64, app: &App) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT INTO app (review, app_id, name, client_type) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET name = excluded.name, client_type = excluded.client_type
         WHERE name <> excluded.name OR client_type <> excluded.client_type",
    )?;
    insert.execute(params![review, app.id, app.name, app.client_type])?;
    Ok(())
}

/// Adds a grant, or updates its scopes.
pub fn add_grant(transaction: &Transaction<'_>, review: i64, grant: &Grant) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT OR REPLACE INTO granted (review, app_id, organization_id, person_id, scopes)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let Grant { app_id, organization_id, person_id, scopes } = grant;
    insert.execute(params![review, app_id, organization_id, person_id, scopes])?;
    Ok(())
}
