//! TLS by rustls or by the platform's library. Nothing here installs or needs a process-wide provider of
//! rustls.

use crate::error::Error;

/// Configures TLS with the platform's roots and those of `pem`. Without `https` no certificate is ever
/// checked, so no root is loaded.
#[cfg(feature = "__rustls")]
pub(super) fn configure(
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

/// aws-lc if its feature is enabled: it is never a default, so somebody chose it.
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
    Err(Error::configuration(
        "root_certificates",
        "not supported on this platform; add them to the platform's own",
    ))
}

#[cfg(feature = "__rustls")]
fn unusable(error: rustls::Error) -> Error {
    Error::configuration("TLS", format!("cannot be set up: {error}"))
}

#[cfg(all(feature = "native-tls", not(feature = "__rustls")))]
pub(super) fn configure(
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
pub(super) fn configure(
    http: reqwest::ClientBuilder,
    pem: Option<&[u8]>,
    https: bool,
) -> Result<reqwest::ClientBuilder, Error> {
    if https || pem.is_some() {
        return Err(Error::configuration(
            "TLS",
            "not part of this build; enable the crate's feature `rustls` or `native-tls`",
        ));
    }
    Ok(http)
}

#[cfg(any(feature = "native-tls", feature = "__rustls"))]
fn not_certificates() -> Error {
    Error::configuration(
        "root_certificates",
        "not PEM certificates; pass the content of the CA's certificate file",
    )
}
