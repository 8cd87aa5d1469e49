//! The decisions of reviewers in files.

mod expiry;
mod missing;
mod mistakes;
mod read;
mod row;
mod snapshot;
mod sources;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use rusqlite::Transaction;

use crate::failure::Failure;
use crate::output::note;
use crate::record::decisions::{Decided, DecisionFile, DecisionRow};
use crate::record::file::Record;
use crate::record::results::Grant;
use crate::revoke::decisions::mistakes::{Mistakes, listed};
use crate::revoke::decisions::sources::Sources;

/// The decisions of reviewers. All rows of all files are in the temporary table `decided_row` of the record, as there may
/// be a million.
#[derive(Debug)]
pub struct Decisions {
    review: i64,
    /// The files and directories that were given, in words.
    given: String,
    directories: Vec<PathBuf>,
    files: Vec<File>,
    /// The index of the file that decides to revoke a grant, by app, Organization and person.
    revoked: HashMap<[String; 3], usize>,
}

/// A file that was read.
#[derive(Debug)]
pub struct File {
    pub source: DecisionFile,
    /// The number of rows with a decision.
    pub decided: usize,
    /// The first lines that are no grant and decide nothing.
    pub others: Vec<String>,
    pub all_others: usize,
}

impl Decisions {
    /// Reads the files and checks every row against a review. One mistake refuses all of them.
    pub fn read(given: &[PathBuf], record: &Record, review: i64) -> Result<Self, Failure> {
        let sources = Sources::find(given)?;
        let (mut files, mut mistakes) = (Vec::new(), Mistakes::default());
        record.scratch(|connection| connection.execute_batch(read::TABLE))?;
        for path in &sources.files {
            let (source, copy) = snapshot::take(path)?;
            files.push(File { source, decided: 0, others: Vec::new(), all_others: 0 });
            let is_one_of_many = sources.files.len() > 1;
            record.scratch(|connection| {
                read::Reader {
                    connection,
                    review,
                    files: &mut files,
                    mistakes: &mut mistakes,
                    is_one_of_many,
                }
                .read(copy)
            })?;
        }
        mistakes.check(files.first().filter(|_| files.len() == 1).map(|file| &*file.source.name))?;
        let revoked = record.read(read::revoked)?;
        let given = given.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        Ok(Self { review, given, directories: sources.directories, files, revoked })
    }

    /// Says what the files lack: decisions, rows and other files. Says which rows are no grant.
    pub fn warn(&self, record: &Record) -> Result<(), Failure> {
        let undecided = record.read(read::undecided)?;
        let empty: Vec<String> = self.files.iter().filter(|file| file.decided == 0).map(File::name).collect();
        if empty.len() == self.files.len() {
            let given = &self.given;
            note!(
                "{given} has no decision; write keep or revoke into the column decision, and save the file"
            );
        } else if !empty.is_empty() {
            note!("files without a decision: {}", listed(&empty, empty.len()));
        }
        if undecided > 0 && empty.len() < self.files.len() {
            note!("rows without a decision: {undecided}; their grants are kept");
        }
        for file in self.files.iter().filter(|file| file.all_others > 0) {
            let of = if self.files.len() > 1 { format!(" of {}", file.source.name) } else { String::new() };
            let (review, lines) = (self.review, listed(&file.others, file.all_others));
            note!("rows{of} that are no grant of review {review}, and decide nothing: line {lines}");
        }
        let expired = record.read(read::expired)?;
        if expired > 0 {
            note!(
                "warning: decisions to keep that have expired already: {expired}; a report lists them as due"
            );
        }
        missing::warn(self, record)
    }

    /// Returns whether they revoke nothing.
    pub fn keeps_all(&self) -> bool {
        self.revoked.is_empty()
    }

    pub fn revokes(&self, grant: &Grant) -> bool {
        self.revoked.contains_key(&key(grant))
    }

    /// Returns whether the record lacks one of the files that decide something, or has decided otherwise since.
    pub fn are_new(&self, record: &Record) -> Result<bool, Failure> {
        record.read(|connection| {
            let not_the_last = read::not_the_last(connection)?;
            for (at, file) in self.files.iter().enumerate().filter(|(_, file)| file.decided > 0) {
                if not_the_last.contains(&at) || file.source.find(connection, self.review)?.is_none() {
                    return Ok(true);
                }
            }
            Ok(false)
        })
    }

    /// Writes the decisions of each file that the record lacks, or that is used again after another has decided otherwise.
    pub fn write(&self, transaction: &Transaction<'_>, operator: &str) -> rusqlite::Result<Written> {
        let (mut numbers, mut new) = (Vec::new(), HashSet::new());
        let not_the_last = read::not_the_last(transaction)?;
        for (at, file) in self.files.iter().enumerate() {
            let known = match not_the_last.contains(&at) {
                true => None,
                false => file.source.find(transaction, self.review)?,
            };
            let number = match known {
                Some(number) => Some(number),
                None if file.decided == 0 => None,
                None => {
                    new.insert(at);
                    Some(file.source.add(transaction, self.review, operator)?)
                }
            };
            numbers.push(number);
        }
        let mut count = 0;
        read::each_decided(transaction, |file, row: DecisionRow| {
            match numbers.get(file).copied().flatten().filter(|_| new.contains(&file)) {
                Some(number) => {
                    count += 1;
                    row.add(transaction, self.review, number)
                }
                None => Ok(()),
            }
        })?;
        Ok(Written { numbers, count })
    }

    /// The reviewer's decision about a grant that is to be revoked.
    pub fn of(
        &self,
        transaction: &Transaction<'_>,
        written: &Written,
        grant: &Grant,
    ) -> rusqlite::Result<Option<Decided>> {
        let file = self.revoked.get(&key(grant)).and_then(|file| written.numbers[*file]);
        let of = [&*grant.app_id, &grant.organization_id, &grant.person_id];
        file.map(|file| Decided::find(transaction, file, of)).transpose().map(Option::flatten)
    }
}

/// The numbers of the files in the record.
#[derive(Debug, Default)]
pub struct Written {
    numbers: Vec<Option<i64>>,
    /// How many decisions are new.
    pub count: usize,
}

impl File {
    fn name(&self) -> String {
        self.source.name.clone()
    }
}

fn key(grant: &Grant) -> [String; 3] {
    [&grant.app_id, &grant.organization_id, &grant.person_id].map(String::clone)
}
