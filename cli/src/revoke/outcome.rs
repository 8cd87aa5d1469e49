//! The messages at the end of a run.

use std::path::Path;

use crate::failure::Failure;
use crate::output::{counted, note};
use crate::record::aftermath::EndSessions;
use crate::record::revocations::{Revocation, RevocationState};
use crate::record::sessions::Session;
use crate::record::time::minute_after;
use crate::revoke::plan::Step;
use crate::revoke::sessions::again::Again;
use crate::revoke::sessions::ask;

/// Says what is gone and until when a service may accept a token of it. What is not done is a failure in part.
pub fn tell(steps: &[Step], sessions: &[Session], file: &Path) -> Result<(), Failure> {
    let all = steps.len();
    let revocations: Vec<&Revocation> = steps.iter().filter_map(|step| step.revocation.as_ref()).collect();
    let verified = revocations.iter().filter(|revocation| revocation.verified_at.is_some()).count();
    if verified < all {
        return Err(Failure::in_part(format!(
            "not revoked or not verified: {} of {all} grants; the same command tries again",
            all - verified
        )));
    }
    let ended = sessions.iter().filter(|session| session.verified_at.is_some()).count();
    let ended = match ended {
        0 => String::new(),
        ended => format!(" and {}", counted(ended, "session", "sessions")),
    };
    let count = |again: Again| steps.iter().filter(|step| step.again == again).count();
    let (gone, back) = (count(Again::StillGone), count(Again::Granted));
    note!(
        "verified as gone: {gone} of {all} grants{ended}; `stytch-apps report {} --html OUT.html` shows the evidence",
        file.display()
    );
    let left = sessions.iter().filter(|session| session.state == RevocationState::Left).count();
    if left > 0 {
        note!(
            "left: {} to which the person has signed in as well, or which another app has joined; `--sessions all` ends \
             them too",
            counted(left, "session", "sessions")
        );
    }
    let is_unasked = |revocation: &&&Revocation| {
        revocation.aftermath.end_sessions == EndSessions::None
            && ask::has_full_access(&revocation.of.grant.scopes)
    };
    let unasked = revocations.iter().filter(is_unasked).count();
    if unasked > 0 {
        note!(
            "not looked for: sessions that the apps made by {} with full access; `--sessions app` looks",
            counted(unasked, "grant", "grants")
        );
    }
    let are_gone = steps.iter().filter(|step| step.again == Again::StillGone);
    let are_gone: Vec<&Revocation> = are_gone.filter_map(|step| step.revocation.as_ref()).collect();
    if let Some(dead_by) = dead_by(&are_gone, sessions) {
        note!("gone now; {dead_by}");
    }
    let back = (back > 0).then(|| {
        format!(
            "granted again since the revocation: {back} of {all} grants; run `stytch-apps review`, and revoke again"
        )
    });
    let open = revocations.iter().filter(|revocation| !revocation.is_finished());
    match open.clone().count() {
        0 => back.map_or(Ok(()), |back| Err(Failure::in_part(back))),
        count => {
            let errors = open.filter_map(|revocation| revocation.error.as_deref());
            let errors = errors.chain(sessions.iter().filter_map(|session| session.error.as_deref()));
            let error = errors.take(1).map(|error| format!(" ({error})")).collect::<String>();
            let failure = Failure::in_part(format!(
                "sessions that are not ended or not looked for: those of {count} of {all} grants{error}; the grants are \
                 revoked, and the same command tries again"
            ));
            Err(back.into_iter().fold(failure, |failure, back| failure.and(&back)))
        }
    }
}

/// Until when a service may accept a token of all that is gone.
fn dead_by(revocations: &[&Revocation], sessions: &[Session]) -> Option<String> {
    let tokens = revocations.iter().filter_map(|revocation| revocation.aftermath.dead_by.as_deref()).max()?;
    let recheck = revocations.iter().filter_map(|revocation| revocation.aftermath.recheck_seconds).max();
    let that = recheck.map_or_else(String::new, |seconds| format!(" that asks again within {seconds} s"));
    let assumed = revocations.iter().filter(|revocation| revocation.aftermath.minutes_assumed);
    let assumed = assumed.filter_map(|revocation| revocation.aftermath.access_token_minutes).max();
    let assumed = assumed.map_or_else(String::new, |minutes| {
        format!(", if access tokens live no longer than {minutes} minutes")
    });
    // A session's JWT is no access token: services do not ask whether it still counts.
    let sessions = sessions.iter().filter_map(|session| session.dead_by.as_deref()).max();
    let sessions = sessions.filter(|sessions| *sessions > tokens);
    let sessions = sessions.map_or_else(String::new, |sessions| {
        format!(", and none a JWT of their sessions after {}", minute_after(sessions))
    });
    let tokens = minute_after(tokens);
    Some(format!("no service{that} can accept a token of theirs after {tokens}{assumed}{sessions}"))
}
