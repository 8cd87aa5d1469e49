use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::failure::Failure;

/// Writes a file whole, or leaves what was there.
///
/// `objection` says why the file that is there must not be replaced. A pipe or a device is written to as it is.
pub fn write(
    path: &Path,
    objection: impl FnOnce(&Path) -> Option<&'static str>,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failure = |error| Failure::io(format!("write to {}", path.display()), &error);
    let (target, permissions) = match fs::metadata(path) {
        // Where a symbolic link leads, there may be nothing.
        Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => {
            (path.to_owned(), None)
        }
        Ok(known) if !known.is_file() => return write(&mut File::create(path).map_err(failure)?),
        Err(_) => return write(&mut File::create(path).map_err(failure)?),
        Ok(known) => {
            // Whoever may not write to a file may not replace it either.
            OpenOptions::new().write(true).open(path).map_err(failure)?;
            if let Some(objection) = objection(path).filter(|_| known.len() > 0) {
                return Err(Failure::new(format!(
                    "{} exists and {objection}. It was left alone; choose another name",
                    path.display()
                )));
            }
            // The file behind a symbolic link is replaced, and not the link.
            (path.canonicalize().map_err(failure)?, Some(known.permissions()))
        }
    };
    let directory = target.parent().filter(|directory| !directory.as_os_str().is_empty());
    let beside = beside(directory.unwrap_or(Path::new(".")), permissions).map_err(|error| {
        // The error's own message has the name of the temporary file, which means nothing to the user.
        let (path, kind) = (path.display(), error.kind());
        Failure::new(format!(
            "cannot write to {path} ({kind}); check that its directory exists and is writable"
        ))
    })?;
    let mut file = BufWriter::new(beside.as_file());
    write(&mut file)?;
    file.flush().map_err(failure)?;
    drop(file);
    beside.persist(&target).map_err(|error| failure(error.error))?;
    Ok(())
}

/// A file that is deleted unless it takes another's place.
fn beside(directory: &Path, permissions: Option<Permissions>) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".stytch-apps-");
    // As any program creates a file: the umask takes away what it does not allow.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(directory)?;
    permissions.map(|permissions| file.as_file().set_permissions(permissions)).transpose()?;
    Ok(file)
}
