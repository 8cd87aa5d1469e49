use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PSS_SHA256, RsaEncoding};
use scripted_server::time::{Held, hold};
use scripted_server::{Reply, Server, http, json};
use serde_json::{Value, json};
use stytch_connected_apps::verify::{TokenVerifier, TokenVerifierBuilder};
use stytch_connected_apps::{Client, RetryPolicy};
use tokio::time::pause;

pub const PROJECT: &str = "project-test-11111111-1111-4111-8111-111111111111";
pub const USER: &str = "user-test-16d9ba61-97a1-4ba4-9720-b03761dc50c6";
pub const MEMBER: &str = "member-test-32fc5024-9c09-4da3-bd2e-c9ce4da9375f";
pub const ORGANIZATION: &str = "organization-test-07971b06-ac8b-4cdb-9c15-63b17e653931";
pub const APP: &str = "connected-app-test-aeadeabc-a3a3-4796-83d0-b757e3001000";

/// A key of the project.
pub static KEY: LazyLock<KeyPair> =
    LazyLock::new(|| KeyPair::from_pkcs8(include_bytes!("key.der")).expect("a key"));
/// Somebody else's key, or the project's next.
pub static OTHER_KEY: LazyLock<KeyPair> =
    LazyLock::new(|| KeyPair::from_pkcs8(include_bytes!("other_key.der")).expect("a key"));

/// A project at a server that stands in for Stytch, and counts the calls of each path.
pub struct Project {
    pub server: Server,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
pub struct State {
    pub keys: Vec<Value>,
    /// The ids of the apps to which everybody has granted access.
    pub granted: Vec<String>,
    /// The response to the request whose line contains the string, before all others.
    pub instead: Option<(&'static str, Reply)>,
    pub issuer: Option<String>,
    pub is_active: bool,
    /// A response about grants comes a second later, by tokio's clock.
    pub is_slow: bool,
    calls: HashMap<&'static str, usize>,
    pub requests: Vec<String>,
}

impl Project {
    pub async fn start() -> Self {
        let state = State {
            keys: vec![jwk("key-1", &KEY)],
            granted: vec![APP.to_owned()],
            is_active: true,
            ..State::default()
        };
        let state = Arc::new(Mutex::new(state));
        let shared = state.clone();
        let server =
            Server::responding_with(move |request| shared.lock().expect("no panic").respond(request)).await;
        Self { server, state }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic")
    }

    /// How many requests there were for keys, grants, introspection or metadata.
    pub fn calls(&self, of: &str) -> usize {
        self.state().calls.get(of).copied().unwrap_or_default()
    }

    pub fn client(&self) -> Client {
        Client::builder(PROJECT, "secret-test-111111111111")
            .base_url(&self.server.url)
            .retry(RetryPolicy::none())
            .build()
            .expect("the settings are valid")
    }

    pub fn builder(&self) -> TokenVerifierBuilder {
        TokenVerifier::builder(&self.client())
    }

    pub fn verifier(&self) -> TokenVerifier {
        self.builder().build().expect("the settings are valid")
    }
}

impl State {
    fn respond(&mut self, request: String) -> Reply {
        let line = request.lines().next().unwrap_or_default().to_owned();
        let kinds = ["jwks", "connected_apps", "introspect", "oauth-authorization-server"];
        if let Some(kind) = kinds.into_iter().find(|kind| line.contains(kind)) {
            *self.calls.entry(kind).or_default() += 1;
        }
        self.requests.push(request);
        if let Some((of, reply)) = &self.instead
            && line.contains(of)
        {
            return reply.clone();
        }
        let envelope = |mut body: Value| {
            body["status_code"] = 200.into();
            body["request_id"] = "request-id-test-1".into();
            json(200, &body.to_string())
        };
        if line.contains("/sessions/jwks/") {
            return envelope(json!({"keys": self.keys}));
        }
        if line.contains("connected_apps") {
            let apps = self.granted.iter().map(|app| {
                json!({
                    "connected_app_id": app,
                    "name": "An app",
                    "description": "",
                    "client_type": "third_party",
                    "scopes_granted": "openid",
                })
            });
            let reply = envelope(json!({"connected_apps": apps.collect::<Vec<_>>()}));
            return if self.is_slow { slow(reply) } else { reply };
        }
        if line.contains("introspect") {
            return envelope(json!({"active": self.is_active}));
        }
        match &self.issuer {
            Some(issuer) if line.contains("oauth-authorization-server") => {
                envelope(json!({"issuer": issuer}))
            }
            _ => http(404, &[], ""),
        }
    }
}

/// A reply that comes a second later.
fn slow(reply: Reply) -> Reply {
    let Reply::Send(bytes) = reply else { panic!("not a response") };
    Reply::SendLater(Duration::from_secs(1), bytes)
}

/// A public key as the project publishes it.
pub fn jwk(kid: &str, key: &KeyPair) -> Value {
    let PublicKeyComponents { n, e } = PublicKeyComponents::<Vec<u8>>::from(key.public());
    let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    json!({
        "kid": kid, "kty": "RSA", "use": "sig", "key_ops": ["verify"], "alg": "RS256",
        "n": encode(&n), "e": encode(&e),
    })
}

/// Stops tokio's clock, until the result is dropped.
pub fn stopped() -> Held {
    pause();
    hold()
}

/// The time in seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs()
}

/// The header of a token.
pub fn header() -> Value {
    json!({"alg": "RS256", "kid": "key-1", "typ": "JWT"})
}

/// The claims of a User's token.
pub fn claims() -> Value {
    json!({
        "iss": format!("stytch.com/{PROJECT}"),
        "sub": USER,
        "aud": [PROJECT],
        "client_id": APP,
        "exp": now() + 3600,
        "nbf": now(),
        "iat": now(),
        "jti": "jti-1",
        "scope": "openid read:issues",
        "plan": "gold",
    })
}

/// The claims, with some of them replaced. `null` removes one.
pub fn with(changes: Value) -> Value {
    changed(claims(), changes)
}

pub fn changed(mut object: Value, changes: Value) -> Value {
    let fields = object.as_object_mut().expect("an object");
    for (name, value) in changes.as_object().expect("an object") {
        match value {
            Value::Null => _ = fields.remove(name),
            value => _ = fields.insert(name.clone(), value.clone()),
        }
    }
    object
}

/// A token with these claims.
pub fn token(claims: &Value) -> String {
    signed(&header().to_string(), &claims.to_string(), &KEY)
}

/// A token with this header and these claims, signed with RS256.
pub fn signed(header: &str, claims: &str, key: &KeyPair) -> String {
    signed_by(header, claims, key, &RSA_PKCS1_SHA256)
}

/// A token that is signed with the algorithm of its header.
pub fn signed_with(algorithm: &str, claims: &Value) -> String {
    let encoding: &'static dyn RsaEncoding = match algorithm {
        "RS384" => &RSA_PKCS1_SHA384,
        "PS256" => &RSA_PSS_SHA256,
        _ => &RSA_PKCS1_SHA256,
    };
    let header = changed(header(), json!({"alg": algorithm})).to_string();
    signed_by(&header, &claims.to_string(), &KEY, encoding)
}

fn signed_by(header: &str, claims: &str, key: &KeyPair, encoding: &'static dyn RsaEncoding) -> String {
    let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
    let message = format!("{}.{}", encode(header.as_bytes()), encode(claims.as_bytes()));
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(encoding, &SystemRandom::new(), message.as_bytes(), &mut signature).expect("a signature");
    format!("{message}.{}", encode(&signature))
}
