//! The revocations that a later decision takes back.

use std::collections::HashSet;

use rusqlite::Connection;

/// The unfinished revocations of grants whose last decision is to keep them, and was made after the revocation was
/// planned. One that Stytch has carried out is too late to take back.
pub fn kept_since(connection: &Connection) -> rusqlite::Result<HashSet<i64>> {
    let mut select = connection.prepare(
        "SELECT r.revocation
         FROM revocation r
         CROSS JOIN main.decision d ON d.decision = (
             SELECT max(last.decision) FROM main.decision last
             WHERE last.app_id = r.app_id AND last.organization_id = r.organization_id
                 AND last.person_id = r.person_id)
         CROSS JOIN main.decision_file file ON file.decision_file = d.decision_file
         WHERE r.verified_at IS NULL AND r.state IN ('planned', 'sent', 'failed')
             AND d.word = 'keep' AND file.read_at > r.planned_at",
    )?;
    select.query_map([], |row| row.get(0))?.collect()
}
