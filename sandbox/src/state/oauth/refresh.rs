use serde_json::Value;

use crate::seed::App;
use crate::state::oauth::code::invalid;
use crate::state::oauth::issue::{Order, issue};
use crate::state::oauth::{Refresh, key};
use crate::state::{Refusal, Request, State};

/// Exchanges a refresh token. A public app gets a new one in its place; a confidential app keeps it for another 3 months.
/// The access tokens that came before live on. A used token of a public app is merely refused, and its successor lives
/// on: what Stytch does is not documented.
pub(super) fn redeem(state: &mut State, request: &Request<'_>, app: usize) -> Result<Value, Refusal> {
    let Some(token) = request.string("refresh_token") else {
        return Err(Refusal::oauth(400, "invalid_request", "The refresh_token parameter is missing."));
    };
    let known = state.oauth.refresh.get(&key(token), request.now).map(|(_, refresh)| refresh.clone());
    let known = known.filter(|refresh| refresh.consent.app == app && state.holds(refresh.consent));
    let Some(Refresh { consent, chain, scope: granted, resources, .. }) = known else {
        return Err(invalid("The refresh token is unknown, used, expired or revoked, or is another app's."));
    };
    let scope = request.string("scope").filter(|scope| !scope.is_empty()).unwrap_or(&granted);
    let is_granted = |scope: &str| granted.split(' ').any(|other| other == scope);
    if !scope.split(' ').all(is_granted) {
        return Err(Refusal::oauth(400, "invalid_scope", "The scope has more than was granted."));
    }
    let is_public = state.apps.get(app).is_some_and(App::is_public);
    if is_public {
        state.oauth.refresh.remove(&key(token));
    }
    let refresh = (!is_public).then(|| token.to_owned());
    issue(state, request, Order { consent, chain, granted: &granted, scope, resources, nonce: None, refresh })
}
