use serde_json::{Value, json};

use crate::state::oauth::client::authenticate;
use crate::state::oauth::key;
use crate::state::{Refusal, Request, State};

/// RFC 7009. A token that is unknown, or another app's, is a success as well, and stays as it is.
pub(in crate::state) fn revoke(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let app = authenticate(state, request)?;
    let key = key(request.string("token").unwrap_or_default());
    let oauth = &mut state.oauth;
    if oauth.access.get(&key, request.now).is_some_and(|(_, access)| access.consent.app == app) {
        oauth.access.remove(&key);
    }
    let refresh = oauth.refresh.get(&key, request.now).filter(|(_, refresh)| refresh.consent.app == app);
    if let Some(chain) = refresh.map(|(_, refresh)| refresh.chain) {
        oauth.access.retain(|access| access.chain != chain);
        oauth.refresh.retain(|refresh| refresh.chain != chain);
    }
    Ok(json!({}))
}
