//! The differences that are known, each with the reason why it stays.
//!
//! A row covers every difference that its three patterns match: `operation`, `at` and `is`. In a pattern, `*`
//! stands for any text, so one row can cover a whole subtree (`at: response.user*`) or all operations. A list of
//! patterns gives one reason for each of them.
//!
//! A pattern that matches nothing is a mistake. Only the documents that the file was made with can tell, so it is one
//! when all of them are given.

use std::path::Path;

use codegen::positions::Positions;
use codegen::problem::Diagnostic;
use serde::{Deserialize, Serialize};

use super::patterns::{Patterns, matches};
use super::{Difference, Drift};

/// The reason of a row that `--update` has added. It says nothing yet, so the row does not count.
pub const TODO: &str = "TODO";

/// One or more known differences.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The method and the path.
    pub operation: Patterns,
    /// The place in the operation. Without it, the operation itself.
    #[serde(default, skip_serializing_if = "Patterns::is_empty")]
    pub at: Patterns,
    /// The difference.
    pub is: Patterns,
    /// Why it stays.
    pub reason: String,
}

/// The content of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// The vendor's documents that the rows are about, by their files' names.
    documents: Vec<String>,
    rows: Vec<Row>,
}

/// The file of known differences.
#[derive(Debug)]
pub struct Baseline {
    name: String,
    text: String,
    file: File,
}

/// The result of comparing a drift with the baseline.
#[derive(Debug, Default)]
pub struct Verdict<'a> {
    /// The differences that no row covers.
    pub new: Vec<&'a Difference>,
    /// The rows that cover nothing or have no reason, each with its position and the mistake.
    pub rows: Vec<String>,
    /// The number of known differences.
    pub known: usize,
    /// The documents that the baseline was made with and that were not given. Without them, nobody knows which rows
    /// cover nothing.
    pub absent: Vec<String>,
}

impl Verdict<'_> {
    /// Returns whether nothing is new and every row holds.
    pub fn is_clean(&self) -> bool {
        self.new.is_empty() && self.rows.is_empty()
    }
}

impl Baseline {
    /// Parses the file. An empty one has no rows.
    ///
    /// # Errors
    ///
    /// If a row is not one.
    pub fn parse(name: &str, text: String) -> Result<Self, String> {
        let file: Option<File> = yaml_serde::from_str(&text).map_err(|error| {
            let position = error.location().map(|at| (at.line(), at.column()));
            Diagnostic::new(name, position, &error.to_string()).to_string()
        })?;
        Ok(Self { name: name.to_owned(), text, file: file.unwrap_or_default() })
    }

    /// Sorts the differences into known and new ones, and finds the rows that do not hold.
    pub fn judge<'a>(&self, drift: &'a Drift) -> Verdict<'a> {
        let documents = self.file.documents.iter();
        let is_absent = |name: &&String| !drift.vendors.iter().any(|given| file_name(given) == **name);
        let mut verdict =
            Verdict { absent: documents.filter(is_absent).cloned().collect(), ..Verdict::default() };
        for difference in &drift.differences {
            match self.file.rows.iter().any(|row| row.covers(difference)) {
                true => verdict.known += 1,
                false => verdict.new.push(difference),
            }
        }
        for (index, row) in self.file.rows.iter().enumerate() {
            let place = |key: &str, item: usize| self.place(index, key, item);
            if row.reason.trim().is_empty() || row.reason.trim() == TODO {
                verdict.rows.push(format!("{}: this row has no reason yet: {}", place("", 0), row.shown()));
            } else if verdict.absent.is_empty() {
                verdict.rows.extend(row.stale(&drift.differences).into_iter().map(|(key, item, pattern)| {
                    format!(
                        "{}: nothing matches `{pattern}`: remove it from {}",
                        place(key, item),
                        row.shown()
                    )
                }));
            }
        }
        verdict
    }

    /// Returns the file with a row for each new difference, and the names of the documents that it lacks. The rest
    /// stays as it is.
    ///
    /// # Errors
    ///
    /// If a row cannot be written.
    pub fn updated(&self, drift: &Drift, new: &[&Difference]) -> Result<String, String> {
        let given = drift.vendors.iter().map(|name| file_name(name));
        let lacking: Vec<&str> =
            given.filter(|name| !self.file.documents.iter().any(|known| known == name)).collect();
        let mut text = self.text.trim_end().to_owned();
        if !lacking.is_empty() {
            let known = self.file.documents.iter().map(String::as_str);
            let all: Vec<&str> = known.chain(lacking).collect();
            let line = format!("documents: [{}]", all.join(", "));
            match text.lines().find(|line| line.starts_with("documents:")) {
                Some(old) => text = text.replacen(old, &line, 1),
                None => text = format!("{text}\n{line}\n\nrows:").trim_start().to_owned(),
            }
        }
        for difference in new {
            let row = Row {
                operation: Patterns::One(difference.operation.clone()),
                at: Patterns::One(difference.at.clone()),
                is: Patterns::One(difference.is.clone()),
                reason: TODO.to_owned(),
            };
            let row = yaml_serde::to_string(&[row]).map_err(|error| error.to_string())?;
            let gap = if text.ends_with("rows:") { "\n" } else { "\n\n" };
            text.push_str(gap);
            text.push_str(row.trim_end());
        }
        Ok(text + "\n")
    }

    /// The position of a row, or of one of its patterns.
    fn place(&self, row: usize, key: &str, item: usize) -> String {
        let path = ["rows".to_owned(), row.to_string(), key.to_owned(), item.to_string()];
        match Positions::of(&self.text).locate(&path) {
            Some((line, column)) => format!("{}:{line}:{column}", self.name),
            None => self.name.clone(),
        }
    }
}

fn file_name(path: &str) -> &str {
    Path::new(path).file_name().and_then(|name| name.to_str()).unwrap_or(path)
}

impl Row {
    fn covers(&self, difference: &Difference) -> bool {
        self.operation.match_text(&difference.operation)
            && self.at.match_text(&difference.at)
            && self.is.match_text(&difference.is)
    }

    /// The patterns that no difference matches together with the row's other ones: the key, the index, the pattern.
    /// Of a row that covers nothing, the first.
    fn stale<'a>(&'a self, differences: &[Difference]) -> Vec<(&'static str, usize, &'a str)> {
        type Text = fn(&Difference) -> &str;
        let keys: [(&str, &Patterns, Text); 3] = [
            ("operation", &self.operation, |one| &one.operation),
            ("at", &self.at, |one| &one.at),
            ("is", &self.is, |one| &one.is),
        ];
        let covered: Vec<&Difference> = differences.iter().filter(|one| self.covers(one)).collect();
        let mut stale = Vec::new();
        for (key, patterns, text) in keys {
            for (item, pattern) in patterns.all().iter().enumerate() {
                if !covered.iter().any(|one| matches(pattern, text(one))) {
                    stale.push((key, item, pattern.as_str()));
                }
            }
        }
        if covered.is_empty() {
            stale.truncate(1);
        }
        stale
    }

    fn shown(&self) -> String {
        let shown = [&self.operation, &self.at, &self.is].map(|patterns| patterns.all().join(", "));
        shown.join(" ")
    }
}
