use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::Url;
use reqwest::header::HeaderValue;
use reqwest::redirect::Policy;

use crate::client::{Client, Settings};
use crate::credentials::Credentials;
use crate::pace::Pace;
use crate::{Error, RetryPolicy, tls};

const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

const LIVE: &str = "https://api.stytch.com";
const TEST: &str = "https://test.stytch.com";

/// When a connection of HTTP/2 on which calls wait is asked whether it still works, and for how long it
/// may take to answer: together less than an attempt may take, so that the next one has another.
const PING_INTERVAL: Duration = Duration::from_secs(5);
const PING_TIMEOUT: Duration = Duration::from_secs(4);

/// Settings of a [`Client`]. Everything is checked by [`build`](Self::build).
#[must_use]
pub struct ClientBuilder {
    project_id: String,
    secret: String,
    base_url: Option<String>,
    deadline: Duration,
    attempt_timeout: Duration,
    connect_timeout: Duration,
    max_response_bytes: usize,
    retry: RetryPolicy,
    user_agent_suffix: Option<String>,
    root_certificates: Option<Vec<u8>>,
    http: Option<reqwest::ClientBuilder>,
}

impl ClientBuilder {
    pub(crate) fn new(project_id: String, secret: String) -> Self {
        Self {
            project_id,
            secret,
            base_url: None,
            deadline: Duration::from_secs(30),
            attempt_timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(5),
            max_response_bytes: 16 * 1024 * 1024,
            retry: RetryPolicy::default(),
            user_agent_suffix: None,
            root_certificates: None,
            http: None,
        }
    }

    /// Where to send requests, such as the project's own domain. It may have a path, with or without
    /// a slash at the end, under which the API's paths lie. `https`, or `http` to a loopback address.
    ///
    /// Without it the project id decides: `project-live-` is sent to `https://api.stytch.com`,
    /// `project-test-` to `https://test.stytch.com`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// The longest a call may take, all attempts and waits included. 30 s by default.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The longest one attempt may take, from connecting to the last byte of the answer. 10 s by
    /// default.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// The longest that connecting may take, TLS included. 5 s by default.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The largest body of an answer that is read, in bytes after decompression. 16 MiB by default. What
    /// it decodes to may take several times as much memory.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// How failed attempts are repeated. See [`RetryPolicy`] for the default.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// What the application calls itself, such as `acme-console/2.1`, added to the `User-Agent`.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent_suffix = Some(suffix.into());
        self
    }

    /// Certificates in PEM of authorities to trust besides the platform's: that of a proxy which looks
    /// into TLS, say.
    pub fn root_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.root_certificates = Some(pem.into());
        self
    }

    /// A transport of the caller's own: proxies, DNS, default headers, connection pool.
    ///
    /// Some of its settings are always the client's:
    ///
    /// - redirects are not followed, which keeps credentials at the host they are meant for;
    /// - it retries nothing by itself, so that [`retry`](Self::retry) bounds all requests;
    /// - connections are not logged verbosely, and over plain `http` no proxy is used, which keeps
    ///   credentials out of logs and off the network;
    /// - the connect timeout is [`connect_timeout`](Self::connect_timeout);
    /// - TLS by rustls has the platform's roots and [`root_certificates`](Self::root_certificates), and
    ///   speaks HTTP/2 with servers that do.
    pub fn http(mut self, transport: reqwest::ClientBuilder) -> Self {
        self.http = Some(transport);
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`], naming the setting and what to do about it.
    pub fn build(self) -> Result<Client, Error> {
        let credentials = Credentials::new(self.project_id, self.secret)?;
        let base_url = base_url(self.base_url.as_deref(), &credentials.project_id)?;
        for (name, limit) in [
            ("deadline", self.deadline),
            ("attempt_timeout", self.attempt_timeout),
            ("connect_timeout", self.connect_timeout),
        ] {
            if limit.is_zero() {
                return Err(Error::configuration(format!("{name} is zero: no call could succeed")));
            }
        }
        if self.max_response_bytes == 0 {
            return Err(Error::configuration("max_response_bytes is zero: no call could succeed"));
        }
        self.retry.check()?;
        let mut http = self
            .http
            .unwrap_or_else(|| {
                reqwest::Client::builder()
                    .http2_keep_alive_interval(PING_INTERVAL)
                    .http2_keep_alive_timeout(PING_TIMEOUT)
            })
            .redirect(Policy::none())
            // Every request is to be counted and to be paid for, so none is sent again down there.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .connect_timeout(self.connect_timeout)
            .connection_verbose(false);
        let https = base_url.scheme() == "https";
        if !https {
            http = http.no_proxy();
        }
        http = tls::configure(http, self.root_certificates.as_deref(), https)?;
        let client = http.build().map_err(|error| {
            let cause =
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
            Error::configuration(format!("the transport cannot be built: {cause}"))
        })?;
        Ok(Client {
            client,
            settings: Arc::new(Settings {
                base_url,
                base_url_is_given: self.base_url.is_some(),
                credentials,
                user_agent: user_agent(self.user_agent_suffix.as_deref())?,
                deadline: self.deadline,
                attempt_timeout: self.attempt_timeout,
                connect_timeout: self.connect_timeout,
                max_response_bytes: self.max_response_bytes,
                budget: self.retry.new_budget(),
                retry: self.retry,
                pace: Pace::new(),
            }),
            session: None,
        })
    }
}

fn base_url(given: Option<&str>, project_id: &str) -> Result<Url, Error> {
    let text = match given {
        Some(text) => text,
        None if project_id.starts_with("project-live-") => LIVE,
        None if project_id.starts_with("project-test-") => TEST,
        None => {
            return Err(Error::configuration(
                "the project id starts with neither `project-live-` nor `project-test-`: correct it, \
                 or give a base URL",
            ));
        }
    };
    // The URL may hold a password, so no message repeats it.
    let wrong = |what: &str| Error::configuration(format!("the base URL {what}"));
    let url = Url::parse(text.trim_end_matches('/'))
        .map_err(|_| wrong(&format!("is not a URL: write it like {TEST}")))?;
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return Err(wrong("is plain http to a host other than this machine: use https")),
        _ => return Err(wrong("is neither https nor http: use https")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("holds a user name or password: remove it, the credentials are given apart"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("has a query or fragment: remove it, only a path may follow the host"));
    }
    Ok(url)
}

fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback())
}

fn user_agent(suffix: Option<&str>) -> Result<HeaderValue, Error> {
    let Some(suffix) = suffix else { return Ok(HeaderValue::from_static(USER_AGENT)) };
    if suffix.is_empty() || !suffix.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
        return Err(Error::configuration(
            "the user agent's suffix is empty or not plain ASCII: write it like `acme-console/2.1`",
        ));
    }
    HeaderValue::try_from(format!("{USER_AGENT} {suffix}"))
        .map_err(|_| Error::configuration("the user agent's suffix cannot be part of a header"))
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("project_id", &self.project_id)
            .field("deadline", &self.deadline)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("max_response_bytes", &self.max_response_bytes)
            .field("retry", &self.retry)
            .field("user_agent_suffix", &self.user_agent_suffix)
            .finish_non_exhaustive()
    }
}
