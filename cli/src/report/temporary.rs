use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::private;

const PREFIX: &str = ".stytch-apps-";
const SUFFIX: &str = ".unfinished";

/// An unfinished file beside the one whose place it takes. It is locked while the process lives, and deleted unless it
/// takes the place.
#[derive(Debug)]
pub struct Temporary(NamedTempFile);

impl Temporary {
    pub fn new(directory: &Path) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        let file = builder.prefix(PREFIX).suffix(SUFFIX).tempfile_in(directory)?;
        lock(file.as_file());
        private::restrict(file.as_file())?;
        Ok(Self(file))
    }

    pub fn file(&self) -> &File {
        self.0.as_file()
    }

    pub fn replace(self, target: &Path) -> io::Result<()> {
        self.0.persist(target).map(|_| ()).map_err(|error| error.error)
    }
}

/// Removes the files that killed processes have left in a directory. A failure to remove them does not keep the report from being written.
pub fn remove_abandoned(directory: &Path) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_ours = name.starts_with(PREFIX) && name.ends_with(SUFFIX);
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_file()) && is_abandoned(&entry.path()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The lock ends with the process, even if that is killed. A file system without locks has nothing that tells.
fn lock(file: &File) {
    let _ = file.try_lock();
}

fn is_abandoned(path: &Path) -> bool {
    File::open(path).is_ok_and(|file| file.try_lock().is_ok())
}
