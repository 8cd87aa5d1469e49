//! Access to the sandbox's own API: for programs that address it by a name of its own, and for no web page but one from
//! itself. A browser sends any page's requests to loopback, so an open tab is enough to forge them.

use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use stytch_connected_apps::reqwest::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderValue, ORIGIN};

use crate::response::{Response, error};
use crate::shared::Shared;

impl Shared {
    /// The refusal of a request that a web page of another origin may have sent. To a page of the sandbox, such a page may
    /// navigate, as OAuth clients do; it sees nothing of the response. Requests that a page sends by itself, or in an
    /// image or a frame, are refused there as well.
    pub(super) fn refuse_origin(&self, head: &Parts, is_page: bool) -> Option<Response> {
        let hosts = head.headers.get_all(HOST).iter().map(|host| host.to_str().ok()?.parse().ok());
        // HTTP/2 has the host in the URI.
        let hosts: Option<Vec<Authority>> =
            head.uri.authority().cloned().map(Some).into_iter().chain(hosts).collect();
        let hosts = hosts.unwrap_or_default();
        let is_own = |host: &Authority| !host.as_str().contains('@') && self.names.include(host.host());
        if hosts.is_empty() || !hosts.iter().all(is_own) {
            return Some(error(
                403,
                "foreign_host",
                "The header Host is no address or name of the sandbox. A name besides localhost has to be known at its \
                 start: see `--host-name` of `stytch-apps sandbox`.",
            ));
        }
        let own = |origin: &HeaderValue| {
            let (scheme, host) =
                origin.to_str().ok().and_then(|origin| origin.split_once("://")).unwrap_or_default();
            scheme == self.scheme() && hosts.iter().all(|own| own.as_str().eq_ignore_ascii_case(host))
        };
        let is_cross_site = |site: &HeaderValue| site != "same-origin" && site != "none";
        let is = |name: &str, value: &str| head.headers.get(name).is_some_and(|found| found == value);
        if is_page && is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document") {
            return None;
        }
        if !head.headers.get_all(ORIGIN).iter().all(own)
            || head.headers.get_all("sec-fetch-site").iter().any(is_cross_site)
        {
            let message = "A web page of another origin cannot control the sandbox.";
            return Some(error(403, "foreign_origin", message));
        }
        None
    }
}

/// The refusal of a body that is not declared as JSON: a web page can send any other to any origin.
pub(super) fn refuse_media_type(headers: &HeaderMap, body: &[u8]) -> Option<Response> {
    let mut types = headers.get_all(CONTENT_TYPE).iter().peekable();
    let is_missing = types.peek().is_none() && !body.is_empty();
    if !is_missing && types.all(is_json) {
        return None;
    }
    let message = "The body's media type is not JSON: send the header `Content-Type: application/json`.";
    Some(error(415, "unsupported_media_type", message))
}

fn is_json(value: &HeaderValue) -> bool {
    let media_type = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/json")
}
