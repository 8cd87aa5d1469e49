//! Whose sessions they are, and what they permit.
//!
//! Stytch documents that its default Role `stytch_member` permits everything of the resource `stytch.self`, and
//! `stytch_admin` everything of `stytch.member` and `stytch.organization`. It does not say whether `stytch.self` is enough
//! for a Member's own apps on the backend, nor which action an Organization's apps need. Decided here, so that a settings
//! page that works with the sandbox depends on no more than the default Roles:
//!
//! - A session without `actions` of its own permits to get and revoke its own Member's apps. Other Members' apps, and the
//!   list of who granted access to an app, are for a Member with the Role `stytch_admin`.
//! - A session with `actions` permits these, for every Member of the Organization.
//! - Operations that show nobody's grants are open to any session of the Organization.

use std::collections::HashMap;

use crate::seed::{Person, Session};
use crate::state::{Refusal, Request, State};

/// Where the sessions are in the seed, by token. A User's session and a Member's may have the same token: a project is
/// either for consumers or for B2B.
#[derive(Debug, Default)]
pub(super) struct Sessions {
    users: HashMap<String, usize>,
    members: HashMap<String, usize>,
}

impl State {
    /// Indexes the sessions of the seed. The error names the one that is wrong.
    pub(super) fn index_sessions(&mut self) -> Result<(), String> {
        let mut known = Sessions::default();
        for (at, session) in self.seed.sessions.iter().enumerate() {
            let (is_there, sessions) = match &session.person {
                Person::User(id) => (self.user_at(id).is_ok(), &mut known.users),
                Person::Member { organization, member } => {
                    (self.member_at(organization, member).is_ok(), &mut known.members)
                }
            };
            let token = session.token.expose_secret();
            // The token is in no message: it is a secret.
            if token.is_empty() {
                return Err(format!("sessions[{at}].token: must not be empty"));
            }
            if !token.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') || token.trim() != token {
                return Err(format!(
                    "sessions[{at}].token: no header can have it; use ASCII without spaces around it"
                ));
            }
            if !is_there {
                return Err(format!("sessions[{at}].person: {} is not in the seed", session.person));
            }
            if sessions.insert(token.to_owned(), at).is_some() {
                return Err(format!("sessions[{at}].token: another session has the same token"));
            }
        }
        self.sessions = known;
        Ok(())
    }

    /// Refuses a Member's session that is unknown or belongs to another Organization. Without a session there is no
    /// check.
    pub(super) fn check_session(&self, request: &Request<'_>, organization: usize) -> Result<(), Refusal> {
        self.session(request, organization).map(|_| ())
    }

    /// Refuses a session that does not permit the action for this Member, or, without a Member, for all of them.
    /// Without an action, Stytch documents none.
    pub(super) fn check_permission(
        &self,
        request: &Request<'_>,
        organization: usize,
        member: Option<usize>,
        action: Option<&str>,
    ) -> Result<(), Refusal> {
        let Some((session, own)) = self.session(request, organization)? else { return Ok(()) };
        let permits = match &session.actions {
            Some(actions) => action.is_none_or(|action| actions.iter().any(|other| other == action)),
            None => member == Some(own) || self.seed.organizations[organization].members[own].is_admin,
        };
        if permits { Ok(()) } else { Err(Refusal::new(403, "session_authorization_error")) }
    }

    /// The session of a request and its Member, who is in this Organization.
    fn session(
        &self,
        request: &Request<'_>,
        organization: usize,
    ) -> Result<Option<(&Session, usize)>, Refusal> {
        let Some(token) = request.session else { return Ok(None) };
        let (own, member) = self.member_of_session(token)?;
        if own != organization {
            return Err(Refusal::new(403, "session_authorization_tenancy_error"));
        }
        Ok(self.sessions.members.get(token).map(|at| (&self.seed.sessions[*at], member)))
    }

    /// The User whose session it is.
    pub(super) fn user_of_session(&self, token: &str) -> Result<usize, Refusal> {
        let session = self.sessions.users.get(token).map(|at| &self.seed.sessions[*at].person);
        match session {
            Some(Person::User(user)) => self.user_at(user),
            _ => Err(Refusal::new(404, "session_not_found")),
        }
    }

    /// The Organization and the Member whose session it is.
    pub(super) fn member_of_session(&self, token: &str) -> Result<(usize, usize), Refusal> {
        let session = self.sessions.members.get(token).map(|at| &self.seed.sessions[*at].person);
        match session {
            Some(Person::Member { organization, member }) => self.member_at(organization, member),
            _ => Err(Refusal::new(404, "session_not_found")),
        }
    }
}
