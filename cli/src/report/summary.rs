use rusqlite::Connection;
use serde::Serialize;

use crate::failure::Failure;
use crate::record::file::{Record, owner};
use crate::record::revocations::{self, Revocation};
use crate::report::apps::{self, App};
use crate::report::arguments::ReportArguments;
use crate::report::evidence::{self, FailedCall};
use crate::report::reviews::{self, Review};

/// A report without the people.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// `None` if the API has not accepted the project's credentials yet.
    pub project_id: Option<String>,
    /// `None` if nothing was reviewed, but something was revoked with `--live`.
    pub review: Option<Review>,
    /// The earlier review that this one is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Review>,
    pub totals: Totals,
    pub apps: Vec<App>,
    pub failed: Vec<FailedCall>,
    /// The latest first.
    pub revocations: Vec<Revocation>,
}

/// The number of distinct apps, people and Organizations among the grants.
#[derive(Debug, Serialize)]
pub struct Totals {
    pub apps: usize,
    pub flagged_apps: usize,
    pub users: i64,
    pub members: i64,
    pub organizations: i64,
    pub grants: i64,
}

impl Summary {
    pub fn read(record: &Record, arguments: &ReportArguments) -> Result<Self, Failure> {
        let review = reviews::find(record, arguments.review)?;
        let since = match arguments.since {
            Some(since) => reviews::find(record, Some(since))?,
            None => None,
        };
        // No review has the number 0, so without a review every query below finds nothing.
        let number = review.as_ref().map_or(0, |review| review.review);
        if since.as_ref().is_some_and(|since| since.review >= number) {
            let message = format!("--since takes a review that is earlier than {number}");
            return Err(Failure::usage(message));
        }
        let numbers = since.as_ref().map(|since| (number, since.review));
        record.read(|connection| {
            let mut apps = apps::apps(connection, number, &arguments.flag)?;
            let totals = Totals::read(connection, number, &apps)?;
            if let Some(numbers) = numbers {
                apps::compare(connection, numbers, &mut apps)?;
            }
            Ok(Self {
                project_id: owner(connection)?,
                totals,
                failed: evidence::failed(connection, number)?,
                revocations: revocations::all(connection)?.into_iter().rev().collect(),
                review,
                since,
                apps,
            })
        })
    }
}

impl Summary {
    /// The message beside a table of apps: its review, and where the rest is.
    pub fn describe(&self) -> String {
        let of = |review: &Review| format!("review {} of {}", review.review, &review.started_at);
        let Some(review) = &self.review else {
            return "the record has no review; this is what was revoked with --live".to_owned();
        };
        let mut message = of(review);
        if let Some(since) = &self.since {
            message += &format!(", compared with {}", of(since));
        }
        if !self.revocations.is_empty() {
            let revocations = self.revocations.len();
            message += &format!("; --html and --output json also show what was revoked ({revocations})");
        }
        message
    }
}

impl Totals {
    fn read(connection: &Connection, review: i64, apps: &[App]) -> rusqlite::Result<Self> {
        // By the index on people.
        let people = |comparison| {
            let sql = format!(
                "SELECT count(*) FROM (SELECT DISTINCT organization_id, person_id FROM granted
                 WHERE review = ?1 AND organization_id {comparison} '')"
            );
            connection.query_row(&sql, [review], |row| row.get(0))
        };
        let sql =
            "SELECT count(DISTINCT organization_id) FROM granted WHERE review = ?1 AND organization_id <> ''";
        Ok(Self {
            apps: apps.len(),
            flagged_apps: apps.iter().filter(|app| !app.flags.is_empty()).count(),
            users: people("=")?,
            members: people("<>")?,
            organizations: connection.query_row(sql, [review], |row| row.get(0))?,
            grants: apps.iter().map(App::people).sum(),
        })
    }
}
