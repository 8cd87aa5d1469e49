//! A server on loopback that stands in for Stytch in tests and demonstrations.
//!
//! It is stateful: a revoked grant disappears from every list, a created app can be found, and a secret rotation is
//! started before it can be completed. It starts with the Users, Members, apps and grants of the OpenAPI document's
//! examples, or with a [`Seed`] of your own:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use stytch_connected_apps::sandbox::{Sandbox, Seed};
//!
//! let seed = Seed::new()
//!     .grant("user-1", "calendar", "openid calendar:write")
//!     .grant("user-1", "agent", "openid");
//! let sandbox = Sandbox::builder().seed(seed).start().await?;
//! let client = sandbox.client()?;
//!
//! client.revoke_user_connected_app().user_id("user-1").connected_app_id("agent").await?;
//! let apps = client.get_user_connected_apps().user_id("user-1").await?;
//! assert_eq!(apps.connected_apps.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! It checks what Stytch checks: the credentials, the session headers, the Roles of a session, an Organization's
//! policy, and each body against the document. Operations without behaviour of their own, such as the exchange of an
//! access token for a session, are served from the document's examples.
//!
//! # Faults
//!
//! [`Sandbox::on`] scripts what happens to some requests: a status, a delay, a connection that breaks, a response that
//! never ends. [`SandboxBuilder::rate_limit`] limits the rate as Stytch does, and [`SandboxBuilder::latency`] slows every
//! response down. [`Sandbox::requests`] is the log of what was sent, and [`Sandbox::assert_requests`] and
//! [`Sandbox::assert_grants`] check it and the state in one line.
//!
//! # Other languages
//!
//! The sandbox speaks HTTP/1 and HTTP/2, and with `SandboxBuilder::https` TLS. Other languages control it by
//! requests to `/_sandbox/`, which `openapi/sandbox.yaml` describes. The sandbox serves that document as
//! `/_sandbox/openapi.yaml`. The example `sandbox` runs it as a server.
//!
//! The feature `sandbox` adds two crates to those that the client needs, and `sandbox-https` eight more.
//!
//! # Documented responses
//!
//! A request chooses a documented response with the header `Prefer`, as with other OpenAPI mock servers:
//! `Prefer: code=429` selects a status, `Prefer: example=user_not_found` an example by its name, and
//! `Prefer: code=404, example=user_not_found` both. Such a request changes nothing. [`Sandbox::client_preferring`]
//! sends the header with every call. A request for an example that the document does not have gets a 400 that lists
//! those it has.
#![doc = include_str!("flows.md")]

pub(crate) mod body;
mod builder;
mod control;
mod examples;
mod expect;
mod handle;
#[cfg_attr(not(feature = "sandbox-https"), path = "no_https.rs")]
mod https;
mod instructions;
mod log;
mod prefer;
mod rate_limit;
mod respond;
mod response;
mod route;
mod script;
mod seed;
mod serve;
mod state;
mod template;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{fmt, io};

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::task::JoinHandle;

pub use builder::SandboxBuilder;
pub use log::Exchange;
pub use rate_limit::RateLimit;
pub use script::{On, Reply};
pub use seed::{App, Generate, Grant, Member, Organization, Person, Seed, Session, User};

use crate::client::Client;
use crate::client::builder::ClientBuilder;
use crate::error::Error;
use crate::retry::policy::RetryPolicy;
use crate::sandbox::examples::expect_known;
use crate::sandbox::https::Https;
use crate::sandbox::log::Log;
use crate::sandbox::prefer::Prefer;
use crate::sandbox::rate_limit::Limiter;
use crate::sandbox::script::Scripts;
use crate::sandbox::state::State;

/// A running sandbox. It stops when dropped.
///
/// It limits what a misbehaving client can do:
///
/// | limit | beyond it |
/// |---|---|
/// | 1 MiB of request body | status 413, and the connection closes |
/// | 30 s for a request's body | status 408, and the connection closes |
/// | 120 s for a request's head over HTTP/1, with the idle time before it | the connection closes |
/// | 30 s for a TLS handshake | the connection closes |
/// | 1 hour for a connection | it closes after the request that it is serving |
/// | 10,000 open connections | others wait until one closes |
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    task: JoinHandle<()>,
    shared: Arc<Shared>,
}

/// What all connections of a sandbox share.
struct Shared {
    seed: Mutex<Seed>,
    state: Mutex<State>,
    scripts: Scripts,
    log: Log,
    latency: Duration,
    rate_limit: Option<Limiter>,
    https: Option<Https>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns to the seed.
    fn reset(&self) {
        let seed = self.seed().clone();
        self.restart(seed).expect("the sandbox has started with this seed");
    }

    /// Replaces everything with another seed. If that is not valid, nothing changes.
    fn restart(&self, seed: Seed) -> Result<(), String> {
        *self.state() = State::new(seed.clone())?;
        *self.seed() = seed;
        self.scripts.clear();
        self.log.clear();
        Ok(())
    }

    fn seed(&self) -> MutexGuard<'_, Seed> {
        self.seed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const PROJECT_ID: &str = "project-test-00000000-0000-4000-8000-000000000000";
const SECRET: &str = "secret-test-sandbox-00000000000000000000";

impl Sandbox {
    /// The project id that the sandbox accepts.
    pub const PROJECT_ID: &str = PROJECT_ID;

    /// The secret that the sandbox accepts. It opens nothing else.
    pub const SECRET: &str = SECRET;

    /// Starts a sandbox with the people, apps and grants of the document's examples.
    ///
    /// # Errors
    ///
    /// Those of [`SandboxBuilder::start`].
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// A builder for a sandbox with a seed, a latency or a rate limit of your own.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// Begins a script: what happens to some requests of an operation.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = stytch_connected_apps::sandbox::Sandbox::start().await?;
    /// sandbox.on("get_user_connected_apps").nth(2).respond(429).header("retry-after", "1");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If the document has no such operation.
    #[track_caller]
    pub fn on(&self, operation: &str) -> On<'_> {
        On::new(&self.shared.scripts, expect_known(operation).id)
    }

    /// The log: the last 10,000 requests in the order of their arrival, or fewer if they are long. Requests that match
    /// no operation are in it as well.
    pub fn requests(&self) -> Vec<Exchange> {
        self.shared.log.all()
    }

    /// Returns to the seed, and discards the scripts and the log.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// The current state as a seed. A sandbox that starts with it has the same state.
    pub fn snapshot(&self) -> Seed {
        self.shared.state().snapshot()
    }

    /// The base URL, such as `http://127.0.0.1:40213`.
    pub fn url(&self) -> String {
        let scheme = if self.shared.https.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The certificate of the authority that clients are to trust, in PEM. `None` without
    /// `SandboxBuilder::https`.
    pub fn certificate(&self) -> Option<&str> {
        self.shared.https.as_ref().map(Https::authority)
    }

    /// Writes the [`certificate`](Self::certificate) to a file: this one, or one in the directory for temporary files.
    /// Returns its path. Without HTTPS there is nothing to write.
    ///
    /// # Errors
    ///
    /// If the file cannot be written. The message names it.
    pub fn write_certificate(&self, path: Option<&Path>) -> io::Result<Option<PathBuf>> {
        let Some(certificate) = self.certificate() else { return Ok(None) };
        let temporary = || std::env::temp_dir().join(format!("stytch-sandbox-{}.pem", self.address.port()));
        let path = path.map_or_else(temporary, Path::to_path_buf);
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        std::fs::write(&path, certificate).map_err(named)?;
        Ok(Some(path))
    }

    /// A client of the sandbox, with the credentials that it accepts.
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`].
    pub fn client(&self) -> Result<Client, Error> {
        self.client_builder().build()
    }

    /// A client whose every request carries the header `Prefer` with this value, such as `code=429`. It repeats
    /// no request, as the response would be the same.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if the preference has neither a `code` nor an `example`, and those of
    /// [`ClientBuilder::build`].
    pub fn client_preferring(&self, preference: &str) -> Result<Client, Error> {
        let mut prefer = Prefer::default();
        let known = prefer.read(preference).is_ok() && prefer != Prefer::default();
        let value = HeaderValue::from_str(preference).ok().filter(|_| known).ok_or_else(|| {
            Error::configuration(
                "preference",
                format!(
                    "{preference:?} asks for nothing; write it like `code=429, example=too_many_requests`"
                ),
            )
        })?;
        let headers = HeaderMap::from_iter([(HeaderName::from_static("prefer"), value)]);
        let http = reqwest::Client::builder().default_headers(headers);
        self.client_builder().retry(RetryPolicy::none()).reqwest_builder(http).build()
    }

    /// A builder for a client of the sandbox with other settings.
    pub fn client_builder(&self) -> ClientBuilder {
        let builder = Client::builder(PROJECT_ID, SECRET).base_url(self.url());
        match self.certificate() {
            Some(certificate) => builder.root_certificates(certificate),
            None => builder,
        }
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("scripts", &self.scripts).finish_non_exhaustive()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}
