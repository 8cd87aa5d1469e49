use serde_json::{Value, json};

use crate::state::{Refusal, Request, State};

/// RFC 8414, and what OpenID Connect Discovery adds. On the API host's paths it names the domain's endpoints as well.
pub(in crate::state) fn metadata(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let origin = request.origin;
    let mut metadata = json!({
        "issuer": origin,
        "authorization_endpoint": format!("{origin}/_sandbox/authorize"),
        "token_endpoint": format!("{origin}/v1/oauth2/token"),
        "introspection_endpoint": format!("{origin}/v1/oauth2/introspect"),
        "revocation_endpoint": format!("{origin}/v1/oauth2/revoke"),
        "jwks_uri": format!("{origin}/.well-known/jwks.json"),
        "scopes_supported": ["openid", "profile", "email", "phone", "offline_access", "full_access"],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    });
    if state.seed.dynamic_registration {
        metadata["registration_endpoint"] = format!("{origin}/v1/oauth2/register").into();
    }
    Ok(metadata)
}

/// The public keys.
pub(in crate::state) fn jwks(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    Ok(state.oauth.keys.shown(request.now))
}
