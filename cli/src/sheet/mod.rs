//! A table in CSV as spreadsheets save it: with any separator, with rows of other things around it, and in any encoding.

mod lines;

use std::collections::{HashSet, VecDeque};
use std::fs::File;
use std::io::{self, BufRead, Cursor, Read, Seek};

use csv::{Reader, ReaderBuilder, StringRecord};

use crate::sheet::lines::{Cleaned, Lines};
use crate::spreadsheet::SEPARATORS;
use crate::text;

/// The header of a table, and its rows, which are read one after the other: there may be a million.
pub struct Sheet<const N: usize> {
    pub header: Row,
    /// The positions of the wanted columns.
    pub columns: [usize; N],
    wanted: [&'static str; N],
    rows: Rows<Box<dyn BufRead>>,
    /// The next row. The last one must be the end.
    next: Option<Row>,
}

#[derive(Debug, Clone)]
pub struct Row {
    /// As an editor counts the lines.
    pub line: u64,
    pub cells: Vec<String>,
}

/// A row of its own.
const END: &str = "the end of the file";

/// How many lines may precede the header.
const TITLE: usize = 50;

impl<const N: usize> Sheet<N> {
    /// Finds the row that has the wanted columns, with the separator that most of them appear with. The order of columns,
    /// other columns, and how their names are written do not matter: `App ID` is `app_id`.
    pub fn open(mut file: File, wanted: [&'static str; N]) -> Result<Self, Vec<String>> {
        if is_workbook(&mut file).map_err(|error| vec![unreadable(&error)])? {
            return Err(vec![WORKBOOK.to_owned()]);
        }
        let text: Box<dyn BufRead> = Box::new(text::decoded(file).map_err(|error| vec![unreadable(&error)])?);
        let (mut lines, mut start) = (Lines::new(text), VecDeque::new());
        while start.len() <= TITLE {
            let Some(line) = lines.line().map_err(|error| vec![unreadable(&error)])? else { break };
            start.push_back(line);
        }
        let declared = start.front().and_then(|line| declared_separator(line));
        let separators = declared.into_iter().chain(SEPARATORS);
        let mut best: Option<(usize, char, Row)> = None;
        for separator in separators {
            let none = Lines::new(Cursor::new(&[][..]));
            for row in Rows::new(start.clone(), none, separator, None).map_while(Result::ok) {
                let found = row.count(&wanted);
                // The first of the best, as rows below a header may repeat it.
                if found > best.as_ref().map_or(0, |(found, ..)| *found) {
                    best = Some((found, separator, row));
                }
                if found == N {
                    break;
                }
            }
            if best.as_ref().is_some_and(|(found, ..)| *found == N) {
                break;
            }
        }
        let Some((_, separator, header)) = best else {
            let columns = wanted.join(", ");
            return Err(vec![format!(
                "no row names the columns {columns}; keep the header, and save as CSV UTF-8"
            )]);
        };
        let columns = header.columns(wanted)?;
        let rows = Rows::new(start, lines, separator, Some(END));
        Ok(Self { header, columns, wanted, rows, next: None })
    }

    /// The next row, or the reason why there is none.
    pub fn row(&mut self) -> Option<Result<Row, String>> {
        loop {
            let read = match self.rows.next().transpose() {
                Ok(read) => read,
                Err(error) => return Some(Err(unreadable(&error))),
            };
            let Some(row) = std::mem::replace(&mut self.next, read) else {
                // Before the first row. The end is always there.
                self.next.as_ref()?;
                continue;
            };
            // A quote that is not closed makes one cell of all that follows, up to the end.
            if self.next.is_none() {
                return (row.cells != [END]).then(|| {
                    // No end of a line was read.
                    let line = row.line + 1;
                    Err(format!(
                        "line {line}: a quote is not closed; close or remove it, or save the file anew"
                    ))
                });
            }
            if row.line > self.header.line && !self.is_header(&row) {
                return Some(Ok(row));
            }
        }
    }

    /// A header comes again where files were put together.
    fn is_header(&self, row: &Row) -> bool {
        self.columns.iter().zip(self.wanted).all(|(column, name)| row.names(*column, &[name]))
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

    /// The position of a column that may be missing.
    pub fn optional(&self, name: &str) -> Result<Option<usize>, String> {
        let count = self.cells.iter().filter(|cell| plain(cell) == plain(name)).count();
        match count {
            0 | 1 => Ok(self.position(name)),
            _ => Err(format!("line {}: the column {name} appears twice; remove one", self.line)),
        }
    }

    /// How many of these columns it names.
    fn count(&self, names: &[&str]) -> usize {
        let cells: HashSet<String> = self.cells.iter().map(|cell| plain(cell)).collect();
        names.iter().filter(|name| cells.contains(&plain(name))).count()
    }

    fn position(&self, name: &str) -> Option<usize> {
        let name = plain(name);
        self.cells.iter().position(|cell| plain(cell) == name)
    }

    fn columns<const N: usize>(&self, wanted: [&str; N]) -> Result<[usize; N], Vec<String>> {
        let (mut columns, mut mistakes) = ([0; N], Vec::new());
        for (name, column) in wanted.into_iter().zip(&mut columns) {
            match self.optional(name) {
                Ok(Some(position)) => *column = position,
                Ok(None) => {
                    let (line, found) = (self.line, self.cells.join(", "));
                    mistakes.push(format!("line {line}: the column {name} is missing among {found}"));
                }
                Err(mistake) => mistakes.push(mistake),
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
struct Rows<R: BufRead>(Reader<Cleaned<R>>);

impl<R: BufRead> Rows<R> {
    fn new(start: VecDeque<String>, lines: Lines<R>, separator: char, end: Option<&'static str>) -> Self {
        let cleaned = Cleaned { start, lines, separator, end, line: Vec::new(), at: 0 };
        let mut reader = ReaderBuilder::new();
        let reader = reader.delimiter(separator as u8).has_headers(false).flexible(true);
        Self(reader.from_reader(cleaned))
    }
}

impl<R: BufRead> Iterator for Rows<R> {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<io::Result<Row>> {
        let mut record = StringRecord::new();
        loop {
            // Text has no other mistakes: any number of cells and any quotes are allowed.
            match self.0.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(error.into())),
            }
            let cells = cells(&record);
            if cells.iter().any(|cell| !cell.is_empty()) {
                // The reader is behind the row.
                let breaks: usize = record.iter().map(|cell| cell.matches('\n').count()).sum();
                let line = self.0.position().line().saturating_sub(1 + breaks as u64);
                return Some(Ok(Row { line, cells }));
            }
        }
    }
}

fn cells(record: &StringRecord) -> Vec<String> {
    record.iter().map(|cell| cell.trim_matches(is_padding).to_owned()).collect()
}

/// Returns whether a character around a value is none of it: a blank, a mark, or the end that DOS wrote.
fn is_padding(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}')
}

/// The name of a column in the one way in which all spell it.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A workbook of Excel or of an older one.
fn is_workbook(file: &mut File) -> io::Result<bool> {
    let mut start = Vec::new();
    file.rewind()?;
    file.by_ref().take(4).read_to_end(&mut start)?;
    Ok(start == b"PK\x03\x04" || start == b"\xd0\xcf\x11\xe0")
}

pub const WORKBOOK: &str = "it is a workbook, not CSV; open it and save it as CSV UTF-8";

fn unreadable(error: &io::Error) -> String {
    format!("cannot be read: {error}")
}
