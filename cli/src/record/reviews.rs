use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::failure::Failure;
use crate::record::digest::of_review;
use crate::record::evidence::{self, append};
use crate::record::file::Record;
use crate::record::scope::Scope;
use crate::record::time::now;

/// A review in the record.
#[derive(Debug, Clone)]
pub struct Review {
    pub number: i64,
    pub started_at: String,
    /// `None` while it is in progress.
    pub finished_at: Option<String>,
    pub scope: Scope,
}

/// The number of a review's subjects, by their states.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    pub pending: u64,
    pub done: u64,
    /// Without Members.
    pub failed: u64,
    /// Members without a name because the search for it failed. Their grants are known.
    pub unnamed: u64,
    /// A search has more pages.
    pub is_searching: bool,
}

impl Progress {
    pub fn is_complete(&self) -> bool {
        self.has_all_grants() && self.unnamed == 0
    }

    pub fn has_all_grants(&self) -> bool {
        self.pending + self.failed == 0 && !self.is_searching
    }
}

impl Record {
    /// Returns the review of this number, or the last one. Without a number, `None` means that there is no review.
    pub fn review(&self, number: Option<i64>) -> Result<Option<Review>, Failure> {
        let sql = "SELECT review, started_at, finished_at, scope FROM review
                   WHERE ?1 IS NULL OR review = ?1 ORDER BY review DESC LIMIT 1";
        let find = |number: Option<i64>| self.read(|c| c.query_row(sql, [number], review).optional());
        match (find(number)?, number) {
            (None, Some(number)) => Err(Failure::usage(match find(None)? {
                Some(last) => format!("the record has no review {number}; the last one is {}", last.number),
                None => format!("the record has no review {number}, and no other"),
            })),
            (found, _) => Ok(found),
        }
    }

    /// Counts the subjects of a review.
    pub fn progress(&self, review: i64) -> Result<Progress, Failure> {
        self.read(|connection| progress(connection, review))
    }

    /// Resumes a review: its failed subjects are called again.
    pub fn resume(&mut self, review: i64) -> Result<(), Failure> {
        self.write(|transaction| {
            transaction
                .execute("UPDATE review SET finished_at = NULL, digest = NULL WHERE review = ?1", [review])?;
            let sql =
                "UPDATE subject SET state = 'pending', error = NULL WHERE review = ?1 AND state = 'failed'";
            transaction.execute(sql, [review])?;
            append(transaction, "review", review)
        })
    }

    /// Marks a review as finished, and makes it evidence.
    pub fn finish(&mut self, review: i64) -> Result<(), Failure> {
        let sql = "UPDATE review SET finished_at = ?2, digest = ?3 WHERE review = ?1";
        self.write(|transaction| {
            let digest = of_review(transaction, review)?;
            transaction.execute(sql, params![review, now(), digest])?;
            append(transaction, "review", review)
        })
    }

    /// Removes a review that has found nothing yet, unless it is evidence.
    pub fn remove(&mut self, review: i64) -> Result<(), Failure> {
        self.write(|transaction| {
            if evidence::has(transaction, "review", review)? {
                return Ok(());
            }
            for table in ["search", "project_app", "subject", "review"] {
                transaction.execute(&format!("DELETE FROM {table} WHERE review = ?1"), [review])?;
            }
            Ok(())
        })
    }

    /// Counts the Users, Organizations, apps with grants, grants and failures of a review.
    pub fn summary(&self, review: i64) -> Result<[u64; 5], Failure> {
        let sql = "SELECT
            (SELECT count(*) FROM subject WHERE review = ?1 AND kind = 'user'),
            (SELECT count(*) FROM subject WHERE review = ?1 AND kind = 'organization'),
            (SELECT count(*) FROM app WHERE review = ?1),
            (SELECT count(*) FROM granted WHERE review = ?1),
            (SELECT count(*) FROM subject WHERE review = ?1 AND state = 'failed' AND kind <> 'member')";
        let counts = |row: &Row<'_>| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]);
        self.read(|connection| connection.query_row(sql, [review], counts))
    }
}

/// Begins a review within a transaction, and returns its number.
pub fn begin(transaction: &Transaction<'_>, scope: &Scope) -> rusqlite::Result<i64> {
    let scope = serde_json::to_string(scope)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let sql = "INSERT INTO review (started_at, scope) VALUES (?1, ?2)";
    transaction.execute(sql, params![now(), scope])?;
    Ok(transaction.last_insert_rowid())
}

fn review(row: &Row<'_>) -> rusqlite::Result<Review> {
    let scope = serde_json::from_str(row.get_ref(3)?.as_str()?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(3, Type::Text, Box::new(error)))?;
    Ok(Review { number: row.get(0)?, started_at: row.get(1)?, finished_at: row.get(2)?, scope })
}

fn progress(connection: &Connection, review: i64) -> rusqlite::Result<Progress> {
    let mut progress = Progress::default();
    let mut counts = connection
        .prepare_cached("SELECT state, kind, count(*) FROM subject WHERE review = ?1 GROUP BY state, kind")?;
    let mut rows = counts.query([review])?;
    while let Some(row) = rows.next()? {
        let count: u64 = row.get(2)?;
        match (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?) {
            ("pending", _) => progress.pending += count,
            ("done", _) => progress.done += count,
            (_, "member") => progress.unnamed += count,
            _ => progress.failed += count,
        }
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM search WHERE review = ?1 AND NOT is_done)";
    progress.is_searching = connection.query_row(sql, [review], |row| row.get(0))?;
    Ok(progress)
}
