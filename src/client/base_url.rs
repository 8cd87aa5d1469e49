use std::fmt::{self, Write};
use std::net::{Ipv4Addr, Ipv6Addr};

use reqwest::Url;

use crate::document::operation::Operation;
use crate::error::Error;

const LIVE: &str = "https://api.stytch.com";
const TEST: &str = "https://test.stytch.com";

/// Where requests go.
pub(super) struct BaseUrl {
    url: Url,
    /// Whether the caller set the URL. It then overrides the operations' own servers.
    is_given: bool,
}

impl BaseUrl {
    /// The URL given, or the one that the project id selects.
    pub(super) fn new(given: Option<&str>, project_id: &str) -> Result<Self, Error> {
        let text = match given {
            Some(text) => text,
            None if project_id.starts_with("project-live-") => LIVE,
            None if project_id.starts_with("project-test-") => TEST,
            None => {
                return Err(Error::configuration(
                    "project_id",
                    "starts with neither `project-live-` nor `project-test-`; correct it, or set a base URL",
                ));
            }
        };
        // The URL may contain a password, so no message shows it.
        let wrong = |reason: &str| Error::configuration("base_url", reason);
        let url = Url::parse(text.trim_end_matches('/'))
            .map_err(|_| wrong(&format!("not a URL; write it like {TEST}")))?;
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => return Err(wrong("plain http is allowed only to this machine; use https")),
            _ => return Err(wrong("neither https nor http; use https")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong(
                "contains a user name or password; remove it, the client has its own credentials",
            ));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("has a query or fragment; remove it, only a path may follow the host"));
        }
        Ok(Self { url, is_given: given.is_some() })
    }

    pub(super) fn as_str(&self) -> &str {
        self.url.as_str()
    }

    pub(super) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The URL of a request. `path` is the operation's path with its arguments encoded. The request goes to the
    /// operation's own server if the document gives it one and the caller has not set a base URL.
    pub(super) fn join(&self, operation: &Operation, path: fmt::Arguments<'_>) -> Result<Url, String> {
        let mut url = match operation.server {
            Some(server) if !self.is_given => Url::parse(server).map_err(|error| error.to_string())?,
            _ => self.url.clone(),
        };
        let mut target = String::with_capacity(128);
        target.push_str(url.path().trim_end_matches('/'));
        target.write_fmt(path).map_err(|error| error.to_string())?;
        url.set_path(&target);
        match url.path() == target {
            true => Ok(url),
            false => Err(format!("an argument would change the path `{}`", operation.path)),
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The URL of a request for `path`.
    fn url(base: Option<&str>, server: Option<&'static str>, path: &str) -> Result<String, String> {
        let base = BaseUrl::new(base, "project-test-1").expect("valid");
        let operation = Operation {
            id: "an_operation",
            method: "GET",
            path: "/v1/an/operation",
            summary: "",
            description: "",
            parameters: &[],
            takes_body: false,
            pages: None,
            tag: None,
            server,
            timeout: None,
            idempotent: true,
            sends_empty_object: false,
            returns_json: true,
            session_headers: &[],
            rate_limit: None,
            index: 0,
            properties: &[],
            secret_properties: &[],
        };
        base.join(&operation, format_args!("{path}")).map(String::from)
    }

    #[test]
    fn an_operations_own_server_gets_its_requests_unless_the_caller_set_a_base_url() {
        let (given, own) = (Some("https://proxy.example/stytch/"), Some("https://own.example/public"));
        for (base, server, expected) in [
            (None, None, "https://test.stytch.com/v1/users"),
            (None, own, "https://own.example/public/v1/users"),
            (given, None, "https://proxy.example/stytch/v1/users"),
            (given, own, "https://proxy.example/stytch/v1/users"),
        ] {
            assert_eq!(url(base, server, "/v1/users").as_deref(), Ok(expected));
        }
    }

    #[test]
    fn a_path_that_url_parsers_would_change_is_rejected() {
        for path in ["/v1/../users", "/v1/%2E%2e/users", "/v1/./users", "/v1/a b", "/v1?a", "/v1/é"] {
            let error = url(None, None, path).expect_err(path);
            assert_eq!(error, "an argument would change the path `/v1/an/operation`");
        }
    }
}
