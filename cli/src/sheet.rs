//! A table in CSV as spreadsheets save it: with any separator, with rows of other things around it, and in any encoding.

use std::collections::VecDeque;

use csv::{Position, ReaderBuilder, StringRecord};

use crate::spreadsheet::SEPARATORS;
use crate::text;

/// The rows of a table below its header.
#[derive(Debug)]
pub struct Sheet<const N: usize> {
    pub header: Row,
    /// The positions of the wanted columns.
    pub columns: [usize; N],
    pub rows: VecDeque<Row>,
}

#[derive(Debug, Clone)]
pub struct Row {
    /// As an editor counts the lines.
    pub line: u64,
    pub cells: Vec<String>,
}

/// A byte order mark in UTF-8 that a program took for Windows-1252.
const MISREAD_MARK: &str = "ï»¿";

/// A row of its own.
const END: &str = "the end of the file";

/// How many lines may precede the header.
const TITLE: usize = 50;

impl<const N: usize> Sheet<N> {
    /// Finds the row that has the wanted columns, with the separator that most of them appear with. The order of columns,
    /// other columns, and how their names are written do not matter: `App ID` is `app_id`.
    pub fn read(file: &[u8], wanted: [&str; N]) -> Result<Self, Vec<String>> {
        if file.starts_with(b"PK\x03\x04") || file.starts_with(b"\xd0\xcf\x11\xe0") {
            return Err(vec!["it is a workbook, not CSV; open it and save it as CSV UTF-8".to_owned()]);
        }
        let text = text::decode(file).replace("\r\n", "\n").replace('\r', "\n");
        let text = text.strip_prefix(MISREAD_MARK).unwrap_or(&text).trim_end_matches(is_padding);
        let declared = text.lines().next().and_then(declared_separator);
        let separators = declared.into_iter().chain(SEPARATORS);
        let start = text.match_indices('\n').nth(TITLE).map_or(text, |(end, _)| &text[..end]);
        let tables = separators.filter_map(|separator| {
            let mut rows = rows(start, separator);
            let found = |row: &Row| wanted.iter().filter(|name| row.position(name).is_some()).count();
            // The first of the best, as rows below a header may repeat it.
            let best = rows.iter().map(found).enumerate().rev().max_by_key(|(_, found)| *found)?;
            let header = rows.remove(best.0)?;
            Some((best.1, separator, header))
        });
        // The first of the best here, too.
        let best = tables.collect::<Vec<_>>().into_iter().rev().max_by_key(|(found, ..)| *found);
        let Some((_, separator, header)) = best.filter(|(found, ..)| *found > 0) else {
            let columns = wanted.join(", ");
            return Err(vec![format!(
                "no row names the columns {columns}; keep the header, and save as CSV UTF-8"
            )]);
        };
        let columns = header.columns(wanted)?;
        // A quote that is not closed makes one cell of all that follows, up to this row.
        let mut rows = rows(&format!("{text}\n{END}"), separator);
        if let Some(last) = rows.pop_back().filter(|last| last.cells != [END]) {
            let line = last.line;
            return Err(vec![format!(
                "line {line}: a quote is not closed; close or remove it, or save the file anew"
            )]);
        }
        // A header comes again where files were put together.
        let is_header =
            |row: &Row| columns.iter().zip(wanted).all(|(column, name)| row.names(*column, &[name]));
        rows.retain(|row| row.line > header.line && !is_header(row));
        Ok(Self { header, columns, rows })
    }
}

impl Row {
    /// Returns whether a cell is the name of one of these columns.
    pub fn names(&self, column: usize, names: &[&str]) -> bool {
        names.iter().any(|name| plain(name) == plain(self.cell(column)))
    }

    /// The cell of a column, which may be missing at the end of a row.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    fn position(&self, name: &str) -> Option<usize> {
        let name = plain(name);
        self.cells.iter().position(|cell| plain(cell) == name)
    }

    fn columns<const N: usize>(&self, wanted: [&str; N]) -> Result<[usize; N], Vec<String>> {
        let (mut columns, mut mistakes) = ([0; N], Vec::new());
        for (name, column) in wanted.into_iter().zip(&mut columns) {
            let line = self.line;
            let count = self.cells.iter().filter(|cell| plain(cell) == plain(name)).count();
            match self.position(name) {
                Some(_) if count > 1 => {
                    mistakes.push(format!("line {line}: the column {name} appears twice; remove one"));
                }
                Some(position) => *column = position,
                None => {
                    let found = self.cells.join(", ");
                    mistakes.push(format!("line {line}: the column {name} is missing among {found}"));
                }
            }
        }
        if mistakes.is_empty() { Ok(columns) } else { Err(mistakes) }
    }
}

/// The separator in the first line, if it is one such as `sep=;`, by which Excel knows it.
fn declared_separator(line: &str) -> Option<char> {
    let line = line.trim_matches('"').to_lowercase();
    line.strip_prefix("sep=")?.chars().next().filter(char::is_ascii)
}

/// The rows that are not blank.
fn rows(text: &str, separator: char) -> VecDeque<Row> {
    let text = without_blanks_before_quotes(text, separator);
    let mut reader = ReaderBuilder::new();
    let reader = reader.delimiter(separator as u8).has_headers(false).flexible(true);
    let mut reader = reader.from_reader(text.as_bytes());
    // Text has no other mistakes: any number of cells and any quotes are allowed.
    let rows = reader.records().map_while(Result::ok).map(|record| Row {
        line: record.position().map_or(0, |position| line(&text, position)),
        cells: cells(&record),
    });
    rows.filter(|row| row.cells.iter().any(|cell| !cell.is_empty())).collect()
}

/// The reader's position is before the blank lines that it skips.
fn line(text: &str, position: &Position) -> u64 {
    let rest = text.get(position.byte() as usize..).unwrap_or_default();
    position.line() + rest.bytes().take_while(|byte| *byte == b'\n').count() as u64
}

fn cells(record: &StringRecord) -> Vec<String> {
    record.iter().map(|cell| cell.trim_matches(is_padding).to_owned()).collect()
}

/// With a blank before it, a quote would be part of the cell.
fn without_blanks_before_quotes(text: &str, separator: char) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            let end = out.trim_end_matches([' ', '\u{a0}']).len();
            if out[..end].chars().next_back().is_none_or(|before| before == separator || before == '\n') {
                out.truncate(end);
            }
            out.push('"');
        }
        out.push_str(part);
    }
    out
}

/// Returns whether a character around a value is none of it: a blank, a mark, or the end that DOS wrote.
fn is_padding(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}')
}

/// The name of a column in the one way in which all spell it.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
