//! The apps of the project, as a review found them, and what is odd about them.

pub mod changes;
pub mod duplicates;
mod hosts;

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;
use serde::Serialize;

use crate::failure::Failure;
use crate::inventory::changes::{AppChange, changes};
use crate::inventory::duplicates::duplicates;
use crate::inventory::hosts::other_hosts;
use crate::record::file::Record;
use crate::record::project_apps::{ProjectApp, of_review};
use crate::record::queue::{SearchKind, has_found_all};

/// All apps of the project.
#[derive(Debug, Serialize)]
pub struct Inventory {
    pub totals: Totals,
    /// By name.
    pub apps: Vec<Entry>,
    /// The ids of apps that differ at most in ports and ids, group by group.
    pub duplicates: Vec<Vec<String>>,
    /// The changes since an earlier review. `None` if it has no apps of the project, or if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<AppChange>>,
}

/// The number of apps with each finding.
#[derive(Debug, Serialize)]
pub struct Totals {
    pub apps: usize,
    /// `None` if the review does not cover everybody, or is not complete.
    pub unused: Option<usize>,
    pub duplicates: usize,
    pub endless_refresh_tokens: usize,
    pub other_redirect_hosts: usize,
}

/// An app with what is odd about it.
#[derive(Debug, Serialize)]
pub struct Entry {
    #[serde(flatten)]
    pub app: ProjectApp,
    /// The number of people who granted it access.
    pub people: usize,
    /// Nobody granted it access. `None` if the review cannot tell.
    pub is_unused: Option<bool>,
    /// Another app differs from it at most in ports and ids.
    pub is_duplicate: bool,
    /// The number of people whose refresh tokens never end: each use makes one live 3 months longer.
    pub endless_refresh_tokens: usize,
    /// The hosts of redirect URLs that are neither the app's own nor loopback.
    pub other_redirect_hosts: Vec<String>,
}

impl Entry {
    pub fn findings(&self) -> Vec<&'static str> {
        let findings = [
            ("unused", self.is_unused == Some(true)),
            ("duplicate", self.is_duplicate),
            ("endless_refresh_tokens", self.endless_refresh_tokens > 0),
            ("other_redirect_hosts", !self.other_redirect_hosts.is_empty()),
        ];
        findings.into_iter().filter(|(_, is_so)| *is_so).map(|(finding, _)| finding).collect()
    }
}

impl Inventory {
    /// `None` if the review did not search the apps of the project.
    pub fn read(record: &Record, review: i64, since: Option<i64>) -> Result<Option<Self>, Failure> {
        let apps = record.read(|connection| of_review(connection, review))?;
        if apps.is_empty() {
            return Ok(None);
        }
        let covers = Covered::read(record, review)?;
        let is_of_everybody = covers.apps && covers.users && covers.organizations;
        let duplicates = duplicates(&apps);
        let changes = since.map(|since| changes(record, [since, review])).transpose()?.flatten();
        let are_duplicates: HashSet<&String> = duplicates.iter().flatten().collect();
        let mut people = record.read(|connection| people(connection, review))?;
        let mut apps: Vec<Entry> = apps
            .into_iter()
            .map(|app| {
                let [people, offline] = people.remove(&app.id).unwrap_or_default();
                Entry {
                    people,
                    is_unused: is_of_everybody.then_some(people == 0),
                    is_duplicate: are_duplicates.contains(&app.id),
                    endless_refresh_tokens: if app.is_confidential() { offline } else { 0 },
                    other_redirect_hosts: other_hosts(&app),
                    app,
                }
            })
            .collect();
        apps.sort_by_cached_key(|entry| (entry.app.name.to_lowercase(), entry.app.id.clone()));
        Ok(Some(Self { totals: Totals::of(&apps, is_of_everybody), apps, duplicates, changes }))
    }

    /// The findings in a line. `None` if there are none.
    pub fn hint(&self) -> Option<String> {
        let Totals { apps, unused, duplicates, endless_refresh_tokens, other_redirect_hosts } = self.totals;
        let counts = counts(&[
            ("unused", unused.unwrap_or(0)),
            ("duplicates", duplicates),
            ("with refresh tokens that never end", endless_refresh_tokens),
            ("redirecting to other hosts", other_redirect_hosts),
        ])?;
        Some(format!("of the project's apps ({apps}), {counts}"))
    }

    /// The changes since the earlier review in a line. `None` if there are none.
    pub fn changes_hint(&self) -> Option<String> {
        let changes = self.changes.as_deref().unwrap_or_default();
        let count = |kind| changes.iter().filter(|change| change.change == kind).count();
        let counts = counts(&[
            ("added", count("added")),
            ("removed", count("removed")),
            ("with other settings", count("changed")),
        ])?;
        Some(format!("of the project's apps, since the earlier review, {counts}"))
    }
}

/// Counts in words, without those that are 0. `None` if all are.
fn counts(counts: &[(&str, usize)]) -> Option<String> {
    let counts = counts.iter().filter(|(_, count)| *count > 0);
    let counts: Vec<String> = counts.map(|(finding, count)| format!("{finding}: {count}")).collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}

impl Totals {
    fn of(apps: &[Entry], is_of_everybody: bool) -> Self {
        let count = |is_so: fn(&Entry) -> bool| apps.iter().filter(|entry| is_so(entry)).count();
        Self {
            apps: apps.len(),
            unused: is_of_everybody.then(|| count(|entry| entry.is_unused == Some(true))),
            duplicates: count(|entry| entry.is_duplicate),
            endless_refresh_tokens: count(|entry| entry.endless_refresh_tokens > 0),
            other_redirect_hosts: count(|entry| !entry.other_redirect_hosts.is_empty()),
        }
    }
}

/// The part of a project of which a review has every grant.
#[derive(Debug, Clone, Copy)]
pub struct Covered {
    pub users: bool,
    pub organizations: bool,
    pub apps: bool,
}

impl Covered {
    pub fn read(record: &Record, review: i64) -> Result<Self, Failure> {
        let is_complete = record.progress(review)?.has_all_grants();
        record.read(|connection| {
            let has =
                |kind| Ok::<_, rusqlite::Error>(is_complete && has_found_all(connection, review, kind)?);
            Ok(Self {
                users: has(SearchKind::Users)?,
                organizations: has(SearchKind::Organizations)?,
                apps: has(SearchKind::Apps)?,
            })
        })
    }
}

/// The number of people who granted access to each app, and of those who granted `offline_access`.
fn people(connection: &Connection, review: i64) -> rusqlite::Result<HashMap<String, [usize; 2]>> {
    let sql = "SELECT app_id, count(*), sum(' ' || scopes || ' ' LIKE '% offline_access %')
               FROM granted WHERE review = ?1 GROUP BY app_id";
    let mut select = connection.prepare(sql)?;
    let rows = select.query_map([review], |row| Ok((row.get(0)?, [row.get(1)?, row.get(2)?])))?;
    rows.collect()
}
