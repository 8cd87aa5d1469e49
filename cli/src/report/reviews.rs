use serde::Serialize;

use crate::failure::Failure;
use crate::record::file::Record;
use crate::record::scope::Scope;
use crate::report::arguments::Since;

/// A review with its coverage and progress.
#[derive(Debug, Clone, Serialize)]
pub struct Review {
    pub review: i64,
    pub started_at: String,
    /// `None` while it is in progress.
    pub finished_at: Option<String>,
    /// The scope in words.
    pub covers: String,
    pub scope: Scope,
    /// The grants that the report shows, in words. `None` if it shows all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shows_only: Option<String>,
    /// Every call of it has succeeded.
    pub is_complete: bool,
    /// Every call has succeeded but for names.
    #[serde(skip)]
    pub has_all_grants: bool,
    /// The number of calls that have succeeded: for Users, Organizations, apps of Organizations, and Members' names.
    pub done: u64,
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
        covers: review.scope.describe(),
        scope: review.scope,
        shows_only: None,
        is_complete: progress.is_complete(),
        has_all_grants: progress.has_all_grants(),
        done: progress.done,
        pending: progress.pending,
        failed: progress.failed,
        unnamed: progress.unnamed,
    }))
}

/// Returns the earlier review that one is compared with.
pub fn find_earlier(
    record: &Record,
    review: Option<&Review>,
    since: Since,
) -> Result<Option<Review>, Failure> {
    let later = review.map_or(0, |review| review.review);
    let number = match since {
        Since::Number(number) => number,
        Since::Previous => {
            let sql = "SELECT max(review) FROM review WHERE review < ?1";
            let previous: Option<i64> =
                record.read(|connection| connection.query_row(sql, [later], |row| row.get(0)))?;
            previous.ok_or_else(|| {
                Failure::usage(
                    "the record has no earlier review, so --since previous has nothing to compare with",
                )
            })?
        }
    };
    let earlier = find(record, Some(number))?;
    match number < later {
        true => Ok(earlier),
        false => Err(Failure::usage(format!("--since takes a review that is earlier than {later}"))),
    }
}

impl Review {
    /// The review in a sentence's words, such as `review 2 of 2026-06-01T08:00:00.000Z`.
    pub fn title(&self) -> String {
        format!("review {} of {}", self.review, self.started_at)
    }

    /// The coverage in words, with the gaps.
    pub fn coverage(&self) -> String {
        let mut coverage = self.covers.clone();
        if self.finished_at.is_none() {
            coverage += &format!(", but is not finished: {} pending, {} failed", self.pending, self.failed);
        } else if self.failed > 0 {
            coverage += &format!(", but {} of its calls failed", self.failed);
        }
        if let Some(only) = &self.shows_only {
            coverage += &format!("; this report shows only {only}");
        }
        coverage
    }

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
                "warning: Members without a name in review {number}, as the search for them failed: {unnamed}; \
                 `stytch-apps review` searches again"
            )),
            (Some(_), failed, _) => Some(format!(
                "warning: {failed} of the calls of review {number} failed; --html and --output json list them, and \
                 `stytch-apps review` tries them again"
            )),
        }
    }
}
