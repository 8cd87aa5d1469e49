//! TLS with an authority that is made when the sandbox starts.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::server::TlsStream;

pub(super) struct Https {
    authority: String,
    acceptor: TlsAcceptor,
}

impl Https {
    /// Makes an authority, and a certificate for this machine.
    pub(super) fn new() -> io::Result<Self> {
        let names = [Ipv4Addr::LOCALHOST.to_string(), "localhost".to_owned()];
        Self::for_names(names).map_err(io::Error::other)
    }

    fn for_names(names: [String; 2]) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let mut params = CertificateParams::new([])?;
        params.distinguished_name.push(DnType::CommonName, "stytch-connected-apps sandbox");
        // It can sign no other authority.
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(names)?;
        // Some clients insist on it.
        params.use_authority_key_identifier_extension = true;
        let certificate = params.signed_by(&key, &authority)?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.into()],
                PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
            )?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Self { authority: authority.pem(), acceptor: TlsAcceptor::from(Arc::new(config)) })
    }

    /// The authority's certificate, in PEM.
    pub(super) fn authority(&self) -> &str {
        &self.authority
    }

    pub(super) async fn accept(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.acceptor.accept(stream).await
    }
}
