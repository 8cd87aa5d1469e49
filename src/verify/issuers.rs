use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;

use crate::client::Client;
use crate::error::Error;
use crate::verify::ask;
use crate::verify::error::VerifyError;
use crate::verify::flight::finished;
use crate::verify::moment::Moment;
use crate::verify::pause::Pause;

/// The metadata is fetched again after this time.
const FRESH: Duration = Duration::from_secs(10 * 60);

/// Who may have issued a token: those that the settings name, and the one that the project's metadata names.
#[derive(Debug)]
pub(super) struct Issuers {
    named: Vec<String>,
    discovered: Arc<Mutex<Option<Discovered>>>,
    /// Held while the metadata is fetched.
    fetching: Arc<tokio::sync::Mutex<Pause>>,
}

/// The result of the last fetch of the metadata.
#[derive(Debug, Clone)]
struct Discovered {
    fetched: Moment,
    issuer: Option<String>,
}

impl Issuers {
    pub(super) fn new(named: Vec<String>) -> Self {
        Self { named, discovered: Arc::default(), fetching: Arc::default() }
    }

    /// Checks the issuer of a token whose signature is right. Issuers are compared as they are written (RFC 8414).
    pub(super) async fn check(&self, issuer: &str, client: &Client) -> Result<(), VerifyError> {
        if self.named.iter().any(|named| named == issuer) {
            return Ok(());
        }
        let arrived = Moment::now();
        if let Some(known) = self.known(issuer) {
            return known;
        }
        let pause = self.fetching.clone().lock_owned().await;
        if let Some(known) = self.known(issuer) {
            return known;
        }
        let fetched = match pause.error(arrived) {
            Some(error) => Err(error),
            None => self.fetch(pause, client).await,
        };
        match fetched {
            Ok(()) => self.known(issuer).unwrap_or(Err(VerifyError::Issuer)),
            // A domain hardly ever changes. The one that was there is the project's still.
            Err(_) if self.last().is_some_and(|last| last.issuer.as_deref() == Some(issuer)) => Ok(()),
            Err(error) => Err(VerifyError::Unavailable(error)),
        }
    }

    async fn fetch(&self, mut pause: OwnedMutexGuard<Pause>, client: &Client) -> Result<(), Arc<Error>> {
        let (discovered, client, fetched) = (self.discovered.clone(), client.clone(), Moment::now());
        finished(async move {
            let issuer = ask::issuer(&client).await.map_err(|error| pause.failed(error))?;
            let last = Discovered { fetched, issuer };
            *discovered.lock().unwrap_or_else(PoisonError::into_inner) = Some(last);
            Ok(())
        })
        .await
    }

    /// The verdict of fresh metadata on an issuer. `None` if it has to be fetched.
    fn known(&self, issuer: &str) -> Option<Result<(), VerifyError>> {
        let last = self.last().filter(|last| last.fetched.elapsed() < FRESH)?;
        let is_issuer = last.issuer.as_deref() == Some(issuer);
        Some(if is_issuer { Ok(()) } else { Err(VerifyError::Issuer) })
    }

    fn last(&self) -> Option<Discovered> {
        self.discovered.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// An issuer from the settings. Stytch writes none with a slash at the end.
pub(super) fn named(issuer: &str) -> Result<String, Error> {
    let issuer = issuer.trim().trim_end_matches('/');
    match issuer.is_empty() {
        true => Err(Error::configuration("issuer", "empty; write it like `https://login.example.com`")),
        false => Ok(issuer.to_owned()),
    }
}
