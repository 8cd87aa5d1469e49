use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::seed::Session;
use crate::state::holder::Holder;
use crate::state::new_id;

/// How many sessions that apps made are open at a time. Beyond them, the one ends that would end first.
const MOST_MADE: usize = 10_000;

/// Whose session it is. A User's and a Member's may have the same token: a project is either for consumers or for B2B.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    User,
    Member,
}

/// A session that is open until it expires.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) session: Session,
    pub(super) holder: Holder,
    pub(super) id: String,
    pub(super) started_at: i64,
    pub(super) expires_at: i64,
    /// An app made the session from an access token since the sandbox started. The others are the seed's.
    pub(super) is_made: bool,
    /// The session's JWT, and when it expires.
    pub(super) jwt: Option<(String, i64)>,
    pub(super) custom_claims: Value,
}

impl Open {
    pub(super) fn new(session: Session, holder: Holder, started_at: i64, expires_at: i64) -> Self {
        let prefix = match holder {
            Holder::User(_) => "session",
            Holder::Member { .. } => "member-session",
        };
        let id = new_id(fastrand::u128(..), prefix);
        Self {
            session,
            holder,
            id,
            started_at,
            expires_at,
            is_made: false,
            jwt: None,
            custom_claims: json!({}),
        }
    }

    fn kind(&self) -> Kind {
        match self.holder {
            Holder::User(_) => Kind::User,
            Holder::Member { .. } => Kind::Member,
        }
    }

    fn keys(&self) -> impl Iterator<Item = (Kind, String)> {
        let jwt = self.jwt.as_ref().map(|(jwt, _)| jwt.clone());
        [self.session.token.expose_secret().to_owned()].into_iter().chain(jwt).map(|key| (self.kind(), key))
    }
}

/// The open sessions, by token and JWT, by id and by person.
#[derive(Debug, Default)]
pub(super) struct OpenSessions {
    /// In the order in which they were opened.
    all: BTreeMap<u64, Open>,
    tokens: HashMap<(Kind, String), u64>,
    ids: HashMap<String, u64>,
    of: BTreeSet<(Holder, u64)>,
    /// Those that apps made, by expiry.
    made: BTreeSet<(i64, u64)>,
    next: u64,
}

impl OpenSessions {
    /// Opens a session. Returns whether no other has its token.
    pub(super) fn open(&mut self, open: Open) -> bool {
        if open.keys().any(|key| self.tokens.contains_key(&key)) {
            return false;
        }
        let number = self.next;
        self.next += 1;
        self.tokens.extend(open.keys().map(|key| (key, number)));
        self.ids.insert(open.id.clone(), number);
        self.of.insert((open.holder, number));
        if open.is_made {
            self.made.insert((open.expires_at, number));
        }
        let now = open.started_at;
        self.all.insert(number, open);
        self.forget(now);
        true
    }

    /// Ends the made sessions that have expired, or are too many.
    fn forget(&mut self, now: i64) {
        while let Some((expires, number)) = self.made.first().copied()
            && (expires <= now || self.made.len() > MOST_MADE)
        {
            self.end(number);
        }
    }

    pub(super) fn get(&self, number: u64) -> Option<&Open> {
        self.all.get(&number)
    }

    /// The session with this token or JWT, if neither it nor the JWT has expired.
    pub(super) fn find(&self, kind: Kind, token: &str, now: i64) -> Option<u64> {
        let number = *self.tokens.get(&(kind, token.to_owned()))?;
        let open = self.get(number).filter(|open| open.expires_at > now)?;
        let is_fresh = open.jwt.as_ref().is_none_or(|(jwt, expires)| jwt != token || *expires > now);
        is_fresh.then_some(number)
    }

    pub(super) fn with_id(&self, kind: Kind, id: &str, now: i64) -> Option<u64> {
        let number = *self.ids.get(id)?;
        self.get(number).filter(|open| open.kind() == kind && open.expires_at > now).map(|_| number)
    }

    /// The open sessions of a person.
    pub(super) fn of(&self, holder: Holder, now: i64) -> impl Iterator<Item = &Open> {
        let numbers = self.of.range((holder, 0)..=(holder, u64::MAX));
        numbers.filter_map(|(_, number)| self.get(*number)).filter(move |open| open.expires_at > now)
    }

    /// The seed's sessions that are open still.
    pub(super) fn seeded(&self) -> impl Iterator<Item = &Session> {
        self.all.values().filter(|open| !open.is_made).map(|open| &open.session)
    }

    pub(super) fn end(&mut self, number: u64) {
        let Some(open) = self.all.remove(&number) else { return };
        self.made.remove(&(open.expires_at, number));
        open.keys().for_each(|key| _ = self.tokens.remove(&key));
        self.ids.remove(&open.id);
        self.of.remove(&(open.holder, number));
    }

    pub(super) fn end_all(&mut self, holder: Holder) {
        let numbers: Vec<u64> =
            self.of.range((holder, 0)..=(holder, u64::MAX)).map(|(_, number)| *number).collect();
        numbers.into_iter().for_each(|number| self.end(number));
    }
}

/// The shared fields of a User's and a Member's session.
pub(super) fn shown(open: &Open) -> Value {
    let [started_at, expires_at] = [open.started_at, open.expires_at]
        .map(|seconds| Timestamp::from_second(seconds).unwrap_or_default().to_string());
    let signed_in = open.session.signed_in_by().into_iter().map(signed_in);
    let mut factors: Vec<Value> = signed_in.chain(open.session.apps.iter().map(exchanged)).collect();
    for factor in &mut factors {
        for name in ["last_authenticated_at", "created_at", "updated_at"] {
            factor[name] = started_at.clone().into();
        }
    }
    json!({
        "authentication_factors": factors,
        "started_at": started_at,
        "last_accessed_at": started_at,
        "expires_at": expires_at,
        "custom_claims": open.custom_claims,
    })
}

/// The factor of an app that made the session from an access token.
fn exchanged(app: &String) -> Value {
    json!({
        "type": "oauth",
        "delivery_method": "oauth_access_token_exchange",
        "oauth_access_token_exchange_factor": {"client_id": app},
    })
}

/// The factor of a person who signed in, by its type. Only of a password the sandbox knows the delivery method.
fn signed_in(factor: &str) -> Value {
    match factor {
        "password" => json!({"type": factor, "delivery_method": "knowledge"}),
        _ => json!({"type": factor}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(token: &str, started_at: i64, expires_at: i64) -> Open {
        let session = Session::new(token, "u").app("app");
        Open { is_made: true, ..Open::new(session, Holder::User(0), started_at, expires_at) }
    }

    #[test]
    fn made_sessions_that_have_expired_or_are_too_many_are_forgotten() {
        let mut sessions = OpenSessions::default();
        assert!(sessions.open(Open::new(Session::new("seeded", "u"), Holder::User(0), 0, 10)));
        assert!(sessions.open(made("short", 0, 20)));
        assert!(!sessions.open(made("short", 0, 30)), "the token is another's");
        assert!(sessions.open(made("long", 20, 999_999)));
        assert_eq!(
            (sessions.all.len(), sessions.tokens.len(), sessions.ids.len(), sessions.of.len()),
            (2, 2, 2, 2)
        );
        for number in 0..MOST_MADE {
            assert!(sessions.open(made(&number.to_string(), 30, 1_000_000)));
        }
        assert_eq!((sessions.made.len(), sessions.all.len()), (MOST_MADE, MOST_MADE + 1));
        assert_eq!(sessions.find(Kind::User, "long", 30), None, "it would have ended first");
        assert_eq!(sessions.of(Holder::User(0), 5).count(), MOST_MADE + 1, "those of the seed remain");
    }
}
