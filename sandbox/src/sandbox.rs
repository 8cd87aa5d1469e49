use std::sync::Arc;
use std::time::{Duration, SystemTime};

use stytch_connected_apps::reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use stytch_connected_apps::{Client, ClientBuilder, Error, RetryPolicy, reqwest};
use tokio::task::JoinHandle;

use crate::credentials::{PROJECT_ID, SECRET};
use crate::https::Https;
use crate::known::expect_known;
use crate::log::Exchange;
use crate::prefer::Prefer;
use crate::script::On;
use crate::seed::Seed;
use crate::shared::Shared;

/// A running sandbox. It stops when dropped.
///
/// It limits what a misbehaving client can do:
///
/// | limit | beyond it |
/// |---|---|
/// | 1 MiB of request body; 2 GiB of a seed | status 413, and the connection closes |
/// | 30 s for a request's body | status 408, and the connection closes |
/// | 120 s for a request's head over HTTP/1, with the idle time before it | the connection closes |
/// | 30 s for a TLS handshake | the connection closes |
/// | 1 hour for a connection | it closes after the request that it is serving |
/// | 10,000 open connections | the one that has been idle for longest closes |
/// | 10,000 scripts, and 64 MiB of them, sent to `/_sandbox/on` | status 400 |
/// | 10,000 codes, 100,000 access tokens, 100,000 refresh tokens and 10,000 sessions made from them | those that expire first end |
/// | 10,000 requests in the log, and 64 MiB of them | the log forgets the oldest |
#[derive(Debug)]
pub struct Sandbox {
    pub(super) task: JoinHandle<()>,
    pub(super) shared: Arc<Shared>,
}

impl Sandbox {
    /// The project id that the sandbox accepts.
    pub const PROJECT_ID: &str = PROJECT_ID;

    /// The secret that the sandbox accepts. It opens nothing else.
    pub const SECRET: &str = SECRET;

    /// Begins a script: what happens to some requests of an operation.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = stytch_connected_apps_sandbox::Sandbox::start().await?;
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
        self.shared.log.entries().iter().map(|entry| entry.shown()).collect()
    }

    /// The sandbox's time, which is in its tokens. It is the system's when the sandbox started, with what has passed since
    /// by tokio's clock, which tests can pause, and with every [`advance`](Self::advance).
    pub fn now(&self) -> SystemTime {
        self.shared.clock.now()
    }

    /// Moves the sandbox's time on, so that codes, tokens and sessions expire.
    ///
    /// # Panics
    ///
    /// If it has been moved by more than a thousand years since the start or the last reset.
    #[track_caller]
    pub fn advance(&self, by: Duration) {
        if let Err(message) = self.shared.clock.advance(by) {
            panic!("{message}");
        }
    }

    /// Signs tokens with a new key from now on. The key before it stays in the key set for as long as a token that it signed
    /// can live, and for at least 30 days; but no more than 4 keys are there at a time.
    pub fn rotate_keys(&self) {
        self.shared.rotate_keys();
    }

    /// Returns to the seed, to the first key and to a time that was not moved, and discards the scripts and the log.
    pub fn reset(&self) {
        self.shared.reset();
    }

    /// The current state as a seed. A sandbox that starts with it has the same state, but for the codes, the tokens and the
    /// sessions that apps made.
    pub fn snapshot(&self) -> Seed {
        self.shared.state().snapshot()
    }

    /// The base URL on this machine, such as `http://127.0.0.1:40213`.
    pub fn url(&self) -> String {
        self.shared.url.clone()
    }

    /// The certificate of the authority that clients are to trust, in PEM. `None` without
    /// `SandboxBuilder::https`.
    pub fn certificate(&self) -> Option<&str> {
        self.shared.https.as_ref().map(Https::authority)
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
    /// Those of [`ClientBuilder::build`].
    ///
    /// # Panics
    ///
    /// If the preference has neither a `code` nor an `example`.
    #[track_caller]
    pub fn client_preferring(&self, preference: &str) -> Result<Client, Error> {
        let mut prefer = Prefer::default();
        let known = prefer.read(preference).is_ok() && prefer != Prefer::default();
        let value = HeaderValue::from_str(preference).ok().filter(|_| known);
        let Some(value) = value else {
            panic!("{preference:?} asks for nothing; write it like `code=429, example=too_many_requests`");
        };
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

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}
