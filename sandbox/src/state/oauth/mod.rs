//! The authorization server: codes and tokens, from consent to revocation.

mod claims;
mod client;
mod code;
mod exchange;
mod introspection;
mod issue;
mod kept;
mod keys;
mod metadata;
mod refresh;
mod registration;
mod revocation;
mod token;

use kept::{Kept, key};
use keys::Keys;

pub(super) use code::{Authorization, authorize, challenge_of};
pub(super) use exchange::{for_member, for_user};
pub(super) use introspection::introspect;
pub(super) use metadata::{jwks, metadata};
pub(super) use registration::register;
pub(super) use revocation::revoke;
pub(super) use token::token;

use crate::state::holder::Consent;

/// How long a code can be exchanged, in seconds. How long Stytch's can is not documented.
pub(super) const CODE_LIFE: i64 = 60;

/// How long an unused refresh token lives, in seconds: Stytch says 3 months.
const REFRESH_LIFE: i64 = 90 * 24 * 3600;

/// How many codes, and how many tokens of each kind, are kept at a time.
const MOST_CODES: usize = 10_000;
const MOST_TOKENS: usize = 100_000;

/// The authorization server's own state.
#[derive(Debug)]
pub(super) struct OAuth {
    pub(in crate::state) keys: Keys,
    codes: Kept<Authorization>,
    access: Kept<Access>,
    refresh: Kept<Refresh>,
    /// The number of the next chain of tokens.
    next: u64,
}

impl Default for OAuth {
    fn default() -> Self {
        Self {
            keys: Keys::default(),
            codes: Kept::new(MOST_CODES),
            access: Kept::new(MOST_TOKENS),
            refresh: Kept::new(MOST_TOKENS),
            next: 0,
        }
    }
}

/// An access token.
#[derive(Debug)]
struct Access {
    consent: Consent,
    /// The code or the refresh tokens that it came from. With a refresh token, all tokens of the chain are revoked.
    chain: u64,
    claims: serde_json::Value,
    /// It was exchanged for a session, which works once.
    is_exchanged: bool,
}

/// A refresh token.
#[derive(Debug, Clone)]
struct Refresh {
    consent: Consent,
    chain: u64,
    scope: String,
    resources: Vec<String>,
    issued_at: i64,
}

/// A code, a token or a part of one that nobody can guess. It does not use the random numbers of the state: after a reset
/// the secrets of earlier tests must not become valid again.
pub(in crate::state) fn fresh() -> String {
    (0..44).map(|_| fastrand::alphanumeric()).collect()
}
