//! Missing parts: rows, as if a program had cut a file short, and whole files of a directory.

use std::collections::HashSet;

use rusqlite::Connection;

use crate::decision_files::Split;
use crate::failure::Failure;
use crate::output::note;
use crate::record::file::Record;
use crate::record::held;
use crate::revoke::decisions::Decisions;
use crate::revoke::decisions::mistakes::listed;

/// The grants of an Organization or to an app.
#[derive(Debug)]
struct Part {
    file_name: String,
    grants: u64,
    /// How many have a row.
    rows: u64,
    /// How many have none, and need none: an earlier decision holds.
    held: u64,
}

pub fn warn(decisions: &Decisions, record: &Record) -> Result<(), Failure> {
    let (review, given) = (decisions.review, &decisions.given);
    record.scratch(|connection| held::find(connection, review))?;
    let [by_organization, by_app] = Split::ALL.map(|split| record.read(|c| parts(c, review, split)));
    let splits = [by_organization?, by_app?];
    let sum = |of: fn(&Part) -> u64| splits[0].iter().map(of).sum::<u64>();
    let (all, held) = (sum(|part| part.grants), sum(|part| part.held));
    let missing = all - held - sum(|part| part.rows);
    if held > 0 {
        note!(
            "kept by earlier decisions, and without a row here: {held} of the {all} grants of review {review}"
        );
    }
    if missing > 0 {
        note!(
            "warning: rows missing from {given}: {missing} of the {all} grants of review {review}; these grants are kept"
        );
    }
    let files = files(decisions, &splits);
    if !decisions.directories.is_empty() && !files.is_empty() {
        note!("warning: files missing from {given}: {}", listed(&files, files.len()));
    }
    Ok(())
}

/// The names of missing files, by the way in which the files that are there were split. A file that was renamed is not
/// missing, as its rows are there.
fn files(decisions: &Decisions, splits: &[Vec<Part>; 2]) -> Vec<String> {
    let paths =
        decisions.files.iter().map(|file| file.source.name.rsplit(['/', '\\']).next().unwrap_or_default());
    let present: HashSet<String> = paths.map(str::to_lowercase).collect();
    let found = |parts: &Vec<Part>| parts.iter().filter(|part| present.contains(&part.file_name)).count();
    // The first of the best.
    let split = splits.iter().rev().max_by_key(|parts| found(parts)).filter(|parts| found(parts) > 0);
    let is_missing =
        |part: &&Part| part.rows == 0 && part.held < part.grants && !present.contains(&part.file_name);
    let missing = split.into_iter().flatten().filter(is_missing);
    missing.map(|part| part.file_name.clone()).collect()
}

fn parts(connection: &Connection, review: i64, split: Split) -> rusqlite::Result<Vec<Part>> {
    let of = |table| {
        format!(
            "EXISTS (SELECT 1 FROM temp.{table} t WHERE t.app_id = g.app_id
                 AND t.organization_id = g.organization_id AND t.person_id = g.person_id)"
        )
    };
    let sql = format!(
        "SELECT part.id, {}, count(*), sum(has_row), sum(is_held AND NOT has_row) FROM (
             SELECT {} AS id, {} AS has_row, {} AS is_held FROM main.granted g WHERE review = ?1) part
         GROUP BY part.id ORDER BY part.id",
        split.name_of("part.id", "?1"),
        split.id(),
        of("decided_row"),
        of("held_grant")
    );
    let mut select = connection.prepare(&sql)?;
    let rows = select.query_map([review], |row| {
        let (id, name): (String, String) = (row.get(0)?, row.get(1)?);
        let file_name = split.file_name(&id, &name);
        Ok(Part { file_name, grants: row.get(2)?, rows: row.get(3)?, held: row.get(4)? })
    })?;
    rows.collect()
}
