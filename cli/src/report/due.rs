use rusqlite::{Connection, params};
use serde::Serialize;

use crate::record::time::today;

/// A grant whose last decision was to keep it until a day that has passed, and that is still there.
#[derive(Debug, Serialize)]
pub struct Due {
    pub app_id: String,
    pub app_name: String,
    /// Empty for a User.
    pub organization_id: String,
    pub person_id: String,
    pub name: String,
    pub scopes: String,
    pub decided_at: String,
    pub reviewer: String,
    pub reason: String,
    pub expires: String,
}

/// The first to expire come first. A grant that was revoked after the review had found it is no longer there.
pub fn due(connection: &Connection, review: i64) -> rusqlite::Result<Vec<Due>> {
    let mut select = connection.prepare(
        "SELECT g.app_id, g.app_name, g.organization_id, g.person_id, g.person, g.scopes, file.read_at, d.reviewer,
             d.reason, d.expires
         FROM grants g
         CROSS JOIN main.decision d ON d.decision = (
             SELECT max(last.decision) FROM main.decision last
             WHERE last.app_id = g.app_id AND last.organization_id = g.organization_id
                 AND last.person_id = g.person_id)
         CROSS JOIN main.decision_file file ON file.decision_file = d.decision_file
         WHERE g.review = ?1 AND d.word = 'keep' AND d.expires < ?2
             AND NOT EXISTS (
                 SELECT 1 FROM main.revocation r
                 WHERE r.app_id = g.app_id AND r.organization_id = g.organization_id
                     AND r.person_id = g.person_id AND r.at > g.found_at
                     AND r.state IN ('revoked', 'revoked_response_lost', 'already_gone'))
         ORDER BY d.expires, g.app_id, g.organization_id, g.person_id",
    )?;
    let rows = select.query_map(params![review, today()], |row| {
        Ok(Due {
            app_id: row.get(0)?,
            app_name: row.get(1)?,
            organization_id: row.get(2)?,
            person_id: row.get(3)?,
            name: row.get(4)?,
            scopes: row.get(5)?,
            decided_at: row.get(6)?,
            reviewer: row.get(7)?,
            reason: row.get(8)?,
            expires: row.get(9)?,
        })
    })?;
    rows.collect()
}
