//! TLS with an authority that is made when the sandbox starts.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose, NameConstraints, date_time_ymd,
};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio_rustls::server::TlsStream;

use crate::names::Names;

/// How long the certificates are valid. Nothing can revoke them, so an authority that somebody still trusts must not
/// last.
const DAYS_VALID: i32 = 7;

type Error = Box<dyn std::error::Error + Send + Sync>;

pub(super) struct Https {
    authority: String,
    acceptor: TlsAcceptor,
}

impl Https {
    /// Makes an authority, and a certificate for these names.
    pub(super) fn new(names: &Names) -> io::Result<Self> {
        Self::for_names(names).map_err(io::Error::other)
    }

    fn for_names(names: &Names) -> Result<Self, Error> {
        let authority = authority(names)?;
        let (address, more) = names.beyond_loopback();
        let loopback =
            [Ipv4Addr::LOCALHOST.to_string(), Ipv6Addr::LOCALHOST.to_string(), "localhost".to_owned()];
        let all = loopback.into_iter().chain(address.map(|address| address.to_string()));
        let (certificate, key) = certificate(&authority, all.chain(more.iter().cloned()))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key.into())?;
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

fn authority(names: &Names) -> Result<CertifiedIssuer<'static, KeyPair>, Error> {
    let mut params = params("stytch-connected-apps sandbox authority", [])?;
    // It can sign no other authority, and nothing for any other name.
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let permitted_subtrees = constraints(names);
    params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: Vec::new() });
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?)
}

/// A server's certificate for these names, and its key.
fn certificate(
    authority: &CertifiedIssuer<'static, KeyPair>,
    names: impl IntoIterator<Item = String>,
) -> Result<(CertificateDer<'static>, PrivatePkcs8KeyDer<'static>), Error> {
    // OpenSSL takes a certificate that has the name of its issuer for a self-signed one.
    let mut params = params("stytch-connected-apps sandbox", names)?;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Some clients insist on it.
    params.use_authority_key_identifier_extension = true;
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, authority)?;
    Ok((certificate.into(), key.serialize_der().into()))
}

/// The parameters of every certificate. It is valid from yesterday on, in case a client's clock is slow.
fn params(own: &str, names: impl IntoIterator<Item = String>) -> Result<CertificateParams, Error> {
    let mut params = CertificateParams::new(names.into_iter().collect::<Vec<_>>())?;
    params.distinguished_name.push(DnType::CommonName, own);
    let today = TimeZone::UTC.to_datetime(Timestamp::now()).date();
    let on = |days: i32| -> Result<_, Error> {
        let date = today.checked_add(days.days())?;
        Ok(date_time_ymd(date.year().into(), date.month().cast_unsigned(), date.day().cast_unsigned()))
    };
    (params.not_before, params.not_after) = (on(-1)?, on(DAYS_VALID)?);
    Ok(params)
}

/// The names for which the authority may sign: those of loopback, and the sandbox's others.
fn constraints(names: &Names) -> Vec<GeneralSubtree> {
    let subnet =
        |address: IpAddr, prefix| GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, prefix));
    let (address, more) = names.beyond_loopback();
    let address = address.map(|address| subnet(address, if address.is_ipv4() { 32 } else { 128 }));
    let loopback = [
        subnet(Ipv4Addr::LOCALHOST.into(), 8),
        subnet(Ipv6Addr::LOCALHOST.into(), 128),
        GeneralSubtree::DnsName("localhost".to_owned()),
    ];
    let more = more.iter().map(|name| GeneralSubtree::DnsName(name.clone()));
    loopback.into_iter().chain(address).chain(more).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio_rustls::rustls::client::WebPkiServerVerifier;
    use tokio_rustls::rustls::client::danger::ServerCertVerifier;
    use tokio_rustls::rustls::pki_types::{ServerName, UnixTime};
    use tokio_rustls::rustls::{self, CertificateError, RootCertStore};

    use super::*;

    /// Verifies a certificate for this name as a client does that trusts the authority, in so many days.
    fn judge(names: &Names, name: &str, days: u64) -> Result<(), rustls::Error> {
        let authority = authority(names).expect("an authority");
        let (certificate, _) = certificate(&authority, [name.to_owned()]).expect("a certificate");
        let mut roots = RootCertStore::empty();
        roots.add(authority.der().clone()).expect("a root");
        let provider = Arc::new(ring::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(roots.into(), provider).build();
        let at = UnixTime::since_unix_epoch(
            UnixTime::now().as_secs().checked_add(days * 86_400).map(Duration::from_secs).expect("a time"),
        );
        let name = ServerName::try_from(name).expect("a name");
        verifier.expect("a verifier").verify_server_cert(&certificate, &[], &name, &[], at).map(|_| ())
    }

    #[test]
    fn the_authority_vouches_for_the_sandboxs_names_alone_and_for_a_few_days() {
        let mut names = Names::default();
        names.add("sandbox");
        for name in ["127.0.0.1", "::1", "localhost", "sandbox"] {
            judge(&names, name, 0).expect(name);
            let error = judge(&names, name, 8).expect_err("too late");
            let is_expired =
                matches!(error, rustls::Error::InvalidCertificate(CertificateError::ExpiredContext { .. }));
            assert!(is_expired, "{error:?}");
        }
        for name in ["api.stytch.com", "localhost.example", "10.0.0.1", "fd00::1", "sandbox2"] {
            let error = judge(&names, name, 0).expect_err(name).to_string();
            assert!(error.contains("NameConstraint"), "{name}: {error}");
        }
        names.address = "10.0.0.1".parse().expect("an address");
        judge(&names, "10.0.0.1", 0).expect("it listens there");
        judge(&names, "10.0.0.2", 0).expect_err("another machine");
    }
}
