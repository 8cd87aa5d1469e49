use rusqlite::Connection;

/// Returns whether a grant, by its app, Organization and person, is gone as far as the record knows: its last revocation
/// is verified, and no review has found it since.
pub fn is_gone(connection: &Connection, of: [&str; 3]) -> rusqlite::Result<bool> {
    let mut select = connection.prepare_cached(
        "SELECT 1 FROM revocation r
         WHERE r.revocation = (
             SELECT max(last.revocation) FROM revocation last
             WHERE last.app_id = ?1 AND last.organization_id = ?2 AND last.person_id = ?3)
         AND r.verified_at IS NOT NULL
         AND NOT EXISTS (
             SELECT 1 FROM main.review CROSS JOIN main.grants g USING (review)
             WHERE g.app_id = ?1 AND g.organization_id = ?2 AND g.person_id = ?3 AND g.found_at > r.verified_at)",
    )?;
    select.exists(of)
}
