use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};

use crate::verify::jws::TokenId;

/// How many revocations are remembered. A token lives for a day at most, so older ones do not matter.
const CAPACITY: usize = 100_000;

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

/// What is known to be revoked.
pub(super) struct Cutoffs(Cache<String, Arc<Mutex<Known>>>);

/// A revocation. `iat` has no fractions, and a new grant can follow within the second. So of the second in which a grant
/// was seen to be gone only those tokens are refused that were presented, but all of one in which the caller reports a
/// revocation.
#[derive(Debug, Default)]
struct Known {
    /// Tokens issued in this second or earlier are refused.
    until: f64,
    /// Others that are refused.
    tokens: Vec<TokenId>,
}

impl Cutoffs {
    pub(super) fn new() -> Self {
        Self(Cache::new(CAPACITY))
    }

    /// Returns whether a token is refused.
    pub(super) fn covers(&self, token: &Presented<'_>) -> bool {
        self.0.get(&key(token.person, token.app)).is_some_and(|known| {
            let known = lock(&known);
            token.issued.floor() <= known.until || known.tokens.contains(&token.id)
        })
    }

    /// Refuses all tokens that were issued in this second or earlier.
    pub(super) fn set(&self, person: &str, app: &str, until: f64) {
        self.change(person, app, |known| known.until = known.until.max(until.floor()));
    }

    /// Refuses a token, and all that were issued before this second.
    pub(super) fn seen(&self, token: &Presented<'_>, now: f64) {
        self.change(token.person, token.app, |known| {
            known.until = known.until.max(now.floor() - 1.0);
            if token.issued.floor() <= known.until {
                return;
            }
            match known.tokens.len() {
                TOKENS => known.until = token.issued.floor(),
                _ => known.tokens.push(token.id),
            }
        });
    }

    fn change(&self, person: &str, app: &str, change: impl FnOnce(&mut Known)) {
        let known = self.0.get_or_insert_with(&key(person, app), || Ok::<_, Infallible>(Arc::default()));
        let Ok(known) = known;
        change(&mut lock(&known));
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

impl fmt::Debug for Cutoffs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cutoffs").field("len", &self.0.len()).finish()
    }
}

/// Ids have no control characters.
fn key(person: &str, app: &str) -> String {
    format!("{person}\0{app}")
}

fn lock(known: &Mutex<Known>) -> MutexGuard<'_, Known> {
    // No code panics while it holds the lock.
    known.lock().unwrap_or_else(PoisonError::into_inner)
}
