//! Why a TLS handshake failed.

use super::cause::causes;

/// The reason, if a failed handshake is what the error is about. A connection that broke during the
/// handshake is not.
pub(super) fn failure(error: &reqwest::Error) -> Option<String> {
    causes(error).find_map(reason)
}

fn reason(error: &(dyn std::error::Error + 'static)) -> Option<String> {
    #[cfg(feature = "__rustls")]
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(rustls_reason(error));
    }
    #[cfg(feature = "native-tls")]
    if let Some(error) = error.downcast_ref::<native_tls::Error>() {
        let mut causes = std::iter::successors(std::error::Error::source(error), |error| error.source());
        let text = error.to_string();
        // OpenSSL gives no cause for a connection that the other side closed.
        let broken = causes.any(|error| error.is::<std::io::Error>()) || text == "unexpected EOF";
        return (!broken).then_some(text);
    }
    // A build without TLS has nothing to look for.
    let _ = error;
    None
}

#[cfg(feature = "__rustls")]
fn rustls_reason(error: &rustls::Error) -> String {
    use rustls::CertificateError::{
        BadSignature, Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet,
        NotValidYetContext, Revoked, UnknownIssuer,
    };
    use rustls::Error::{InvalidCertificate, InvalidMessage};

    let reason = match error {
        InvalidCertificate(UnknownIssuer) => {
            "this machine does not trust the issuer of the server's certificate; behind a proxy that \
             intercepts TLS, pass the proxy's CA certificate to `root_certificates`"
        }
        InvalidCertificate(Expired | ExpiredContext { .. }) => {
            "the server's certificate has expired, or this machine's clock is ahead"
        }
        InvalidCertificate(NotValidYet | NotValidYetContext { .. }) => {
            "the server's certificate is not valid yet, or this machine's clock is behind"
        }
        InvalidCertificate(NotValidForName | NotValidForNameContext { .. }) => {
            "the server's certificate is for another host; check the base URL"
        }
        InvalidCertificate(BadSignature) => {
            "the server's certificate was not signed by the issuer that it names"
        }
        InvalidCertificate(Revoked) => "the server's certificate has been revoked",
        InvalidMessage(_) => "the server does not speak TLS; check the scheme and port of the base URL",
        other => return other.to_string(),
    };
    reason.to_owned()
}
