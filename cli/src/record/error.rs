use std::path::Path;

use rusqlite::{ErrorCode, ffi};

use crate::failure::Failure;

pub(super) fn not_a_record(path: &Path) -> Failure {
    Failure::new(format!(
        "{} exists and is not a record of stytch-apps. It was left alone; choose another name",
        path.display()
    ))
}

/// The message for an error of SQLite. No transaction is ever half in the file.
pub(super) fn failure(path: &Path, error: &rusqlite::Error) -> Failure {
    let file = path.display();
    let extended = error.sqlite_error().map(|error| error.extended_code);
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => not_a_record(path),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Failure::new(format!(
            "another stytch-apps is working on {file}; wait until it has ended, then run the command again"
        )),
        // A limit on the size of files is no full disk to SQLite, but it is to everybody else.
        Some(ErrorCode::DiskFull) => full(path),
        _ if extended == Some(ffi::SQLITE_IOERR_WRITE) => full(path),
        Some(ErrorCode::CannotOpen) => {
            Failure::new(format!("cannot open {file}; check that its directory exists and is writable"))
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Failure::new(format!(
            "cannot write to {file}; change the permissions of the file and its directory"
        )),
        _ => Failure::new(format!("{file}: {error}")),
    }
}

fn full(path: &Path) -> Failure {
    Failure::new(format!(
        "no space left to write to {}. The record is intact; free some space, and the same command continues where it \
         stopped",
        path.display()
    ))
}
