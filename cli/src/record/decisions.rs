//! The decisions of reviewers, and the files that they come from.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde::Serialize;

use crate::record::evidence::append;

/// A decision that a revocation carries out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    pub decision: i64,
    /// Empty if the file does not say, like the reason.
    pub reviewer: String,
    pub reason: String,
}

/// A file of decisions.
#[derive(Debug)]
pub struct DecisionFile {
    /// As it was given.
    pub name: String,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
    pub read_at: String,
}

/// A row of a file.
#[derive(Debug)]
pub struct DecisionRow {
    /// The app, the Organization and the person.
    pub of: [String; 3],
    pub line: i64,
    pub word: String,
    pub reviewer: String,
    pub reason: String,
    pub expires: Option<String>,
}

impl Decided {
    /// Reads three columns. `None` if the first is null.
    pub fn read(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<Self>> {
        let decision: Option<i64> = row.get(column)?;
        let read =
            |decision| Ok(Self { decision, reviewer: row.get(column + 1)?, reason: row.get(column + 2)? });
        decision.map(read).transpose()
    }

    /// The decision of a file about a grant.
    pub fn find(connection: &Connection, file: i64, of: [&str; 3]) -> rusqlite::Result<Option<Self>> {
        let sql = "SELECT decision, reviewer, reason FROM decision
                   WHERE app_id = ?1 AND organization_id = ?2 AND person_id = ?3 AND decision_file = ?4";
        let mut select = connection.prepare_cached(sql)?;
        let found = select.query_row(params![of[0], of[1], of[2], file], |row| Self::read(row, 0));
        found.optional().map(Option::flatten)
    }
}

impl DecisionFile {
    /// The last number of the file, if it was read for this review before.
    pub fn find(&self, connection: &Connection, review: i64) -> rusqlite::Result<Option<i64>> {
        let sql = "SELECT decision_file FROM decision_file WHERE sha256 = ?1 AND review = ?2
                   ORDER BY decision_file DESC LIMIT 1";
        connection.query_row(sql, params![self.sha256, review], |row| row.get(0)).optional()
    }

    /// Adds a file. The result is its number.
    pub fn add(&self, transaction: &Transaction<'_>, review: i64, operator: &str) -> rusqlite::Result<i64> {
        let sql =
            "INSERT INTO decision_file (review, name, sha256, read_at, operator) VALUES (?1, ?2, ?3, ?4, ?5)";
        transaction.execute(sql, params![review, self.name, self.sha256, self.read_at, operator])?;
        let id = transaction.last_insert_rowid();
        append(transaction, "decision_file", id)?;
        Ok(id)
    }
}

impl DecisionRow {
    /// Adds the decision of a file, with the grant as the review had it.
    pub fn add(&self, transaction: &Transaction<'_>, review: i64, file: i64) -> rusqlite::Result<()> {
        let [app_name, client_type, organization_name, name, scopes] =
            grant(transaction, review, self.of.each_ref().map(String::as_str))?;
        let mut insert = transaction.prepare_cached(
            "INSERT INTO decision (decision_file, line, app_id, app_name, client_type, organization_id,
                 organization_name, person_id, name, scopes, word, reviewer, reason, expires)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )?;
        let Self { of: [app_id, organization_id, person_id], line, word, reviewer, reason, expires } = self;
        insert.execute(params![
            file,
            line,
            app_id,
            app_name,
            client_type,
            organization_id,
            organization_name,
            person_id,
            name,
            scopes,
            word,
            reviewer,
            reason,
            expires
        ])?;
        append(transaction, "decision", transaction.last_insert_rowid())
    }
}

/// The names, the type and the scopes of a grant in a review. The file may also be about a revocation that an earlier run
/// has not finished: then they are those of the last review that had the grant, or of the revocation.
fn grant(connection: &Connection, review: i64, of: [&str; 3]) -> rusqlite::Result<[String; 5]> {
    const COLUMNS: &str = "app_name, app_type, organization_name, person, scopes";
    const OF: &str = "app_id = ?1 AND organization_id = ?2 AND person_id = ?3";
    let queries = [
        format!("SELECT {COLUMNS} FROM main.grants WHERE {OF} AND review = ?4"),
        format!(
            "SELECT {COLUMNS} FROM main.review CROSS JOIN main.grants g USING (review)
             WHERE {OF} AND review <> ?4 ORDER BY review DESC LIMIT 1"
        ),
        format!(
            "SELECT app_name, '', '', name, scopes FROM main.revocation
             WHERE {OF} AND ?4 = ?4 ORDER BY revocation DESC LIMIT 1"
        ),
    ];
    for sql in queries {
        let mut select = connection.prepare_cached(&sql)?;
        let columns = |row: &Row<'_>| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]);
        if let Some(found) = select.query_row(params![of[0], of[1], of[2], review], columns).optional()? {
            return Ok(found);
        }
    }
    Ok(Default::default())
}
