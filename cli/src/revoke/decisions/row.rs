use crate::revoke::decisions::expiry;
use crate::sheet::{Row, Sheet};

/// The columns that are read. The first three say which grant.
pub const READ: [&str; 4] = ["app_id", "organization_id", "person_id", "decision"];

/// The columns that a reviewer may fill in. A file may lack them.
const OWN: [&str; 3] = ["reviewer", "reason", "expires"];

/// The columns of the file that a reviewer does not write to.
const OTHERS: [&str; 5] = ["", "name", "app_name", "organization_name", "scopes"];

/// The positions of the columns.
#[derive(Debug)]
pub struct Columns {
    grant: [usize; 3],
    decision: usize,
    own: [Option<usize>; 3],
    header: Row,
}

/// A row about a grant.
#[derive(Debug, PartialEq, Eq)]
pub struct Decision<'a> {
    pub of: [&'a str; 3],
    /// `keep`, `revoke`, or nothing.
    pub word: &'static str,
    pub reviewer: String,
    pub reason: String,
    pub expires: Option<String>,
}

impl Columns {
    pub fn of(sheet: &Sheet<4>) -> Result<Self, Vec<String>> {
        let [app, organization, person, decision] = sheet.columns;
        let mut own = [None; 3];
        let mut mistakes = Vec::new();
        for (name, column) in OWN.into_iter().zip(&mut own) {
            match sheet.header.optional(name) {
                Ok(position) => *column = position,
                Err(mistake) => mistakes.push(mistake),
            }
        }
        let header = sheet.header.clone();
        let columns = Self { grant: [app, organization, person], decision, own, header };
        if mistakes.is_empty() { Ok(columns) } else { Err(mistakes) }
    }

    /// Reads a row. `None` if it is about no grant and decides nothing: a title, a total or a signature.
    pub fn read<'a>(&self, row: &'a Row) -> Result<Option<Decision<'a>>, String> {
        let of @ [app, _, person] = self.grant.map(|column| row.cell(column));
        let decision = row.cell(self.decision);
        let own @ [reviewer, reason, expires] =
            self.own.map(|column| column.map_or("", |column| row.cell(column)));
        let cells = of.into_iter().chain([decision]).chain(own);
        if let Some((column, value)) =
            READ.iter().chain(&OWN).zip(cells).find(|(_, cell)| cell.contains('\u{fffd}'))
        {
            return Err(format!(
                "the column {column} has {value:?}, which is not UTF-8; save the file as CSV UTF-8"
            ));
        }
        let is_grant = !app.is_empty() && !person.is_empty();
        let word = match (word(decision), is_grant) {
            (Some(""), _) if self.strays(row) || (is_grant && own.into_iter().any(decides)) => {
                return Err("a decision is in another column; move it to the column decision".to_owned());
            }
            (Some("keep" | "revoke"), false) => {
                return Err(format!(
                    "the decision is {decision:?}, and app_id or person_id is empty; fill them in"
                ));
            }
            (_, false) => return Ok(None),
            (None, true) => {
                return Err(format!("the decision is {decision:?}; write keep, revoke or nothing"));
            }
            (Some(word), true) => word,
        };
        let expires = match (word, expires) {
            ("", _) | (_, "") => None,
            ("revoke", _) => {
                return Err(format!(
                    "the decision is revoke, and expires is {expires:?}; leave expires empty, or write keep"
                ));
            }
            _ => Some(expiry::read(expires).ok_or_else(|| {
                format!("expires is {expires:?}; write the day with the year first, such as 2027-01-31")
            })?),
        };
        let [reviewer, reason] = [reviewer, reason].map(in_one_line);
        Ok(Some(Decision { of, word, reviewer, reason, expires }))
    }

    /// Returns whether a row has as many cells as no other one, and ends with a decision: a separator is missing or one
    /// too many. A column that the reviewer has added may hold such words.
    fn strays(&self, row: &Row) -> bool {
        let Some(last) = row.cells.iter().rposition(|cell| !cell.is_empty()) else { return false };
        row.cells.len() != self.header.cells.len()
            && decides(row.cell(last))
            && self.header.names(last, &OTHERS)
    }
}

/// A cell may have several lines.
fn in_one_line(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn decides(cell: &str) -> bool {
    matches!(word(cell), Some("keep" | "revoke"))
}

fn word(cell: &str) -> Option<&'static str> {
    let quotes = ['"', '\'', '`', '“', '”', '„', '‘', '’', '«', '»', '.'];
    let cell = cell.trim_matches(quotes).to_lowercase();
    ["keep", "revoke", ""].into_iter().find(|word| *word == cell)
}
