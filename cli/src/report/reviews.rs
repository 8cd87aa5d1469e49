use serde::Serialize;

use crate::failure::Failure;
use crate::record::file::Record;

/// A review with its progress.
#[derive(Debug, Clone, Serialize)]
pub struct Review {
    pub review: i64,
    pub started_at: String,
    /// `None` while it is in progress.
    pub finished_at: Option<String>,
    /// The number of Users, Organizations, apps of Organizations and Members that are still to be called.
    pub pending: u64,
    /// The number of those that failed, without Members.
    pub failed: u64,
    /// The number of Members without a name because the search for it failed. Their grants are known.
    pub unnamed: u64,
}

/// Returns the review of this number, or the last one. `None` if the record has only revocations without a review.
pub fn find(record: &Record, number: Option<i64>) -> Result<Option<Review>, Failure> {
    let Some(review) = record.review(number)? else {
        let sql = "SELECT EXISTS (SELECT 1 FROM revocation)";
        return match record.read(|connection| connection.query_row(sql, [], |row| row.get(0)))? {
            true => Ok(None),
            false => Err(Failure::new("the record has no review; `stytch-apps review` adds one")),
        };
    };
    let progress = record.progress(review.number)?;
    Ok(Some(Review {
        review: review.number,
        started_at: review.started_at,
        finished_at: review.finished_at,
        pending: progress.pending,
        failed: progress.failed,
        unnamed: progress.unnamed,
    }))
}

impl Review {
    /// A warning if the report may lack something, with the next step.
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
