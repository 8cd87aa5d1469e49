use std::net::{Ipv4Addr, Ipv6Addr};

use reqwest::Url;

use crate::error::Error;

const LIVE: &str = "https://api.stytch.com";
const TEST: &str = "https://test.stytch.com";

/// The URL to which the operations' paths are appended: the one given, or the one that the project id selects.
pub(super) fn base_url(given: Option<&str>, project_id: &str) -> Result<Url, Error> {
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
        return Err(wrong("contains a user name or password; remove it, the client has its own credentials"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(wrong("has a query or fragment; remove it, only a path may follow the host"));
    }
    Ok(url)
}

/// Returns whether the URL leads to this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback())
}
