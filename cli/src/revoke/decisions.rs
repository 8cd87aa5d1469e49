use std::collections::HashMap;
use std::path::Path;

use crate::failure::Failure;
use crate::output::note;
use crate::record::file::Record;
use crate::record::results::Grant;
use crate::sheet::{Row, Sheet};

/// The decisions of a reviewer.
#[derive(Debug, Default)]
pub struct Decisions {
    /// By app, Organization and person.
    grants: HashMap<[String; 3], Decision>,
    others: Vec<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Decision {
    Keep,
    Revoke,
    None,
}

/// The columns that are read. The first three say which grant.
const READ: [&str; 4] = ["app_id", "organization_id", "person_id", "decision"];

/// The most mistakes and lines that a message lists.
const SHOWN: usize = 10;

impl Decisions {
    /// Reads the file and checks every row against a review. One mistake refuses the whole file.
    pub fn read(path: &Path, record: &Record, review: i64) -> Result<Self, Failure> {
        let file =
            std::fs::read(path).map_err(|error| Failure::io(format!("read {}", path.display()), &error))?;
        let sheet = Sheet::read(&file, READ).map_err(|mistakes| refused(path, &mistakes))?;
        let (mut decisions, mut mistakes) = (Self::default(), Vec::new());
        for row in &sheet.rows {
            if let Err(mistake) = decisions.add(&sheet, row, record, review)? {
                mistakes.push(format!("line {}: {mistake}", row.line));
            }
        }
        if mistakes.is_empty() { Ok(decisions) } else { Err(refused(path, &mistakes)) }
    }

    fn add(
        &mut self,
        sheet: &Sheet<4>,
        row: &Row,
        record: &Record,
        review: i64,
    ) -> Result<Result<(), String>, Failure> {
        let values @ [app, organization, person, word] = sheet.columns.map(|column| row.cell(column));
        let unreadable = READ.iter().zip(values).find(|(_, value)| value.contains('\u{fffd}'));
        if let Some((column, value)) = unreadable {
            return Ok(Err(format!(
                "the column {column} has {value:?}, which is not UTF-8; save the file as CSV UTF-8"
            )));
        }
        let is_grant = !app.is_empty() && !person.is_empty();
        let decision = match (Decision::of(word), is_grant) {
            (Some(Decision::None), _) if sheet.strays(row) => {
                return Ok(Err("a decision is in another column; move it to the column decision".to_owned()));
            }
            (Some(Decision::Keep | Decision::Revoke), false) => {
                return Ok(Err(format!(
                    "the decision is {word:?}, and app_id or person_id is empty; fill them in"
                )));
            }
            // A title, a total or a signature.
            (_, false) => {
                self.others.push(row.line);
                return Ok(Ok(()));
            }
            (None, true) => {
                return Ok(Err(format!("the decision is {word:?}; write keep, revoke or nothing")));
            }
            (Some(decision), true) => decision,
        };
        if !is_known(record, review, [app, organization, person])? {
            if decision == Decision::None {
                self.others.push(row.line);
                return Ok(Ok(()));
            }
            return Ok(Err(format!(
                "review {review} has no grant of {person:?} to {app:?}; if the file belongs to an earlier review, name \
                 that review with --review"
            )));
        }
        let key = [app, organization, person].map(str::to_owned);
        let earlier = self.grants.insert(key, decision);
        Ok(match earlier.is_some_and(|earlier| earlier != decision) {
            true => Err(format!("an earlier line decides otherwise about {person:?} and {app:?}")),
            false => Ok(()),
        })
    }

    /// Says which grants of the review have no decision, and which rows are none of its grants.
    pub fn warn(&self, path: &Path, record: &Record, review: i64) -> Result<(), Failure> {
        if self.undecided() == self.grants.len() {
            let path = path.display();
            note!("{path} has no decision; write keep or revoke into the column decision, and save the file");
        } else if self.undecided() > 0 {
            note!("rows without a decision: {}; their grants are kept", self.undecided());
        }
        if let Some(lines) = self.others() {
            note!("rows that are no grant of review {review}, and decide nothing: line {lines}");
        }
        let (missing, all) = self.missing(record, review)?;
        if missing > 0 {
            note!(
                "warning: rows missing from {}: {missing} of the {all} grants of review {review}; these grants are kept",
                path.display()
            );
        }
        Ok(())
    }

    /// How many grants of the review have no row, as if a program had cut the file short, and how many there are.
    fn missing(&self, record: &Record, review: i64) -> Result<(usize, usize), Failure> {
        record.read(|connection| {
            let mut select = connection
                .prepare("SELECT app_id, organization_id, person_id FROM granted WHERE review = ?1")?;
            let mut rows = select.query([review])?;
            let (mut missing, mut all) = (0, 0);
            while let Some(row) = rows.next()? {
                let key = [row.get(0)?, row.get(1)?, row.get(2)?];
                missing += usize::from(!self.grants.contains_key(&key));
                all += 1;
            }
            Ok((missing, all))
        })
    }

    /// The number of rows without a decision.
    fn undecided(&self) -> usize {
        self.grants.values().filter(|decision| **decision == Decision::None).count()
    }

    /// The lines of rows that are no grant and decide nothing, if there are any.
    fn others(&self) -> Option<String> {
        let shown = self.others.iter().take(SHOWN).map(u64::to_string).collect::<Vec<_>>().join(", ");
        match self.others.len() {
            0 => None,
            1..=SHOWN => Some(shown),
            more => Some(format!("{shown} and {} more", more - SHOWN)),
        }
    }

    pub fn keeps_all(&self) -> bool {
        !self.grants.values().any(|decision| *decision == Decision::Revoke)
    }

    pub fn revokes(&self, grant: &Grant) -> bool {
        let key = [&grant.app_id, &grant.organization_id, &grant.person_id].map(String::clone);
        self.grants.get(&key) == Some(&Decision::Revoke)
    }
}

impl Decision {
    fn of(word: &str) -> Option<Self> {
        let quotes = ['"', '\'', '`', '“', '”', '„', '‘', '’', '«', '»', '.'];
        match &*word.trim_matches(quotes).to_lowercase() {
            "keep" => Some(Self::Keep),
            "revoke" => Some(Self::Revoke),
            "" => Some(Self::None),
            _ => None,
        }
    }
}

impl Sheet<4> {
    /// Returns whether a row has as many cells as no other one, and ends with a decision: a separator is missing or one
    /// too many. A column of the reviewer's own may hold such words.
    fn strays(&self, row: &Row) -> bool {
        let Some(last) = row.cells.iter().rposition(|cell| !cell.is_empty()) else { return false };
        let is_own = !self.header.names(last, &["", "name", "app_name", "organization_name", "scopes"]);
        let is_decision = matches!(Decision::of(row.cell(last)), Some(Decision::Keep | Decision::Revoke));
        row.cells.len() != self.header.cells.len() && is_decision && !is_own
    }
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
