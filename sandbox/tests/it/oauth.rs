//! An OAuth client, and what it makes of tokens.

use std::ops::Deref;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use ring::digest::{SHA256, digest};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde_json::Value;
use stytch_connected_apps::reqwest::{RequestBuilder, Response, Url};
use stytch_connected_apps_sandbox::{App, Sandbox, Seed, User};

use crate::support::{CALLBACK, plain_http, start};

/// The verifier of every authorization request.
pub const VERIFIER: &str = "a-verifier-of-at-least-43-characters-0123456789";

/// The fields of a form.
#[derive(Debug, Clone)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// With these values in place of those of the same names. An empty one leaves the field out.
    pub fn with(&self, fields: &[(&str, &str)]) -> Self {
        let mut form = self.0.clone();
        form.retain(|(name, _)| fields.iter().all(|(other, _)| other != name));
        let fields = fields.iter().filter(|(_, value)| !value.is_empty());
        form.extend(fields.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        Self(form)
    }
}

impl Deref for Form {
    type Target = [(String, String)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

pub struct Client<'a>(&'a Sandbox);

impl<'a> Client<'a> {
    pub fn new(sandbox: &'a Sandbox) -> Self {
        Self(sandbox)
    }

    pub fn form<N: AsRef<str>, V: AsRef<str>>(&self, path: &str, fields: &[(N, V)]) -> RequestBuilder {
        let mut url = Url::parse("http://localhost").expect("a URL");
        url.query_pairs_mut().extend_pairs(fields);
        let request = plain_http().post(format!("{}{path}", self.0.url()));
        let form = url.query().unwrap_or_default().to_owned();
        request.header("content-type", "application/x-www-form-urlencoded").body(form)
    }

    pub async fn post<N: AsRef<str>, V: AsRef<str>>(&self, path: &str, fields: &[(N, V)]) -> (u16, Value) {
        let response = self.form(path, fields).send().await.expect("a response");
        (response.status().as_u16(), response.json().await.expect("JSON"))
    }

    pub async fn get(&self, path: &str) -> Value {
        let response = plain_http().get(format!("{}{path}", self.0.url())).send().await.expect("a response");
        assert_eq!(response.status(), 200, "{path}");
        response.json().await.expect("JSON")
    }

    /// The response to an authorization request, which need not be a redirect.
    pub async fn authorize(&self, parameters: &[(&str, &str)]) -> Response {
        let url = Url::parse_with_params(&format!("{}/_sandbox/authorize", self.0.url()), parameters);
        plain_http().get(url.expect("a URL")).send().await.expect("a response")
    }

    /// A code after a consent, with the challenge of [`VERIFIER`].
    pub async fn code(&self, app: &str, person: &str, scope: &str, more: &[(&str, &str)]) -> String {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()));
        let parameters = [
            ("client_id", app),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", scope),
            ("person", person),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let response = self.authorize(&[&parameters, more].concat()).await;
        let location = response.headers().get("location").expect("a redirect").to_str().expect("a URL");
        let url = Url::parse(location).expect("a URL");
        let code = url.query_pairs().find(|(name, _)| name == "code").map(|(_, code)| code.into_owned());
        code.unwrap_or_else(|| panic!("no code: {url}"))
    }

    /// The app's credentials. Of confidential apps there is one.
    fn credentials(&self, app: &str) -> Vec<(&str, &str)> {
        if app == "calendar" { vec![("client_secret", "calendar's secret=")] } else { Vec::new() }
    }

    fn request(&self, app: &str, fields: &[(&str, &str)]) -> Form {
        Form(Vec::new()).with(&[fields, &[("client_id", app)], &self.credentials(app)].concat())
    }

    /// The exchange of a code.
    pub fn exchange(&self, app: &str, code: &str) -> Form {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        self.request(app, &fields)
    }

    pub fn refresh(&self, app: &str, token: &str) -> Form {
        self.request(app, &[("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    /// An introspection or a revocation.
    pub fn about(&self, app: &str, token: &str) -> Form {
        Form([self.request(app, &[]).0, vec![("token".to_owned(), token.to_owned())]].concat())
    }

    pub async fn introspect(&self, app: &str, token: &str) -> Value {
        let (status, body) = self.post("/v1/oauth2/introspect", &self.about(app, token)).await;
        assert_eq!(status, 200, "{body}");
        body
    }
}

fn part(token: &str, number: usize) -> Vec<u8> {
    let part = token.split('.').nth(number).expect("three parts");
    BASE64_URL_SAFE_NO_PAD.decode(part).expect("base64")
}

pub fn header(token: &str) -> Value {
    serde_json::from_slice(&part(token, 0)).expect("JSON")
}

pub fn claims(token: &str) -> Value {
    serde_json::from_slice(&part(token, 1)).expect("JSON")
}

/// Returns whether the key with the token's `kid` signed it.
pub fn verify(token: &str, jwks: &Value) -> bool {
    let kid = &header(token)["kid"];
    let Some(key) = jwks["keys"].as_array().expect("keys").iter().find(|key| key["kid"] == *kid) else {
        return false;
    };
    let number =
        |name: &str| BASE64_URL_SAFE_NO_PAD.decode(key[name].as_str().expect("a number")).expect("base64");
    let key = RsaPublicKeyComponents { n: number("n"), e: number("e") };
    let (message, _) = token.rsplit_once('.').expect("a signature");
    key.verify(&RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &part(token, 2)).is_ok()
}

/// A public app.
fn agent() -> App {
    App::new("agent").client_type("third_party_public").redirect_url(CALLBACK)
}

/// A confidential app.
pub fn calendar() -> App {
    let mut app = App::new("calendar").redirect_url(CALLBACK);
    app.client_secret = Some("calendar's secret=".into());
    app
}

/// Both, a User `u` and a Member `m` of `acme`.
pub fn seed() -> Seed {
    Seed::new().user(User::new("u").email("ada@example.com")).member("acme", "m").app(agent()).app(calendar())
}

pub async fn sandbox() -> Sandbox {
    start(seed()).await.0
}
