//! Compares the sessions that Stytch lists with those in the record.

use std::collections::{BTreeSet, HashSet};

use jiff::Timestamp;
use stytch_connected_apps::Error;

use crate::record::aftermath::EndSessions;
use crate::record::revocations::{Revocation, RevocationState};
use crate::record::sessions::{APP_FACTOR, Session};
use crate::revoke::attempt::STILL_LISTED;
use crate::revoke::dead_by;
use crate::revoke::sessions::list::{List, Listed};

/// A look at one person's sessions.
#[derive(Debug)]
pub struct Look<'a> {
    /// The person's revocations whose sessions are to be ended.
    pub revocations: &'a mut [Revocation],
    /// The person's sessions in the record.
    pub known: Vec<Session>,
    /// The apps in the person's sessions whose grants earlier runs have revoked.
    pub gone: HashSet<String>,
    /// The revocations whose grants were granted again.
    pub back: &'a HashSet<i64>,
    /// The first look of a run plans again what failed in an earlier one.
    pub is_first: bool,
    pub now: String,
}

impl Look<'_> {
    /// Returns the sessions that have changed, and sets the revocations of which no session is left to end.
    pub fn compare(&mut self, list: List) -> Vec<Session> {
        let mut known = std::mem::take(&mut self.known);
        let (mut sessions, mut seen) = (Vec::new(), BTreeSet::new());
        // Each counts once.
        for listed in list.sessions.iter().filter(|listed| seen.insert(&listed.id)) {
            let at = known.iter().position(|session| session.session_id == listed.id);
            let known = at.map(|at| known.swap_remove(at));
            let Some((revocation, ending)) = self.revocation(listed, known.is_some()) else { continue };
            let session = known.clone().unwrap_or_else(|| self.found(listed, revocation));
            sessions.push((known, self.listed(session, listed, ending)));
        }
        // These are not listed any more.
        for session in known.into_iter().filter(|session| session.verified_at.is_none()) {
            let gone = self.gone(session.clone(), &list);
            sessions.push((Some(session), gone));
        }
        for revocation in &mut *self.revocations {
            if revocation.verified_at.is_some() {
                revocation.error = None;
            }
            let app = &*revocation.of.grant.app_id;
            let is_open =
                |session: &Session| session.verified_at.is_none() && session.state != RevocationState::Left;
            let is_of_app = |session: &Session| session.apps().any(|one| one == app);
            if !sessions.iter().any(|(_, session)| is_open(session) && is_of_app(session)) {
                revocation.aftermath.sessions_verified_at = Some(self.now.clone());
            }
        }
        sessions.retain(|(before, after)| before.as_ref() != Some(after));
        sessions.into_iter().map(|(_, session)| session).collect()
    }

    /// The revocation to which a session belongs, if an app of these has a factor in it, and which sessions that ends.
    fn revocation(&self, listed: &Listed, is_known: bool) -> Option<(&Revocation, EndSessions)> {
        let is_its = |revocation: &&Revocation| {
            listed.apps.contains(&revocation.of.grant.app_id) && self.covers(revocation, listed, is_known)
        };
        let most =
            self.revocations.iter().filter(is_its).max_by_key(|revocation| revocation.aftermath.end_sessions);
        most.map(|revocation| (revocation, revocation.aftermath.end_sessions))
    }

    /// Returns whether a session may be from before a revocation. One in the record is.
    fn covers(&self, revocation: &Revocation, listed: &Listed, is_known: bool) -> bool {
        is_known || !self.back.contains(&revocation.id) || !has_later(revocation, listed)
    }

    fn found(&self, listed: &Listed, revocation: &Revocation) -> Session {
        let (of, [started_at, expires_at, sent_at, at, request_id, verified_at, dead_by, error]) =
            (&revocation.of, Default::default());
        Session {
            id: 0,
            session_id: listed.id.clone(),
            app_id: of.grant.app_id.clone(),
            app_name: of.app_name.clone(),
            organization_id: of.grant.organization_id.clone(),
            person_id: of.grant.person_id.clone(),
            name: of.name.clone(),
            factors: String::new(),
            started_at,
            expires_at,
            state: RevocationState::Planned,
            found_at: self.now.clone(),
            sent_at,
            at,
            request_id,
            verified_at,
            dead_by,
            error,
        }
    }

    /// A session that Stytch lists.
    fn listed(&self, mut session: Session, listed: &Listed, ending: EndSessions) -> Session {
        let is_known = session.id != 0;
        let is_revoked = |app: &String| {
            let revocation = self.revocations.iter().find(|one| one.of.grant.app_id == *app);
            revocation.map_or(self.gone.contains(app), |one| self.covers(one, listed, is_known))
        };
        let is_the_apps_alone = listed.others.is_empty() && listed.apps.iter().all(is_revoked);
        let others = listed.others.iter().cloned();
        session.factors = listed
            .apps
            .iter()
            .map(|app| format!("{APP_FACTOR}{app}"))
            .chain(others)
            .collect::<Vec<_>>()
            .join(" ");
        session.started_at.clone_from(&listed.started_at);
        session.expires_at.clone_from(&listed.expires_at);
        let is_to_end = is_the_apps_alone || ending == EndSessions::All;
        match session.state {
            state if state.is_gone() => {
                session.state = RevocationState::Failed;
                session.error = Some(STILL_LISTED.to_owned());
                (session.verified_at, session.dead_by) = Default::default();
            }
            // It may be on its way.
            RevocationState::Sent => {}
            RevocationState::Failed if !self.is_first => {}
            _ if is_to_end => session.state = RevocationState::Planned,
            _ => session.state = RevocationState::Left,
        }
        if session.state.is_to_do() || session.state == RevocationState::Left {
            (session.at, session.error) = Default::default();
        }
        session
    }

    /// A session that Stytch lists no more.
    fn gone(&self, mut session: Session, list: &List) -> Session {
        if !session.state.is_gone() {
            session.state = match session.sent_at {
                Some(_) => RevocationState::RevokedResponseLost,
                None => RevocationState::AlreadyGone,
            };
            session.at = Some(self.now.clone());
            session.request_id.clone_from(&list.request_id);
            session.dead_by = dead_by::of_session(&self.now);
        }
        session.error = None;
        session.verified_at = Some(self.now.clone());
        session
    }
}

/// The sessions could not be listed.
pub fn not_listed(revocations: &mut [Revocation], error: &Error) {
    for revocation in revocations.iter_mut().filter(|revocation| revocation.verified_at.is_some()) {
        revocation.error = Some(format!("the sessions are not listed: {error}"));
    }
}

/// Returns whether a session may have started after a revocation, by a new grant. Stytch's times may be in whole seconds.
fn has_later(revocation: &Revocation, listed: &Listed) -> bool {
    let time = |time: Option<&str>| time.and_then(|time| time.parse::<Timestamp>().ok());
    match (time(listed.started_at.as_deref()), time(revocation.at.as_deref())) {
        (Some(started), Some(revoked)) => started.as_second() >= revoked.as_second(),
        _ => true,
    }
}
