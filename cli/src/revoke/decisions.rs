use std::collections::HashMap;
use std::path::Path;

use csv::StringRecord;

use crate::failure::Failure;
use crate::record::file::Record;
use crate::record::results::Grant;

/// The decisions of a reviewer, by app, Organization and person.
#[derive(Debug, Default)]
pub struct Decisions(HashMap<[String; 3], Decision>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Keep,
    Revoke,
    None,
}

/// The columns of the file. The first three say which grant.
const COLUMNS: [&str; 8] =
    ["app_id", "organization_id", "person_id", "decision", "app_name", "organization_name", "name", "scopes"];
const REQUIRED: usize = 4;

/// The most mistakes that a message lists.
const SHOWN: usize = 10;

impl Decisions {
    /// Reads the file and checks every row against a review. One mistake refuses the whole file.
    pub fn read(path: &Path, record: &Record, review: i64) -> Result<Self, Failure> {
        let failure = |error: csv::Error| Failure::new(format!("{}: {error}", path.display()));
        let mut file =
            std::fs::read(path).map_err(|error| Failure::io(format!("read {}", path.display()), &error))?;
        // The reader would count the lines of a file with CRLF from 0.
        if file.windows(2).any(|ends| ends == b"\r\n") {
            file.retain(|byte| *byte != b'\r');
        }
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(&file)).from_reader(&*file);
        let columns = columns(reader.headers().map_err(failure)?);
        let columns = columns.map_err(|mistakes| refused(path, &mistakes))?;
        let (mut decisions, mut mistakes) = (Self::default(), Vec::new());
        for row in reader.records() {
            let row = row.map_err(failure)?;
            // A spreadsheet may end a file with rows of nothing.
            if row.iter().all(|value| value.trim().is_empty()) {
                continue;
            }
            let line = row.position().map_or(0, csv::Position::line);
            let [app, organization, person, decision] =
                columns.map(|column| row.get(column).unwrap_or_default().trim());
            let decision = match &*decision.to_lowercase() {
                "keep" => Decision::Keep,
                "revoke" => Decision::Revoke,
                "" => Decision::None,
                _ => {
                    mistakes.push(format!(
                        "line {line}: the decision is {decision:?}; write keep, revoke or nothing"
                    ));
                    continue;
                }
            };
            if !is_known(record, review, [app, organization, person])? {
                mistakes.push(format!(
                    "line {line}: review {review} has no grant of {person:?} to {app:?}; if the file belongs to an earlier \
                     review, name that review with --review"
                ));
                continue;
            }
            let key = [app, organization, person].map(str::to_owned);
            if decisions.0.insert(key, decision).is_some_and(|earlier| earlier != decision) {
                mistakes.push(format!(
                    "line {line}: an earlier line decides otherwise about {person:?} and {app:?}"
                ));
            }
        }
        if mistakes.is_empty() { Ok(decisions) } else { Err(refused(path, &mistakes)) }
    }

    /// The number of rows without a decision.
    pub fn undecided(&self) -> usize {
        self.0.values().filter(|decision| **decision == Decision::None).count()
    }

    pub fn revokes(&self, grant: &Grant) -> bool {
        let key = [&grant.app_id, &grant.organization_id, &grant.person_id].map(String::clone);
        self.0.get(&key) == Some(&Decision::Revoke)
    }
}

/// A spreadsheet writes semicolons where the comma is the decimal sign.
fn delimiter(file: &[u8]) -> u8 {
    let header = file.split(|byte| *byte == b'\n').next().unwrap_or_default();
    match header.contains(&b';') && !header.contains(&b',') {
        true => b';',
        false => b',',
    }
}

/// The positions of the required columns, or the mistakes in the header.
fn columns(header: &StringRecord) -> Result<[usize; REQUIRED], Vec<String>> {
    // A spreadsheet may put a byte order mark before the first name.
    let names = header.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_lowercase());
    let names: Vec<String> = names.collect();
    let mut mistakes = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if !COLUMNS.contains(&name.as_str()) {
            mistakes.push(format!("line 1: unknown column {name:?}; the columns are {}", COLUMNS.join(", ")));
        } else if names[..at].contains(name) {
            mistakes.push(format!("line 1: the column {name} appears twice; remove one"));
        }
    }
    let mut found = [0; REQUIRED];
    for (column, at) in COLUMNS[..REQUIRED].iter().zip(&mut found) {
        match names.iter().position(|name| name == column) {
            Some(position) => *at = position,
            None => mistakes.push(format!("line 1: the column {column} is missing")),
        }
    }
    if mistakes.is_empty() { Ok(found) } else { Err(mistakes) }
}

/// Returns whether a review has a grant. While revocations are unfinished, the reviews that they were resolved against
/// count as well, and so does every grant with a revocation: the file may be the one that an interrupted run was given.
fn is_known(record: &Record, review: i64, [app, organization, person]: [&str; 3]) -> Result<bool, Failure> {
    record.read(|connection| {
        let mut select = connection.prepare_cached(
            "SELECT 1 FROM granted
             WHERE (review = ?1 OR review IN (SELECT review FROM revocation WHERE verified_at IS NULL))
                 AND app_id = ?2 AND organization_id = ?3 AND person_id = ?4
             UNION ALL
             SELECT 1 FROM revocation WHERE app_id = ?2 AND organization_id = ?3 AND person_id = ?4",
        )?;
        select.exists((review, app, organization, person))
    })
}

fn refused(path: &Path, mistakes: &[String]) -> Failure {
    let mut message = format!("{}: nothing was revoked, as the file has mistakes", path.display());
    for mistake in mistakes.iter().take(SHOWN) {
        message += "\n  ";
        message += mistake;
    }
    if mistakes.len() > SHOWN {
        message += &format!("\n  and {} more", mistakes.len() - SHOWN);
    }
    Failure::new(message)
}
