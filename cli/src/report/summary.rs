use rusqlite::Connection;
use serde::Serialize;

use crate::failure::Failure;
use crate::inventory::Inventory;
use crate::output::capitalized;
use crate::record::file::{Record, owner};
use crate::record::sessions::{self, Session};
use crate::report::apps::{self, App};
use crate::report::arguments::ReportArguments;
use crate::report::chain::{Chain, chain};
use crate::report::changes::{ChangeCounts, Changes, GrantChange};
use crate::report::coverage::Coverage;
use crate::report::decision_files::{DecisionFile, decision_files};
use crate::report::due::{Due, due};
use crate::report::evidence::{self, FailedCall};
use crate::report::filter::Filter;
use crate::report::flag_file;
use crate::report::flags::Rules;
use crate::report::kept_out::KeptOut;
use crate::report::reviews::{self, Review};
use crate::report::revoked::{Revoked, revoked};

/// A report without the people who have not changed.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// `None` if the API has not accepted the project's credentials yet.
    pub project_id: Option<String>,
    /// `None` if nothing was reviewed, but something was revoked with `--live`.
    pub review: Option<Review>,
    /// The earlier review that this one is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Review>,
    /// The file of rules for flags, if one was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flag_file: Option<String>,
    pub totals: Totals,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_totals: Option<ChangeCounts>,
    pub apps: Vec<App>,
    /// The grants that changed, by app, Organization and person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<GrantChange>>,
    /// All apps of the project. `None` in a report about some grants only, and if the review has not searched them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inventory: Option<Inventory>,
    /// `None` in a report about some grants only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_out: Option<KeptOut>,
    pub failed: Vec<FailedCall>,
    /// The grants that are to be decided again.
    pub due: Vec<Due>,
    /// The files of decisions that were read.
    pub decision_files: Vec<DecisionFile>,
    /// The latest first.
    pub revocations: Vec<Revoked>,
    /// The sessions that revoked apps made, the latest first.
    pub sessions: Vec<Session>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Chain>,
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
        let mut review = reviews::find(record, arguments.review)?;
        let since = match arguments.since {
            Some(since) => reviews::find_earlier(record, review.as_ref(), since)?,
            None => None,
        };
        // No review has the number 0, so without a review every query below finds nothing.
        let number = review.as_ref().map_or(0, |review| review.review);
        let file = flag_file::read(arguments.config.as_deref())?;
        let flag_file = file.as_ref().map(|(path, _)| path.display().to_string());
        let mut rules = Vec::from_iter(file.map(|(_, rules)| rules));
        rules.push(Rules { flag: arguments.flag.clone(), no_flag: arguments.no_flag.clone() });
        let (mut inventory, mut kept_out) = (None, None);
        if let Some(filter) = Filter::read(record, arguments)? {
            if let Some(review) = &mut review {
                review.shows_only = Some(filter.words.clone());
            }
            let shown = [&review, &since].into_iter().flatten().map(|review| review.review);
            let shown = shown.collect::<Vec<_>>();
            record.read(|connection| filter.apply(connection, &shown))?;
        } else {
            kept_out = record.read(KeptOut::read)?;
            inventory = Inventory::read(record, number, since.as_ref().map(|since| since.review))?;
        }
        record.read(|connection| {
            let mut apps = apps::apps(connection, number, &rules)?;
            let totals = Totals::read(connection, number, &apps)?;
            let (mut change_totals, mut changes) = (None, None);
            if let (Some(since), Some(review)) = (&since, &review) {
                let (earlier, later) =
                    (Coverage::read(connection, since.review)?, Coverage::read(connection, number)?);
                let found = Changes::read(connection, earlier, later)?;
                let covers_all =
                    [since, review].map(|review| review.scope.is_of_everybody() && review.has_all_grants);
                apps::compare(connection, since.review, &found, covers_all, &mut apps)?;
                let mut totals = ChangeCounts::default();
                found.by_app.values().for_each(|counts| totals += *counts);
                (change_totals, changes) = (Some(totals), Some(found.grants));
            }
            Ok(Self {
                project_id: owner(connection)?,
                totals,
                change_totals,
                changes,
                inventory,
                kept_out,
                failed: evidence::failed(connection, number)?,
                due: due(connection, number)?,
                decision_files: decision_files(connection)?,
                revocations: revoked(connection)?,
                evidence: chain(connection)?,
                sessions: sessions::all(connection)?.into_iter().rev().collect(),
                review,
                since,
                flag_file,
                apps,
            })
        })
    }

    /// The lines above a table: the reviews and their coverage.
    pub fn caption(&self) -> String {
        let Some(review) = &self.review else { return String::new() };
        let mut caption = format!("{} covers {}\n", capitalized(&review.title()), review.coverage());
        if let (Some(since), Some(totals)) = (&self.since, &self.change_totals) {
            caption += &format!("compared with {}, which covers {}\n", since.title(), since.coverage());
            if totals.not_compared_grants > 0 {
                let grants = totals.not_compared_grants;
                caption += &format!("not covered by both, so neither new nor gone: {grants} of the grants\n");
            }
        }
        if !self.due.is_empty() {
            let due = self.due.len();
            caption +=
                &format!("due: {due} of the grants were kept until a day that has passed; they are below\n");
        }
        if let Some(file) = &self.flag_file {
            caption += &format!("flags also by the rules in {file}\n");
        }
        caption
    }

    /// The message beside a table: where the rest is.
    pub fn hint(&self) -> Option<String> {
        if self.review.is_none() {
            return Some("the record has no review; this is what was revoked with --live".to_owned());
        }
        let undone = self.revocations.iter().filter(|revoked| revoked.granted_again.is_some()).count();
        match (self.revocations.len(), undone) {
            (0, _) => None,
            (all, 0) => Some(format!("--html and --output json also show what was revoked ({all})")),
            (all, undone) => Some(format!(
                "--html and --output json also show what was revoked ({all}), and was granted again ({undone})"
            )),
        }
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
