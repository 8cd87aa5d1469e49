use std::path::Path;

use crate::failure::Failure;
use crate::output::printable;
use crate::record::file::Record;
use crate::report::people::sorted;
use crate::report::{file, grants};
use crate::sheet::Sheet;
use crate::spreadsheet::{MARK, without_formulas, write_row};

const COLUMNS: [&str; 8] =
    ["decision", "app_name", "organization_name", "name", "scopes", "app_id", "organization_id", "person_id"];

/// Writes a row for each grant of a review. The first column is for the reviewer, and the last one is never empty: a
/// spreadsheet may leave out the empty cells at the end of a row.
///
/// Only the names and the scopes are made safe for spreadsheets, as apps and people choose them.
/// The ids have to be those of the record when `revoke` reads the file.
pub fn write(record: &Record, review: i64, path: &Path) -> Result<(), Failure> {
    let safe = |chosen: &str| without_formulas(&printable(chosen));
    file::write(path, objection, |out| {
        let mut written = out.write_all(MARK.as_bytes()).and_then(|()| write_row(out, &COLUMNS));
        record.read(|connection| {
            grants::each(connection, review, |grant| {
                if written.is_ok() {
                    let scopes = sorted(grant.scopes).join(" ");
                    let chosen = [grant.app_name, grant.organization_name, grant.name, &scopes].map(safe);
                    let [app, organization, name, scopes] = chosen.each_ref().map(String::as_str);
                    let ids = [grant.app_id, grant.organization_id, grant.person_id];
                    let row = ["", app, organization, name, scopes, ids[0], ids[1], ids[2]];
                    written = write_row(out, &row);
                }
            })
        })?;
        written.map_err(|error| Failure::io(format!("write to {}", path.display()), &error))
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
