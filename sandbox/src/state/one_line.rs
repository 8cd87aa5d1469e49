use serde_json::{Value, json};

use crate::seed::Person;
use crate::state::oauth::{challenge_of, fresh, token};
use crate::state::{Refusal, Request, State, authorization};

/// Where no browser goes: the consent and the exchange are one call.
const REDIRECT_URI: &str = "http://127.0.0.1/callback";

impl State {
    /// Tokens for an app to which the person consents, as the token endpoint issues them. `request` has no body. Without
    /// scopes it is those that the person has granted, or `openid`.
    pub(crate) fn tokens(
        &mut self,
        request: &Request<'_>,
        (person, client_id): (&Person, &str),
        scopes: Option<&str>,
        resources: &[String],
    ) -> Result<Value, Refusal> {
        let holder = self.holder(person)?;
        let app = self.app(client_id)?;
        if !self.is_there(holder) || !self.is_allowed(holder, app) {
            return Err(Refusal::new(403, "connected_app_not_allowed_for_org"));
        }
        let secret = app.client_secret.as_ref().map(|secret| secret.expose_secret().to_owned());
        let granted = self.grants(holder).iter().find(|grant| grant.app == app.client_id);
        let scopes = scopes.or(granted.map(|grant| grant.scopes.as_str())).unwrap_or("openid");
        let verifier = fresh();
        let asked = json!({
            "client_id": client_id,
            "redirect_uri": REDIRECT_URI,
            "scopes": scopes.split_whitespace().collect::<Vec<_>>(),
            "resources": resources,
            "code_challenge": challenge_of(&verifier),
        });
        let code = authorization::grant(self, &Request { body: &asked, ..*request }, holder)?;
        let exchange = json!({
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI,
            "client_id": client_id,
            "client_secret": secret,
            "code_verifier": verifier,
        });
        token(self, &Request { body: &exchange, ..*request })
    }
}
