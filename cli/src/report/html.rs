use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::Read;
use std::path::Path;

use askama::Template;

use crate::failure::Failure;
use crate::output::printable;
use crate::record::file::Record;
use crate::record::revocations::RevocationState;
use crate::report::apps::App;
use crate::report::change_groups::ChangedApp;
use crate::report::chart::{Chart, chart};
use crate::report::evidence::FailedCall;
use crate::report::outcomes::Outcomes;
use crate::report::summary::Summary;
use crate::report::{change_groups, file, grants, outcomes};

/// The report as one file. Everything that others chose, such as names and scopes, is escaped by the template.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    summary: &'a Summary,
    apps: Vec<Section<'a>>,
    chart: Chart,
    /// The types of apps, for the filter.
    types: Vec<&'a str>,
    /// `None` without an earlier review.
    changes: Option<Vec<ChangedApp<'a>>>,
    outcomes: Vec<Outcomes<'a>>,
    /// The number of revocations with each outcome.
    states: BTreeMap<RevocationState, usize>,
    failures: Vec<(&'static str, &'a [FailedCall])>,
    css: &'static str,
    script: &'static str,
    /// The script and the style carry it; a browser runs no other.
    nonce: String,
}

/// An app and its people.
struct Section<'a> {
    app: &'a App,
    groups: Vec<Group>,
}

/// People of one Organization, or Users, who granted the same scopes. One row for the group has far fewer
/// elements than one for each, and so takes a browser far less time.
struct Group {
    organization_id: String,
    organization: String,
    scopes: String,
    people: Vec<Person>,
}

struct Person {
    id: String,
    name: String,
}

/// The most revocations or failures of a group that is shown open.
const MOST_OPEN: usize = 50;

pub fn write(record: &Record, summary: &Summary, path: &Path) -> Result<(), Failure> {
    let mut apps: Vec<Section> = summary.apps.iter().map(|app| Section { app, groups: Vec::new() }).collect();
    let positions: HashMap<&str, usize> =
        summary.apps.iter().enumerate().map(|(at, app)| (app.app_id.as_str(), at)).collect();
    record.read(|connection| {
        // The grants come sorted by app, then by Organization.
        let mut groups: HashMap<String, usize> = HashMap::new();
        let mut place = (String::new(), String::new());
        grants::each(connection, summary.review.as_ref().map_or(0, |review| review.review), |grant| {
            let Some(at) = positions.get(grant.app_id) else { return };
            let section = &mut apps[*at];
            if (place.0.as_str(), place.1.as_str()) != (grant.app_id, grant.organization_id) {
                place = (grant.app_id.to_owned(), grant.organization_id.to_owned());
                groups.clear();
            }
            let group = *groups.entry(grant.scopes.to_owned()).or_insert_with(|| {
                section.groups.push(Group {
                    organization_id: grant.organization_id.to_owned(),
                    organization: printable(grant.organization_name),
                    scopes: printable(grant.scopes),
                    people: Vec::new(),
                });
                section.groups.len() - 1
            });
            let person = Person { id: printable(grant.person_id), name: printable(grant.name) };
            section.groups[group].people.push(person);
        })
    })?;
    let mut types: Vec<&str> = summary.apps.iter().map(|app| app.client_type.as_str()).collect();
    types.sort_unstable();
    types.dedup();
    let page = Page {
        summary,
        chart: chart(&summary.apps),
        apps,
        types,
        changes: summary.changes.as_deref().map(change_groups::by_app),
        outcomes: outcomes::by_app(&summary.revocations),
        states: outcomes::states(&summary.revocations),
        failures: outcomes::by_kind(&summary.failed),
        css: include_str!("../../templates/report.css"),
        script: include_str!("../../templates/report.js"),
        nonce: nonce(),
    };
    let failure = |error| Failure::io(format!("write to {}", path.display()), &error);
    file::write(path, objection, |mut out| page.write_into(&mut out).map_err(failure))
}

/// Only another report is replaced, and no record by mistake.
fn objection(path: &Path) -> Option<&'static str> {
    let mut beginning = [0; BEGINNING.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut beginning));
    (read.is_err() || beginning != *BEGINNING).then_some("is not a report")
}

const BEGINNING: &[u8; 44] = b"<!doctype html>\n<!-- stytch-apps report -->\n";

/// A fresh nonce, so that no app's name can smuggle in a script.
fn nonce() -> String {
    format!("{:016x}{:016x}", RandomState::new().hash_one(0), RandomState::new().hash_one(1))
}

impl Page<'_> {
    fn project(&self) -> &str {
        self.summary.project_id.as_deref().unwrap_or("unknown")
    }

    fn compares(&self) -> bool {
        self.summary.since.is_some()
    }
}

/// Filters of the template.
mod filters {
    use askama::{Result, Values};

    use crate::output;

    /// Replaces characters that could hide their neighbours or reverse the direction of reading.
    #[askama::filter_fn]
    pub fn printable(value: impl std::fmt::Display, _: &dyn Values) -> Result<String> {
        Ok(output::printable(&value.to_string()))
    }

    /// Shortens a time of the record to minutes.
    #[askama::filter_fn]
    pub fn minutes(time: impl std::fmt::Display, _: &dyn Values) -> Result<String> {
        let time = time.to_string();
        Ok(match (time.get(..10), time.get(11..16)) {
            (Some(day), Some(minute)) => format!("{day} {minute} UTC"),
            _ => time,
        })
    }
}
