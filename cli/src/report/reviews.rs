use rusqlite::Connection;
use serde::Serialize;

use crate::failure::Failure;
use crate::record::Record;

/// A review, and how far it has come.
#[derive(Debug, Clone, Serialize)]
pub struct Review {
    pub review: i64,
    pub started_at: String,
    /// `None` while it is in progress.
    pub finished_at: Option<String>,
    /// How many Users, Organizations, apps of Organizations and Members are still to be called.
    pub pending: i64,
    /// How many of them failed, but for Members.
    pub failed: i64,
    /// How many Members have no name because the search for them failed. Their grants are known.
    pub unnamed: i64,
}

/// The review of this number, or the latest. None if the record has only what was revoked without a review.
pub fn find(record: &Record, number: Option<i64>) -> Result<Option<Review>, Failure> {
    let mut reviews = record.read(all)?;
    let Some(latest) = reviews.last() else {
        let sql = "SELECT EXISTS (SELECT 1 FROM revocation)";
        let has_evidence = record.read(|connection| connection.query_row(sql, [], |row| row.get(0)))?;
        if has_evidence && number.is_none() {
            return Ok(None);
        }
        return Err(Failure::new("the record has no review; `stytch-apps review` adds one"));
    };
    let number = number.unwrap_or(latest.review);
    let position = reviews.iter().position(|review| review.review == number);
    position.map(|position| Some(reviews.swap_remove(position))).ok_or_else(|| {
        let numbers: Vec<String> = reviews.iter().map(|review| review.review.to_string()).collect();
        Failure::usage(format!("the record has no review {number}; it has {}", numbers.join(", ")))
    })
}

fn all(connection: &Connection) -> rusqlite::Result<Vec<Review>> {
    let sql = "SELECT review, started_at, finished_at,
                   (SELECT count(*) FROM subject WHERE subject.review = review.review AND state = 'pending'),
                   (SELECT count(*) FROM subject WHERE subject.review = review.review AND state = 'failed'
                        AND kind <> 'member'),
                   (SELECT count(*) FROM subject WHERE subject.review = review.review AND state = 'failed'
                        AND kind = 'member')
               FROM review ORDER BY review";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(Review {
            review: row.get(0)?,
            started_at: row.get(1)?,
            finished_at: row.get(2)?,
            pending: row.get(3)?,
            failed: row.get(4)?,
            unnamed: row.get(5)?,
        })
    })?;
    rows.collect()
}

pub fn project(connection: &Connection) -> rusqlite::Result<String> {
    connection.query_row("SELECT project_id FROM project", [], |row| row.get(0))
}

impl Review {
    /// What the report does not know, if anything, and what to do about it.
    pub fn warning(&self) -> Option<String> {
        let number = self.review;
        match (&self.finished_at, self.failed, self.unnamed) {
            (None, ..) => Some(format!(
                "warning: review {number} is not finished ({} to go, {} failed); run `stytch-apps review` again",
                self.pending, self.failed
            )),
            (Some(_), 0, 0) => None,
            (Some(_), 0, unnamed) => Some(format!(
                "warning: Members without a name in review {number}, as the search for them failed: {unnamed}"
            )),
            (Some(_), failed, _) => Some(format!(
                "warning: {failed} of the calls of review {number} failed; --html and --output json list them, and \
                 `stytch-apps review` tries them again"
            )),
        }
    }
}
