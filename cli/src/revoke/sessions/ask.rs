use rusqlite::Connection;

use crate::record::aftermath::EndSessions;
use crate::record::results::Grant;
use crate::record::revocations::Revocation;

/// The scope without which an app cannot make a session.
const SCOPE: &str = "full_access";

/// Returns whether these scopes let an app make a session.
pub fn has_full_access(scopes: &str) -> bool {
    scopes.split_whitespace().any(|scope| scope == SCOPE)
}

/// Returns whether the record has seen a grant with a scope that it may have lost since: a session from then lasts on.
pub fn had_full_access(connection: &Connection, grant: &Grant) -> rusqlite::Result<bool> {
    let mut select = connection.prepare_cached(
        "SELECT EXISTS (
             SELECT 1 FROM review CROSS JOIN granted USING (review)
             WHERE app_id = ?1 AND organization_id = ?2 AND person_id = ?3
             AND instr(' ' || scopes || ' ', ' ' || ?4 || ' ')
         ) OR EXISTS (
             SELECT 1 FROM revocation
             WHERE app_id = ?1 AND organization_id = ?2 AND person_id = ?3
             AND instr(' ' || scopes || ' ', ' ' || ?4 || ' '))",
    )?;
    let Grant { app_id, organization_id, person_id, .. } = grant;
    select.query_row([app_id, organization_id, person_id, SCOPE], |row| row.get(0))
}

/// Returns which sessions a new revocation ends.
pub fn of_new(had_full_access: bool, asked: Option<EndSessions>) -> EndSessions {
    match had_full_access {
        true => asked.unwrap_or(EndSessions::App),
        false => EndSessions::None,
    }
}

/// Changes which sessions a revocation ends, if that was asked for. Those that were verified are looked for again. Returns
/// whether it has changed.
pub fn of_known(revocation: &mut Revocation, had_full_access: bool, asked: Option<EndSessions>) -> bool {
    let Some(asked) = asked else { return false };
    let asked = of_new(had_full_access, Some(asked));
    let aftermath = &mut revocation.aftermath;
    let is_changed = match aftermath.sessions_verified_at {
        Some(_) => asked != EndSessions::None,
        None => asked != aftermath.end_sessions,
    };
    if is_changed {
        (aftermath.end_sessions, aftermath.sessions_verified_at) = (asked, None);
    }
    is_changed
}
