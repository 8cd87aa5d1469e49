//! The project's public keys: fetched once for many callers, and again when a token names another.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use ring::rsa::PublicKeyComponents;
use serde_json::Value;
use tokio::time::Instant;

use crate::error::Error;
use crate::verify::error::VerifyError;
use crate::verify::jws::{Algorithm, Jws};
use crate::verify::moment::Moment;
use crate::verify::pause::Pause;

/// Keys older than this are fetched again, so that one that the project no longer has is not accepted for longer.
const FRESH: Duration = Duration::from_secs(60 * 60);

/// How many fetches for unknown keys may follow each other at once.
const BURST: f64 = 4.0;

/// How long it takes until one more may.
const INTERVAL: Duration = Duration::from_secs(30);

pub(super) type Key = PublicKeyComponents<Vec<u8>>;

/// The keys of one fetch.
#[derive(Debug)]
struct KeySet {
    fetched: Moment,
    keys: Vec<(String, Option<String>, Arc<Key>)>,
}

impl KeySet {
    /// The RSA keys for signatures in a JSON Web Key Set (RFC 7517).
    fn parse(set: &Value, fetched: Moment) -> Self {
        let all = set.get("keys").and_then(Value::as_array).into_iter().flatten();
        Self { fetched, keys: all.filter_map(key).collect() }
    }

    fn get(&self, kid: &str, algorithm: Algorithm) -> Option<Arc<Key>> {
        let is_for = |alg: &Option<String>| alg.as_ref().is_none_or(|alg| alg == algorithm.name());
        let found = self.keys.iter().find(|(id, alg, _)| id == kid && is_for(alg));
        found.map(|(.., key)| key.clone())
    }
}

/// The id, the algorithm and the components of a key that verifies RSA signatures.
fn key(jwk: &Value) -> Option<(String, Option<String>, Arc<Key>)> {
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    let operations = jwk.get("key_ops").and_then(Value::as_array).filter(|operations| !operations.is_empty());
    let is_for_signatures = text("kty") == Some("RSA")
        && text("use").is_none_or(|purpose| purpose == "sig")
        && operations.is_none_or(|operations| operations.iter().any(|operation| operation == "verify"));
    let number = |name: &str| {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text(name)?.trim_end_matches('=')).ok()?;
        let start = bytes.iter().position(|byte| *byte != 0)?;
        Some(bytes[start..].to_vec())
    };
    let key = PublicKeyComponents { n: number("n")?, e: number("e")? };
    is_for_signatures.then_some((text("kid")?.to_owned(), text("alg").map(str::to_owned), Arc::new(key)))
}

/// The keys, and when to fetch them.
#[derive(Debug)]
pub(super) struct Keys {
    /// How long keys are used if they cannot be fetched again.
    outlive: Duration,
    current: Mutex<Option<Arc<KeySet>>>,
    /// Held by the one who fetches.
    fetching: tokio::sync::Mutex<Fetching>,
}

#[derive(Debug)]
struct Fetching {
    pause: Pause,
    /// How many fetches for unknown keys may follow each other, as of this time.
    allowed: (f64, Instant),
}

impl Keys {
    pub(super) fn new(outlive: Duration) -> Self {
        let fetching = Fetching { pause: Pause::default(), allowed: (BURST, Instant::now()) };
        Self { outlive, current: Mutex::default(), fetching: fetching.into() }
    }

    /// The key of a token. `fetch` gets the JSON Web Key Set.
    pub(super) async fn get<F: Future<Output = Result<Value, Error>>>(
        &self,
        token: &Jws<'_>,
        fetch: impl Fn() -> F,
    ) -> Result<Arc<Key>, VerifyError> {
        let arrived = Moment::now();
        let find = |set: &KeySet| set.get(&token.kid, token.algorithm);
        let old = self.current();
        if let Some(set) = &old
            && let Some(key) = find(set)
            && set.fetched.elapsed() < self.outlive
        {
            if set.fetched.elapsed() < FRESH {
                return Ok(key);
            }
            // One caller fetches. The others use what is there meanwhile.
            let Ok(mut fetching) = self.fetching.try_lock() else { return Ok(key) };
            return match self.refreshed(&mut fetching, arrived, fetch).await {
                Ok(set) => find(&set).ok_or(VerifyError::UnknownKey),
                Err(error) => {
                    tracing::warn!("the project's old keys stay in use: {error}");
                    Ok(key)
                }
            };
        }
        let mut fetching = self.fetching.lock().await;
        let set = self.refreshed(&mut fetching, arrived, &fetch).await?;
        if let Some(key) = find(&set) {
            return Ok(key);
        }
        if set.fetched.is_after(arrived) || !fetching.may_repeat() {
            return Err(VerifyError::UnknownKey);
        }
        find(&*self.fetch(&mut fetching, fetch).await?).ok_or(VerifyError::UnknownKey)
    }

    /// Fetches the keys, unless there are fresh ones.
    pub(super) async fn warm_up<F: Future<Output = Result<Value, Error>>>(
        &self,
        fetch: impl Fn() -> F,
    ) -> Result<(), VerifyError> {
        let arrived = Moment::now();
        let mut fetching = self.fetching.lock().await;
        self.refreshed(&mut fetching, arrived, fetch).await.map(|_| ())
    }

    /// Fresh keys, for somebody who has needed them since `arrived`.
    async fn refreshed<F: Future<Output = Result<Value, Error>>>(
        &self,
        fetching: &mut Fetching,
        arrived: Moment,
        fetch: impl Fn() -> F,
    ) -> Result<Arc<KeySet>, VerifyError> {
        match self.current() {
            Some(set) if set.fetched.elapsed() < FRESH => Ok(set),
            _ => match fetching.pause.error(arrived) {
                Some(error) => Err(VerifyError::Unavailable(error)),
                None => self.fetch(fetching, fetch).await,
            },
        }
    }

    async fn fetch<F: Future<Output = Result<Value, Error>>>(
        &self,
        fetching: &mut Fetching,
        fetch: impl Fn() -> F,
    ) -> Result<Arc<KeySet>, VerifyError> {
        let started = Moment::now();
        match fetch().await {
            Ok(set) => {
                let set = Arc::new(KeySet::parse(&set, started));
                *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(set.clone());
                Ok(set)
            }
            Err(error) => Err(VerifyError::Unavailable(fetching.pause.failed(error))),
        }
    }

    fn current(&self) -> Option<Arc<KeySet>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Fetching {
    /// Returns whether the keys may be fetched again for an unknown one, and counts it.
    fn may_repeat(&mut self) -> bool {
        let (allowed, since) = self.allowed;
        let allowed = BURST.min(allowed + since.elapsed().as_secs_f64() / INTERVAL.as_secs_f64());
        let may = allowed >= 1.0;
        self.allowed = (if may { allowed - 1.0 } else { allowed }, Instant::now());
        may
    }
}
