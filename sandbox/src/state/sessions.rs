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

use serde_json::{Map, Value, json};

use crate::seed::{Person, Session};
use crate::state::holder::Holder;
use crate::state::open_sessions::{Kind, Open, shown};
use crate::state::{Refusal, Request, State};

/// How long a session of the seed lasts, in seconds: the longest that Stytch has, 366 days.
const SEEDED_LIFE: i64 = LONGEST * 60;

/// The longest session that can be asked for, in minutes.
pub(super) const LONGEST: i64 = 527_040;

pub(super) fn list_of_user(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let holder = Holder::User(state.user_at(request.parameter("user_id"))?);
    Ok(json!({"sessions": state.shown_sessions(holder, request.now)}))
}

pub(super) fn list_of_member(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let ids = (request.parameter("organization_id"), request.parameter("member_id"));
    let (organization, member) = state.member_at(ids.0, ids.1)?;
    state.check_session(request, organization)?;
    let holder = Holder::Member { organization, member };
    Ok(json!({"member_sessions": state.shown_sessions(holder, request.now)}))
}

/// A session that is not there is not found. Stytch documents no response to a second revocation.
pub(super) fn revoke_of_user(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let number = state.named_session(request, Kind::User, "session_id", &[])?;
    state.sessions.end(number);
    Ok(json!({}))
}

pub(super) fn revoke_of_member(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    if let Some(id) = request.string("member_id") {
        exactly_one(request, &["member_id", "member_session_id", "session_token", "session_jwt"])?;
        // No Organization is named, and the id alone may be in several.
        let holders = state.members.iter().enumerate().filter_map(|(organization, members)| {
            let member = *members.get(id)?;
            Some(Holder::Member { organization, member })
        });
        let holders: Vec<Holder> = holders.collect();
        if holders.is_empty() {
            return Err(Refusal::new(404, "member_not_found"));
        }
        for holder in &holders {
            state.check_tenancy(request, *holder)?;
        }
        holders.into_iter().for_each(|holder| state.sessions.end_all(holder));
        return Ok(json!({}));
    }
    let number = state.named_session(request, Kind::Member, "member_session_id", &["member_id"])?;
    if let Some(holder) = state.sessions.get(number).map(|open| open.holder) {
        state.check_tenancy(request, holder)?;
    }
    state.sessions.end(number);
    Ok(json!({}))
}

/// The one field of these that a request sets.
fn exactly_one<'a>(
    request: &'a Request<'_>,
    names: &[&'static str],
) -> Result<(&'static str, &'a str), Refusal> {
    let mut set = names.iter().filter_map(|name| Some((*name, request.string(name)?)));
    match (set.next(), set.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(Refusal {
            message: Some(format!("set one of {}", names.join(", "))),
            ..Refusal::new(400, "no_session_arguments")
        }),
        _ => Err(Refusal {
            message: Some(format!("set only one of {}", names.join(", "))),
            ..Refusal::new(400, "too_many_session_arguments")
        }),
    }
}

impl State {
    /// Opens the sessions of the seed. The error names the one that is wrong.
    pub(super) fn index_sessions(&mut self, now: i64) -> Result<(), String> {
        for (at, session) in std::mem::take(&mut self.seed.sessions).into_iter().enumerate() {
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
            let Ok(holder) = self.holder(&session.person) else {
                return Err(format!("sessions[{at}].person: {} is not in the seed", session.person));
            };
            if !self.sessions.open(Open::new(session, holder, now, now.saturating_add(SEEDED_LIFE))) {
                return Err(format!("sessions[{at}].token: another session has the same token"));
            }
        }
        Ok(())
    }

    /// Refuses a Member's session that is unknown or belongs to another Organization. Without a session there is no
    /// check.
    pub(super) fn check_session(&self, request: &Request<'_>, organization: usize) -> Result<(), Refusal> {
        self.session(request, organization).map(|_| ())
    }

    fn check_tenancy(&self, request: &Request<'_>, holder: Holder) -> Result<(), Refusal> {
        match holder {
            Holder::User(_) => Ok(()),
            Holder::Member { organization, .. } => self.check_session(request, organization),
        }
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
        let (own, member) = self.member_of_session(token, request.now)?;
        if own != organization {
            return Err(Refusal::new(403, "session_authorization_tenancy_error"));
        }
        let number = self.sessions.find(Kind::Member, token, request.now);
        Ok(number.and_then(|number| self.sessions.get(number)).map(|open| (&open.session, member)))
    }

    /// The User whose session it is.
    pub(super) fn user_of_session(&self, token: &str, now: i64) -> Result<usize, Refusal> {
        let number = self.sessions.find(Kind::User, token, now);
        match number.and_then(|number| self.sessions.get(number)).map(|open| open.holder) {
            Some(Holder::User(user)) => Ok(user),
            _ => Err(Refusal::new(404, "session_not_found")),
        }
    }

    /// The Organization and the Member whose session it is.
    pub(super) fn member_of_session(&self, token: &str, now: i64) -> Result<(usize, usize), Refusal> {
        let number = self.sessions.find(Kind::Member, token, now);
        match number.and_then(|number| self.sessions.get(number)).map(|open| open.holder) {
            Some(Holder::Member { organization, member }) => Ok((organization, member)),
            _ => Err(Refusal::new(404, "session_not_found")),
        }
    }

    /// The session that a request names in exactly one way.
    fn named_session(
        &self,
        request: &Request<'_>,
        kind: Kind,
        id: &'static str,
        more: &[&'static str],
    ) -> Result<u64, Refusal> {
        let names = [&[id, "session_token", "session_jwt"], more].concat();
        let (name, value) = exactly_one(request, &names)?;
        let number = match name == id {
            true => self.sessions.with_id(kind, value, request.now),
            false => self.sessions.find(kind, value, request.now),
        };
        number.ok_or(Refusal::new(404, "session_not_found"))
    }

    fn shown_sessions(&self, holder: Holder, now: i64) -> Vec<Value> {
        self.sessions.of(holder, now).map(|open| self.shown_session(open)).collect()
    }

    /// A session as responses show it, which differs a little for a Member.
    pub(super) fn shown_session(&self, open: &Open) -> Value {
        let mut fields = match open.holder {
            Holder::User(_) => json!({
                "session_id": open.id,
                "user_id": self.subject(open.holder),
                "roles": ["stytch_user"],
            }),
            Holder::Member { organization, member } => {
                let organization = &self.seed.organizations[organization];
                let roles = ["stytch_member", "stytch_admin"].into_iter();
                let roles = roles.take(1 + usize::from(organization.members[member].is_admin));
                json!({
                    "member_session_id": open.id,
                    "member_id": self.subject(open.holder),
                    "organization_id": organization.organization_id,
                    "organization_slug": organization.organization_slug,
                    "roles": roles.collect::<Vec<_>>(),
                })
            }
        };
        if let (Value::Object(fields), Value::Object(more)) = (&mut fields, shown(open)) {
            fields.extend::<Map<_, _>>(more);
        }
        fields
    }

    /// The person as a session's owner.
    pub(super) fn person(&self, holder: Holder) -> Person {
        match holder {
            Holder::User(_) => Person::User(self.subject(holder).to_owned()),
            Holder::Member { organization, .. } => Person::Member {
                organization: self.seed.organizations[organization].organization_id.clone(),
                member: self.subject(holder).to_owned(),
            },
        }
    }
}
