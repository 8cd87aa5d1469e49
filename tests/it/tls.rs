//! TLS certificates and failed handshakes.

use scripted_server::{Authority, Reply, Server, http, json};
use stytch_connected_apps::{Error, RetryPolicy};

use crate::support::log::Log;
use crate::support::{CALLS, EMPTY, builder};

const HOST: &str = "127.0.0.1";

#[tokio::test]
async fn a_custom_certificate_authority_can_be_trusted() {
    let authority = Authority::new("a");
    for call in CALLS {
        let server =
            Server::responding_over_tls(authority.identity(HOST, 0), [json(200, EMPTY), json(200, EMPTY)])
                .await;
        let client = builder(&server.url).root_certificates(authority.pem()).build().expect("valid");
        for _ in 0..2 {
            call(&client).await.expect("200");
        }
        assert_eq!((server.requests().len(), server.connections()), (2, 1));
    }
}

/// The errors of both calls. Each made one connection and sent no request.
async fn handshake_errors(
    client: &dyn Fn(&str) -> stytch_connected_apps::Client,
    server: &Server,
) -> Vec<Error> {
    let url = server.url.replace("http:", "https:");
    let client = client(&url);
    let mut errors = Vec::new();
    for (number, call) in (1..).zip(CALLS) {
        let error = call(&client).await.expect_err("the handshake fails");
        assert!(error.is_tls() && error.is_connect() && !error.is_timeout(), "{error:?}");
        assert!(!error.is_retryable(), "{error}");
        assert_eq!((error.attempts(), server.connections()), (1, number), "{error}");
        errors.push(error);
    }
    assert!(!server.requests().concat().contains("HTTP/1.1"), "{:?}", server.requests());
    errors
}

#[tokio::test]
async fn an_invalid_certificate_is_explained_and_nothing_is_sent() {
    let (authority, untrusted, namesake) = (Authority::new("a"), Authority::new("b"), Authority::new("a"));
    for (identity, expected) in [
        (untrusted.identity(HOST, 0), "does not trust the issuer"),
        (namesake.identity(HOST, 0), "was not signed by the issuer that it names"),
        (authority.identity(HOST, -2), "has expired"),
        (authority.identity(HOST, 2), "is not valid yet"),
        (authority.identity("other.example", 0), "is for another host"),
    ] {
        let server = Server::responding_over_tls(identity, [json(200, EMPTY)]).await;
        let client = |url: &str| builder(url).root_certificates(authority.pem()).build().expect("valid");
        for error in handshake_errors(&client, &server).await {
            // The platform's TLS library has its own messages.
            let expected = if cfg!(feature = "__rustls") { expected } else { "TLS handshake failed: " };
            assert!(error.to_string().contains(expected), "{expected}: {error}");
        }
    }
}

#[tokio::test]
async fn a_server_without_tls_is_reported_as_such() {
    let log = Log::capture();
    let server = Server::responding(vec![http(400, &[], "plain HTTP only"); 2]).await;
    for error in handshake_errors(&|url| builder(url).build().expect("valid"), &server).await {
        let expected =
            if cfg!(feature = "__rustls") { "does not speak TLS" } else { "TLS handshake failed: " };
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert!(log.text().contains("error.type=\"tls\""), "{}", log.text());
}

#[tokio::test]
async fn a_connection_that_breaks_during_the_handshake_is_retried() {
    let server = Server::responding([Reply::Close, Reply::Close]).await;
    let policy =
        RetryPolicy::default().max_attempts(2).backoff(std::time::Duration::ZERO, Default::default());
    let client = builder(&server.url.replace("http:", "https:")).retry(policy).build().expect("valid");
    let error = CALLS[0](&client).await.expect_err("the handshake fails");
    assert!(error.is_connect() && !error.is_tls() && error.is_retryable(), "{error:?}");
    assert_eq!((error.attempts(), server.connections()), (2, 2));
}

#[test]
fn root_certificates_have_to_be_certificates_in_pem() {
    for pem in ["", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
        let error =
            builder("https://localhost").root_certificates(pem).build().expect_err("not a certificate");
        assert!(error.to_string().contains("root_certificates: not PEM certificates"), "{error}");
    }
}

#[cfg(feature = "__rustls")]
#[tokio::test]
async fn no_process_wide_crypto_provider_is_installed() {
    builder("https://localhost").build().expect("valid");
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
}
