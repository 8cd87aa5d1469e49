//! Certificates for tests.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use time::{Duration, OffsetDateTime};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;

/// A certificate authority that no client trusts by default.
#[derive(Debug)]
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A server's certificate and its key.
#[derive(Debug)]
pub struct Identity {
    certificate: CertificateDer<'static>,
    key: PrivatePkcs8KeyDer<'static>,
}

impl Authority {
    /// Creates an authority with this common name.
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::new([]).expect("an empty list of names is valid");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("the parameters are complete"))
    }

    /// The authority's certificate, in PEM.
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Issues a certificate for `host`. It is valid from an hour before to an hour after the moment that is
    /// `days` from now.
    pub fn identity(&self, host: &str, days: i64) -> Identity {
        let mut params = CertificateParams::new([host.to_owned()]).expect("a host name");
        let middle = OffsetDateTime::now_utc() + Duration::days(days);
        params.not_before = middle - Duration::hours(1);
        params.not_after = middle + Duration::hours(1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("the parameters are complete");
        Identity { certificate: certificate.into(), key: key.serialize_der().into() }
    }
}

impl Identity {
    pub(crate) fn into_config(self, protocols: &[&[u8]]) -> Arc<ServerConfig> {
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("ring supports the default TLS versions")
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate], self.key.into())
            .expect("the key belongs to the certificate");
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        Arc::new(config)
    }
}
