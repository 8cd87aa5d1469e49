//! The claims of tokens.

use serde_json::{Map, Value, json};

use crate::credentials::PROJECT_ID;
use crate::seed::App;
use crate::state::State;
use crate::state::holder::Holder;

const ORGANIZATION: &str = "https://stytch.com/organization";

/// The life of an ID token and of a session's JWT, in seconds.
const ID_TOKEN_LIFE: i64 = 3600;
pub(in crate::state) const SESSION_JWT_LIFE: i64 = 300;

impl State {
    /// The claims that all tokens about a person have.
    fn common_claims(&self, holder: Holder, issuer: &str, now: i64, life: i64) -> Value {
        let mut claims = json!({
            "iss": issuer,
            "sub": self.subject(holder),
            "iat": now,
            "nbf": now,
            "exp": now.saturating_add(life),
        });
        if let Holder::Member { organization, .. } = holder {
            let organization = &self.seed.organizations[organization];
            claims[ORGANIZATION] = json!({
                "organization_id": organization.organization_id,
                "slug": organization.organization_slug,
            });
        }
        claims
    }

    /// The claims of an access token. It is for the project, also if it is for others: the official SDKs insist on that.
    /// The template's claims do not replace those that Stytch sets.
    pub(super) fn access_claims(
        &self,
        (holder, app): (Holder, &App),
        issuer: &str,
        (scope, resources): (&str, &[String]),
        now: i64,
    ) -> Value {
        let life = app.access_token_expiry_minutes.saturating_mul(60);
        let mut claims = self.common_claims(holder, issuer, now, life);
        let mut audience = vec![PROJECT_ID];
        for other in app.access_token_custom_audience.iter().chain(resources) {
            if !audience.contains(&other.as_str()) {
                audience.push(other);
            }
        }
        claims["aud"] = json!(audience);
        claims["client_id"] = app.client_id.clone().into();
        claims["scope"] = scope.into();
        claims["jti"] = crate::state::new_id(fastrand::u128(..), "access-token").into();
        if let Ok(Value::Object(template)) = serde_json::from_str(&app.access_token_template_content) {
            let shown = Value::Object(self.shown(holder));
            for (name, value) in template {
                if claims.get(&name).is_none()
                    && let Some(value) = filled(value, &shown)
                {
                    claims[name] = value;
                }
            }
        }
        claims
    }

    /// The claims of an ID token, which is for the app.
    pub(super) fn id_claims(
        &self,
        (holder, app): (Holder, &App),
        issuer: &str,
        (scope, nonce): (&str, Option<String>),
        now: i64,
    ) -> Value {
        let mut claims = self.common_claims(holder, issuer, now, ID_TOKEN_LIFE);
        claims["aud"] = json!([app.client_id]);
        let mut add = |name: &str, value: Option<String>| {
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                claims[name] = value.into();
            }
        };
        add("nonce", nonce);
        let (name, email) = match holder {
            Holder::User(user) => {
                let user = &self.seed.users[user];
                let name = format!("{} {}", user.first_name, user.last_name);
                (name.trim().to_owned(), user.emails.first().cloned())
            }
            Holder::Member { organization, member } => {
                let member = &self.seed.organizations[organization].members[member];
                (member.name.clone(), Some(member.email_address.clone()))
            }
        };
        let has = |wanted: &str| scope.split(' ').any(|scope| scope == wanted);
        add("name", Some(name).filter(|_| has("profile")));
        add("email", email.filter(|_| has("email")));
        claims
    }

    /// The claims of a session's JWT. `session` is what they say about it.
    pub(in crate::state) fn session_claims(
        &self,
        holder: Holder,
        session: Value,
        own: Value,
        now: i64,
    ) -> Value {
        let issuer = format!("stytch.com/{PROJECT_ID}");
        let mut claims = self.common_claims(holder, &issuer, now, SESSION_JWT_LIFE);
        claims["aud"] = json!([PROJECT_ID]);
        claims["https://stytch.com/session"] = session;
        for (name, value) in own.as_object().into_iter().flatten() {
            if claims.get(name).is_none() {
                claims[name] = value.clone();
            }
        }
        claims
    }
}

/// A template's value with the fields of the person in place of `{{ user.external_id }}` and the like. A field that is not
/// known leaves its claim out.
fn filled(value: Value, shown: &Value) -> Option<Value> {
    Some(match value {
        Value::String(string) => {
            match string.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")) {
                Some(path) => {
                    let field = path.trim().split('.').try_fold(shown, |value, name| value.get(name));
                    field.filter(|field| !field.is_null())?.clone()
                }
                None => string.into(),
            }
        }
        Value::Array(items) => items.into_iter().filter_map(|item| filled(item, shown)).collect(),
        Value::Object(fields) => {
            let fields = fields.into_iter().filter_map(|(name, value)| Some((name, filled(value, shown)?)));
            Value::Object(fields.collect::<Map<_, _>>())
        }
        other => other,
    })
}
