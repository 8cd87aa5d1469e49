use serde_json::{Value, json};

use crate::credentials::PROJECT_ID;
use crate::state::oauth::client::authenticate;
use crate::state::oauth::key;
use crate::state::{Refusal, Request, State};

/// RFC 7662. Another app's token is inactive, like one that does not exist: RFC 7662 leaves that to the server. The hint
/// need not be right.
pub(in crate::state) fn introspect(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let app = authenticate(state, request)?;
    let key = key(request.string("token").unwrap_or_default());
    let mut shown = if let Some((_, access)) = state.oauth.access.get(&key, request.now)
        && access.consent.app == app
        && state.holds(access.consent)
    {
        let mut shown = access.claims.clone();
        shown["token_type"] = "access_token".into();
        shown
    } else if let Some((expires, refresh)) = state.oauth.refresh.get(&key, request.now)
        && refresh.consent.app == app
        && state.holds(refresh.consent)
    {
        json!({
            "sub": state.subject(refresh.consent.holder),
            "client_id": request.string("client_id"),
            "scope": refresh.scope,
            "aud": [PROJECT_ID],
            "iss": request.issuer,
            "exp": expires,
            "iat": refresh.issued_at,
            "nbf": refresh.issued_at,
            "token_type": "refresh_token",
        })
    } else {
        return Ok(json!({"active": false}));
    };
    shown["active"] = true.into();
    Ok(shown)
}
