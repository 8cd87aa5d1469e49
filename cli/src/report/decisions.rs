use std::path::Path;

use crate::failure::Failure;
use crate::output::spreadsheet_safe;
use crate::record::Record;
use crate::report::grants;

/// Writes a row for each grant of a review. The last column is for the reviewer.
///
/// Only the names and the scopes are made safe for spreadsheets, as their text is an app's or a person's own choice.
/// The ids have to be those of the record when `revoke` reads the file.
pub fn write(record: &Record, review: i64, path: &Path) -> Result<(), Failure> {
    let failure = |error: csv::Error| Failure::new(format!("{}: {error}", path.display()));
    let mut writer = csv::Writer::from_path(path).map_err(failure)?;
    writer.write_record(COLUMNS).map_err(failure)?;
    let written = record.read(|connection| {
        let mut written = Ok(());
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
        })?;
        Ok(written)
    })?;
    written.map_err(failure)?;
    writer.flush().map_err(|error| Failure::io(path.display(), &error))
}

const COLUMNS: [&str; 8] =
    ["app_id", "app_name", "organization_id", "organization_name", "person_id", "name", "scopes", "decision"];
