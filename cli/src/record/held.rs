//! The grants of a review that a reviewer need not decide again.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::record::time::today;

/// Fills the temporary table `held_grant`: the grants whose last decision is to keep them, has not expired, and was about
/// the same scopes and the same type of app. The result is their number.
///
/// A grant that was revoked after the review in which it was decided had found it is there by a new consent, about which
/// nobody has decided. So is one that a complete review in between lacked.
pub fn find(connection: &Connection, review: i64) -> rusqlite::Result<u64> {
    connection.execute_batch(TABLE)?;
    let mut select = connection.prepare(
        "WITH complete AS MATERIALIZED (
             SELECT review FROM main.complete_reviews
             WHERE review < ?1 AND review > (SELECT min(review) FROM main.decision_file))
         SELECT g.app_id, g.organization_id, g.person_id, g.scopes, d.scopes
         FROM granted g
         CROSS JOIN main.decision d ON d.decision = (
             SELECT max(last.decision) FROM main.decision last
             WHERE last.app_id = g.app_id AND last.organization_id = g.organization_id
                 AND last.person_id = g.person_id)
         CROSS JOIN main.decision_file file ON file.decision_file = d.decision_file
         CROSS JOIN main.app ON app.review = g.review AND app.app_id = g.app_id
         WHERE g.review = ?1 AND d.word = 'keep' AND app.client_type = d.client_type
             AND coalesce(d.expires >= ?2, TRUE)
             AND NOT EXISTS (
                 SELECT 1 FROM main.revocation r
                 WHERE r.app_id = g.app_id AND r.organization_id = g.organization_id
                     AND r.person_id = g.person_id
                     AND r.state IN ('revoked', 'revoked_response_lost', 'already_gone')
                     AND r.at > coalesce(
                         (SELECT found_at FROM main.grants decided
                          WHERE decided.review = file.review AND decided.app_id = g.app_id
                              AND decided.organization_id = g.organization_id AND decided.person_id = g.person_id),
                         (SELECT started_at FROM main.review WHERE review = file.review)))
             AND NOT EXISTS (
                 SELECT 1 FROM complete
                 WHERE complete.review > file.review AND NOT EXISTS (
                     SELECT 1 FROM main.granted earlier
                     WHERE earlier.review = complete.review AND earlier.app_id = g.app_id
                         AND earlier.organization_id = g.organization_id AND earlier.person_id = g.person_id))",
    )?;
    let mut insert = connection.prepare("INSERT INTO temp.held_grant VALUES (?1, ?2, ?3)")?;
    let mut rows = select.query(params![review, today()])?;
    let mut held = 0;
    while let Some(row) = rows.next()? {
        let string = |column| -> rusqlite::Result<&str> { Ok(row.get_ref(column)?.as_str()?) };
        if have_same_scopes(string(3)?, string(4)?) {
            insert.execute([string(0)?, string(1)?, string(2)?])?;
            held += 1;
        }
    }
    Ok(held)
}

/// The order of the scopes says nothing.
fn have_same_scopes(one: &str, other: &str) -> bool {
    let set = |scopes: &str| scopes.split_whitespace().map(str::to_owned).collect::<BTreeSet<_>>();
    one == other || set(one) == set(other)
}

const TABLE: &str = "
    DROP TABLE IF EXISTS temp.held_grant;
    CREATE TEMP TABLE held_grant (
        app_id TEXT, organization_id TEXT, person_id TEXT, PRIMARY KEY (app_id, organization_id, person_id)
    ) WITHOUT ROWID;";
