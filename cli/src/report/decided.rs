use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::record::time::today;
use crate::report::places::{Member, Place, places};

/// The last decision about a grant.
#[derive(Debug)]
pub struct Decision {
    app_id: String,
    app_name: String,
    organization_id: String,
    organization_name: String,
    person_id: String,
    name: String,
    verdict: Verdict,
}

/// A decision with its reviewer, its reason and its last day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Verdict {
    pub word: String,
    /// Empty if the file does not say, like the reason.
    pub reviewer: String,
    pub reason: String,
    pub expires: Option<String>,
}

/// The decisions about the grants to an app.
#[derive(Debug)]
pub struct DecidedApp<'a> {
    pub app_id: &'a str,
    pub app_name: &'a str,
    pub groups: Vec<DecidedGroup<'a>>,
}

/// Grants with the same decision.
#[derive(Debug)]
pub struct DecidedGroup<'a> {
    pub verdict: &'a Verdict,
    pub places: Vec<Place<'a>>,
}

impl Verdict {
    pub fn has_expired(&self) -> bool {
        self.expires.as_ref().is_some_and(|day| *day < today())
    }
}

impl DecidedApp<'_> {
    pub fn len(&self) -> usize {
        self.groups.iter().map(DecidedGroup::len).sum()
    }
}

impl DecidedGroup<'_> {
    pub fn len(&self) -> usize {
        self.places.iter().map(|place| place.members.len()).sum()
    }
}

/// The most decisions that a page shows. The record has all.
const MOST: usize = 20_000;

/// The last decision about each grant, and how many more there are. Those to revoke come first, then those that expire.
pub fn read(connection: &Connection) -> rusqlite::Result<(Vec<Decision>, usize)> {
    const LAST: &str = "FROM decision d
         WHERE d.decision = (
             SELECT max(last.decision) FROM main.decision last
             WHERE last.app_id = d.app_id AND last.organization_id = d.organization_id
                 AND last.person_id = d.person_id)";
    let all: usize = connection.query_row(&format!("SELECT count(*) {LAST}"), [], |row| row.get(0))?;
    let mut select = connection.prepare(&format!(
        "SELECT d.app_id, d.app_name, d.organization_id, d.organization_name, d.person_id, d.name, d.word, d.reviewer,
             d.reason, d.expires
         {LAST} ORDER BY d.word DESC, d.expires IS NULL, d.expires, d.decision LIMIT {MOST}"
    ))?;
    let rows = select.query_map([], |row| {
        let [word, reviewer, reason] = [row.get(6)?, row.get(7)?, row.get(8)?];
        Ok(Decision {
            app_id: row.get(0)?,
            app_name: row.get(1)?,
            organization_id: row.get(2)?,
            organization_name: row.get(3)?,
            person_id: row.get(4)?,
            name: row.get(5)?,
            verdict: Verdict { word, reviewer, reason, expires: row.get(9)? },
        })
    })?;
    let decisions = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let more = all - decisions.len();
    Ok((decisions, more))
}

pub fn by_app(decisions: &[Decision]) -> Vec<DecidedApp<'_>> {
    let mut apps = BTreeMap::<_, Vec<&Decision>>::new();
    for decision in decisions {
        apps.entry(&*decision.app_id).or_default().push(decision);
    }
    let mut apps: Vec<DecidedApp<'_>> = apps
        .into_iter()
        .map(|(app_id, decisions)| {
            // By the last name, as an app may have had others.
            let app_name = decisions.last().map_or("", |last| &*last.app_name);
            DecidedApp { app_id, app_name, groups: groups(&decisions) }
        })
        .collect();
    apps.sort_by_cached_key(|app| app.app_name.to_lowercase());
    apps
}

fn groups<'a>(decisions: &[&'a Decision]) -> Vec<DecidedGroup<'a>> {
    let mut groups = BTreeMap::<&Verdict, Vec<Member<'_>>>::new();
    for decision in decisions {
        groups.entry(&decision.verdict).or_default().push(Member {
            organization_id: &decision.organization_id,
            organization: &decision.organization_name,
            id: &decision.person_id,
            name: &decision.name,
        });
    }
    groups.into_iter().map(|(verdict, members)| DecidedGroup { verdict, places: places(members) }).collect()
}
