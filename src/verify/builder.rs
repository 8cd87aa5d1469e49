use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::Url;

use crate::call::caller::Caller;
use crate::client::Client;
use crate::error::Error;
use crate::model::secret::Secret;
use crate::verify::ask::Way;
use crate::verify::claims::Rules;
use crate::verify::clock::Clock;
use crate::verify::cutoffs::{Cutoff, Cutoffs};
use crate::verify::granted::{Granted, Recheck, WhenUnavailable};
use crate::verify::issuers::{Issuers, named};
use crate::verify::jws::Algorithm;
use crate::verify::keys::Keys;
use crate::verify::{Inner, TokenVerifier};

/// The settings of a [`TokenVerifier`].
///
/// | setting | default |
/// |---|---|
/// | [`audience`](Self::audience) | the project id |
/// | [`issuer`](Self::issuer) | `stytch.com/{project_id}`, the client's base URL if it is set, and the issuer in the project's metadata |
/// | [`recheck`](Self::recheck) | within 60 s |
/// | [`introspection`](Self::introspection) | off: Stytch is asked for the person's apps |
/// | [`when_unavailable`](Self::when_unavailable) | refuse |
/// | [`leeway`](Self::leeway) | 10 s |
/// | [`longest_age`](Self::longest_age) | 24 hours |
/// | [`keys_outlive`](Self::keys_outlive) | 24 hours |
/// | [`deadline`](Self::deadline) | 5 s |
/// | [`capacity`](Self::capacity) | 100,000 people |
/// | [`also_accept`](Self::also_accept) | RS256 alone |
/// | [`cutoffs`](Self::cutoffs) | none |
#[must_use]
#[derive(Debug)]
pub struct TokenVerifierBuilder {
    client: Client,
    audiences: Vec<String>,
    issuers: Vec<String>,
    algorithms: Vec<Algorithm>,
    recheck: Recheck,
    way: Way,
    when_unavailable: WhenUnavailable,
    leeway: Duration,
    longest_age: Duration,
    keys_outlive: Duration,
    deadline: Duration,
    capacity: usize,
    cutoffs: Vec<Cutoff>,
    clock: Clock,
}

impl TokenVerifierBuilder {
    pub(super) fn new(client: &Client) -> Self {
        Self {
            client: client.clone(),
            audiences: Vec::new(),
            issuers: Vec::new(),
            algorithms: vec![Algorithm::Rs256],
            recheck: Recheck::Within(Duration::from_secs(60)),
            way: Way::default(),
            when_unavailable: WhenUnavailable::Refuse,
            leeway: Duration::from_secs(10),
            longest_age: Duration::from_secs(24 * 60 * 60),
            keys_outlive: Duration::from_secs(24 * 60 * 60),
            deadline: Duration::from_secs(5),
            capacity: 100_000,
            cutoffs: Vec::new(),
            clock: Clock::default(),
        }
    }

    /// Whom tokens have to be for, such as the URL of an MCP server. It replaces the project id, which is in every
    /// token of the project. Called again, it adds another: a token needs one of them.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Another issuer to accept, such as `https://login.example.com`. Without it, the issuer of the project's own
    /// domain is read from the project's metadata.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuers.push(issuer.into());
        self
    }

    /// How old Stytch's word may be that the app still has access.
    pub fn recheck(mut self, recheck: Recheck) -> Self {
        self.recheck = recheck;
        self
    }

    /// Asks about the token itself (RFC 7662) instead of the person's apps. It also notices a token that was revoked
    /// alone, and costs a call for each token instead of one for each person. `secrets` are those of the confidential
    /// apps by their ids; a public app needs none.
    pub fn introspection<I, S>(mut self, secrets: I) -> Self
    where
        I: IntoIterator<Item = (S, Secret)>,
        S: Into<String>,
    {
        let secrets: HashMap<String, Secret> =
            secrets.into_iter().map(|(app, secret)| (app.into(), secret)).collect();
        self.way = Way::Introspection(secrets);
        self
    }

    /// Sets whether a token is accepted if Stytch cannot be asked. `tracing` reports each such decision at WARN.
    pub fn when_unavailable(mut self, then: WhenUnavailable) -> Self {
        self.when_unavailable = then;
        self
    }

    /// By how much this machine's clock may differ from Stytch's.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// How long ago a token may have been issued, whenever it expires. Raise it if the `access_token_expiry_minutes` of
    /// an app are more than a day's.
    pub fn longest_age(mut self, age: Duration) -> Self {
        self.longest_age = age;
        self
    }

    /// How long the project's keys are used if they cannot be fetched again. They are fetched again after an hour, and
    /// when a token names one that is unknown, so less than an hour has no effect.
    pub fn keys_outlive(mut self, time: Duration) -> Self {
        self.keys_outlive = time;
        self
    }

    /// How long a question to Stytch may take.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// For how many people Stytch's word is kept, or for how many tokens with
    /// [`introspection`](Self::introspection). Beyond that, and for some a little below, those go that are asked about
    /// least, and Stytch is asked about them again. A person takes about 450 bytes.
    pub fn capacity(mut self, people: usize) -> Self {
        self.capacity = people;
        self
    }

    /// An algorithm to accept in addition to RS256.
    pub fn also_accept(mut self, algorithm: Algorithm) -> Self {
        self.algorithms.push(algorithm);
        self
    }

    /// Revocations from before this process started: see [`TokenVerifier::cutoff`].
    pub fn cutoffs(mut self, cutoffs: impl IntoIterator<Item = Cutoff>) -> Self {
        self.cutoffs.extend(cutoffs);
        self
    }

    /// Where the time comes from. The system's clock by default. For tests.
    pub fn clock(mut self, now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Self {
        self.clock = Clock::new(now);
        self
    }

    /// Builds the verifier. It sends nothing: see [`TokenVerifier::warm_up`].
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`], with the setting and what to do about it.
    pub fn build(self) -> Result<TokenVerifier, Error> {
        let core = &self.client.caller.core;
        let mut audiences = match self.audiences.is_empty() {
            true => vec![core.project_id.clone()],
            false => self.audiences,
        };
        // Clients write the URL of a host with or without a slash.
        let hosts = audiences.iter().filter_map(|audience| Url::parse(audience).ok());
        let hosts: Vec<String> =
            hosts.filter(|url| url.path() == "/" && url.query().is_none()).map(String::from).collect();
        audiences.extend(hosts.iter().flat_map(|url| [url.clone(), url.trim_end_matches('/').to_owned()]));
        if audiences.iter().any(|audience| audience.trim().is_empty()) {
            return Err(Error::configuration(
                "audience",
                "empty; write the URL of the service, or leave it out",
            ));
        }
        for (setting, is_zero) in [
            ("longest_age", self.longest_age.is_zero()),
            ("deadline", self.deadline.is_zero()),
            ("capacity", self.capacity == 0),
        ] {
            if is_zero {
                return Err(Error::configuration(setting, "zero, so no token could be verified; raise it"));
            }
        }
        self.way.check()?;
        let mut issuers = vec![format!("stytch.com/{}", core.project_id)];
        if core.is_base_url_given {
            issuers.push(named(core.base_url.as_str())?);
        }
        for issuer in &self.issuers {
            issuers.push(named(issuer)?);
        }
        let (leeway, longest_age) = (self.leeway.as_secs_f64(), self.longest_age.as_secs_f64());
        let cutoffs = Arc::new(Cutoffs::new(longest_age + leeway));
        for cutoff in &self.cutoffs {
            cutoffs.set(&cutoff.person, &cutoff.app, cutoff.seconds(), self.clock.at_stytch());
        }
        // The project asks, and nobody's session narrows that. No request waits for a rate limit longer than for Stytch.
        let caller = Caller { session: None, rate_limit_wait: None, ..self.client.caller.clone() };
        Ok(TokenVerifier(Arc::new(Inner {
            client: Client { caller }.with_deadline(self.deadline),
            algorithms: self.algorithms,
            rules: Rules { audiences, leeway, longest_age },
            issuers: Issuers::new(issuers),
            keys: Keys::new(self.keys_outlive),
            recheck: self.recheck,
            granted: Granted::new(self.way, self.when_unavailable, self.capacity, cutoffs.clone()),
            cutoffs,
            clock: self.clock,
        })))
    }
}
