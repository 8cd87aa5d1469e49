//! Authorization codes: from the person's decision to the exchange.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use ring::digest::{SHA256, digest};
use serde_json::Value;

use crate::state::holder::Consent;
use crate::state::oauth::issue::{Order, issue};
use crate::state::oauth::{CODE_LIFE, fresh, key};
use crate::state::{Refusal, Request, State};

/// A consent, for which a code stands.
#[derive(Debug, Clone)]
pub(in crate::state) struct Authorization {
    pub(in crate::state) consent: Consent,
    pub(in crate::state) redirect_uri: String,
    pub(in crate::state) scope: String,
    pub(in crate::state) resources: Vec<String>,
    pub(in crate::state) nonce: Option<String>,
    /// Of PKCE (RFC 7636), with the method S256.
    pub(in crate::state) challenge: Option<String>,
}

/// A new code.
pub(in crate::state) fn authorize(state: &mut State, authorization: Authorization, now: i64) -> String {
    let code = fresh();
    state.oauth.codes.insert(key(&code), authorization, now.saturating_add(CODE_LIFE), now);
    code
}

/// Exchanges a code for tokens. A code works once, even if the exchange fails. The tokens of a code that is presented
/// twice stay valid: what Stytch does is not documented.
pub(super) fn redeem(state: &mut State, request: &Request<'_>, app: usize) -> Result<Value, Refusal> {
    let Some(code) = request.string("code") else {
        return Err(Refusal::oauth(400, "invalid_request", "The code parameter is missing."));
    };
    let key = key(code);
    let is_for_app = |authorization: &Authorization| authorization.consent.app == app;
    if !state.oauth.codes.get(&key, request.now).is_some_and(|(_, authorization)| is_for_app(authorization)) {
        return Err(invalid(
            "The authorization code is unknown, used or expired, or was issued to another app.",
        ));
    }
    let Some(authorization) = state.oauth.codes.remove(&key) else { return Err(invalid("")) };
    if request.string("redirect_uri") != Some(&*authorization.redirect_uri) {
        return Err(invalid("The redirect_uri is not the one of the authorization request."));
    }
    match (&authorization.challenge, request.string("code_verifier")) {
        (None, None) => {}
        (Some(challenge), Some(verifier)) if *challenge == challenge_of(verifier) => {}
        (Some(_), Some(_)) => return Err(invalid("The code_verifier does not match the code_challenge.")),
        (Some(_), None) => return Err(invalid("The code_verifier parameter is missing.")),
        (None, Some(_)) => return Err(invalid("The authorization request had no code_challenge.")),
    }
    if !state.holds(authorization.consent) {
        return Err(invalid("The grant was revoked, or the Organization's policy does not allow the app."));
    }
    let Authorization { consent, scope, resources, nonce, .. } = authorization;
    let chain = state.oauth.next;
    state.oauth.next += 1;
    issue(
        state,
        request,
        Order { consent, chain, granted: &scope, scope: &scope, resources, nonce, refresh: None },
    )
}

pub(super) fn invalid(description: &str) -> Refusal {
    Refusal::oauth(400, "invalid_grant", description)
}

/// The challenge of a verifier, with the method S256.
pub(in crate::state) fn challenge_of(verifier: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}
