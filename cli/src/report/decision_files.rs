use rusqlite::Connection;
use serde::Serialize;

/// A file of decisions that `revoke` has read.
#[derive(Debug, Serialize)]
pub struct DecisionFile {
    pub name: String,
    pub sha256: String,
    pub read_at: String,
    pub operator: String,
    pub review: i64,
    /// How many of its decisions are `keep`, and how many `revoke`.
    pub keep: u64,
    pub revoke: u64,
}

/// All files, in the order in which they were read.
pub fn decision_files(connection: &Connection) -> rusqlite::Result<Vec<DecisionFile>> {
    let mut select = connection.prepare(
        "SELECT name, sha256, read_at, operator, review, coalesce(keep, 0), coalesce(revoke, 0)
         FROM main.decision_file file
         LEFT JOIN (
             SELECT decision_file AS number, sum(word = 'keep') AS keep, sum(word = 'revoke') AS revoke
             FROM main.decision GROUP BY decision_file
         ) ON number = file.decision_file
         ORDER BY file.decision_file",
    )?;
    let rows = select.query_map([], |row| {
        Ok(DecisionFile {
            name: row.get(0)?,
            sha256: row.get(1)?,
            read_at: row.get(2)?,
            operator: row.get(3)?,
            review: row.get(4)?,
            keep: row.get(5)?,
            revoke: row.get(6)?,
        })
    })?;
    rows.collect()
}
