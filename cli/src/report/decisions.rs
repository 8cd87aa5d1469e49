use std::path::Path;

use csv::Writer;

use crate::failure::Failure;
use crate::output::spreadsheet_safe;
use crate::record::file::Record;
use crate::report::{file, grants};
use crate::sheet::Sheet;

const COLUMNS: [&str; 8] =
    ["decision", "app_name", "organization_name", "name", "scopes", "app_id", "organization_id", "person_id"];

/// Writes a row for each grant of a review. The first column is for the reviewer, and the last one is never empty: a
/// spreadsheet may leave out the empty cells at the end of a row.
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
                        "",
                        &spreadsheet_safe(grant.app_name),
                        &spreadsheet_safe(grant.organization_name),
                        &spreadsheet_safe(grant.name),
                        &spreadsheet_safe(grant.scopes),
                        grant.app_id,
                        grant.organization_id,
                        grant.person_id,
                    ]);
                }
            })
        })?;
        written.and_then(|()| writer.flush().map_err(csv::Error::from)).map_err(failure)
    })
}

/// Returns why a file must not be replaced: a reviewer has begun to fill it in, or it is no file of decisions.
fn objection(path: &Path) -> Option<&'static str> {
    let Ok(file) = std::fs::read(path) else { return Some("cannot be read") };
    match Sheet::read(&file, COLUMNS) {
        Ok(sheet) if sheet.header.cells.len() > COLUMNS.len() => Some("has columns of a reviewer"),
        Ok(sheet) if sheet.rows.iter().all(|row| row.cell(sheet.columns[0]).is_empty()) => None,
        Ok(_) => Some("has decisions"),
        Err(_) => Some("is not a file of decisions that this command wrote"),
    }
}
