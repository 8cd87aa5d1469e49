use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::verify::jws::TokenId;

/// How many tokens of the same second as the revocation are remembered.
const TOKENS: usize = 8;

/// The time up to which the tokens of an app are refused for a person.
///
/// In JSON: `{"person": "user-live-…", "app": "connected-app-live-…", "at": 1767225600}`, with `at` in seconds since
/// 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cutoff {
    /// The id of the User or the Member.
    pub person: String,
    /// The id of the app.
    pub app: String,
    /// The time of the revocation. Tokens that were issued in this second or earlier are refused.
    #[serde(with = "seconds")]
    pub at: SystemTime,
}

mod seconds {
    use std::time::{Duration, SystemTime};

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(at: &SystemTime, serializer: S) -> Result<S::Ok, S::Error> {
        let since = at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        since.as_secs().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SystemTime, D::Error> {
        let at = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(u64::deserialize(deserializer)?));
        at.ok_or_else(|| serde::de::Error::custom("the time is out of range"))
    }
}

impl Cutoff {
    pub(super) fn seconds(&self) -> f64 {
        let since = self.at.duration_since(SystemTime::UNIX_EPOCH);
        since.unwrap_or(Duration::ZERO).as_secs_f64().floor()
    }
}

/// The known revocations. One is forgotten only when every token that it concerns is too old to be accepted anyway.
#[derive(Debug)]
pub(super) struct Cutoffs {
    /// How old a token can be, in seconds.
    longest_age: f64,
    known: RwLock<Known>,
}

#[derive(Debug, Default)]
struct Known {
    revocations: HashMap<String, Revocation>,
    /// At this number of revocations the old ones are forgotten.
    full: usize,
}

/// `iat` has no fractions, and a new grant can follow within the second. So of the second in which a grant was seen to be
/// gone only those tokens are refused that were presented, but all of one in which the caller reports a revocation.
#[derive(Debug)]
struct Revocation {
    /// Tokens issued in this second or earlier are refused.
    until: f64,
    /// Others that are refused, with the second in which they were issued.
    tokens: Vec<(f64, TokenId)>,
}

impl Cutoffs {
    /// `longest_age` is that of a token, in seconds, with the leeway.
    pub(super) fn new(longest_age: f64) -> Self {
        Self { longest_age, known: RwLock::default() }
    }

    /// Returns whether a token is refused.
    pub(super) fn covers(&self, token: &Presented<'_>) -> bool {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        !known.revocations.is_empty()
            && known.revocations.get(&key(token.person, token.app)).is_some_and(|revocation| {
                token.issued.floor() <= revocation.until
                    || revocation.tokens.iter().any(|(_, id)| *id == token.id)
            })
    }

    /// Refuses all tokens that were issued in the second `until` or earlier.
    pub(super) fn set(&self, person: &str, app: &str, until: f64, now: f64) {
        self.change(person, app, until.floor(), now, |_| {});
    }

    /// Refuses all tokens that were issued before the second `asked`, in which the app had no access.
    pub(super) fn gone(&self, person: &str, app: &str, asked: f64) {
        self.change(person, app, asked.floor() - 1.0, asked, |_| {});
    }

    /// Refuses a token, and all that were issued before the second `asked`, in which the app had no access.
    pub(super) fn seen(&self, token: &Presented<'_>, asked: f64) {
        let issued = token.issued.floor();
        self.change(token.person, token.app, asked.floor() - 1.0, asked, |revocation| {
            if issued > revocation.until {
                match revocation.tokens.len() {
                    TOKENS => revocation.until = issued,
                    _ => revocation.tokens.push((issued, token.id)),
                }
            }
        });
    }

    fn change(&self, person: &str, app: &str, until: f64, now: f64, change: impl FnOnce(&mut Revocation)) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.revocations.len() >= known.full {
            known.revocations.retain(|_, revocation| now - revocation.until <= self.longest_age);
            known.full = (known.revocations.len() * 2).max(1024);
        }
        let new = || Revocation { until, tokens: Vec::new() };
        let revocation = known.revocations.entry(key(person, app)).or_insert_with(new);
        revocation.until = revocation.until.max(until);
        change(&mut *revocation);
        revocation.tokens.retain(|(issued, _)| *issued > revocation.until);
    }
}

/// A token whose signature and claims are right.
#[derive(Clone, Copy)]
pub(super) struct Presented<'a> {
    pub(super) person: &'a str,
    pub(super) app: &'a str,
    /// The Organization of a Member.
    pub(super) organization: Option<&'a str>,
    /// `iat`.
    pub(super) issued: f64,
    pub(super) id: TokenId,
    /// As it was presented.
    pub(super) token: &'a str,
}

/// Ids have no control characters.
fn key(person: &str, app: &str) -> String {
    format!("{person}\0{app}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(issued: f64, id: u8) -> Presented<'static> {
        Presented { person: "p", app: "a", organization: None, issued, id: [id; 16], token: "" }
    }

    #[test]
    fn revocations_are_forgotten_once_no_token_is_as_old() {
        let cutoffs = Cutoffs::new(100.0);
        cutoffs.set("p", "a", 1000.5, 1000.5);
        assert!(cutoffs.covers(&token(1000.9, 1)) && !cutoffs.covers(&token(1001.0, 1)));
        (0..5000).for_each(|person| cutoffs.set(&person.to_string(), "a", 1050.0, 1050.0));
        assert!(cutoffs.covers(&token(1000.0, 1)), "a token can be as old");
        (0..20_000).for_each(|person| cutoffs.set(&format!("later {person}"), "a", 1200.0, 1200.0));
        assert!(!cutoffs.covers(&token(1000.0, 1)));
        let count = cutoffs.known.read().expect("no panic").revocations.len();
        assert_eq!(count, 20_000);
    }

    #[test]
    fn of_the_second_in_which_a_grant_was_gone_only_what_was_presented_is_refused() {
        let cutoffs = Cutoffs::new(100.0);
        cutoffs.seen(&token(1000.0, 1), 1000.7);
        assert!(cutoffs.covers(&token(1000.0, 1)) && cutoffs.covers(&token(999.0, 2)));
        assert!(!cutoffs.covers(&token(1000.0, 2)));
        (2..=8).for_each(|id| cutoffs.seen(&token(1000.0, id), 1000.7));
        assert!(!cutoffs.covers(&token(1000.0, 20)));
        cutoffs.seen(&token(1000.0, 9), 1000.7);
        assert!(cutoffs.covers(&token(1000.0, 20)), "of too many, all are refused");
        cutoffs.gone("p", "a", 1005.2);
        assert!(cutoffs.covers(&token(1004.0, 20)) && !cutoffs.covers(&token(1005.0, 20)));
    }
}
