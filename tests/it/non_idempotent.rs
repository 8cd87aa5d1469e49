//! A call that is not idempotent is retried only if the server has not acted on it. Its error says when it
//! may have taken effect.

use std::time::Duration;

use scripted_server::time::ticking;
use scripted_server::{
    Authority, Fault, FullListener, Http2Server, Reason, Reply, Server, error, error_body, http, json,
    send_and_close,
};
use stytch_connected_apps::types::{ClientType, CreateConnectedAppClientRequest};
use stytch_connected_apps::{Client, Error, RetryPolicy};

use crate::support::time::drive;
use crate::support::{CALLS, EMPTY, builder, client};

/// A POST that is not idempotent.
async fn create(client: &Client) -> Result<(), Error> {
    let app = CreateConnectedAppClientRequest::builder().client_type(ClientType::ThirdParty);
    client.create_connected_app_client().body(app).await.map(drop)
}

#[tokio::test(start_paused = true)]
async fn a_create_that_may_have_taken_effect_is_not_retried_and_says_so() {
    let truncated = "HTTP/1.1 200 \r\ncontent-length: 900\r\n\r\n{";
    for reply in [
        Reply::Close,
        Reply::SendAndReset(Vec::new()),
        send_and_close(truncated),
        Reply::SendAndReset(truncated.into()),
        error(500, "x"),
        error(502, "x"),
        error(503, "x"),
        error(504, "x"),
        json(200, "<html>"),
    ] {
        let server = Server::responding([reply.clone(), json(200, "{}")]).await;
        let (result, delays) = drive(create(&client(&server.url))).await;
        assert_may_have_taken_effect(result, &server);
        assert!(delays.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn a_timed_out_create_is_not_retried() {
    let server = Server::responding([Reply::Hang, json(200, "{}")]).await;
    let client = builder(&server.url).attempt_timeout(Duration::from_secs(1)).build().expect("valid");
    assert_may_have_taken_effect(ticking(create(&client)).await, &server);
}

fn assert_may_have_taken_effect(result: Result<(), Error>, server: &Server) {
    let error = result.expect_err("it may have taken effect");
    assert!(error.may_have_taken_effect() && !error.is_retryable(), "{error:?}");
    assert!(error.to_string().ends_with("; the call may have taken effect"), "{error}");
    assert_eq!((error.attempts(), server.requests().len()), (1, 1), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_unsent_or_rejected_create_has_not_taken_effect() {
    let full = FullListener::new();
    // Nothing listens on port 1.
    for url in ["http://127.0.0.1:1", &full.url] {
        let error = ticking(create(&client(url))).await.expect_err("no connection");
        assert!(error.is_connect() && error.is_retryable(), "{error}");
        assert_eq!(error.attempts(), 3);
        assert!(!error.may_have_taken_effect() && !error.to_string().contains("effect"), "{error}");
    }
    let limited = http(429, &[("retry-after", "31")], error_body(429, "too_many_requests"));
    for reply in [limited, error(400, "x"), error(404, "x")] {
        let server = Server::responding([reply]).await;
        let error = drive(create(&client(&server.url))).await.0.expect_err("an error status");
        assert_eq!((error.attempts(), server.requests().len()), (1, 1), "{error}");
        assert!(!error.may_have_taken_effect() && !error.to_string().contains("effect"), "{error}");
    }
}

/// Makes the call over HTTP/2 to a server whose first connection has this fault. Returns the error and the
/// number of requests.
async fn over_http2(fault: Fault, policy: RetryPolicy) -> (Error, usize) {
    let authority = Authority::new("a");
    let server = Http2Server::faulty(authority.identity("127.0.0.1", 0), "<html>", fault).await;
    let builder = builder(&server.url).root_certificates(authority.pem()).retry(policy);
    let error =
        create(&builder.build().expect("valid")).await.expect_err("the fault, or a body that is not JSON");
    (error, server.request_count())
}

#[tokio::test]
async fn a_create_that_http2_reports_as_unprocessed_is_retried() {
    let refused = Fault::Reset(Reason::REFUSED_STREAM);
    for (fault, received) in [(refused, 1), (Fault::GoAway(Reason::NO_ERROR), 0)] {
        let (error, requests) = over_http2(fault, RetryPolicy::none()).await;
        assert_eq!((error.attempts(), requests), (1, received), "{error}");
        assert!(error.is_retryable() && !error.may_have_taken_effect(), "{error:?}");
        assert!(error.to_string().contains("refused the request before processing it"), "{error}");
        let (error, requests) = over_http2(fault, RetryPolicy::default()).await;
        assert_eq!((error.attempts(), requests), (2, received + 1), "{error}");
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_create_that_fails_otherwise_over_http2_is_not_retried() {
    let reset = [Reason::CANCEL, Reason::INTERNAL_ERROR, Reason::NO_ERROR].map(Fault::Reset);
    let reset_body = [Reason::CANCEL, Reason::REFUSED_STREAM].map(Fault::ResetBody);
    for fault in reset.into_iter().chain(reset_body).chain([Fault::GoAway(Reason::INTERNAL_ERROR)]) {
        let (error, requests) = over_http2(fault, RetryPolicy::default()).await;
        assert!(error.may_have_taken_effect() && !error.is_retryable(), "{fault:?}: {error:?}");
        assert!((error.attempts(), requests) <= (1, 1), "{fault:?}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn errors_of_idempotent_calls_do_not_mention_effects() {
    for call in CALLS {
        let server = Server::responding(vec![error(503, "x"); 3]).await;
        let error = drive(call(&client(&server.url))).await.0.expect_err("503");
        assert!(!error.may_have_taken_effect() && !error.to_string().contains("effect"), "{error}");
        let server = Server::responding([json(200, EMPTY)]).await;
        call(&client(&server.url)).await.expect("200");
    }
}
