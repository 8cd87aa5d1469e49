use std::path::Path;

use csv::{Reader, StringRecord, Writer};

use crate::failure::Failure;
use crate::output::spreadsheet_safe;
use crate::record::file::Record;
use crate::report::{file, grants};

const COLUMNS: [&str; 8] =
    ["app_id", "app_name", "organization_id", "organization_name", "person_id", "name", "scopes", "decision"];

/// Writes a row for each grant of a review. The last column is for the reviewer.
///
/// Only the names and the scopes are made safe for spreadsheets, as apps and people choose them.
/// The ids have to be those of the record when `revoke` reads the file.
pub fn write(record: &Record, review: i64, path: &Path) -> Result<(), Failure> {
    let failure = |error: csv::Error| Failure::io(format!("write to {}", path.display()), &error.into());
    file::write(path, objection, |out| {
        let mut writer = Writer::from_writer(out);
        let mut written = writer.write_record(COLUMNS);
        record.read(|connection| {
            grants::each(connection, review, |grant| {
                if written.is_ok() {
                    written = writer.write_record([
                        grant.app_id,
                        &spreadsheet_safe(grant.app_name),
                        grant.organization_id,
                        &spreadsheet_safe(grant.organization_name),
                        grant.person_id,
                        &spreadsheet_safe(grant.name),
                        &spreadsheet_safe(grant.scopes),
                        "",
                    ]);
                }
            })
        })?;
        written.and_then(|()| writer.flush().map_err(csv::Error::from)).map_err(failure)
    })
}

/// Returns why a file must not be replaced: a reviewer has begun to fill it in, or it is no file of decisions.
fn objection(path: &Path) -> Option<&'static str> {
    let Ok(mut reader) = Reader::from_path(path) else { return Some("cannot be read") };
    if !reader.headers().is_ok_and(|header| header == COLUMNS[..]) {
        return Some("is not a file of decisions that this command wrote");
    }
    let is_undecided =
        |row: &StringRecord| row.get(COLUMNS.len() - 1).is_some_and(|decision| decision.trim().is_empty());
    let all = reader.records().all(|row| row.is_ok_and(|row| is_undecided(&row)));
    (!all).then_some("has decisions")
}
