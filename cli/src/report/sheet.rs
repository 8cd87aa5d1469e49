use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::failure::Failure;
use crate::record::file::Record;
use crate::report::{file, grants};
use crate::spreadsheet::{MARK, write_row};

const COLUMNS: [&str; 7] =
    ["app_name", "organization_name", "name", "scopes", "app_id", "organization_id", "person_id"];

/// Writes a row for each grant of a review.
pub fn write(record: &Record, review: i64, path: &Path) -> Result<(), Failure> {
    file::write(path, objection, |out| {
        let mut written = out.write_all(MARK.as_bytes()).and_then(|()| write_row(out, &COLUMNS));
        record.read(|connection| {
            grants::each(connection, review, |grant| {
                if written.is_ok() {
                    written = write_row(out, &grant.cells());
                }
            })
        })?;
        written.map_err(|error| Failure::io(format!("write to {}", path.display()), &error))
    })
}

/// Only another sheet of this kind is replaced.
fn objection(path: &Path) -> Option<&'static str> {
    let header = format!("{MARK}{}", COLUMNS.join(","));
    let mut beginning = vec![0; header.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut beginning));
    (read.is_err() || beginning != header.as_bytes())
        .then_some("is no list of grants that this command wrote")
}
