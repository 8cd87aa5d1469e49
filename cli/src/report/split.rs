//! One file of decisions for each reviewer.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::decision_files::{Split, is_csv};
use crate::failure::Failure;
use crate::private;
use crate::record::file::Record;
use crate::report::decisions::{NOT_HELD, ToDecide, objection, write_rows};
use crate::report::file;
use crate::report::temporary::remove_abandoned;

/// Writes a file for each Organization or app into a directory. The result is how many there are.
///
/// The files of an earlier split are replaced, or removed if there is no such part any more: `revoke` reads all that the
/// directory has. If a reviewer has filled in one of them, all stay as they are. Without a part, no directory is made.
pub fn write(record: &Record, grants: ToDecide, split: Split, directory: &Path) -> Result<usize, Failure> {
    let parts = parts(record, grants, split)?;
    match fs::metadata(directory) {
        Err(error) if error.kind() == ErrorKind::NotFound && parts.is_empty() => return Ok(0),
        Ok(known) if known.is_dir() => {}
        Ok(_) => {
            let directory = directory.display();
            return Err(Failure::usage(format!(
                "{directory} is a file, but --split writes a directory; choose another name"
            )));
        }
        Err(_) => private::create_directory(directory)
            .map_err(|error| Failure::io(format!("create the directory {}", directory.display()), &error))?,
    }
    let earlier = earlier(directory)?;
    earlier.iter().try_for_each(|path| check(path))?;
    remove_abandoned(directory);
    let mut names = HashSet::new();
    for (id, name) in parts {
        let name = split.file_name(&id, &name);
        let path = directory.join(&name);
        file::write_beside(&path, objection, |out| {
            write_rows(record, grants, Some((split, &id)), &path, out)
        })?;
        names.insert(name);
    }
    let is_replaced = |path: &&PathBuf| {
        path.file_name().is_some_and(|name| names.contains(&name.to_string_lossy().to_lowercase()))
    };
    for path in earlier.iter().filter(|path| !is_replaced(path)) {
        // Somebody may have filled it in meanwhile.
        check(path)?;
        match fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(Failure::io(format!("remove {}", path.display()), &error));
            }
            _ => {}
        }
    }
    Ok(names.len())
}

/// The files that `revoke` would read.
fn earlier(directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failure = |error| Failure::io(format!("read {}", directory.display()), &error);
    let mut earlier = Vec::new();
    for entry in fs::read_dir(directory).map_err(failure)? {
        let path = entry.map_err(failure)?.path();
        if is_csv(&path) && path.is_file() {
            earlier.push(path);
        }
    }
    earlier.sort_unstable();
    Ok(earlier)
}

/// Checks that a file may be replaced or removed. An empty one may.
fn check(path: &Path) -> Result<(), Failure> {
    let is_empty = fs::metadata(path).is_ok_and(|known| known.len() == 0);
    match objection(path).filter(|_| !is_empty) {
        None => Ok(()),
        Some(objection) => Err(file::refused(path, objection)),
    }
}

/// The ids and names of the Organizations or the apps that have grants to decide.
fn parts(
    record: &Record,
    ToDecide { review, undecided }: ToDecide,
    split: Split,
) -> Result<Vec<(String, String)>, Failure> {
    let id = split.id();
    let sql = format!(
        "SELECT part.id, {} FROM (SELECT DISTINCT {id} AS id FROM granted WHERE review = ?1 {}) part ORDER BY part.id",
        split.name_of("part.id", "?1"),
        if undecided { NOT_HELD } else { "" },
    );
    record.read(|connection| {
        let mut select = connection.prepare(&sql)?;
        let rows = select.query_map([review], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    })
}
