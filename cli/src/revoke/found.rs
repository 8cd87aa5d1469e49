use rusqlite::Connection;

use crate::failure::Failure;
use crate::record::file::Record;
use crate::record::results::Grant;
use crate::record::revocations::NamedGrant;

/// A selected grant.
#[derive(Debug)]
pub struct Found {
    pub grant: NamedGrant,
    /// The time at which a review found it. `None` if Stytch lists it now.
    pub at: Option<String>,
}

/// The grants of a review that `has` selects.
pub fn in_review(record: &Record, review: i64, has: impl Fn(&Grant) -> bool) -> Result<Vec<Found>, Failure> {
    record.read(|connection| select(connection, review, has))
}

fn select(
    connection: &Connection,
    review: i64,
    has: impl Fn(&Grant) -> bool,
) -> rusqlite::Result<Vec<Found>> {
    let mut select = connection.prepare(
        "SELECT app_id, organization_id, person_id, scopes, app_name, person, found_at
         FROM grants WHERE review = ?1 ORDER BY app_id, organization_id, person_id",
    )?;
    let mut rows = select.query([review])?;
    let mut selected = Vec::new();
    while let Some(row) = rows.next()? {
        let grant = Grant {
            app_id: row.get(0)?,
            organization_id: row.get(1)?,
            person_id: row.get(2)?,
            scopes: row.get(3)?,
        };
        if has(&grant) {
            let grant = NamedGrant { grant, app_name: row.get(4)?, name: row.get(5)? };
            selected.push(Found { grant, at: Some(row.get(6)?) });
        }
    }
    Ok(selected)
}
