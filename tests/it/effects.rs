//! A call that must not be made twice is made once, and its error says what may have come of it.

use std::time::Duration;

use scripted_server::{
    Authority, Fault, FullListener, Http2Server, Reason, Reply, Server, error, json, send_and_close,
};
use stytch_connected_apps::types::{ClientType, CreateConnectedAppClientRequest};
use stytch_connected_apps::{Client, Error, RetryPolicy};

use crate::support::time::{drive, ticking};
use crate::support::{CALLS, EMPTY, builder, client};

/// A POST that is not idempotent.
async fn create(client: &Client) -> Result<(), Error> {
    let app = CreateConnectedAppClientRequest::builder().client_type(ClientType::ThirdParty);
    client.create_connected_app_client().body(app).await.map(drop)
}

#[tokio::test(start_paused = true)]
async fn what_may_have_taken_effect_is_not_repeated_and_says_so() {
    let half = "HTTP/1.1 200 \r\ncontent-length: 900\r\n\r\n{";
    for reply in [
        Reply::Close,
        Reply::SendAndReset(Vec::new()),
        send_and_close(half),
        Reply::SendAndReset(half.into()),
        error(500, "x"),
        error(502, "x"),
        error(503, "x"),
        error(504, "x"),
        json(200, "<html>"),
    ] {
        let server = Server::responding([reply.clone(), json(200, "{}")]).await;
        let (result, waits) = drive(create(&client(&server.url))).await;
        assert_unknown(result, &server);
        assert!(waits.is_empty());
    }
}

#[tokio::test(start_paused = true)]
async fn nor_is_what_timed_out() {
    let server = Server::responding([Reply::Hang, json(200, "{}")]).await;
    let client = builder(&server.url).attempt_timeout(Duration::from_secs(1)).build().expect("valid");
    assert_unknown(ticking(create(&client)).await, &server);
}

fn assert_unknown(result: Result<(), Error>, server: &Server) {
    let error = result.expect_err("it may have taken effect");
    assert!(error.may_have_taken_effect() && !error.is_retryable(), "{error:?}");
    assert!(error.to_string().ends_with("; it may have taken effect all the same"), "{error}");
    assert_eq!((error.attempts(), server.requests().len()), (1, 1), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_reached_nobody_or_was_refused_has_no_effect() {
    let full = FullListener::new();
    // Nobody listens on port 1.
    for url in ["http://127.0.0.1:1", &full.url] {
        let unreached = ticking(create(&client(url))).await.expect_err("not reached");
        assert!(unreached.is_connect() && unreached.is_retryable(), "{unreached}");
        assert_eq!(unreached.attempts(), 3);
        assert!(
            !unreached.may_have_taken_effect() && !unreached.to_string().contains("effect"),
            "{unreached}"
        );
    }
    let limited = vec![error(429, "too_many_requests"); 3];
    for (replies, attempts) in [(limited, 3), (vec![error(400, "x")], 1), (vec![error(404, "x")], 1)] {
        let server = Server::responding(replies).await;
        let refused = drive(create(&client(&server.url))).await.0.expect_err("refused");
        assert_eq!((refused.attempts(), server.requests().len()), (attempts, attempts as usize), "{refused}");
        assert!(!refused.may_have_taken_effect() && !refused.to_string().contains("effect"), "{refused}");
    }
}

/// The error of a client whose first connection, over HTTP/2, does this wrong.
async fn over_http_2(fault: Fault, policy: RetryPolicy) -> (Error, usize) {
    let authority = Authority::new("a");
    let server = Http2Server::faulty(authority.identity("127.0.0.1", 0), "<html>", fault).await;
    let builder = builder(&server.url).root_certificates(authority.pem()).retry(policy);
    let error = create(&builder.build().expect("valid")).await.expect_err("a fault, or no JSON");
    (error, server.request_count())
}

#[tokio::test]
async fn what_the_server_refused_by_http_2_is_sent_again_and_counted() {
    let refused = Fault::Reset(Reason::REFUSED_STREAM);
    for (fault, looked_at) in [(refused, 1), (Fault::GoAway(Reason::NO_ERROR), 0)] {
        let (error, requests) = over_http_2(fault, RetryPolicy::none()).await;
        assert_eq!((error.attempts(), requests), (1, looked_at), "{error}");
        assert!(error.is_retryable() && !error.may_have_taken_effect(), "{error:?}");
        assert!(error.to_string().contains("refused the request before processing it"), "{error}");
        let (error, requests) = over_http_2(fault, RetryPolicy::default()).await;
        assert_eq!((error.attempts(), requests), (2, looked_at + 1), "{error}");
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
    }
}

#[tokio::test]
async fn what_ends_otherwise_by_http_2_is_not_sent_again() {
    let reset = [Reason::CANCEL, Reason::INTERNAL_ERROR, Reason::NO_ERROR].map(Fault::Reset);
    let cut = [Reason::CANCEL, Reason::REFUSED_STREAM].map(Fault::ResetBody);
    for fault in reset.into_iter().chain(cut).chain([Fault::GoAway(Reason::INTERNAL_ERROR)]) {
        let (error, requests) = over_http_2(fault, RetryPolicy::default()).await;
        assert!(error.may_have_taken_effect() && !error.is_retryable(), "{fault:?}: {error:?}");
        assert!((error.attempts(), requests) <= (1, 1), "{fault:?}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn of_an_idempotent_call_there_is_nothing_to_say() {
    for call in CALLS {
        let server = Server::responding(vec![error(503, "x"); 3]).await;
        let error = drive(call(&client(&server.url))).await.0.expect_err("503");
        assert!(!error.may_have_taken_effect() && !error.to_string().contains("effect"), "{error}");
        let server = Server::responding([json(200, EMPTY)]).await;
        call(&client(&server.url)).await.expect("200");
    }
}
