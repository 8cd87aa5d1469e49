use serde_json::Value;

use crate::state::oauth::client::authenticate;
use crate::state::oauth::{code, refresh};
use crate::state::{Refusal, Request, State};

/// The token endpoint. Stytch documents codes such as `idp_auth_code_not_found` for its other endpoints; to an OAuth client
/// they would say nothing, so this one has those of RFC 6749.
pub(in crate::state) fn token(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let app = authenticate(state, request)?;
    match request.string("grant_type") {
        Some("authorization_code") => code::redeem(state, request, app),
        Some("refresh_token") => refresh::redeem(state, request, app),
        Some(_) => Err(Refusal::oauth(
            400,
            "unsupported_grant_type",
            "The grant_type is neither authorization_code nor refresh_token.",
        )),
        None => Err(Refusal::oauth(400, "invalid_request", "The grant_type parameter is missing.")),
    }
}
