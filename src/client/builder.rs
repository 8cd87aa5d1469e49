use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::redirect::Policy;

use crate::call::caller::Caller;
use crate::call::core::{Core, LastResponse, Limits};
use crate::client::base_url::base_url;
use crate::client::credentials::{Credentials, is_secret};
use crate::client::environment::{optional, required};
use crate::client::{Client, tls};
use crate::error::Error;
use crate::retry::budget::RetryBudget;
use crate::retry::policy::RetryPolicy;
use crate::retry::rate_limiter::RateLimiter;
use crate::table;

const PRODUCT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// How long an HTTP/2 connection with calls in flight may be silent before the client pings it, and how long
/// the response to the ping may take. Together they are shorter than an attempt, so the next attempt uses a new
/// connection.
const PING_INTERVAL: Duration = Duration::from_secs(5);
const PING_TIMEOUT: Duration = Duration::from_secs(4);

/// The flow-control window of an HTTP/2 connection, in bytes: large enough that calls that are not polled cannot
/// block the others. The window of each stream keeps its small default. Go's HTTP client uses the same value.
const CONNECTION_WINDOW: u32 = 1 << 30;

/// The settings of a [`Client`]. [`build`](Self::build) checks them.
///
/// | setting | default |
/// |---|---|
/// | [`base_url`](Self::base_url) | `https://api.stytch.com` or `https://test.stytch.com`, by the project id |
/// | [`deadline`](Self::deadline) | 30 s |
/// | [`attempt_timeout`](Self::attempt_timeout) | 10 s |
/// | [`connect_timeout`](Self::connect_timeout) | 5 s |
/// | [`max_response_bytes`](Self::max_response_bytes) | 16,777,216 bytes (16 MiB) |
/// | [`retry`](Self::retry) | 3 attempts; see [`RetryPolicy`] |
/// | [`user_agent_suffix`](Self::user_agent_suffix) | none |
/// | [`root_certificates`](Self::root_certificates) | none besides the platform's |
/// | [`reqwest_builder`](Self::reqwest_builder) | reqwest's defaults |
#[must_use]
pub struct ClientBuilder {
    project_id: String,
    secret: String,
    base_url: Option<String>,
    limits: Limits,
    retry: RetryPolicy,
    user_agent_suffix: Option<String>,
    root_certificates: Option<Vec<u8>>,
    reqwest_builder: Option<reqwest::ClientBuilder>,
}

impl ClientBuilder {
    pub(super) fn new(project_id: String, secret: String) -> Self {
        Self {
            project_id,
            secret,
            base_url: None,
            limits: Limits {
                deadline: None,
                attempt_timeout: None,
                connect_timeout: Duration::from_secs(5),
                max_response_bytes: 16 * 1024 * 1024,
            },
            retry: RetryPolicy::default(),
            user_agent_suffix: None,
            root_certificates: None,
            reqwest_builder: None,
        }
    }

    /// A builder with the credentials and the base URL from the environment: see [`Client::from_env`].
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if `STYTCH_PROJECT_ID` or `STYTCH_SECRET` is missing or empty.
    pub fn from_env() -> Result<Self, Error> {
        let (project_id, secret) = (required("STYTCH_PROJECT_ID")?, required("STYTCH_SECRET")?);
        let builder = Self::new(project_id, secret);
        Ok(Self { base_url: optional("STYTCH_BASE_URL")?, ..builder })
    }

    /// Where to send requests, such as the project's own domain. The API's paths are appended to the URL's
    /// path, which may end with a slash or not. The scheme is `https`, or `http` for a loopback address.
    ///
    /// By default the project id decides: `project-live-…` selects `https://api.stytch.com`,
    /// `project-test-…` selects `https://test.stytch.com`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// How long a call may take, including all attempts and delays. 30 s by default, or the
    /// [`timeout`](crate::operations::Operation::timeout) of an operation that may take longer.
    ///
    /// Decoding the body does not count. It takes about 30 ms for 16 MiB on a current machine, and 150 ms at worst;
    /// [`max_response_bytes`](Self::max_response_bytes) bounds it.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.limits.deadline = Some(deadline);
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the response. 10 s by default, or the
    /// [`timeout`](crate::operations::Operation::timeout) of an operation that may take longer.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt_timeout = Some(timeout);
        self
    }

    /// How long connecting may take, including the TLS handshake. 5 s by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.limits.connect_timeout = timeout;
        self
    }

    /// The longest response body that is read, in bytes after decompression. 16,777,216 (16 MiB) by default.
    /// The decoded value may take several times as much memory.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_response_bytes = bytes;
        self
    }

    /// How often a call is attempted, and how long it waits between attempts. See [`RetryPolicy`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The name and version of the application, such as `acme-console/2.1`. It follows the crate's own in
    /// the `User-Agent` header.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent_suffix = Some(suffix.into());
        self
    }

    /// CA certificates in PEM to trust in addition to the platform's, such as that of a proxy that intercepts TLS.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates = Some(pem.into());
        self
    }

    /// A reqwest builder, for settings that this builder does not have: proxies, DNS, default headers, the
    /// connection pool.
    ///
    /// ```
    /// # use stytch_connected_apps::{Client, reqwest};
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let proxy = reqwest::Proxy::https("http://proxy.internal:3128")?;
    /// let client = Client::builder("project-test-11111111", "secret-test-11111111")
    ///     .reqwest_builder(reqwest::Client::builder().proxy(proxy))
    ///     .build()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// The client overrides these of its settings:
    ///
    /// - redirects are not followed, so that credentials stay with the host they are meant for;
    /// - reqwest retries nothing, so that [`retry`](Self::retry) bounds the number of requests;
    /// - reqwest does not log connections verbosely, and uses no proxy for plain `http`, so that
    ///   credentials stay out of logs and off the network;
    /// - the connect timeout is [`connect_timeout`](Self::connect_timeout);
    /// - over HTTP/2, a silent connection with calls in flight is pinged and closed within 9 s, and the
    ///   connection's flow-control window is 1 GiB, so that unread bodies do not block other calls;
    /// - with rustls, TLS trusts the platform's roots and [`root_certificates`](Self::root_certificates) and
    ///   offers HTTP/2.
    pub fn reqwest_builder(mut self, builder: reqwest::ClientBuilder) -> Self {
        self.reqwest_builder = Some(builder);
        self
    }

    /// Builds the client. It sends nothing.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`], with the setting and what to do about it.
    pub fn build(mut self) -> Result<Client, Error> {
        let credentials = Credentials::new(self.project_id, self.secret)?;
        let base_url = base_url(self.base_url.as_deref(), &credentials.project_id)?;
        self.limits.check()?;
        self.retry.check()?;
        let reqwest_builder = self.reqwest_builder.take();
        let root_certificates = self.root_certificates.as_deref();
        let core = Core {
            http: http(reqwest_builder, &self.limits, root_certificates, base_url.scheme() == "https")?,
            project_id: credentials.project_id,
            base_url,
            is_base_url_given: self.base_url.is_some(),
            authorization: credentials.authorization,
            user_agent: user_agent(self.user_agent_suffix.as_deref())?,
            secrets: credentials.secrets,
            limits: self.limits,
            budget: RetryBudget::new(self.retry.budgeted_retries()),
            retry: self.retry,
            last_response: LastResponse::default(),
            rate_limiters: table::all()
                .iter()
                .map(|operation| RateLimiter::new(operation.id).starting_from(operation.rate_limit))
                .collect(),
        };
        let caller = Caller { core: Arc::new(core), session: None, deadline: None, rate_limit_wait: None };
        Ok(Client { caller })
    }
}

fn http(
    builder: Option<reqwest::ClientBuilder>,
    limits: &Limits,
    root_certificates: Option<&[u8]>,
    https: bool,
) -> Result<reqwest::Client, Error> {
    let mut http = builder
        .unwrap_or_default()
        .http2_keep_alive_interval(PING_INTERVAL)
        .http2_keep_alive_timeout(PING_TIMEOUT)
        .http2_initial_connection_window_size(CONNECTION_WINDOW)
        .redirect(Policy::none())
        // The retry policy counts every request and pays for it, so reqwest must not retry any.
        .retry(reqwest::retry::never().max_retries_per_request(0))
        .connect_timeout(limits.connect_timeout)
        .connection_verbose(false);
    if !https {
        http = http.no_proxy();
    }
    tls::configure(http, root_certificates, https)?.build().map_err(|error| {
        let cause = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
        Error::configuration("reqwest_builder", format!("cannot build an HTTP client: {cause}"))
    })
}

impl Limits {
    fn check(&self) -> Result<(), Error> {
        for (setting, is_zero) in [
            ("deadline", self.deadline.is_some_and(|deadline| deadline.is_zero())),
            ("attempt_timeout", self.attempt_timeout.is_some_and(|timeout| timeout.is_zero())),
            ("connect_timeout", self.connect_timeout.is_zero()),
            ("max_response_bytes", self.max_response_bytes == 0),
        ] {
            if is_zero {
                return Err(Error::configuration(setting, "zero, so no call could succeed; raise it"));
            }
        }
        Ok(())
    }
}

fn user_agent(suffix: Option<&str>) -> Result<HeaderValue, Error> {
    let Some(suffix) = suffix else { return Ok(HeaderValue::from_static(PRODUCT)) };
    let wrong = "empty or not plain ASCII; write it like `acme-console/2.1`";
    let wrong = || Error::configuration("user_agent_suffix", wrong);
    if suffix.is_empty() || !suffix.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return Err(wrong());
    }
    HeaderValue::try_from(format!("{PRODUCT} {suffix}")).map_err(|_| wrong())
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let project_id = if is_secret(&self.project_id) { "[redacted]" } else { &self.project_id };
        f.debug_struct("ClientBuilder")
            .field("project_id", &project_id)
            .field("limits", &self.limits)
            .field("retry", &self.retry)
            .field("user_agent_suffix", &self.user_agent_suffix)
            .finish_non_exhaustive()
    }
}
