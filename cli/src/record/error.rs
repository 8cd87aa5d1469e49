use std::path::Path;

use rusqlite::{ErrorCode, ffi};

use crate::failure::Failure;
use crate::record::lock::Obstacle;

pub(super) fn not_a_record(path: &Path) -> Failure {
    let file = path.display();
    Failure::new(format!(
        "{file} exists and is not a record of stytch-apps. It was left alone; choose another name"
    ))
}

/// The message for an error of SQLite. No transaction is ever half in the file.
pub(super) fn failure(path: &Path, error: &rusqlite::Error) -> Failure {
    let file = path.display();
    let extended = error.sqlite_error().map(|error| error.extended_code);
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => not_a_record(path),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => match Obstacle::find(path) {
            Obstacle::OtherProcess => Failure::new(format!(
                "another process has locked {file}, such as another stytch-apps or a database tool; wait until it has \
                 ended, or close it, then run the command again"
            )),
            Obstacle::FileSystem => no_locks(path),
            Obstacle::Unclear => Failure::new(format!(
                "cannot lock {file}, though no other process has locked it; run the command again, and if it fails \
                 again, keep the record on a local disk, as its file system may support no locks"
            )),
        },
        Some(ErrorCode::FileLockingProtocolFailed | ErrorCode::NoLargeFileSupport) => no_locks(path),
        _ if extended.is_some_and(|code| LOCK_ERRORS.contains(&code)) => no_locks(path),
        // To SQLite, a limit on the size of files is no full disk.
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

const LOCK_ERRORS: [i32; 4] = [
    ffi::SQLITE_IOERR_LOCK,
    ffi::SQLITE_IOERR_UNLOCK,
    ffi::SQLITE_IOERR_RDLOCK,
    ffi::SQLITE_IOERR_CHECKRESERVEDLOCK,
];

fn no_locks(path: &Path) -> Failure {
    let file = path.display();
    Failure::new(format!("the file system of {file} supports no locks; keep the record on a local disk"))
}

fn full(path: &Path) -> Failure {
    Failure::new(format!(
        "no space left to write to {}. The record is intact; free some space, and the same command continues where it \
         stopped",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_system_without_locks_is_named_as_the_reason() {
        for code in LOCK_ERRORS {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            assert_eq!(
                failure(Path::new("r.sqlite"), &error).to_string(),
                "the file system of r.sqlite supports no locks; keep the record on a local disk"
            );
        }
    }
}
