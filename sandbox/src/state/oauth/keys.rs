//! The keys that sign tokens. They are public on purpose, like the project's secret: a sandbox's tokens open nothing else.
//! To generate a key of 2048 bits would take seconds in a debug build, so each rotation takes the next of a few.

use std::sync::LazyLock;

use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};

/// The key pairs, each with a certificate that it signed for itself: Stytch's keys have one as well.
static PAIRS: LazyLock<Vec<(RsaKeyPair, &[u8])>> = LazyLock::new(|| {
    macro_rules! pair {
        ($name:literal) => {
            (
                RsaKeyPair::from_pkcs8(include_bytes!(concat!("../../../keys/", $name, ".pk8")))
                    .expect("openssl made the key"),
                include_bytes!(concat!("../../../keys/", $name, ".crt")) as &[u8],
            )
        };
    }
    vec![pair!("1"), pair!("2"), pair!("3"), pair!("4")]
});

/// How long a key is shown after a rotation, at least. Stytch shows it "for a while".
const OVERLAP: i64 = 30 * 24 * 3600;

/// The keys of a project. The last one signs; the others are shown for as long as tokens that they signed can live.
#[derive(Debug)]
pub(in crate::state) struct Keys(Vec<Key>);

#[derive(Debug)]
struct Key {
    number: usize,
    /// Until when it is shown, once another one signs.
    until: i64,
}

impl Key {
    fn id(&self) -> String {
        format!("jwk-test-00000000-0000-4000-8000-{:012}", self.number + 1)
    }

    fn pair(&self) -> &'static (RsaKeyPair, &'static [u8]) {
        &PAIRS[self.number % PAIRS.len()]
    }
}

impl Default for Keys {
    fn default() -> Self {
        Self(vec![Key { number: 0, until: 0 }])
    }
}

impl Keys {
    /// Signs with a new key from now on. As many keys are shown at once as there are pairs.
    pub(in crate::state) fn rotate(&mut self, now: i64) {
        let Some(last) = self.0.last_mut() else { return };
        last.until = last.until.max(now.saturating_add(OVERLAP));
        let number = last.number + 1;
        self.0.push(Key { number, until: 0 });
        if self.0.len() > PAIRS.len() {
            self.0.remove(0);
        }
    }

    /// A JSON Web Token (RFC 7519) with these claims.
    pub(in crate::state) fn sign(&mut self, claims: &Value) -> String {
        let Some(key) = self.0.last_mut() else { return String::new() };
        key.until = key.until.max(claims["exp"].as_i64().unwrap_or_default());
        let header = json!({"alg": "RS256", "kid": key.id(), "typ": "JWT"});
        self.sign_raw(&header.to_string(), &claims.to_string())
    }

    /// A JSON Web Signature (RFC 7515) of whatever this is.
    pub(in crate::state) fn sign_raw(&self, header: &str, payload: &str) -> String {
        let Some(key) = self.0.last() else { return String::new() };
        let [header, payload] = [header, payload].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part));
        let message = format!("{header}.{payload}");
        let (pair, _) = key.pair();
        let mut signature = vec![0; pair.public().modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .expect("the signature has the length of the modulus");
        format!("{message}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }

    /// The JSON Web Key Set (RFC 7517).
    pub(super) fn shown(&self, now: i64) -> Value {
        let (last, older) = self.0.split_last().map_or((None, &[][..]), |(last, older)| (Some(last), older));
        let shown = older.iter().filter(|key| key.until > now).chain(last);
        json!({"keys": shown.map(shown_key).collect::<Vec<_>>()})
    }
}

fn shown_key(key: &Key) -> Value {
    let (pair, certificate) = key.pair();
    let public = PublicKeyComponents::<Vec<u8>>::from(pair.public());
    json!({
        "kid": key.id(),
        "kty": "RSA",
        "use": "sig",
        "key_ops": ["verify"],
        "alg": "RS256",
        "n": BASE64_URL_SAFE_NO_PAD.encode(public.n),
        "e": BASE64_URL_SAFE_NO_PAD.encode(public.e),
        "x5c": [BASE64_STANDARD.encode(certificate)],
        // The name in the RFC is `x5t#S256`; the official SDKs have this one.
        "x5tS256": BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, certificate)),
    })
}
