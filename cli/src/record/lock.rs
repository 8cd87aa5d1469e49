use std::path::Path;

/// The reason why SQLite could not lock a file. To SQLite, a lock that another process holds and one that the file
/// system cannot give are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(unix), expect(dead_code, reason = "found out on Unix only"))]
pub(super) enum Obstacle {
    OtherProcess,
    FileSystem,
    /// No process holds a lock now. One has just ended, or the file system gives no locks to SQLite.
    Unclear,
}

impl Obstacle {
    /// Tries to lock the file. The command ends, so it does no harm that this gives up all its locks on the file.
    #[cfg(unix)]
    pub(super) fn find(path: &Path) -> Self {
        use rustix::fs::{FlockOperation, fcntl_lock};

        let opened = std::fs::OpenOptions::new().read(true).write(true).open(path);
        match opened {
            Ok(file) => Self::of(fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive)),
            Err(_) => Self::OtherProcess,
        }
    }

    #[cfg(not(unix))]
    pub(super) fn find(_: &Path) -> Self {
        Self::OtherProcess
    }

    #[cfg(unix)]
    fn of(locked: rustix::io::Result<()>) -> Self {
        use rustix::io::Errno;

        match locked {
            Ok(()) => Self::Unclear,
            Err(Errno::AGAIN | Errno::ACCESS) => Self::OtherProcess,
            Err(_) => Self::FileSystem,
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use rustix::io::Errno;

    use super::*;

    #[test]
    fn a_lock_that_the_file_system_cannot_give_is_told_from_one_that_another_process_holds() {
        for errno in [Errno::AGAIN, Errno::ACCESS] {
            assert_eq!(Obstacle::of(Err(errno)), Obstacle::OtherProcess);
        }
        for errno in [Errno::NOLCK, Errno::NOTSUP, Errno::NOSYS, Errno::INVAL, Errno::IO] {
            assert_eq!(Obstacle::of(Err(errno)), Obstacle::FileSystem, "{errno}");
        }
        let file = tempfile::NamedTempFile::new().expect("a file");
        assert_eq!(Obstacle::find(file.path()), Obstacle::Unclear);
    }
}
