use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::https::Https;
use crate::log::Log;
use crate::names::Names;
use crate::rate_limit::{Limiter, RateLimit};
use crate::sandbox::Sandbox;
use crate::scripts::Scripts;
use crate::seed::Seed;
use crate::serve::{MOST_CONNECTIONS, serve};
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
    names: Names,
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

    /// Sets the port. By default it is a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the address to listen on, such as `0.0.0.0` for all of the machine's. By default it is 127.0.0.1, which only
    /// programs on the same machine reach.
    ///
    /// On any other address, everybody who reaches it can use the sandbox and control it: its credentials are public, and
    /// requests to `/_sandbox/` need none.
    pub fn host(mut self, address: IpAddr) -> Self {
        self.names.address = address;
        self
    }

    /// Adds a name by which clients reach the sandbox, such as that of its container. Requests to `/_sandbox/` have to be
    /// for an address or name of the sandbox, so that no web page can control it under a name of its own. `localhost`
    /// is always one.
    pub fn host_name(mut self, name: &str) -> Self {
        self.names.add(name);
        self
    }

    /// Serves HTTPS, with a certificate for `127.0.0.1`, `::1`, `localhost`, and the sandbox's other address and names.
    /// Its authority is made for this sandbox alone: it signs for no other names, and is valid for 7 days.
    /// [`Sandbox::certificate`] is the authority's certificate.
    pub fn https(mut self) -> Self {
        self.is_https = true;
        self
    }

    /// Starts the server.
    ///
    /// # Errors
    ///
    /// If it cannot listen on the port, or if the seed is not valid: the API would refuse one of its fields, an id is
    /// missing or appears twice, a session's person does not exist, or more is generated than 5,000,000 people,
    /// 1,000,000 apps, 1,000 grants of a person or 20,000,000 grants. The message names the port or the field.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn start(self) -> io::Result<Sandbox> {
        let address = SocketAddr::new(self.names.address, self.port);
        let listener = TcpListener::bind(address).await.map_err(|error| cannot_listen(address, &error))?;
        let address = SocketAddr::new(self.names.local_address(), listener.local_addr()?.port());
        let https = self.is_https.then(|| Https::new(&self.names)).transpose()?;
        let seed = self.seed.unwrap_or_else(Seed::documented);
        let clock = Clock::default();
        let state = State::new(seed.clone(), clock.seconds()).map_err(|message| {
            io::Error::new(io::ErrorKind::InvalidInput, format!("the seed is not valid: {message}"))
        })?;
        let scheme = if https.is_some() { "https" } else { "http" };
        let shared = Arc::new(Shared {
            url: format!("{scheme}://{address}"),
            clock,
            state: Mutex::new(state),
            seed: Mutex::new(seed),
            scripts: Scripts::default(),
            log: Log::default(),
            latency: self.latency,
            rate_limit: self.rate_limit.map(Limiter::new),
            https,
            names: self.names,
        });
        Ok(Sandbox { task: tokio::spawn(serve(listener, shared.clone(), MOST_CONNECTIONS)), shared })
    }
}

/// The error with the port, and with what to do.
fn cannot_listen(address: SocketAddr, error: &io::Error) -> io::Error {
    let (kind, port) = (error.kind(), address.port());
    let next = match kind {
        io::ErrorKind::AddrInUse => {
            "end the program that listens there, choose another port, or choose none for a free one"
        }
        io::ErrorKind::PermissionDenied => "choose a port from 1024 on",
        io::ErrorKind::AddrNotAvailable => "choose an address of this machine",
        _ => "choose another address or port",
    };
    io::Error::new(kind, format!("cannot listen on port {port} of {}: {kind}; {next}", address.ip()))
}
