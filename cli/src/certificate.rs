//! The file with the certificate of a sandbox's authority.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::failure::Failure;

const SUFFIX: &str = ".unfinished";

/// The file. It goes with the sandbox: nobody is to trust its authority any longer.
#[derive(Debug)]
pub struct Certificate {
    path: PathBuf,
    pem: String,
    /// The private directory of a file that nobody chose.
    _directory: Option<TempDir>,
}

impl Certificate {
    /// Writes it to this file, or to one in a new directory that only its owner can enter.
    pub fn write(pem: &str, path: Option<&Path>) -> Result<Self, Failure> {
        match path {
            Some(path) => Self::at(pem, path),
            None => Self::private(pem).map_err(|error| Failure::io("write the certificate", &error)),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    fn private(pem: &str) -> io::Result<Self> {
        let mut directory = tempfile::Builder::new();
        #[cfg(unix)]
        directory.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let directory = directory.prefix("stytch-sandbox-").tempdir()?;
        let path = directory.path().join("authority.pem");
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path)?.write_all(pem.as_bytes())?;
        Ok(Self { path, pem: pem.to_owned(), _directory: Some(directory) })
    }

    /// A new file takes the place of the one that is there. That one is never opened to write to it, so neither a link
    /// nor a pipe leads anywhere.
    fn at(pem: &str, path: &Path) -> Result<Self, Failure> {
        let name = path.display();
        check(path)?;
        let failure = |error: io::Error| Failure::io(format!("write to {name}"), &error);
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        // Its mode is 0600.
        let mut builder = tempfile::Builder::new();
        let file =
            builder.prefix(".stytch-sandbox-").suffix(SUFFIX).tempfile_in(parent.unwrap_or(Path::new(".")));
        // The error's own message has the name of the temporary file, which means nothing to the user.
        let mut file = file.map_err(|error| failure(error.kind().into()))?;
        file.write_all(pem.as_bytes()).map_err(failure)?;
        file.persist(path).map_err(|error| failure(error.error))?;
        Ok(Self { path: path.to_owned(), pem: pem.to_owned(), _directory: None })
    }
}

impl Drop for Certificate {
    fn drop(&mut self) {
        // Another sandbox may have put its own there.
        let is_ours = self.path.symlink_metadata().is_ok_and(|known| known.is_file())
            && fs::read_to_string(&self.path).is_ok_and(|pem| pem == self.pem);
        if is_ours {
            // Without it, nothing trusts the authority that is gone.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Refuses a path at which there is anything but nothing or a certificate.
fn check(path: &Path) -> Result<(), Failure> {
    let kind = match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Failure::io(format!("write to {}", path.display()), &error)),
        Ok(known) => known.file_type(),
    };
    let objection = if kind.is_symlink() {
        "is a symbolic link"
    } else if kind.is_dir() {
        "is a directory"
    } else if !kind.is_file() {
        "is not a regular file"
    } else if !holds_certificate(path) {
        "is not a certificate"
    } else {
        return Ok(());
    };
    Err(Failure::new(format!(
        "{} exists and {objection}. It was left alone; choose another name",
        path.display()
    )))
}

/// Returns whether a file is empty or begins as a certificate in PEM.
fn holds_certificate(path: &Path) -> bool {
    const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
    let mut begin = Vec::new();
    let read = File::open(path).and_then(|file| file.take(BEGIN.len() as u64).read_to_end(&mut begin));
    read.is_ok() && (begin.is_empty() || begin == BEGIN)
}
