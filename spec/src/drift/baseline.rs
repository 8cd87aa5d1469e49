//! The differences that are known, each with the reason why it stays.
//!
//! A row covers every difference that its three patterns match: `operation`, `at` and `is`. In a pattern, `*`
//! stands for any text, so one row can cover a whole subtree (`at: response.user*`) or all operations.

use codegen::positions::Positions;
use codegen::problem::Diagnostic;
use serde::{Deserialize, Serialize};

use super::family::is_beside;
use super::{Difference, Drift};

/// The reason of a row that `--update` has added. It says nothing yet, so the row does not count.
pub const TODO: &str = "TODO";

/// One or more known differences.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The method and the path.
    pub operation: String,
    /// The place in the operation. Without it, the operation itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// The difference.
    pub is: String,
    /// Why it stays.
    pub reason: String,
}

/// The file of known differences.
#[derive(Debug)]
pub struct Baseline {
    name: String,
    text: String,
    rows: Vec<Row>,
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
        let rows: Option<Vec<Row>> = yaml_serde::from_str(&text).map_err(|error| {
            let position = error.location().map(|at| (at.line(), at.column()));
            Diagnostic::new(name, position, &error.to_string()).to_string()
        })?;
        Ok(Self { name: name.to_owned(), text, rows: rows.unwrap_or_default() })
    }

    /// Sorts the differences into known and new ones, and finds the rows that do not hold.
    pub fn judge<'a>(&self, drift: &'a Drift) -> Verdict<'a> {
        let mut verdict = Verdict::default();
        for difference in &drift.differences {
            match self.rows.iter().any(|row| row.covers(difference)) {
                true => verdict.known += 1,
                false => verdict.new.push(difference),
            }
        }
        for (index, row) in self.rows.iter().enumerate() {
            let shown = [&*row.operation, &*row.at, &*row.is].join(" ");
            if row.reason.trim().is_empty() || row.reason.trim() == TODO {
                verdict.rows.push(format!("{}: this row has no reason yet: {shown}", self.place(index)));
            } else if row.is_about(drift) && !drift.differences.iter().any(|one| row.covers(one)) {
                verdict
                    .rows
                    .push(format!("{}: this row matches nothing: remove it: {shown}", self.place(index)));
            }
        }
        verdict
    }

    /// Returns the file with a row for each new difference. The existing rows stay as they are.
    ///
    /// # Errors
    ///
    /// If a row cannot be written.
    pub fn updated(&self, new: &[&Difference]) -> Result<String, String> {
        let rows = new.iter().map(|difference| Row {
            operation: difference.operation.clone(),
            at: difference.at.clone(),
            is: difference.is.clone(),
            reason: TODO.to_owned(),
        });
        let mut text = self.text.clone();
        for row in rows {
            let row = yaml_serde::to_string(&[row]).map_err(|error| error.to_string())?;
            if !text.is_empty() {
                text = format!("{}\n\n", text.trim_end());
            }
            text.push_str(&row);
        }
        Ok(text)
    }

    fn place(&self, index: usize) -> String {
        match Positions::of(&self.text).locate(&[index.to_string()]) {
            Some((line, column)) => format!("{}:{line}:{column}", self.name),
            None => self.name.clone(),
        }
    }
}

impl Row {
    fn covers(&self, difference: &Difference) -> bool {
        matches(&self.operation, &difference.operation)
            && matches(&self.at, &difference.at)
            && matches(&self.is, &difference.is)
    }

    /// Returns whether one of the documents has the row's operation. The document for consumer projects has none of
    /// the B2B operations, so their rows do not apply to it.
    fn is_about(&self, drift: &Drift) -> bool {
        let path = self.operation.split_once(' ').map_or("", |(_, path)| path);
        let literal = path.split('*').next().unwrap_or_default();
        drift.paths.iter().flatten().any(|other| is_beside(other, literal))
    }
}

/// Returns whether a string matches a pattern in which `*` stands for any characters.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, rest)) => text.strip_prefix(start).is_some_and(|text| {
            text.char_indices()
                .map(|(index, _)| index)
                .chain([text.len()])
                .any(|index| matches(rest, &text[index..]))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("*", "", true),
            ("*", "anything", true),
            ("response.user", "response.user", true),
            ("response.user", "response.users", false),
            ("response.user*", "response.user.emails[].é", true),
            ("* /v1/users/*", "GET /v1/users/{user_id}", true),
            ("* /v1/users/*", "GET /v1/b2b/users", false),
            ("*.a", "x.a.b", false),
            ("*.a*", "x.a.b", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern}: {text}");
        }
    }
}
