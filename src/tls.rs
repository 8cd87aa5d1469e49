//! TLS by rustls or by the platform's library, and why a handshake failed, in words.
//!
//! Nothing here installs or needs a provider of rustls for the whole process.

use crate::Error;
use crate::causes::causes;

/// Gives the transport its TLS: the platform's roots and those of `pem`. Without `https` no
/// certificate is ever checked, and none is loaded.
#[cfg(feature = "__rustls")]
pub(crate) fn configure(
    http: reqwest::ClientBuilder,
    pem: Option<&[u8]>,
    https: bool,
) -> Result<reqwest::ClientBuilder, Error> {
    use rustls::pki_types::{CertificateDer, pem::PemObject};

    let roots: Vec<_> = CertificateDer::pem_slice_iter(pem.unwrap_or_default())
        .collect::<Result<_, _>>()
        .map_err(|_| not_certificates())?;
    if pem.is_some() && roots.is_empty() {
        return Err(not_certificates());
    }
    let provider = std::sync::Arc::new(provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(unusable)?;
    let mut tls = if https {
        let verifier = verifier(roots, provider)?;
        tls.dangerous().with_custom_certificate_verifier(std::sync::Arc::new(verifier))
    } else {
        tls.with_root_certificates(rustls::RootCertStore::empty())
    }
    .with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(http.tls_backend_preconfigured(tls))
}

/// The provider whose feature was asked for by name comes before the default.
#[cfg(feature = "__rustls")]
fn provider() -> rustls::crypto::CryptoProvider {
    #[cfg(feature = "rustls-aws-lc")]
    return rustls::crypto::aws_lc_rs::default_provider();
    #[cfg(not(feature = "rustls-aws-lc"))]
    rustls::crypto::ring::default_provider()
}

#[cfg(feature = "__rustls")]
fn verifier(
    roots: Vec<rustls::pki_types::CertificateDer<'static>>,
    provider: std::sync::Arc<rustls::crypto::CryptoProvider>,
) -> Result<rustls_platform_verifier::Verifier, Error> {
    use rustls_platform_verifier::Verifier;

    if roots.is_empty() {
        return Verifier::new(provider).map_err(unusable);
    }
    #[cfg(any(all(unix, not(target_os = "android")), windows))]
    return Verifier::new_with_extra_roots(roots, provider).map_err(|_| not_certificates());
    #[cfg(not(any(all(unix, not(target_os = "android")), windows)))]
    Err(Error::configuration("root_certificates: this platform takes no roots but its own"))
}

#[cfg(feature = "__rustls")]
fn unusable(error: rustls::Error) -> Error {
    Error::configuration(format!("TLS cannot be set up: {error}"))
}

#[cfg(all(feature = "native-tls", not(feature = "__rustls")))]
pub(crate) fn configure(
    http: reqwest::ClientBuilder,
    pem: Option<&[u8]>,
    _https: bool,
) -> Result<reqwest::ClientBuilder, Error> {
    let Some(pem) = pem else { return Ok(http) };
    let roots = reqwest::Certificate::from_pem_bundle(pem).map_err(|_| not_certificates())?;
    if roots.is_empty() {
        return Err(not_certificates());
    }
    Ok(http.tls_certs_merge(roots))
}

#[cfg(not(any(feature = "native-tls", feature = "__rustls")))]
pub(crate) fn configure(
    http: reqwest::ClientBuilder,
    pem: Option<&[u8]>,
    https: bool,
) -> Result<reqwest::ClientBuilder, Error> {
    if https || pem.is_some() {
        return Err(Error::configuration(
            "the crate is built without TLS: turn on its feature `rustls` or `native-tls`",
        ));
    }
    Ok(http)
}

#[cfg(any(feature = "native-tls", feature = "__rustls"))]
fn not_certificates() -> Error {
    Error::configuration("root_certificates: not certificates in PEM: give the file of the authority")
}

/// Why the handshake failed, if it is that what `error` is about. A connection that broke during the
/// handshake is not.
pub(crate) fn failure(error: &reqwest::Error) -> Option<String> {
    causes(error).find_map(reason)
}

fn reason(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    #[cfg(feature = "__rustls")]
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(in_words(error));
    }
    #[cfg(feature = "native-tls")]
    if let Some(error) = error.downcast_ref::<native_tls::Error>() {
        let mut causes = std::iter::successors(std::error::Error::source(error), |error| error.source());
        let words = error.to_string();
        // OpenSSL has no cause to give for a connection that the other side closed.
        let broken = causes.any(|error| error.is::<std::io::Error>()) || words == "unexpected EOF";
        return (!broken).then_some(words);
    }
    // Without TLS there is nothing to look for.
    let _ = error;
    None
}

#[cfg(feature = "__rustls")]
fn in_words(error: &rustls::Error) -> String {
    use rustls::CertificateError::{
        BadSignature, Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet,
        NotValidYetContext, Revoked, UnknownIssuer,
    };
    use rustls::Error::{InvalidCertificate, InvalidMessage};

    let words = match error {
        InvalidCertificate(UnknownIssuer) => {
            "the server's certificate is from an issuer that this machine does not trust: is a proxy in \
             between, `root_certificates` takes its authority"
        }
        InvalidCertificate(Expired | ExpiredContext { .. }) => {
            "the server's certificate has expired, or this machine's clock is ahead"
        }
        InvalidCertificate(NotValidYet | NotValidYetContext { .. }) => {
            "the server's certificate is not valid yet, or this machine's clock is behind"
        }
        InvalidCertificate(NotValidForName | NotValidForNameContext { .. }) => {
            "the server's certificate is for another host: check the base URL"
        }
        InvalidCertificate(BadSignature) => {
            "the server's certificate is not signed by the issuer that it names"
        }
        InvalidCertificate(Revoked) => "the server's certificate has been revoked",
        InvalidMessage(_) => "the server does not speak TLS: check the base URL's scheme and port",
        other => return other.to_string(),
    };
    words.to_owned()
}
