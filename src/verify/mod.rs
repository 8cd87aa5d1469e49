//! Access tokens of Connected Apps, for services that accept them.
//!
//! Revoking a grant ends the tokens at Stytch. But an access token is a JWT that lives for an hour, and a service that
//! verifies it only locally goes on accepting it. A [`TokenVerifier`] verifies it locally, and asks Stytch now and then
//! whether the app still has access.
//!
//! ```no_run
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//! use stytch_connected_apps::Client;
//! use stytch_connected_apps::verify::{ProtectedResource, Recheck, TokenVerifier, bearer};
//!
//! let client = Client::from_env()?;
//! let verifier = TokenVerifier::builder(&client)
//!     .audience("https://mcp.example.com/mcp")
//!     .recheck(Recheck::Within(Duration::from_secs(30)))
//!     .build()?;
//! let resource = ProtectedResource::new("https://mcp.example.com/mcp")?
//!     .authorization_server("https://login.example.com");
//!
//! // For each request, with its `Authorization` header:
//! # let header: Option<&str> = None;
//! let challenge = match bearer(header) {
//!     None => resource.missing_token(),
//!     Some(token) => match verifier.verify(token).await {
//!         Ok(token) if token.has_scope("read:issues") => return Ok(()),
//!         Ok(_) => resource.missing_scopes(["read:issues"]),
//!         Err(error) => resource.challenge(&error),
//!     },
//! };
//! println!("{} {:?}", challenge.status, challenge.www_authenticate);
//! # Ok(())
//! # }
//! ```

mod ask;
mod builder;
mod claims;
mod clock;
mod cutoffs;
mod error;
mod flight;
mod granted;
mod issuers;
mod jws;
mod keys;
mod moment;
mod pause;
mod resource;
mod strict;
mod token;

use std::sync::Arc;

pub use builder::TokenVerifierBuilder;
pub use cutoffs::Cutoff;
pub use error::{TokenKind, VerifyError};
pub use granted::{Recheck, WhenUnavailable};
pub use jws::Algorithm;
pub use resource::{Challenge, ProtectedResource, bearer};
pub use token::{AccessToken, TokenOrganization};

use crate::client::Client;
use crate::verify::claims::{Claims, Rules};
use crate::verify::clock::Clock;
use crate::verify::cutoffs::{Cutoffs, Presented};
use crate::verify::granted::Granted;
use crate::verify::issuers::Issuers;
use crate::verify::jws::Jws;
use crate::verify::keys::Keys;

/// Verifies access tokens of the project's Connected Apps.
///
/// A token is accepted if all of this is true. No setting turns a check off:
///
/// - It is a JWT of at most 16 KiB, signed with RS256 by a key that the project has now.
/// - It is an access token of a Connected App: not an ID token, the JWT of a session or a machine's token.
/// - Its `iss` is the project, its `aud` this service, and it has `sub` and `client_id`.
/// - It has not expired, is valid already, and was issued at most a day ago.
/// - The app still has access, as far as [`recheck`](TokenVerifierBuilder::recheck) asks for.
///
/// Cloning is cheap. Clones share the keys and what Stytch has said. Build one and keep it.
///
/// Verifying needs a tokio runtime with time and I/O enabled.
#[derive(Debug, Clone)]
pub struct TokenVerifier(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    client: Client,
    algorithms: Vec<Algorithm>,
    rules: Rules,
    issuers: Issuers,
    keys: Keys,
    recheck: Recheck,
    granted: Granted,
    cutoffs: Arc<Cutoffs>,
    clock: Clock,
}

impl TokenVerifier {
    /// The settings of a verifier that asks Stytch through this client. A member session of the client is not used.
    pub fn builder(client: &Client) -> TokenVerifierBuilder {
        TokenVerifierBuilder::new(client)
    }

    /// Fetches the project's keys, so that the first token does not wait for them, and wrong settings show at start.
    ///
    /// # Errors
    ///
    /// [`VerifyError::Unavailable`].
    pub async fn warm_up(&self) -> Result<(), VerifyError> {
        self.0.keys.warm_up(&self.0.client).await
    }

    /// Verifies a token: the part of an `Authorization` header after `Bearer`. See [`bearer`].
    ///
    /// # Errors
    ///
    /// [`VerifyError`], which says why the token is not accepted.
    pub async fn verify(&self, token: &str) -> Result<AccessToken, VerifyError> {
        self.verify_with(token, self.0.recheck).await
    }

    /// Verifies a token, with another [`Recheck`] than the verifier's: [`Recheck::EachTime`] for what must not happen
    /// after a revocation.
    ///
    /// # Errors
    ///
    /// [`VerifyError`], which says why the token is not accepted.
    pub async fn verify_with(&self, token: &str, recheck: Recheck) -> Result<AccessToken, VerifyError> {
        let inner = &*self.0;
        let jws = Jws::parse(token, &inner.algorithms)?;
        let keys = inner.keys.get(&jws, &inner.client).await?;
        let claims = Claims::parse(&jws.verify(&keys)?)?;
        let now = inner.clock.seconds();
        let checked = claims.check(&inner.rules, now)?;
        inner.issuers.check(&checked.issuer, &inner.client).await?;
        inner.clock.learn(checked.issued - now);
        let presented = Presented {
            person: &checked.person,
            app: &checked.app,
            organization: checked.organization.as_ref().map(|claim| claim.organization_id.as_str()),
            issued: checked.issued,
            id: jws.id(),
            token,
        };
        if inner.cutoffs.covers(&presented) {
            return Err(VerifyError::Revoked);
        }
        if inner.granted.check(&presented, recheck, &inner.client, &inner.clock).await? {
            // Somebody may have said meanwhile that the access is revoked.
            if inner.cutoffs.covers(&presented) {
                return Err(VerifyError::Revoked);
            }
            if checked.has_expired(&inner.rules, inner.clock.seconds()) {
                return Err(VerifyError::Expired);
            }
        }
        Ok(AccessToken(checked))
    }

    /// Says that the app's access is revoked, for a service that has revoked it by itself. All tokens that were issued
    /// up to this second are refused at once, by all clones, also by calls that are under way. Tokens of a later grant are
    /// accepted. The second is Stytch's, as far as tokens have shown that its clock is ahead of this machine's.
    ///
    /// `person` is the id of a User or a Member as it stands in tokens, not an external id.
    pub fn revoked(&self, person: &str, app: &str) {
        let now = self.0.clock.at_stytch();
        self.0.cutoffs.set(person, app, now, now);
        self.0.granted.forget(person);
    }

    /// Refuses the tokens that were issued up to a time, such as that of a revocation before this process started.
    pub fn cutoff(&self, cutoff: &Cutoff) {
        self.0.cutoffs.set(&cutoff.person, &cutoff.app, cutoff.seconds(), self.0.clock.at_stytch());
        self.0.granted.forget(&cutoff.person);
    }
}
