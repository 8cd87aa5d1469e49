//! Variables that the libraries below read, and pass over in silence if they are wrong.

use std::env;
use std::fs;

use http::Uri;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use crate::failure::Failure;

const PROXIES: [&str; 6] =
    ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];

/// A byte order mark in UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The verifiers of Windows and of Apple's systems know the system's own certificates alone.
const READS_SSL_CERT_FILE: bool = cfg!(not(any(windows, target_vendor = "apple")));

/// Checks the certificates and the proxies that the environment names, before the first call. Returns the certificates if
/// the platform's verifier does not read them by itself, or would not find them because they follow a byte order mark.
pub fn check() -> Result<Option<Vec<u8>>, Failure> {
    let certificates = certificates()?;
    for name in PROXIES {
        // As everywhere, empty counts as missing. The value may hold a password, so no message has it.
        let value = env::var_os(name).filter(|value| !value.is_empty());
        if value.is_some_and(|value| !value.to_str().is_some_and(is_proxy)) {
            return Err(Failure::new(format!(
                "{name} is not the URL of an HTTP proxy; write it like http://proxy.example:3128, or unset it"
            )));
        }
    }
    Ok(certificates)
}

fn certificates() -> Result<Option<Vec<u8>>, Failure> {
    let Some(path) = env::var_os("SSL_CERT_FILE") else { return Ok(None) };
    let next = "name a file of certificates in PEM, or unset it";
    let name = format!("SSL_CERT_FILE={}", path.display());
    let pem = fs::read(&path).map_err(|error| Failure::io(format!("read {name}"), &error).and(next))?;
    let unmarked = pem.strip_prefix(MARK);
    let certificates = unmarked.unwrap_or(&pem);
    if !CertificateDer::pem_slice_iter(certificates).any(|certificate| certificate.is_ok()) {
        return Err(Failure::new(format!("{name} has no certificate; {next}")));
    }
    Ok((unmarked.is_some() || !READS_SSL_CERT_FILE).then(|| certificates.to_vec()))
}

/// Returns whether the HTTP client can use a proxy of this URL. The scheme may be missing.
fn is_proxy(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let (scheme, authority) = (uri.scheme_str(), uri.authority());
    let is_authority = |authority: &http::uri::Authority| {
        let address = authority.as_str().rsplit('@').next().unwrap_or_default();
        let is_port = address == authority.host() || authority.port_u16().is_some();
        !authority.host().is_empty() && is_port
    };
    matches!(scheme, None | Some("http" | "https")) && authority.is_some_and(is_authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_a_url_of_http_with_a_host() {
        for url in
            ["http://proxy:3128", "https://u:p%40@proxy.example/", "proxy:3128", "proxy", "http://[::1]:80"]
        {
            assert!(is_proxy(url), "{url}");
        }
        for url in [
            "http//proxy:3128",
            "http://",
            "socks5://proxy",
            "http://proxy:99999",
            "http://a b",
            "/proxy",
            ":80",
            "http://proxy:x",
        ] {
            assert!(!is_proxy(url), "{url}");
        }
    }
}
