//! Tables that fit the terminal.
//!
//! A table that is too wide gives its room away by the worth of its columns: names and scopes wrap, ids are cut, and the
//! least columns are left out. If that is not enough, each row becomes a block of lines. Where standard output is no
//! terminal, a row is one line, whatever its length.

mod fit;
mod wrap;

use std::io::{IsTerminal, stdout};

use comfy_table::{ContentArrangement, Table, presets};

use crate::table::fit::{GAP, Need, fit};
use crate::table::wrap::{cut_start, width, wrap};

/// The width of a terminal that does not tell it.
const USUAL_WIDTH: usize = 80;

/// The most lines of a cell in a table that leaves columns out. An app's name with its id has fewer.
const MOST_LINES: usize = 12;

/// The columns and cells of a table, as strings that a terminal may show.
#[derive(Debug)]
pub struct Cells<'a> {
    pub columns: Vec<&'a str>,
    pub rows: Vec<Vec<String>>,
    /// The columns that may be left out, the one of least worth first. Without any, everything is shown.
    pub least: &'a [&'a str],
}

/// A table, and the columns that it has no room for.
#[derive(Debug)]
pub struct Rendered<'a> {
    pub table: String,
    pub left_out: Vec<&'a str>,
}

/// The width of the terminal that standard output is.
pub fn terminal_width() -> Option<usize> {
    let told = || terminal_size::terminal_size_of(stdout()).map(|(width, _)| usize::from(width.0));
    stdout().is_terminal().then(|| told().filter(|width| *width > 0).unwrap_or(USUAL_WIDTH))
}

impl<'a> Cells<'a> {
    pub fn render(mut self, width: Option<usize>) -> Rendered<'a> {
        self.move_ids_last();
        let whole = vec![usize::MAX; self.columns.len()];
        let Some(room) = width else {
            return Rendered { table: self.table(&whole), left_out: Vec::new() };
        };
        self.remove_empty();
        for count in 0..=self.least.len() {
            let least = &self.least[..count];
            let shown: Vec<usize> =
                (0..self.columns.len()).filter(|at| !least.contains(&self.columns[*at])).collect();
            let needs: Vec<Need> = shown.iter().map(|at| self.need(*at)).collect();
            if let Some(widths) = fit(&needs, room) {
                let (shown, left_out) = self.split(&shown);
                return Rendered { table: shown.table(&widths), left_out };
            }
        }
        Rendered { table: self.blocks(room), left_out: Vec::new() }
    }

    /// People read names; ids are for the next command.
    fn move_ids_last(&mut self) {
        let (names, ids): (Vec<usize>, Vec<usize>) =
            (0..self.columns.len()).partition(|at| !is_id(self.columns[*at]));
        self.keep(&[names, ids].concat());
    }

    /// Removes the columns in which no row has a value.
    fn remove_empty(&mut self) {
        let has_value = |at: usize| self.rows.iter().any(|row| !row[at].is_empty());
        let kept: Vec<usize> = (0..self.columns.len()).filter(|at| has_value(*at)).collect();
        if !kept.is_empty() {
            self.keep(&kept);
        }
    }

    /// Keeps the columns at these places, in this order.
    fn keep(&mut self, places: &[usize]) {
        self.columns = places.iter().map(|at| self.columns[*at]).collect();
        for row in &mut self.rows {
            *row = places.iter().map(|at| std::mem::take(&mut row[*at])).collect();
        }
    }

    fn split(mut self, shown: &[usize]) -> (Self, Vec<&'a str>) {
        let left_out = (0..self.columns.len()).filter(|at| !shown.contains(at));
        let left_out = left_out.map(|at| self.columns[at]).collect();
        self.keep(shown);
        (self, left_out)
    }

    fn need(&self, at: usize) -> Need {
        let label = label(self.columns[at]);
        let word = label.split(' ').map(width).max().unwrap_or_default();
        let widest = self.rows.iter().map(|row| width(&row[at])).max().unwrap_or_default();
        Need::new(widest.max(width(&label)), word, self.is_cut(at))
    }

    /// Returns whether an id of this column may be cut. Where no column may be left out, ids are what people look for.
    fn is_cut(&self, at: usize) -> bool {
        is_id(self.columns[at]) && !self.least.is_empty()
    }

    fn table(&self, widths: &[usize]) -> String {
        let lines = if self.least.is_empty() { usize::MAX } else { MOST_LINES };
        let cell = |at: usize, value: &str| match self.is_cut(at) {
            true => cut_start(value, widths[at]),
            false => wrap(value, widths[at], lines),
        };
        let mut table = plain();
        let labels = self.columns.iter().zip(widths);
        table.set_header(labels.map(|(column, width)| wrap(&label(column), *width, usize::MAX)));
        for (number, row) in self.rows.iter().enumerate() {
            let mut row: Vec<String> = row.iter().enumerate().map(|(at, value)| cell(at, value)).collect();
            let tallest = row.iter_mut().max_by_key(|cell| cell.lines().count());
            // An empty line after a row of several, so that the next one is told from it.
            if let Some(tallest) = tallest.filter(|cell| cell.contains('\n'))
                && number + 1 < self.rows.len()
            {
                tallest.push('\n');
            }
            table.add_row(row);
        }
        table.trim_fmt()
    }

    /// A line for each value, and an empty line between rows.
    fn blocks(&self, room: usize) -> String {
        let labels = self.columns.iter().map(|column| width(&label(column)));
        let most = (room / 2).saturating_sub(GAP).max(fit::LEAST_WIDTH);
        let labels = labels.max().unwrap_or_default().min(most);
        let room = room.saturating_sub(labels + 2 * GAP).max(fit::LEAST_WIDTH);
        let block = |row: &Vec<String>| {
            let mut block = plain();
            let values = self.columns.iter().zip(row).filter(|(_, value)| !value.is_empty());
            block.add_rows(
                values
                    .map(|(column, value)| [(label(column), labels), (value.clone(), room)])
                    .map(|cells| cells.map(|(cell, room)| wrap(&cell, room, usize::MAX))),
            );
            block.column_mut(0).map(|column| column.set_constraint(fixed(labels + GAP)));
            block.trim_fmt()
        };
        self.rows.iter().map(block).collect::<Vec<_>>().join("\n\n")
    }
}

fn fixed(width: usize) -> comfy_table::ColumnConstraint {
    comfy_table::ColumnConstraint::Absolute(comfy_table::Width::Fixed(width.try_into().unwrap_or(u16::MAX)))
}

fn plain() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table
}

/// The head of a column. "Organization" is a long word for the number below it.
fn label(column: &str) -> String {
    column.to_uppercase().replace('_', " ").replace("ORGANIZATION", "ORG")
}

fn is_id(column: &str) -> bool {
    column == "id" || column.ends_with("_id")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &[&str] = &["app_id", "type"];

    fn cells<'a>(least: &'a [&'a str]) -> Cells<'a> {
        let row = |cells: [&str; 5]| cells.map(str::to_owned).to_vec();
        Cells {
            columns: vec!["app_id", "app", "type", "users", "scopes"],
            rows: vec![
                row(["connected-app-1", "日本語カレンダー", "first_party", "7", "openid offline_access"]),
                row(["connected-app-2", "Zoë’s notes", "third_party_public", "12", "openid"]),
            ],
            least,
        }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_every_name_is_there() {
        for room in 24..=120 {
            for least in [&[][..], LEAST] {
                let Rendered { table, .. } = cells(least).render(Some(room));
                for line in table.lines() {
                    assert!(width(line) <= room, "{room}: {line:?}\n{table}");
                }
                let words: String = table.split_whitespace().collect();
                assert!(words.contains('日') && words.contains("Zoë’s"), "{room}: {table}");
            }
        }
    }

    #[test]
    fn what_is_worth_least_is_left_out_first_and_named() {
        let left_out = |room| cells(LEAST).render(Some(room)).left_out;
        assert_eq!(left_out(200), Vec::<&str>::new());
        assert_eq!(left_out(60), ["app_id"]);
        assert_eq!(left_out(50), ["type", "app_id"]);
    }

    #[test]
    fn a_table_without_worths_shows_every_id_in_full() {
        for room in [30, 60, 90, 200] {
            let rendered = cells(&[]).render(Some(room));
            assert!(rendered.table.contains("connected-app-2"), "{}", rendered.table);
        }
    }

    #[test]
    fn elsewhere_a_row_is_one_line_with_its_ids_last() {
        let lines = cells(LEAST).render(None).table;
        let lines: Vec<&str> = lines.lines().collect();
        assert_eq!(lines.len(), 3);
        assert!(lines[0].ends_with("SCOPES                 APP ID"), "{lines:?}");
        assert!(lines[1].ends_with("openid offline_access  connected-app-1"), "{lines:?}");
    }
}
