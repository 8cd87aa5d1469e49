use std::collections::HashMap;

use rusqlite::Connection;
use serde::Serialize;

use crate::record::revocations::{Revocation, all};

/// A revocation, and what a later review found.
#[derive(Debug, Serialize)]
pub struct Revoked {
    #[serde(flatten)]
    pub revocation: Revocation,
    /// A new consent has undone the revocation.
    pub granted_again: Option<GrantedAgain>,
}

/// The first review that found the grant again.
#[derive(Debug, Clone, Serialize)]
pub struct GrantedAgain {
    pub review: i64,
    pub found_at: String,
}

/// All revocations, the latest first.
pub fn revoked(connection: &Connection) -> rusqlite::Result<Vec<Revoked>> {
    let mut granted_again = granted_again(connection)?;
    let revocations = all(connection)?
        .into_iter()
        .rev()
        .map(|revocation| Revoked { granted_again: granted_again.remove(&revocation.id), revocation });
    Ok(revocations.collect())
}

fn granted_again(connection: &Connection) -> rusqlite::Result<HashMap<i64, GrantedAgain>> {
    let sql = "SELECT revocation.revocation, g.review, g.found_at
               FROM revocation CROSS JOIN review CROSS JOIN grants g
                   ON g.review = review.review AND g.app_id = revocation.app_id
                   AND g.organization_id = revocation.organization_id AND g.person_id = revocation.person_id
               WHERE revocation.state IN ('revoked', 'revoked_response_lost', 'already_gone')
                   AND g.found_at > revocation.at
               ORDER BY g.review DESC";
    let mut select = connection.prepare(sql)?;
    let rows = select.query_map([], |row| {
        Ok((row.get(0)?, GrantedAgain { review: row.get(1)?, found_at: row.get(2)? }))
    })?;
    // Of several reviews, the first comes last.
    rows.collect()
}
