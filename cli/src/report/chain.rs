use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;

/// The chain of evidence. `stytch-apps verify-record --head` finds the head in a later one.
#[derive(Debug, Serialize)]
pub struct Chain {
    pub rows: i64,
    /// The time of the first row.
    pub since: String,
    /// The hash of the last row.
    pub head: String,
}

/// Returns `None` if the record has no evidence yet.
pub fn chain(connection: &Connection) -> rusqlite::Result<Option<Chain>> {
    let sql = "SELECT last.evidence, first.at, last.hash
               FROM evidence first, evidence last
               WHERE first.evidence = (SELECT min(evidence) FROM evidence)
                   AND last.evidence = (SELECT max(evidence) FROM evidence)";
    let read =
        |row: &rusqlite::Row<'_>| Ok(Chain { rows: row.get(0)?, since: row.get(1)?, head: row.get(2)? });
    connection.query_row(sql, [], read).optional()
}
