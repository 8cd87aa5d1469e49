//! The two hosts under which Stytch serves a project. The project's own domain has OAuth's endpoints at short paths; the API
//! host has the same below `/v1/public/{project_id}`. The sandbox is both.

use hyper::http::uri::Authority;
use stytch_connected_apps::reqwest::header::{HOST, HeaderMap};

use crate::credentials::PROJECT_ID;
use crate::shared::Shared;

/// A part of the paths of the metadata and the keys. The API host's path stands before it or, as in RFC 8414, behind.
const WELL_KNOWN: &str = "/.well-known/";

/// How a request addresses the sandbox.
pub(super) struct Site {
    /// The scheme and the host.
    pub(super) origin: String,
    /// Who issues the tokens that the request asks for.
    pub(super) issuer: String,
    /// The path on the API host, of a path on the project's domain.
    pub(super) on_api_host: Option<String>,
}

impl Shared {
    pub(super) fn site(&self, uri: &hyper::Uri, headers: &HeaderMap) -> Site {
        let origin = self.origin(uri, headers);
        let on_api_host = on_api_host(uri.path());
        let issuer = match on_api_host {
            Some(_) => origin.clone(),
            None => format!("stytch.com/{PROJECT_ID}"),
        };
        Site { origin, issuer, on_api_host }
    }

    /// The scheme and the host of a request; the sandbox's base URL if the host is none of its names.
    pub(super) fn origin(&self, uri: &hyper::Uri, headers: &HeaderMap) -> String {
        let header = || headers.get(HOST)?.to_str().ok()?.parse().ok();
        let host: Option<Authority> = uri.authority().cloned().or_else(header);
        let own = host.filter(|host| !host.as_str().contains('@') && self.names.include(host.host()));
        own.map_or_else(|| self.url.clone(), |host| format!("{}://{host}", self.scheme()))
    }
}

/// The path on the API host of a path on the project's domain.
fn on_api_host(path: &str) -> Option<String> {
    let public = format!("/v1/public/{PROJECT_ID}");
    if path.starts_with("/v1/oauth2/") {
        return path.strip_prefix("/v1").map(|rest| format!("{public}{rest}"));
    }
    let name = path.strip_prefix(WELL_KNOWN)?;
    Some(match name.split_once('/') {
        Some((name, before)) => format!("/{before}{WELL_KNOWN}{name}"),
        None => format!("{public}{WELL_KNOWN}{name}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domains_paths_are_those_of_the_api_host_below_the_project() {
        let public = format!("/v1/public/{PROJECT_ID}");
        for (path, expected) in [
            ("/v1/oauth2/token".to_owned(), Some(format!("{public}/oauth2/token"))),
            ("/.well-known/jwks.json".to_owned(), Some(format!("{public}/.well-known/jwks.json"))),
            (
                format!("/.well-known/openid-configuration{public}"),
                Some(format!("{public}/.well-known/openid-configuration")),
            ),
            (format!("{public}/oauth2/token"), None),
            ("/v1/oauth2".to_owned(), None),
            ("/v1/users/u".to_owned(), None),
        ] {
            assert_eq!(on_api_host(&path), expected, "{path}");
        }
    }
}
