use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};
use stytch_connected_apps::Client;

use crate::apps::arguments::DeleteArguments;
use crate::apps::everybody;
use crate::apps::unused::Unused;
use crate::failure::Failure;
use crate::output::{counted, printable};
use crate::record::app_deletions::{AppDeletion, NAMED, TABLE, add, all};
use crate::record::file::Record;
use crate::record::outcomes::{Outcome, State, set};
use crate::record::project_apps::{ProjectApp, of_review};
use crate::record::time::now;
use crate::selection::candidates::Candidates;

/// The work of a run.
#[derive(Debug, Default)]
pub struct Plan {
    /// Deletions without an id are not in the record yet.
    pub deletions: Vec<AppDeletion>,
    /// Notes for the user, before they agree.
    pub notes: Vec<String>,
    /// Deletions of earlier runs that are not continued.
    ended: Vec<AppDeletion>,
}

impl Plan {
    pub async fn read(
        record: &Record,
        client: &Client,
        arguments: &DeleteArguments,
    ) -> Result<Self, Failure> {
        let known = record.read(all)?;
        let are_gone = known.iter().filter(|deletion| deletion.outcome.verified_at.is_some());
        let gone: BTreeSet<String> = are_gone.map(|deletion| deletion.app_id.clone()).collect();
        // The last one of an app counts.
        let mut left: BTreeMap<String, AppDeletion> =
            known.into_iter().map(|deletion| (deletion.app_id.clone(), deletion)).collect();
        left.retain(|app, deletion| !gone.contains(app) && deletion.outcome.state != State::Kept);
        let mut plan = Self::default();
        let selected = match (arguments.unused || arguments.duplicates, arguments.apps.is_empty()) {
            (true, _) => plan.unused(&Unused::find(record, client).await?, arguments),
            (false, false) => {
                let everybody = everybody::reviews(record, client, 1).await?.pop();
                plan.named(record, everybody.map(|(review, _)| review), &arguments.apps)?
            }
            (false, true) if left.is_empty() => {
                return Err(Failure::usage(
                    "nothing is selected, and nothing is left of earlier deletions; select apps with --unused, \
                     --duplicates or --app",
                ));
            }
            (false, true) => Vec::new(),
        };
        let are_gone = selected.iter().filter(|deletion| gone.contains(&deletion.app_id)).count();
        if are_gone > 0 {
            plan.notes.push(format!("deleted already: {}", counted(are_gone, "app", "apps")));
        }
        let selected = selected.into_iter().filter(|deletion| !gone.contains(&deletion.app_id));
        for mut new in selected {
            match left.remove(&new.app_id) {
                Some(known) if known.reason == new.reason => plan.deletions.push(known),
                Some(known) => {
                    // A request for the same app may have left.
                    new.outcome.sent_at.clone_from(&known.outcome.sent_at);
                    plan.deletions.push(new);
                    plan.ended.push(known);
                }
                None => plan.deletions.push(new),
            }
        }
        // The rest of an interrupted run is gone from no review, so it is still selected; without a selection, all are.
        if arguments.apps.is_empty() {
            let is_asked = |reason: &str| match (arguments.unused, arguments.duplicates) {
                (true, _) => reason == "unused",
                (_, true) => reason == "duplicate",
                _ => true,
            };
            plan.deletions.extend(left.into_values().filter(|deletion| is_asked(&deletion.reason)));
        }
        plan.deletions
            .sort_by_cached_key(|deletion| (deletion.app_name.to_lowercase(), deletion.app_id.clone()));
        Ok(plan)
    }

    /// Unused apps, or the duplicates among them.
    fn unused(&mut self, unused: &Unused, arguments: &DeleteArguments) -> Vec<AppDeletion> {
        let [(earlier, earlier_at), (later, later_at)] = &unused.reviews;
        let duplicates = unused.duplicates();
        let is_selected = |app: &&ProjectApp| {
            unused.can_go(&app.id) && (!arguments.duplicates || duplicates.contains(&app.id))
        };
        let reason = if arguments.duplicates { "duplicate" } else { "unused" };
        let deletion = |app: &ProjectApp| AppDeletion {
            earlier_review: Some(*earlier),
            ..planned(app, reason, *later, 0)
        };
        self.notes.push(format!(
            "unused: nobody granted access in review {earlier} of {earlier_at} and review {later} of {later_at}"
        ));
        if is_less_than_a_day(earlier_at, later_at) {
            self.notes.push(
                "warning: these reviews are less than a day apart, so an app may be new, and yet to be used"
                    .to_owned(),
            );
        }
        let own = unused.apps.values().filter(|app| app.is_first_party()).count();
        if own > 0 {
            self.notes.push(format!(
                "left out: {} that nobody uses; name one with --app to delete it",
                counted(own, "first-party app", "first-party apps")
            ));
        }
        let blocked = unused.apps.keys().filter(|id| unused.blocked.contains(*id)).count();
        if blocked > 0 {
            self.notes.push(format!(
                "left out: {}, whose grants Stytch may not list; name one with --app to delete it",
                counted(blocked, "blocked app", "blocked apps")
            ));
        }
        unused.apps.values().filter(is_selected).map(deletion).collect()
    }

    /// The apps that the user names, with the people who use them.
    fn named(
        &mut self,
        record: &Record,
        everybody: Option<i64>,
        given: &[String],
    ) -> Result<Vec<AppDeletion>, Failure> {
        let names = record.read(names)?;
        let (candidates, mut deletions) = (Candidates::new("apps", names), BTreeMap::new());
        for given in given {
            let id = candidates.find(given)?;
            let found = id.map(|id| record.read(|connection| last(connection, &id))).transpose()?.flatten();
            let Some((review, app)) = found else {
                return Err(Failure::new(format!(
                    "the record has no app {}; `stytch-apps apps` lists those that it has, and `stytch-apps review` finds \
                     new ones",
                    printable(given)
                )));
            };
            if everybody.is_none() {
                self.notes.push(format!(
                    "warning: the record has no complete review of everybody, so more people may lose {}",
                    printable(&app.name)
                ));
            }
            let review = everybody.unwrap_or(review);
            let people = record.read(|connection| people(connection, review, &app.id))?;
            deletions.insert(app.id.clone(), planned(&app, NAMED, review, people));
        }
        Ok(deletions.into_values().collect())
    }

    /// Writes the plan, before the first request.
    pub fn write(&mut self, record: &mut Record) -> Result<(), Failure> {
        record.write(|transaction| {
            for deletion in &mut self.ended {
                deletion.outcome.state = State::Kept;
                deletion.outcome.at = Some(now());
                deletion.outcome.error = Some("planned anew, for another reason".to_owned());
                set(transaction, TABLE, deletion.id, &deletion.outcome)?;
            }
            for deletion in &mut self.deletions {
                if deletion.id == 0 {
                    add(transaction, deletion)?;
                    if deletion.outcome.sent_at.is_some() {
                        set(transaction, TABLE, deletion.id, &deletion.outcome)?;
                    }
                } else if deletion.outcome.state == State::Failed {
                    deletion.outcome.plan_again();
                    set(transaction, TABLE, deletion.id, &deletion.outcome)?;
                }
            }
            Ok(())
        })
    }
}

fn planned(app: &ProjectApp, reason: &str, review: i64, people: usize) -> AppDeletion {
    AppDeletion {
        id: 0,
        reason: reason.to_owned(),
        app_id: app.id.clone(),
        app_name: app.name.clone(),
        client_type: app.client_type.clone(),
        settings: serde_json::to_string(app).unwrap_or_default(),
        review,
        earlier_review: None,
        people,
        outcome: Outcome::planned(),
    }
}

fn names(connection: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let mut select = connection.prepare("SELECT DISTINCT app_id, name FROM project_app")?;
    let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// The last finished review that has an app, and the app as it was then.
fn last(connection: &Connection, id: &str) -> rusqlite::Result<Option<(i64, ProjectApp)>> {
    let sql = "SELECT max(review) FROM project_app JOIN review USING (review)
               WHERE app_id = ?1 AND finished_at IS NOT NULL";
    let Some(review) = connection.query_row(sql, [id], |row| row.get::<_, Option<i64>>(0))? else {
        return Ok(None);
    };
    let app = of_review(connection, review)?.into_iter().find(|app| app.id == id);
    Ok(app.map(|app| (review, app)))
}

fn people(connection: &Connection, review: i64, app: &str) -> rusqlite::Result<usize> {
    let sql = "SELECT count(*) FROM granted WHERE review = ?1 AND app_id = ?2";
    connection.query_row(sql, params![review, app], |row| row.get(0))
}

/// Returns whether less than a day is between two times.
fn is_less_than_a_day(earlier: &str, later: &str) -> bool {
    let [earlier, later] = [earlier, later].map(|time| time.parse::<Timestamp>().unwrap_or_default());
    later.duration_since(earlier) < SignedDuration::from_hours(24)
}
