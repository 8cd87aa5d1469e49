//! The app that a request to an OAuth endpoint comes from.

use ring::digest::{SHA256, digest};

use crate::seed::App;
use crate::state::{Refusal, Request, State};

/// The number of the app whose credentials a request has: of a confidential app the id and the secret, of a public app
/// the id alone. Credentials in the header are in the body by now.
pub(super) fn authenticate(state: &State, request: &Request<'_>) -> Result<usize, Refusal> {
    let Some(id) = request.string("client_id").filter(|id| !id.is_empty()) else {
        return Err(Refusal::oauth(400, "invalid_request", "The client_id parameter is missing."));
    };
    let secret = request.string("client_secret");
    let app = state.apps.number(id).and_then(|number| Some((number, state.apps.get(number)?)));
    match app {
        Some((number, app)) if proves(app, secret) => Ok(number),
        _ => Err(Refusal::oauth(401, "invalid_client", "The client_id or the client_secret is wrong.")),
    }
}

/// While secrets rotate, both are right. A public app has no secret; one that it sends is ignored, as some OAuth clients
/// send an empty one.
fn proves(app: &App, secret: Option<&str>) -> bool {
    let is_right = |known: &stytch_connected_apps::Secret| {
        let known = known.expose_secret();
        // Digests take the same time to compare whatever they have in common.
        let digests =
            secret.map(|secret| (digest(&SHA256, secret.as_bytes()), digest(&SHA256, known.as_bytes())));
        digests.is_some_and(|(one, other)| one.as_ref() == other.as_ref())
    };
    app.is_public() || app.client_secret.iter().chain(&app.next_client_secret).any(is_right)
}
