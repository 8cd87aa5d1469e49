use std::fs::File;
use std::io::{BufRead, BufReader, stdin};
use std::path::Path;

use rusqlite::{Connection, Transaction};

use crate::failure::Failure;
use crate::record::file::Record;
use crate::record::queue::{Subject, SubjectKind, add};
use crate::text;

/// Reads ids, one in each line, into a temporary table, so that memory does not grow with their number. Returns the
/// number of different ones.
pub fn load(record: &mut Record, path: &Path) -> Result<usize, Failure> {
    let failure = |error| Failure::io(format!("read {}", path.display()), &error);
    let lines: Box<dyn BufRead> = match path.as_os_str().as_encoded_bytes() {
        b"-" => Box::new(stdin().lock()),
        _ => Box::new(BufReader::new(File::open(path).map_err(failure)?)),
    };
    let lines = text::lines(lines).map_err(failure)?;
    let mut broken = None;
    let count = record.write(|transaction| {
        transaction.execute_batch("CREATE TEMP TABLE ids (id TEXT PRIMARY KEY) WITHOUT ROWID")?;
        let mut insert = transaction.prepare("INSERT OR IGNORE INTO ids (id) VALUES (?1)")?;
        for line in lines.lines() {
            match line {
                // An old editor ends lines with CR, and a file with ^Z.
                Ok(line) => {
                    let ids = line.split('\r').map(|id| id.trim_matches(is_padding));
                    for id in ids.filter(|id| !id.is_empty()) {
                        insert.execute([id])?;
                    }
                }
                Err(error) => {
                    broken = Some(error);
                    break;
                }
            }
        }
        transaction.query_row("SELECT count(*) FROM ids", [], |row| row.get(0))
    })?;
    match broken {
        Some(error) => Err(failure(error)),
        None if count == 0 => {
            Err(Failure::usage(format!("{} has no ids; write one per line", path.display())))
        }
        None => Ok(count),
    }
}

fn is_padding(c: char) -> bool {
    c.is_whitespace() || c.is_control() || c == '\u{feff}'
}

/// Makes the loaded ids subjects of a review.
pub fn add_loaded(transaction: &Transaction<'_>, review: i64) -> rusqlite::Result<()> {
    let mut select = transaction.prepare("SELECT id FROM ids")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let [organization_id, name] = Default::default();
        add(
            transaction,
            review,
            &Subject { kind: SubjectKind::User, organization_id, id: row.get(0)?, name },
        )?;
    }
    Ok(())
}

/// Returns whether every loaded id is a subject of a review.
pub fn are_subjects(connection: &Connection, review: i64) -> rusqlite::Result<bool> {
    let sql = "SELECT NOT EXISTS (SELECT id FROM ids EXCEPT
                   SELECT id FROM subject WHERE review = ?1 AND kind = 'user' AND organization_id = '')";
    connection.query_row(sql, [review], |row| row.get(0))
}
