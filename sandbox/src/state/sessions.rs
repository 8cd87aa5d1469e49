//! Whose sessions they are, and what they permit.

use std::collections::HashSet;

use crate::seed::{Person, Session};
use crate::state::{Refusal, Request, State};

impl State {
    /// Checks the sessions of a seed. Otherwise what is wrong with which of them.
    pub(super) fn check_sessions(&self) -> Result<(), String> {
        // A User's session and a Member's may have the same token: a project is either for consumers or for B2B.
        let mut known = HashSet::new();
        for (at, session) in self.seed.sessions.iter().enumerate() {
            let (is_there, is_user) = match &session.person {
                Person::User(id) => (self.user_at(id).is_ok(), true),
                Person::Member { organization, member } => {
                    (self.member_at(organization, member).is_ok(), false)
                }
            };
            if session.token.is_empty() {
                return Err(format!("sessions[{at}].token: must not be empty"));
            }
            if !is_there {
                return Err(format!("sessions[{at}].person: {} is not in the seed", session.person));
            }
            if !known.insert((&session.token, is_user)) {
                // The token is not in the message: it may be a secret.
                return Err(format!("sessions[{at}].token: another session has the same token"));
            }
        }
        Ok(())
    }

    /// Refuses a Member's session that is unknown, belongs to another Organization, or whose Roles do not permit
    /// the action. Where Stytch documents no action, any session of the Organization will do. Without a session
    /// there is no check.
    pub(super) fn check_session(
        &self,
        request: &Request<'_>,
        organization: usize,
        action: Option<&str>,
    ) -> Result<(), Refusal> {
        let Some(token) = request.session else { return Ok(()) };
        let (session, own) = self
            .seed
            .sessions
            .iter()
            .filter(|session| session.token == token)
            .find_map(|session| match &session.person {
                Person::Member { organization, .. } => Some((session, self.organizations.get(organization))),
                Person::User(_) => None,
            })
            .ok_or(Refusal::new(404, "session_not_found"))?;
        if own != Some(&organization) {
            return Err(Refusal::new(403, "session_authorization_tenancy_error"));
        }
        match action {
            Some(action) if !permits(session, action) => {
                Err(Refusal::new(403, "session_authorization_error"))
            }
            _ => Ok(()),
        }
    }

    /// The User whose session it is.
    pub(super) fn user_of_session(&self, token: &str) -> Result<usize, Refusal> {
        let mut sessions = self.seed.sessions.iter().filter(|session| session.token == token);
        let user = sessions.find_map(|session| match &session.person {
            Person::User(user) => self.users.get(user).copied(),
            Person::Member { .. } => None,
        });
        user.ok_or(Refusal::new(404, "session_not_found"))
    }

    /// The Organization and the Member whose session it is.
    pub(super) fn member_of_session(&self, token: &str) -> Result<(usize, usize), Refusal> {
        let mut sessions = self.seed.sessions.iter().filter(|session| session.token == token);
        let member = sessions.find_map(|session| match &session.person {
            Person::Member { organization, member } => self.member_at(organization, member).ok(),
            Person::User(_) => None,
        });
        member.ok_or(Refusal::new(404, "session_not_found"))
    }
}

fn permits(session: &Session, action: &str) -> bool {
    session.actions.as_ref().is_none_or(|actions| actions.iter().any(|other| other == action))
}
