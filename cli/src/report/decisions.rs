use std::fs::File;
use std::io::Write;
use std::path::Path;

use rusqlite::Connection;

use crate::decision_files::{COLUMNS, OWN, Split};
use crate::failure::Failure;
use crate::record::file::Record;
use crate::report::{file, grants};
use crate::sheet::Sheet;
use crate::spreadsheet::{MARK, write_row};

/// The grants that are to be decided.
#[derive(Debug, Clone, Copy)]
pub struct ToDecide {
    pub review: i64,
    /// Without those that the temporary table `held_grant` has.
    pub undecided: bool,
}

/// Writes a row for each grant.
pub fn write(record: &Record, grants: ToDecide, path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        let path = path.display();
        return Err(Failure::usage(format!(
            "{path} is a directory; add --split organization or --split app for one file for each reviewer, or name a file"
        )));
    }
    file::write(path, objection, |out| write_rows(record, grants, None, path, out))
}

/// Writes the rows of one file: all, or those of one part.
pub fn write_rows(
    record: &Record,
    ToDecide { review, undecided }: ToDecide,
    part: Option<(Split, &str)>,
    path: &Path,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut written = out.write_all(MARK.as_bytes()).and_then(|()| write_row(out, &COLUMNS));
    let row = |grant: grants::Grant<'_>| {
        if written.is_ok() {
            let mut row: [String; COLUMNS.len()] = Default::default();
            row[OWN..].iter_mut().zip(grant.cells()).for_each(|(place, cell)| *place = cell);
            written = write_row(out, &row);
        }
    };
    let only = if undecided { NOT_HELD } else { "" };
    record.read(|connection: &Connection| match part {
        None => grants::each_of(connection, review, only, None, row),
        Some((split, id)) => {
            let only = format!("{} {only}", split.condition());
            grants::each_of(connection, review, &only, Some(id), row)
        }
    })?;
    written.map_err(|error| Failure::io(format!("write to {}", path.display()), &error))
}

/// A condition on grants in SQL.
pub const NOT_HELD: &str = "AND (app_id, organization_id, person_id) NOT IN temp.held_grant";

/// Returns why a file must not be replaced: a reviewer has begun to fill it in, or it is no file of decisions.
pub fn objection(path: &Path) -> Option<&'static str> {
    let Ok(file) = File::open(path) else { return Some("cannot be read") };
    let Ok(mut sheet) = Sheet::open(file, COLUMNS) else { return Some(OTHER) };
    if sheet.header.cells.len() > COLUMNS.len() {
        return Some("has columns of a reviewer");
    }
    while let Some(row) = sheet.row() {
        let Ok(row) = row else { return Some(OTHER) };
        let mut own = sheet.columns[..OWN].iter().map(|column| row.cell(*column));
        if own.next().is_some_and(|decision| !decision.is_empty()) {
            return Some("has decisions");
        }
        if own.any(|cell| !cell.is_empty()) {
            return Some("has entries of a reviewer");
        }
    }
    None
}

const OTHER: &str = "is not a file of decisions that this command wrote";
