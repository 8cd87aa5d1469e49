use std::path::Path;

/// Returns whether the file system can lock a file that SQLite could not lock. To SQLite, a lock that another process
/// holds and one that the file system cannot give are the same.
#[cfg(unix)]
pub(super) fn is_supported(path: &Path) -> bool {
    use rustix::fs::{FlockOperation, fcntl_lock};
    use rustix::io::Errno;

    let Ok(file) = std::fs::OpenOptions::new().read(true).write(true).open(path) else { return true };
    let locked = fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive);
    matches!(locked, Ok(()) | Err(Errno::AGAIN | Errno::ACCESS))
}

#[cfg(not(unix))]
pub(super) fn is_supported(_: &Path) -> bool {
    true
}
