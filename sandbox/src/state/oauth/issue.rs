use serde_json::{Value, json};

use crate::state::holder::Consent;
use crate::state::oauth::{Access, REFRESH_LIFE, Refresh, fresh, key};
use crate::state::{Refusal, Request, State};

/// Which tokens to issue.
pub(super) struct Order<'a> {
    pub(super) consent: Consent,
    pub(super) chain: u64,
    /// The scopes that were granted, and those among them for which the access token is.
    pub(super) granted: &'a str,
    pub(super) scope: &'a str,
    pub(super) resources: Vec<String>,
    pub(super) nonce: Option<String>,
    /// The refresh token, if the app keeps the one that it has.
    pub(super) refresh: Option<String>,
}

/// Issues an access token, an ID token for the scope `openid`, and a refresh token for `offline_access`.
pub(super) fn issue(state: &mut State, request: &Request<'_>, order: Order<'_>) -> Result<Value, Refusal> {
    let Order { consent, chain, granted, scope, resources, nonce, refresh } = order;
    let (holder, now) = (consent.holder, request.now);
    let Some(app) = state.apps.get(consent.app) else {
        return Err(Refusal::oauth(401, "invalid_client", "The app was deleted."));
    };
    let has = |scopes: &str, wanted: &str| scopes.split(' ').any(|scope| scope == wanted);
    let claims = state.access_claims((holder, app), request.issuer, (scope, &resources), now);
    let id_claims =
        has(scope, "openid").then(|| state.id_claims((holder, app), request.issuer, (scope, nonce), now));
    let expires = claims["exp"].as_i64().unwrap_or(now);
    let token = state.oauth.keys.sign(&claims);
    let mut response = json!({
        "access_token": token,
        "expires_in": expires - now,
        "token_type": "bearer",
        "scope": scope,
    });
    if let Some(claims) = id_claims {
        response["id_token"] = state.oauth.keys.sign(&claims).into();
    }
    let access = Access { consent, chain, claims, is_exchanged: false };
    state.oauth.access.insert(key(&token), access, expires, now);
    if has(granted, "offline_access") {
        let token = refresh.unwrap_or_else(fresh);
        let scope = granted.to_owned();
        let refresh = Refresh { consent, chain, scope, resources, issued_at: now };
        state.oauth.refresh.insert(key(&token), refresh, now.saturating_add(REFRESH_LIFE), now);
        response["refresh_token"] = token.into();
    }
    Ok(response)
}
