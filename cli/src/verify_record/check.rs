use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value};

use crate::record::digest::{TABLES, of_review};
use crate::record::evidence::{content, hash, sha256};
use crate::record::file::{new_schema, schema};

/// A chain that fits.
#[derive(Debug)]
pub struct Chain {
    pub rows: i64,
    /// The time of the first row.
    pub since: Option<String>,
    pub head: String,
    /// The row with the head that was looked for, and its time.
    pub found: Option<(i64, String)>,
    /// The reviews that have not finished: what they have found is no evidence yet.
    pub unfinished: Vec<i64>,
}

/// The first row that does not fit, in words.
pub type Mismatch = String;

/// Checks the schema, the chain, the rows that it is about, and what the reviews found.
pub fn check(connection: &Connection, head: Option<&str>) -> rusqlite::Result<Result<Chain, Mismatch>> {
    if let Some(mismatch) = tables_and_views(connection)? {
        return Ok(Err(mismatch));
    }
    let chain = match chain(connection, head)? {
        Ok(chain) => chain,
        mismatch => return Ok(mismatch),
    };
    for table in tables(connection)? {
        if let Some(mismatch) = rows(connection, &table)? {
            return Ok(Err(mismatch));
        }
    }
    Ok(match reviews(connection)?.or(strays(connection)?).or(lists(connection)?) {
        Some(mismatch) => Err(mismatch),
        None => Ok(chain),
    })
}

/// Compares the schema with that of a new record. Indices, tables and views that others have added tell nothing else.
fn tables_and_views(connection: &Connection) -> rusqlite::Result<Option<Mismatch>> {
    let found = schema(connection)?;
    for (name, sql) in new_schema()? {
        match found.get(&name) {
            Some(found) if *found == sql => {}
            Some(_) => return Ok(Some(format!("the definition of {name} was changed"))),
            None => return Ok(Some(format!("{name} is missing"))),
        }
    }
    let trigger = found.iter().find(|(_, sql)| sql.starts_with("trigger "));
    Ok(trigger.map(|(name, _)| format!("the trigger {name} was added")))
}

/// Computes each hash again.
fn chain(connection: &Connection, head: Option<&str>) -> rusqlite::Result<Result<Chain, Mismatch>> {
    let mut chain =
        Chain { rows: 0, since: None, head: String::new(), found: None, unfinished: unfinished(connection)? };
    let mut select = connection
        .prepare("SELECT evidence, at, of_table, of_row, content, hash FROM evidence ORDER BY evidence")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        chain.rows += 1;
        if number != chain.rows {
            return Ok(Err(format!("row {} of the evidence is missing", chain.rows)));
        }
        let (at, table, of_row): (String, String, i64) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let (content, written): (String, String) = (row.get(4)?, row.get(5)?);
        let expected = hash(&chain.head, &at, &table, of_row, &content);
        if written != expected {
            return Ok(Err(format!(
                "row {number} of the evidence, about {table} {of_row}, does not fit the rows before it"
            )));
        }
        if head == Some(&*written) {
            chain.found = Some((number, at.clone()));
        }
        chain.head = written;
        chain.since.get_or_insert(at);
    }
    Ok(Ok(chain))
}

fn unfinished(connection: &Connection) -> rusqlite::Result<Vec<i64>> {
    let mut select =
        connection.prepare("SELECT review FROM main.review WHERE finished_at IS NULL ORDER BY review")?;
    select.query_map([], |row| row.get(0))?.collect()
}

/// The tables of evidence: the primary key of each has its name.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut select = connection.prepare(
        "SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c ON c.pk = 1 AND c.name = t.name
         WHERE t.type = 'table' AND t.name <> 'evidence' AND c.type = 'INTEGER'
         UNION SELECT DISTINCT of_table FROM evidence ORDER BY 1",
    )?;
    select.query_map([], |row| row.get(0))?.collect()
}

/// Compares each row of a table with its last evidence.
fn rows(connection: &Connection, table: &str) -> rusqlite::Result<Option<Mismatch>> {
    let mut select = connection.prepare(
        "SELECT of_row, content, max(evidence) FROM evidence WHERE of_table = ?1 GROUP BY of_row ORDER BY of_row",
    )?;
    let mut rows = select.query([table])?;
    while let Some(row) = rows.next()? {
        let (of_row, expected, number): (i64, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        match content(connection, table, of_row).optional()? {
            None => {
                return Ok(Some(format!(
                    "{table} {of_row} is missing, which row {number} of the evidence has"
                )));
            }
            Some(found) if found != expected => {
                let difference = difference(&expected, &found);
                return Ok(Some(format!(
                    "{table} {of_row} is not as in its last evidence, row {number}: {difference}"
                )));
            }
            Some(_) => {}
        }
    }
    // A review becomes evidence when it has finished.
    let is_expected = if table == "review" { "finished_at IS NOT NULL" } else { "TRUE" };
    let sql = format!(
        "SELECT {table} FROM main.{table} WHERE {is_expected}
             AND NOT EXISTS (SELECT 1 FROM evidence WHERE of_table = ?1 AND of_row = {table}.{table})
         ORDER BY 1 LIMIT 1"
    );
    let inserted = connection.query_row(&sql, [table], |row| row.get::<_, i64>(0)).optional()?;
    Ok(inserted
        .map(|row| format!("{table} {row} has no evidence: it was inserted, or its evidence was removed")))
}

/// The first column that differs, such as `state is "revoked" there and "failed" now`.
fn difference(expected: &str, found: &str) -> String {
    let [expected, found] =
        [expected, found].map(|row| serde_json::from_str::<Map<String, Value>>(row).unwrap_or_default());
    let names = expected.keys().chain(found.keys());
    let differ = |name: &&String| expected.get(*name) != found.get(*name);
    let words =
        |row: &Map<String, Value>, name: &str| row.get(name).map_or("missing".to_owned(), Value::to_string);
    match names.into_iter().find(differ) {
        Some(name) => format!("{name} is {} there and {} now", words(&expected, name), words(&found, name)),
        None => "its columns are in another order".to_owned(),
    }
}

/// Looks for results of a review that is not there.
fn strays(connection: &Connection) -> rusqlite::Result<Option<Mismatch>> {
    for (table, _) in TABLES {
        let sql = format!(
            "SELECT review FROM main.{table} WHERE review NOT IN (SELECT review FROM main.review) LIMIT 1"
        );
        if let Some(review) = connection.query_row(&sql, [], |row| row.get::<_, i64>(0)).optional()? {
            return Ok(Some(format!("the table {table} has rows of review {review}, which is not there")));
        }
    }
    Ok(None)
}

/// Computes the digest of each list of apps again. The evidence of a policy has the digest.
fn lists(connection: &Connection) -> rusqlite::Result<Option<Mismatch>> {
    let mut select = connection.prepare("SELECT digest, apps FROM app_list ORDER BY digest")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (digest, apps): (String, String) = (row.get(0)?, row.get(1)?);
        if digest != sha256(&apps) {
            return Ok(Some(format!("the list of apps {digest} was changed")));
        }
    }
    let missing = "SELECT policy_change FROM policy_change
        WHERE before_list NOT IN (SELECT digest FROM app_list) OR after_list NOT IN (SELECT digest FROM app_list)";
    let missing = connection.query_row(missing, [], |row| row.get::<_, i64>(0)).optional()?;
    Ok(missing.map(|row| format!("a list of apps is missing, which policy_change {row} has")))
}

/// Computes the digest of each finished review again.
fn reviews(connection: &Connection) -> rusqlite::Result<Option<Mismatch>> {
    let sql = "SELECT review, digest FROM review WHERE finished_at IS NOT NULL ORDER BY review";
    let mut select = connection.prepare(sql)?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let (review, digest): (i64, Option<String>) = (row.get(0)?, row.get(1)?);
        if digest != Some(of_review(connection, review)?) {
            return Ok(Some(format!("what review {review} found was changed after it had finished")));
        }
    }
    Ok(None)
}
