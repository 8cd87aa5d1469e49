use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;

use crate::https::Https;
use crate::log::Log;
use crate::rate_limit::{Limiter, RateLimit};
use crate::sandbox::Sandbox;
use crate::script::Scripts;
use crate::seed::Seed;
use crate::serve::serve;
use crate::shared::Shared;
use crate::state::State;

impl Sandbox {
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
}

/// The settings of a sandbox.
#[derive(Debug, Clone, Default)]
#[must_use = "nothing runs before `start`"]
pub struct SandboxBuilder {
    seed: Option<Seed>,
    latency: Duration,
    rate_limit: Option<RateLimit>,
    port: u16,
    is_https: bool,
}

impl SandboxBuilder {
    /// Sets the state to start with. By default it is [`Seed::documented`].
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Delays every response. By default there is no delay.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Sets a rate limit. By default there is none.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Sets the port on 127.0.0.1. By default it is a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Serves HTTPS, with a certificate for `127.0.0.1` and `localhost`. Its authority is made for this sandbox alone:
    /// [`Sandbox::certificate`] is the authority's certificate.
    pub fn https(mut self) -> Self {
        self.is_https = true;
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// If it cannot bind the port, or if the seed is not valid. The message names the place: an id is missing or there
    /// twice, a session's person does not exist, or more is generated than 5,000,000 people, 1,000,000 apps, 1,000
    /// grants of a person or 20,000,000 grants.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn start(self) -> io::Result<Sandbox> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).await?;
        let address = listener.local_addr()?;
        let https = self.is_https.then(Https::new).transpose()?;
        let seed = self.seed.unwrap_or_else(Seed::documented);
        let state = State::new(seed.clone()).map_err(|message| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("the seed is not valid: {message}"))
        })?;
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            seed: Mutex::new(seed),
            scripts: Scripts::default(),
            log: Log::default(),
            latency: self.latency,
            rate_limit: self.rate_limit.map(Limiter::new),
            https,
        });
        Ok(Sandbox { address, task: tokio::spawn(serve(listener, shared.clone())), shared })
    }
}
