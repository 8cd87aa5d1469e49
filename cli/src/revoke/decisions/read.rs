use std::collections::{HashMap, HashSet};
use std::fs::File as Bytes;

use rusqlite::{Connection, Row, params};

use crate::record::decisions::DecisionRow;
use crate::record::time::today;
use crate::revoke::decisions::File;
use crate::revoke::decisions::mistakes::{Mistakes, SHOWN};
use crate::revoke::decisions::row::{Columns, Decision, READ};
use crate::sheet::Sheet;

/// The rows of all files. `word` is empty where nothing is decided. The caches, of 16 MiB each, keep a million rows in
/// another order than the tables' from reading most pages again and again.
pub const TABLE: &str = "
    PRAGMA main.cache_size = -16384;
    PRAGMA temp.cache_size = -16384;
    DROP TABLE IF EXISTS temp.decided_row;
    CREATE TEMP TABLE decided_row (
        app_id TEXT, organization_id TEXT, person_id TEXT, file INTEGER, line INTEGER, word TEXT, reviewer TEXT,
        reason TEXT, expires TEXT, PRIMARY KEY (app_id, organization_id, person_id, file, line)
    ) WITHOUT ROWID;";

/// Reads the last of the files.
pub struct Reader<'a> {
    pub connection: &'a Connection,
    pub review: i64,
    pub files: &'a mut [File],
    pub mistakes: &'a mut Mistakes,
    pub is_one_of_many: bool,
}

impl Reader<'_> {
    pub fn read(&mut self, copy: Bytes) -> rusqlite::Result<()> {
        let opened = Sheet::open(copy, READ).and_then(|sheet| Ok((Columns::of(&sheet)?, sheet)));
        let (columns, mut sheet) = match opened {
            Ok(opened) => opened,
            Err(mistakes) => {
                mistakes.into_iter().for_each(|mistake| self.refuse(&mistake));
                return Ok(());
            }
        };
        while let Some(row) = sheet.row() {
            let row = match row {
                Ok(row) => row,
                Err(mistake) => {
                    self.refuse(&mistake);
                    continue;
                }
            };
            let read = match columns.read(&row) {
                Ok(Some(decision)) => self.add(&decision, row.line)?,
                Ok(None) => Ok(false),
                Err(mistake) => Err(mistake),
            };
            match read {
                Ok(true) => {}
                Ok(false) => self.leave_out(row.line),
                Err(mistake) => self.refuse(&format!("line {}: {mistake}", row.line)),
            }
        }
        Ok(())
    }

    /// Adds a row. `false` if the review has no such grant, and nothing is decided.
    fn add(&mut self, decision: &Decision<'_>, line: u64) -> rusqlite::Result<Result<bool, String>> {
        let Decision { of: [app, organization, person], word, reviewer, reason, expires } = decision;
        let review = self.review;
        if !is_known(self.connection, review, [app, organization, person])? {
            return Ok(match word.is_empty() {
                true => Ok(false),
                false => Err(format!(
                    "review {review} has no grant of {person:?} to {app:?}; if the file belongs to an earlier review, \
                     name that review with --review"
                )),
            });
        }
        let (file, mut is_repeated) = (self.files.len() - 1, false);
        if !word.is_empty() {
            let mut select = self.connection.prepare_cached(
                "SELECT word, expires, file, line FROM temp.decided_row
                 WHERE app_id = ?1 AND organization_id = ?2 AND person_id = ?3 AND word <> ''",
            )?;
            let mut rows = select.query(params![app, organization, person])?;
            while let Some(row) = rows.next()? {
                let (earlier, day): (String, Option<String>) = (row.get(0)?, row.get(1)?);
                let place: (usize, u64) = (row.get(2)?, row.get(3)?);
                if (&*earlier, &day) != (*word, expires) {
                    return Ok(Err(self.contradiction(decision, place, &earlier, day.as_deref())));
                }
                is_repeated |= place.0 == file;
            }
        }
        if !is_repeated {
            let mut insert = self
                .connection
                .prepare_cached("INSERT INTO temp.decided_row VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?;
            insert.execute(params![
                app,
                organization,
                person,
                file,
                line,
                word,
                reviewer,
                reason,
                expires
            ])?;
            self.files[file].decided += usize::from(!word.is_empty());
        }
        Ok(Ok(true))
    }

    fn contradiction(
        &self,
        Decision { of: [app, _, person], word, expires, .. }: &Decision<'_>,
        (file, line): (usize, u64),
        earlier: &str,
        day: Option<&str>,
    ) -> String {
        let until = |day: Option<&str>| day.map_or(String::new(), |day| format!(" until {day}"));
        let place = match self.is_one_of_many {
            true => format!("{}, line {line},", self.files[file].source.name),
            false => format!("line {line}"),
        };
        format!(
            "{word}{} for {person:?} and {app:?}, but {place} says {earlier}{}; let one of the two decide",
            until(expires.as_deref()),
            until(day)
        )
    }

    fn leave_out(&mut self, line: u64) {
        let Some(file) = self.files.last_mut() else { return };
        if file.others.len() < SHOWN {
            file.others.push(line.to_string());
        }
        file.all_others += 1;
    }

    fn refuse(&mut self, mistake: &str) {
        let file = self.files.last().filter(|_| self.is_one_of_many);
        self.mistakes.add(match file.map(|file| &file.source.name) {
            Some(name) if mistake.starts_with("line ") => format!("{name}, {mistake}"),
            Some(name) => format!("{name}: {mistake}"),
            None => mistake.to_owned(),
        });
    }
}

/// Returns whether a review has a grant. While revocations are unfinished, the reviews that they were resolved against
/// count as well, and so does every grant with a revocation: the file may be the one that an interrupted run was given.
fn is_known(connection: &Connection, review: i64, of: [&str; 3]) -> rusqlite::Result<bool> {
    let queries = [
        "SELECT 1 FROM main.granted WHERE review = ?1 AND app_id = ?2 AND organization_id = ?3 AND person_id = ?4",
        "SELECT 1 FROM main.granted
         WHERE (review = ?1 OR review IN (SELECT review FROM main.revocation WHERE verified_at IS NULL))
             AND app_id = ?2 AND organization_id = ?3 AND person_id = ?4
         UNION ALL
         SELECT 1 FROM main.revocation WHERE app_id = ?2 AND organization_id = ?3 AND person_id = ?4",
    ];
    for sql in queries {
        if connection.prepare_cached(sql)?.exists(params![review, of[0], of[1], of[2]])? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The grants to be revoked, each with the index of the file that says so.
pub fn revoked(connection: &Connection) -> rusqlite::Result<HashMap<[String; 3], usize>> {
    let sql = "SELECT app_id, organization_id, person_id, file FROM temp.decided_row WHERE word = 'revoke'";
    let mut select = connection.prepare(sql)?;
    let rows = select.query_map([], |row| Ok((of(row)?, row.get(3)?)))?;
    rows.collect()
}

/// The indices of the files that decide about some grant other than the last decision in the record.
pub fn not_the_last(connection: &Connection) -> rusqlite::Result<HashSet<usize>> {
    let sql = "SELECT DISTINCT file FROM temp.decided_row row
               CROSS JOIN main.decision d ON d.decision = (
                   SELECT max(last.decision) FROM main.decision last
                   WHERE last.app_id = row.app_id AND last.organization_id = row.organization_id
                       AND last.person_id = row.person_id)
               WHERE row.word <> '' AND (d.word <> row.word OR d.expires IS NOT row.expires)";
    connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect()
}

/// How many grants have a row, and no decision in any file.
pub fn undecided(connection: &Connection) -> rusqlite::Result<u64> {
    let sql = "SELECT count(*) FROM (
                   SELECT 1 FROM temp.decided_row GROUP BY app_id, organization_id, person_id HAVING max(word) = '')";
    connection.query_row(sql, [], |row| row.get(0))
}

pub fn expired(connection: &Connection) -> rusqlite::Result<u64> {
    let sql = "SELECT count(*) FROM temp.decided_row WHERE expires < ?1";
    connection.query_row(sql, [today()], |row| row.get(0))
}

/// Takes each decision with the index of its file, in the order of the files and lines.
pub fn each_decided(
    connection: &Connection,
    mut take: impl FnMut(usize, DecisionRow) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let sql = "SELECT app_id, organization_id, person_id, line, word, reviewer, reason, expires, file
               FROM temp.decided_row WHERE word <> '' ORDER BY file, line";
    let mut select = connection.prepare(sql)?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let decision = DecisionRow {
            of: of(row)?,
            line: row.get(3)?,
            word: row.get(4)?,
            reviewer: row.get(5)?,
            reason: row.get(6)?,
            expires: row.get(7)?,
        };
        take(row.get(8)?, decision)?;
    }
    Ok(())
}

fn of(row: &Row<'_>) -> rusqlite::Result<[String; 3]> {
    Ok([row.get(0)?, row.get(1)?, row.get(2)?])
}
