//! The project's public keys: fetched once for many callers, and again when a token names another.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use ring::rsa::PublicKeyComponents;
use serde_json::Value;
use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;

use crate::client::Client;
use crate::error::Error;
use crate::verify::ask;
use crate::verify::error::VerifyError;
use crate::verify::flight::finished;
use crate::verify::jws::{Jws, Key};
use crate::verify::moment::Moment;
use crate::verify::pause::Pause;

/// Keys older than this are fetched again, so that one that the project no longer has is not accepted for longer.
const FRESH: Duration = Duration::from_secs(60 * 60);

/// How many fetches for unknown keys may follow each other at once.
const BURST: f64 = 4.0;

/// How long it takes until one more may.
const INTERVAL: Duration = Duration::from_secs(30);

/// The keys of one fetch.
#[derive(Debug)]
struct KeySet {
    fetched: Moment,
    keys: Vec<(String, Option<String>, Arc<Key>)>,
}

impl KeySet {
    /// The RSA keys for signatures in a JSON Web Key Set (RFC 7517). Fails if there are none: a project has keys.
    fn parse(set: &Value, fetched: Moment) -> Result<Self, Error> {
        let all = set.get("keys").and_then(Value::as_array).into_iter().flatten();
        let keys: Vec<_> = all.filter_map(key).collect();
        match keys.is_empty() {
            true => {
                Err(Error::configuration("verify", "the project's key set has no RSA key for signatures"))
            }
            false => Ok(Self { fetched, keys }),
        }
    }

    /// The keys that a token may be signed with. There is no rule that an id is there once.
    fn get(&self, token: &Jws<'_>) -> Option<Vec<Arc<Key>>> {
        let is_for = |alg: &Option<String>| alg.as_ref().is_none_or(|alg| alg == token.algorithm.name());
        let named = self.keys.iter().filter(|(id, alg, _)| *id == token.kid && is_for(alg));
        let keys: Vec<_> = named.map(|(.., key)| key.clone()).collect();
        (!keys.is_empty()).then_some(keys)
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
    current: Arc<Mutex<Option<Arc<KeySet>>>>,
    /// Held while the keys are fetched.
    fetching: Arc<tokio::sync::Mutex<Fetching>>,
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
        let fetching = Arc::new(tokio::sync::Mutex::new(fetching));
        Self { outlive, current: Arc::default(), fetching }
    }

    /// The keys that a token may be signed with.
    pub(super) async fn get(&self, token: &Jws<'_>, client: &Client) -> Result<Vec<Arc<Key>>, VerifyError> {
        let arrived = Moment::now();
        if let Some(set) = self.current()
            && let Some(keys) = set.get(token)
        {
            let age = set.fetched.elapsed();
            if age < FRESH {
                return Ok(keys);
            }
            if age < self.outlive {
                // One caller fetches. The others use what is there meanwhile.
                let Ok(fetching) = self.fetching.clone().try_lock_owned() else { return Ok(keys) };
                return match self.refreshed(fetching, arrived, client).await.1 {
                    Ok(set) => set.get(token).ok_or(VerifyError::UnknownKey),
                    Err(error) => {
                        tracing::warn!(status = status(&error), "the project's old keys stay in use");
                        Ok(keys)
                    }
                };
            }
        }
        let fetching = self.fetching.clone().lock_owned().await;
        let (mut fetching, set) = self.refreshed(fetching, arrived, client).await;
        let set = set.map_err(VerifyError::Unavailable)?;
        if let Some(keys) = set.get(token) {
            return Ok(keys);
        }
        if set.fetched.is_after(arrived) || !fetching.may_repeat() {
            return Err(VerifyError::UnknownKey);
        }
        let set = self.fetch(fetching, client).await.1.map_err(VerifyError::Unavailable)?;
        set.get(token).ok_or(VerifyError::UnknownKey)
    }

    /// Fetches the keys, unless there are fresh ones.
    pub(super) async fn warm_up(&self, client: &Client) -> Result<(), VerifyError> {
        let arrived = Moment::now();
        let fetching = self.fetching.clone().lock_owned().await;
        self.refreshed(fetching, arrived, client).await.1.map(|_| ()).map_err(VerifyError::Unavailable)
    }

    /// Fresh keys, for somebody who has needed them since `arrived`.
    async fn refreshed(
        &self,
        fetching: OwnedMutexGuard<Fetching>,
        arrived: Moment,
        client: &Client,
    ) -> Fetched {
        match self.current() {
            Some(set) if set.fetched.elapsed() < FRESH => (fetching, Ok(set)),
            _ => match fetching.pause.error(arrived) {
                Some(error) => (fetching, Err(error)),
                None => self.fetch(fetching, client).await,
            },
        }
    }

    async fn fetch(&self, mut fetching: OwnedMutexGuard<Fetching>, client: &Client) -> Fetched {
        let (current, client, started) = (self.current.clone(), client.clone(), Moment::now());
        finished(async move {
            match ask::keys(&client).await.and_then(|set| KeySet::parse(&set, started)) {
                Ok(set) => {
                    let set = Arc::new(set);
                    *current.lock().unwrap_or_else(PoisonError::into_inner) = Some(set.clone());
                    (fetching, Ok(set))
                }
                Err(error) => {
                    let error = fetching.pause.failed(error);
                    (fetching, Err(error))
                }
            }
        })
        .await
    }

    fn current(&self) -> Option<Arc<KeySet>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The result of a fetch, and the right to fetch again.
type Fetched = (OwnedMutexGuard<Fetching>, Result<Arc<KeySet>, Arc<Error>>);

/// The status for a log, which shows nothing else of a response.
fn status(error: &Error) -> Option<u16> {
    error.status().map(|status| status.as_u16())
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
