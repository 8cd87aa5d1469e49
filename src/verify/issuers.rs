use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::client::Client;
use crate::error::Error;
use crate::verify::ask;
use crate::verify::error::VerifyError;
use crate::verify::moment::Moment;
use crate::verify::pause::Pause;

/// The metadata is fetched again after this time.
const FRESH: Duration = Duration::from_secs(10 * 60);

/// Who may have issued a token: those that the settings name, and the one that the project's metadata names.
#[derive(Debug)]
pub(super) struct Issuers {
    named: Vec<String>,
    discovered: Mutex<Option<(Moment, Option<String>)>>,
    /// Held by the one who fetches the metadata.
    fetching: tokio::sync::Mutex<Pause>,
}

impl Issuers {
    pub(super) fn new(named: Vec<String>) -> Self {
        Self { named, discovered: Mutex::default(), fetching: tokio::sync::Mutex::default() }
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
        let mut pause = self.fetching.lock().await;
        if let Some(known) = self.known(issuer) {
            return known;
        }
        if let Some(error) = pause.error(arrived) {
            return Err(VerifyError::Unavailable(error));
        }
        let fetched = Moment::now();
        match ask::issuer(client).await {
            Ok(discovered) => {
                *self.discovered.lock().unwrap_or_else(PoisonError::into_inner) = Some((fetched, discovered));
                self.known(issuer).unwrap_or(Err(VerifyError::Issuer))
            }
            Err(error) => Err(VerifyError::Unavailable(pause.failed(error))),
        }
    }

    /// What the metadata says, if it is fresh.
    fn known(&self, issuer: &str) -> Option<Result<(), VerifyError>> {
        let discovered = self.discovered.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, discovered) = discovered.as_ref().filter(|(at, _)| at.elapsed() < FRESH)?;
        let is_issuer = discovered.as_deref() == Some(issuer);
        Some(if is_issuer { Ok(()) } else { Err(VerifyError::Issuer) })
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
