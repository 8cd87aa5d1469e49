use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};

use crate::failure::Failure;
use crate::private;
use crate::record::error::{failure, not_a_record};
use crate::record::evidence::append;
use crate::record::identity::Identity;

const SCHEMA: &[&str] = &[
    include_str!("schema/reviews.sql"),
    include_str!("schema/apps.sql"),
    include_str!("schema/decisions.sql"),
    include_str!("schema/revocations.sql"),
    include_str!("schema/app_deletions.sql"),
    include_str!("schema/sessions.sql"),
    include_str!("schema/policy_changes.sql"),
    include_str!("schema/evidence.sql"),
    include_str!("schema/views.sql"),
];

/// The schema of a record, as SQLite has it: the name and the SQL of each table, index and view.
pub fn schema(connection: &Connection) -> rusqlite::Result<BTreeMap<String, String>> {
    let sql = "SELECT name, type || ' ' || sql FROM sqlite_schema WHERE sql IS NOT NULL";
    connection.prepare(sql)?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The schema of a new record.
pub fn new_schema() -> rusqlite::Result<BTreeMap<String, String>> {
    let connection = Connection::open_in_memory()?;
    SCHEMA.iter().try_for_each(|sql| connection.execute_batch(sql))?;
    schema(&connection)
}

/// Marks a file as a record: "SAPP" in ASCII.
const APPLICATION_ID: i32 = 0x5341_5050;

/// The version of the schema. No release has written an earlier one.
const VERSION: i32 = 4;

/// The time that another process may take to close the record, such as one that has just been killed.
const PATIENCE: Duration = Duration::from_millis(500);

/// An open record. While it is open, no other process can open it.
#[derive(Debug)]
pub struct Record {
    path: PathBuf,
    identity: Identity,
    connection: Connection,
    /// The project that the command asks. Empty if the record is only read.
    project: String,
}

impl Record {
    /// Opens the record of a project, or begins it if there is no such file.
    pub fn open_or_create(path: &Path, project: &str) -> Result<Self, Failure> {
        if !path.exists() {
            // SQLite gives its journals the permissions of the file. Why a file cannot be created, it says itself.
            let _ = private::create(path);
        }
        Self::open_exclusively(path, project)
    }

    /// Opens the record of a project.
    pub fn open(path: &Path, project: &str) -> Result<Self, Failure> {
        expect_file(path)?;
        Self::open_exclusively(path, project)
    }

    /// Opens the record of any project, and changes nothing in it. Others can read it at the same time.
    pub fn open_to_read(path: &Path) -> Result<Self, Failure> {
        expect_file(path)?;
        let failure = |error| failure(path, &error);
        let connection = connect(path).map_err(failure)?;
        connection.busy_timeout(PATIENCE).map_err(failure)?;
        connection.pragma_update(None, "query_only", true).map_err(failure)?;
        // All that is read is of one moment.
        connection.execute_batch("BEGIN").map_err(failure)?;
        check_format(&connection, path)?;
        Ok(Self { path: path.to_owned(), identity: Identity::of(path), connection, project: String::new() })
    }

    fn open_exclusively(path: &Path, project: &str) -> Result<Self, Failure> {
        let failure = |error| failure(path, &error);
        let mut connection = connect(path).map_err(failure)?;
        lock(&connection).map_err(failure)?;
        if is_empty(&connection).map_err(failure)? {
            begin(&mut connection).map_err(failure)?;
        }
        check_format(&connection, path)?;
        check_owner(&connection, path, project)?;
        let (path, identity) = (path.to_owned(), Identity::of(path));
        Ok(Self { path, identity, connection, project: project.to_owned() })
    }

    /// Makes changes in one transaction: all of them are in the file, or none.
    pub fn write<T>(
        &mut self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, Failure> {
        self.check_identity()?;
        let changed = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let changed = changed.and_then(|transaction| {
            let output = change(&transaction)?;
            transaction.commit()?;
            Ok(output)
        });
        let output = changed.map_err(|error| failure(&self.path, &error))?;
        self.check_identity()?;
        Ok(output)
    }

    /// Writes results of calls. That they exist proves the project's credentials, so the record now belongs to it.
    pub fn write_results<T>(
        &mut self,
        change: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, Failure> {
        let project = self.project.clone();
        self.write(|transaction| {
            let sql = "INSERT OR IGNORE INTO project (project, project_id) VALUES (1, ?1)";
            if transaction.prepare_cached(sql)?.execute([project])? == 1 {
                append(transaction, "project", 1)?;
            }
            change(transaction)
        })
    }

    pub fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Failure> {
        read(&self.connection).map_err(|error| failure(&self.path, &error))
    }

    /// Runs queries that change temporary tables only. Nothing of it is in the file.
    pub fn scratch<T>(&self, change: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Failure> {
        let changed = scratch(&self.connection, change);
        changed.map_err(|error| failure(&self.path, &error))
    }

    /// A file that is deleted can still be written to, but nobody would ever read it.
    fn check_identity(&self) -> Result<(), Failure> {
        if Identity::of(&self.path) == self.identity {
            return Ok(());
        }
        Err(Failure::new(format!(
            "{} was deleted, moved or replaced during the command, so that the record lacks its latest results; move \
             it back, or begin a new record",
            self.path.display()
        )))
    }
}

/// One savepoint for all changes is much faster than one transaction for each.
fn scratch<T>(
    connection: &Connection,
    change: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let is_query_only: bool = connection.pragma_query_value(None, "query_only", |row| row.get(0))?;
    connection.pragma_update(None, "query_only", false)?;
    connection.execute_batch("SAVEPOINT scratch")?;
    let changed = change(connection);
    connection.execute_batch("RELEASE scratch")?;
    connection.pragma_update(None, "query_only", is_query_only)?;
    changed
}

/// Only a connection that may write takes back what a killed process has left half done.
fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    // To SQLite, some names have another meaning, such as `:memory:`.
    Connection::open_with_flags(Path::new(".").join(path), flags)
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

fn begin(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    SCHEMA.iter().try_for_each(|sql| transaction.execute_batch(sql))?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}

/// Checks that the file is a record of this version.
fn check_format(connection: &Connection, path: &Path) -> Result<(), Failure> {
    let file = path.display();
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let id = pragma("application_id").map_err(|error| failure(path, &error))?;
    if id != APPLICATION_ID {
        return Err(not_a_record(path));
    }
    match pragma("user_version").map_err(|error| failure(path, &error))? {
        VERSION => Ok(()),
        version @ ..VERSION => Err(Failure::new(format!(
            "{file} is a record of version {version}, which no release of stytch-apps has written; choose another \
             name, and review again"
        ))),
        version => Err(Failure::new(format!(
            "{file} is a record of version {version}, but this stytch-apps reads and writes version {VERSION}; use a \
             newer stytch-apps, or choose another name"
        ))),
    }
}

/// Checks that the record is of this project, or of none yet.
fn check_owner(connection: &Connection, path: &Path, project: &str) -> Result<(), Failure> {
    match owner(connection).map_err(|error| failure(path, &error))? {
        Some(owner) if owner != project => Err(Failure::new(format!(
            "{} is a record of {owner}, but this command asks {project}; choose another name, or ask the record's own \
             project (STYTCH_PROJECT_ID and STYTCH_SECRET, or --sandbox)",
            path.display(),
        ))),
        _ => Ok(()),
    }
}

/// The project of a record. `None` until the API has accepted its credentials.
pub fn owner(connection: &Connection) -> rusqlite::Result<Option<String>> {
    connection.query_row("SELECT project_id FROM project", [], |row| row.get(0)).optional()
}
