use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};

use crate::failure::Failure;
use crate::record::error::{failure, not_a_record};

const SCHEMA: &str = include_str!("schema.sql");

/// Marks a file as a record: "SAPP" in ASCII.
const APPLICATION_ID: i32 = 0x5341_5050;

/// The version of the schema.
const VERSION: i32 = 2;

/// The time that another process may take to close the record, such as one that has just been killed.
const PATIENCE: Duration = Duration::from_millis(500);

/// An open record. While it is open, no other process can open it.
#[derive(Debug)]
pub struct Record {
    path: PathBuf,
    connection: Connection,
}

impl Record {
    /// Opens the record of a project, or begins it if there is no such file.
    pub fn open_or_create(path: &Path, project: &str) -> Result<Self, Failure> {
        Self::open_with(path, project, OpenFlags::SQLITE_OPEN_CREATE)
    }

    /// Opens the record of a project.
    pub fn open(path: &Path, project: &str) -> Result<Self, Failure> {
        expect_file(path)?;
        Self::open_with(path, project, OpenFlags::empty())
    }

    /// Opens the record of any project, and changes nothing in it. Others can read it at the same time.
    pub fn open_to_read(path: &Path) -> Result<Self, Failure> {
        expect_file(path)?;
        let failure = |error| failure(path, &error);
        // Only a connection that may write takes back what a killed process has left half done.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file(path), flags).map_err(failure)?;
        connection.busy_timeout(PATIENCE).map_err(failure)?;
        connection.pragma_update(None, "query_only", true).map_err(failure)?;
        // All that is read is of one moment.
        connection.execute_batch("BEGIN").map_err(failure)?;
        check_format(&connection, path)?;
        Ok(Self { path: path.to_owned(), connection })
    }

    fn open_with(path: &Path, project: &str, flags: OpenFlags) -> Result<Self, Failure> {
        let failure = |error| failure(path, &error);
        let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(file(path), flags).map_err(failure)?;
        lock(&connection).map_err(failure)?;
        if is_empty(&connection).map_err(failure)? {
            begin(&mut connection, project).map_err(failure)?;
        }
        check(&connection, path, project)?;
        Ok(Self { path: path.to_owned(), connection })
    }

    /// Makes changes in one transaction: all of them are in the file, or none.
    pub fn write<T>(
        &mut self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, Failure> {
        let changed = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let changed = changed.and_then(|transaction| {
            let output = change(&transaction)?;
            transaction.commit()?;
            Ok(output)
        });
        changed.map_err(|error| failure(&self.path, &error))
    }

    pub fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Failure> {
        read(&self.connection).map_err(|error| failure(&self.path, &error))
    }
}

/// The path of a file, even where SQLite gives the name another meaning, such as `:memory:`.
fn file(path: &Path) -> PathBuf {
    Path::new(".").join(path)
}

fn expect_file(path: &Path) -> Result<(), Failure> {
    match std::fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Err(Failure::new(format!(
            "there is no record {}; `stytch-apps review` begins one, and so does `stytch-apps revoke --live`",
            path.display()
        ))),
        _ => Ok(()),
    }
}

/// Takes the lock that keeps every other process out, and keeps it until the connection closes or the process ends.
fn lock(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.execute_batch("BEGIN EXCLUSIVE; COMMIT;")
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}

fn begin(connection: &mut Connection, project: &str) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute_batch(SCHEMA)?;
    transaction.execute("INSERT INTO project (project_id) VALUES (?1)", [project])?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

/// Checks that the file is a record of this version.
fn check_format(connection: &Connection, path: &Path) -> Result<(), Failure> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let id = pragma("application_id").map_err(|error| failure(path, &error))?;
    if id != APPLICATION_ID {
        return Err(not_a_record(path));
    }
    let version = pragma("user_version").map_err(|error| failure(path, &error))?;
    if version != VERSION {
        return Err(Failure::new(format!(
            "{} is a record of version {version}, but this stytch-apps reads and writes version {VERSION}; use the \
             stytch-apps that wrote it, or choose another name",
            path.display()
        )));
    }
    Ok(())
}

/// Checks that the file is a record of this version and of this project.
fn check(connection: &Connection, path: &Path, project: &str) -> Result<(), Failure> {
    check_format(connection, path)?;
    let sql = "SELECT project_id FROM project";
    let owner = connection.query_row(sql, [], |row| row.get::<_, String>(0)).optional();
    match owner.map_err(|error| failure(path, &error))? {
        Some(owner) if owner == project => Ok(()),
        owner => Err(Failure::new(format!(
            "{} is a record of {}, but this command asks {project}; choose another name, or ask the record's own project \
             (STYTCH_PROJECT_ID and STYTCH_SECRET, or --sandbox)",
            path.display(),
            owner.as_deref().unwrap_or("no project"),
        ))),
    }
}
