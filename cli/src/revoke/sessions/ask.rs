use std::collections::BTreeSet;

use crate::record::aftermath::EndSessions;
use crate::record::revocations::Revocation;
use crate::revoke::plan::Step;

/// The scope without which an app cannot make a session.
const SCOPE: &str = "full_access";

/// Returns which sessions a new revocation ends.
pub fn of_new(scopes: &str, asked: Option<EndSessions>) -> EndSessions {
    match scopes.split_whitespace().any(|scope| scope == SCOPE) {
        true => asked.unwrap_or(EndSessions::App),
        false => EndSessions::None,
    }
}

/// Changes which sessions a revocation ends, if that was asked for. What was verified is looked at again only to end more.
/// Returns whether it has changed.
pub fn of_known(revocation: &mut Revocation, asked: Option<EndSessions>) -> bool {
    let Some(asked) = asked else { return false };
    let asked = of_new(&revocation.of.grant.scopes, Some(asked));
    let (now, is_verified) =
        (revocation.aftermath.end_sessions, revocation.aftermath.sessions_verified_at.is_some());
    if asked == now || (is_verified && asked < now) {
        return false;
    }
    revocation.aftermath.end_sessions = asked;
    revocation.aftermath.sessions_verified_at = None;
    true
}

/// The number of people whose sessions a plan looks for.
pub fn people(steps: &[Step], asked: Option<EndSessions>) -> usize {
    let looks = steps.iter().filter(|step| match &step.revocation {
        Some(revocation) => {
            let mut revocation = revocation.clone();
            of_known(&mut revocation, asked);
            revocation.aftermath.has_open_sessions()
        }
        None => of_new(&step.selected.grant.scopes, asked) != EndSessions::None,
    });
    let grants = looks.map(|step| &step.selected.grant);
    grants.map(|grant| (&grant.organization_id, &grant.person_id)).collect::<BTreeSet<_>>().len()
}
