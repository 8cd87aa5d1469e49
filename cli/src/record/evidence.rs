//! The chain of evidence: each row of it holds the hash of the one before.

use ring::digest::{SHA256, digest};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use serde_json::{Map, Value, json};

use crate::record::time::now;

/// Adds a row of a table to the chain, as it is now. The table's primary key has the table's name.
pub fn append(transaction: &Transaction<'_>, table: &str, row: i64) -> rusqlite::Result<()> {
    let (at, content) = (now(), content(transaction, table, row)?);
    let hash = hash(&head(transaction)?.unwrap_or_default(), &at, table, row, &content);
    let mut insert = transaction.prepare_cached(
        "INSERT INTO evidence (at, of_table, of_row, content, hash) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    insert.execute(params![at, table, row, content, hash])?;
    Ok(())
}

/// The hash of the last row. `None` if there is no evidence yet.
pub fn head(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT hash FROM evidence ORDER BY evidence DESC LIMIT 1";
    connection.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()
}

/// Returns whether the chain has a row of a table.
pub fn has(connection: &Connection, table: &str, row: i64) -> rusqlite::Result<bool> {
    let sql = "SELECT 1 FROM evidence WHERE of_table = ?1 AND of_row = ?2";
    connection.prepare_cached(sql)?.exists(params![table, row])
}

/// The hash of a row, by that of the row before.
pub fn hash(previous: &str, at: &str, table: &str, row: i64, content: &str) -> String {
    sha256(&format!("{previous}\n{at}\n{table}\n{row}\n{content}"))
}

/// The SHA-256 of a string in UTF-8, in hexadecimal.
pub fn sha256(string: &str) -> String {
    hex(digest(&SHA256, string.as_bytes()).as_ref())
}

/// A row of a table as JSON, in the order of its columns.
pub fn content(connection: &Connection, table: &str, row: i64) -> rusqlite::Result<String> {
    let mut select = connection.prepare_cached(&format!("SELECT * FROM main.{table} WHERE {table} = ?1"))?;
    select.query_row([row], json)
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn json(row: &Row<'_>) -> rusqlite::Result<String> {
    let statement = row.as_ref();
    let mut content = Map::new();
    for (column, name) in statement.column_names().into_iter().enumerate() {
        let value = match row.get_ref(column)? {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(integer) => integer.into(),
            ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
            // Only others write these.
            ValueRef::Real(real) => real.into(),
            ValueRef::Blob(blob) => json!({"blob": hex(blob)}),
        };
        content.insert(name.to_owned(), value);
    }
    Ok(Value::Object(content).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_hash_is_of_the_row_and_the_hash_before() {
        let mut connection = Connection::open_in_memory().expect("a database");
        connection.execute_batch(include_str!("schema/evidence.sql")).expect("a table");
        let sql = "CREATE TABLE thing (thing INTEGER PRIMARY KEY, name TEXT, other TEXT);
                   INSERT INTO thing VALUES (7, 'a\nb', NULL)";
        connection.execute_batch(sql).expect("a row");
        let transaction = connection.transaction().expect("a transaction");
        for _ in 0..2 {
            append(&transaction, "thing", 7).expect("appended");
        }
        let content = content(&transaction, "thing", 7).expect("a row");
        assert_eq!(content, r#"{"thing":7,"name":"a\nb","other":null}"#);
        let mut select =
            transaction.prepare("SELECT at, hash FROM evidence ORDER BY evidence").expect("valid");
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
        let rows: Vec<(String, String)> = rows.collect::<Result<_, _>>().expect("rows");
        let first = hash("", &rows[0].0, "thing", 7, &content);
        assert_eq!(rows[0].1, first);
        assert_eq!(rows[1].1, hash(&first, &rows[1].0, "thing", 7, &content));
        assert_eq!(head(&transaction).expect("a head"), Some(rows[1].1.clone()));
    }

    /// As `sha256sum` has it.
    #[test]
    fn a_hash_is_the_sha_256_of_five_lines() {
        assert_eq!(
            hash("", "2026-01-02T03:04:05.678Z", "revocation", 1, "{}"),
            "e8ab464004100497cd664267c5d48069d14bb872ae9cd751d582f8de879150dd"
        );
    }
}
