use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;

use crate::sandbox::log::Log;
use crate::sandbox::rate_limit::{Limiter, RateLimit};
use crate::sandbox::script::Scripts;
use crate::sandbox::seed::Seed;
use crate::sandbox::serve::serve;
use crate::sandbox::state::State;
use crate::sandbox::{Sandbox, Shared};

/// The seed, the latency and the rate limit of a sandbox.
#[derive(Debug, Clone, Default)]
#[must_use = "nothing runs before `start`"]
pub struct SandboxBuilder {
    seed: Option<Seed>,
    latency: Duration,
    rate_limit: Option<RateLimit>,
}

impl SandboxBuilder {
    /// Sets what the sandbox knows. By default it is [`Seed::documented`].
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Sets how long every response takes. By default there is no wait.
    pub fn latency(mut self, latency: Duration) -> Self {
        self.latency = latency;
        self
    }

    /// Sets a rate limit. By default there is none.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Starts a server on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If it can bind no port.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn start(self) -> io::Result<Sandbox> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let seed = self.seed.unwrap_or_else(Seed::documented);
        let shared = Arc::new(Shared {
            state: Mutex::new(State::new(seed.clone())),
            seed,
            scripts: Scripts::default(),
            log: Log::default(),
            latency: self.latency,
            rate_limit: self.rate_limit.map(Limiter::new),
        });
        Ok(Sandbox { address, task: tokio::spawn(serve(listener, shared.clone())), shared })
    }
}
