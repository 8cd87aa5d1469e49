use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::failure::Failure;
use crate::private;
use crate::report::temporary::{Temporary, remove_abandoned};

/// Writes a file whole, or leaves the one that was there.
///
/// `objection` says why the file that is there must not be replaced. A pipe or a device is written to as it is.
pub fn write(
    path: &Path,
    objection: impl FnOnce(&Path) -> Option<&'static str>,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    remove_abandoned(directory(path));
    write_beside(path, objection, write)
}

/// The same for one of many files, beside which nothing is to be removed.
pub fn write_beside(
    path: &Path,
    objection: impl FnOnce(&Path) -> Option<&'static str>,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failure = |error| Failure::io(format!("write to {}", path.display()), &error);
    let (target, permissions) = match fs::metadata(path) {
        // A symbolic link may lead to nothing.
        Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => {
            (path.to_owned(), None)
        }
        Ok(known) if known.is_file() => {
            check(path, known.len(), objection)?;
            // The file behind a symbolic link is replaced, and not the link.
            (path.canonicalize().map_err(failure)?, Some(known.permissions()))
        }
        _ => return write(&mut private::create(path).map_err(failure)?),
    };
    let temporary = temporary(&target, permissions).map_err(|error| {
        // The error's own message has the name of the temporary file, which means nothing to the user.
        let (path, kind) = (path.display(), error.kind());
        Failure::new(format!(
            "cannot write to {path} ({kind}); check that its directory exists and is writable"
        ))
    })?;
    let mut out = BufWriter::new(temporary.file());
    write(&mut out)?;
    out.flush().map_err(failure)?;
    drop(out);
    temporary.replace(&target).map_err(failure)
}

/// Checks that a file may be replaced. That takes the permission to write to it.
fn check(
    path: &Path,
    len: u64,
    objection: impl FnOnce(&Path) -> Option<&'static str>,
) -> Result<(), Failure> {
    let opened = OpenOptions::new().write(true).open(path);
    opened.map_err(|error| Failure::io(format!("write to {}", path.display()), &error))?;
    match objection(path).filter(|_| len > 0) {
        None => Ok(()),
        Some(objection) => Err(refused(path, objection)),
    }
}

pub fn refused(path: &Path, objection: &str) -> Failure {
    let path = path.display();
    Failure::new(format!("{path} exists and {objection}. It was left alone; choose another name"))
}

fn directory(path: &Path) -> &Path {
    let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
    directory.unwrap_or(Path::new("."))
}

fn temporary(target: &Path, permissions: Option<Permissions>) -> io::Result<Temporary> {
    let temporary = Temporary::new(directory(target))?;
    permissions.map(|permissions| temporary.file().set_permissions(permissions)).transpose()?;
    Ok(temporary)
}
