use std::collections::{BTreeMap, HashMap};
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::Read;
use std::path::{Path, PathBuf};

use askama::Template;

use crate::failure::Failure;
use crate::inventory::changes::SettingChange;
use crate::record::file::Record;
use crate::record::revocations::RevocationState;
use crate::report::anchors::Anchors;
use crate::report::apps::App;
use crate::report::audit::Audit;
use crate::report::change_groups::ChangedApp;
use crate::report::chart::{Chart, chart};
use crate::report::decided::DecidedApp;
use crate::report::outcomes::Outcomes;
use crate::report::people::{Holders, People};
use crate::report::summary::Summary;
use crate::report::title::{Title, title};
use crate::report::{change_groups, decided, file, filters, outcomes, sheet};
use crate::session_rows;

/// The report as one file. Everything that others chose, such as names and scopes, is escaped by the template.
#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    title: Title,
    summary: &'a Summary,
    audit: Audit,
    apps: Vec<Section<'a>>,
    people: &'a People,
    /// The name of the file with all grants, if there are too many people for this one.
    beside: Option<String>,
    chart: Chart,
    /// The types of apps, for the filter.
    types: Vec<&'a str>,
    /// `None` without an earlier review.
    changes: Option<Vec<ChangedApp<'a>>>,
    outcomes: Vec<Outcomes<'a>>,
    decided: Vec<DecidedApp<'a>>,
    /// The number of decisions that are not shown.
    more_decided: usize,
    /// The number of revocations with each outcome.
    states: BTreeMap<RevocationState, usize>,
    css: &'static str,
    script: &'static str,
    /// The script and the style carry it; a browser runs no other.
    nonce: String,
}

/// An app and its people.
struct Section<'a> {
    app: &'a App,
    anchor: String,
    holders: Vec<Holders<'a>>,
}

/// The most people whom a browser shows without a wait that one notices.
const MOST_PEOPLE: usize = 100_000;

/// The most reviewers whom the page for the auditor names.
const MOST_DECIDERS: usize = 20;

/// The most rows of a section that are shown open.
const MOST_OPEN: usize = 50;

pub fn write(record: &Record, summary: &Summary, path: &Path) -> Result<(), Failure> {
    let positions: HashMap<&str, usize> =
        summary.apps.iter().enumerate().map(|(at, app)| (app.app_id.as_str(), at)).collect();
    let review = summary.review.as_ref().map_or(0, |review| review.review);
    let people = record.read(|connection| People::read(connection, review, &positions, MOST_PEOPLE))?;
    let beside = (people.left_out > 0).then(|| beside(path)).transpose()?;
    if let Some(beside) = &beside {
        sheet::write(record, review, beside)?;
    }
    let (decisions, more_decided) = record.read(decided::read)?;
    let mut anchors = Anchors::new("app");
    let apps = summary.apps.iter().zip(people.by_app(summary.apps.len()));
    let apps =
        apps.map(|(app, holders)| Section { app, anchor: anchors.add(&app.app_id), holders }).collect();
    let mut types: Vec<&str> = summary.apps.iter().map(|app| app.client_type.as_str()).collect();
    types.sort_unstable();
    types.dedup();
    let page = Page {
        title: title(summary, &people),
        summary,
        audit: record.read(|connection| Audit::read(connection, summary))?,
        chart: chart(&summary.apps),
        apps,
        people: &people,
        beside: beside.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned()),
        types,
        changes: summary.changes.as_deref().map(change_groups::by_app),
        outcomes: outcomes::by_app(&summary.revocations),
        decided: decided::by_app(&decisions),
        more_decided,
        states: outcomes::states(&summary.revocations),
        css: include_str!("../../templates/report.css"),
        script: include_str!("../../templates/report.js"),
        nonce: nonce(),
    };
    let failure = |error| Failure::io(format!("write to {}", path.display()), &error);
    file::write(path, objection, |mut out| page.write_into(&mut out).map_err(failure))
}

/// The file for all grants beside a report, such as `june-grants.csv` for `june.html`.
fn beside(path: &Path) -> Result<PathBuf, Failure> {
    let is_other = std::fs::metadata(path).is_ok_and(|known| !known.is_file());
    match path.file_stem().filter(|_| !is_other) {
        Some(stem) => Ok(path.with_file_name(OsString::from_iter([stem, OsStr::new("-grants.csv")]))),
        None => Err(Failure::new(format!(
            "the report has more than {MOST_PEOPLE} people, so all grants are written beside it; name a file instead of {}",
            path.display()
        ))),
    }
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

    /// How many sessions have which outcome.
    fn session_counts(&self) -> String {
        session_rows::counts(self.summary.sessions.iter().map(|session| session.state))
    }

    /// The name of an app by its index.
    fn app_name(&self, app: &usize) -> &str {
        &self.summary.apps[*app].name
    }
}
