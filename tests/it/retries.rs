//! What is sent again, when, and how often.

use std::time::Duration;

use stytch_connected_apps::types::{ClientType, CreateConnectedAppClientRequest};
use stytch_connected_apps::{Client, Error, RetryPolicy};

use crate::support::time::{drive, drive_past, elapsed, hold};
use crate::support::{EMPTY, builder, client};
use scripted_server::{Reply, Server, cut, error, error_body, http, json, send};

fn ok() -> Reply {
    json(200, EMPTY)
}

async fn call(client: &Client) -> Result<(), Error> {
    client.get_user_connected_apps().user_id("u").await.map(drop)
}

fn limited(retry_after: &str) -> Reply {
    http(429, &[("retry-after", retry_after)], &error_body(429, "too_many_requests"))
}

#[tokio::test(start_paused = true)]
async fn passing_failures_are_repeated_until_the_third_attempt() {
    for failure in [
        error(429, "too_many_requests"),
        error(500, "internal_server_error"),
        http(502, &[], "<html>"),
        error(503, "server_unavailable"),
        http(504, &[], ""),
        Reply::Close,
        cut("HTTP/1.1 200 \r\ncontent-length: 900\r\n\r\n{\"connected"),
        cut("HTTP/1.1 200 \r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"con"),
    ] {
        let server = Server::answering([failure.clone(), failure.clone(), ok()]).await;
        let (result, waits) = drive(call(&client(&server.url))).await;
        result.unwrap_or_else(|error| panic!("{failure:?}: {error}"));
        assert_eq!(server.requests().len(), 3, "{failure:?}");
        // Full jitter: anything up to the doubled base.
        assert!(
            waits[0] <= Duration::from_millis(100) && waits[1] <= Duration::from_millis(200),
            "{waits:?}"
        );
        // Each attempt is the same request.
        assert!(server.requests().iter().all(|request| *request == server.requests()[0]));
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_answer_comes_back_with_the_attempts_counted() {
    for status in [500, 502, 503, 504] {
        let server = Server::answering(vec![error(status, "x"); 9]).await;
        let (result, _) = drive(call(&client(&server.url))).await;
        let error = result.expect_err("for good");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
        assert_eq!(error.attempts(), 3);
        assert_eq!(server.requests().len(), 3);
        assert!(error.to_string().contains("after 3 attempts"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn answers_are_not_repeated() {
    let once = [
        error(400, "bad_request"),
        error(401, "unauthorized_credentials"),
        error(403, "session_authorization_error"),
        error(404, "user_not_found"),
        error(429, "captcha_failed"),
        error(429, "user_lock_limit_reached"),
        http(429, &[("retry-after", "1")], &error_body(429, "too_few_tokens_authenticated")),
        error(501, "x"),
        error(408, "x"),
        http(302, &[("location", "/")], ""),
        json(200, "<html>"),
    ];
    for reply in once {
        let server = Server::answering([reply.clone(), ok()]).await;
        let (result, waits) = drive(call(&client(&server.url))).await;
        let error = result.expect_err("an answer");
        assert_eq!((server.requests().len(), waits.len(), error.attempts()), (1, 0, 1), "{reply:?}");
        assert!(!error.is_retryable(), "{error}");
        assert!(!error.is_rate_limited(), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_honoured_and_bounded_by_the_deadline_alone() {
    // More waits than there are attempts, more than the budget pays for: 6 × 4 s within 30 s.
    let server = Server::answering(vec![limited("4"); 6].into_iter().chain([ok()])).await;
    let client = builder(&server.url).retry(RetryPolicy::default().budget(0)).build().expect("valid");
    let ((result, waits), took) = elapsed(drive(call(&client))).await;
    result.expect("the seventh attempt");
    assert_eq!(waits, [Duration::from_secs(4); 6]);
    assert!(took >= Duration::from_secs(24), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_deadline_ends_the_call_at_once() {
    for (reply, seconds) in [(limited("31"), 31), (limited("30"), 30)] {
        let server = Server::answering([reply, ok()]).await;
        let ((result, waits), took) = elapsed(drive(call(&client(&server.url)))).await;
        let error = result.expect_err("beyond the deadline");
        assert_eq!(error.retry_after(), Some(Duration::from_secs(seconds)));
        assert!(error.is_rate_limited() && error.is_retryable());
        assert!(error.to_string().contains(&format!("the server asks to wait {seconds} s")), "{error}");
        assert_eq!((server.requests().len(), waits.len(), took), (1, 0, Duration::ZERO));
    }
    // The waits add up: 20 s fit once, not twice.
    let server = Server::answering(vec![limited("20"); 3]).await;
    let (result, waits) = drive(call(&client(&server.url))).await;
    assert_eq!(result.expect_err("beyond the deadline").attempts(), 2);
    assert_eq!(waits, [Duration::from_secs(20)]);
}

#[tokio::test(start_paused = true)]
async fn retry_after_on_a_503_counts_as_an_attempt() {
    let reply = http(503, &[("retry-after", "2")], "");
    let server = Server::answering(vec![reply; 5]).await;
    let (result, waits) = drive(call(&client(&server.url))).await;
    assert_eq!(result.expect_err("for good").attempts(), 3);
    assert_eq!(waits, [Duration::from_secs(2); 2]);
}

#[tokio::test(start_paused = true)]
async fn a_policy_of_none_sends_one_request() {
    for reply in [limited("0"), limited("1"), error(503, "x"), Reply::Close] {
        let server = Server::answering([reply, ok()]).await;
        let client = builder(&server.url).retry(RetryPolicy::none()).build().expect("valid");
        let (result, waits) = drive(call(&client)).await;
        assert_eq!(result.expect_err("no second attempt").attempts(), 1);
        assert_eq!((server.requests().len(), waits.len()), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_spent_budget_stops_retries_for_all_clones_until_successes_refill_it() {
    let server = Server::answering(
        vec![error(503, "x"); 5].into_iter().chain(vec![ok(); 5]).chain([error(503, "x"), ok()]),
    )
    .await;
    let client = builder(&server.url).retry(RetryPolicy::default().budget(2)).build().expect("valid");
    // Two retries are in the bucket: the first call takes both, the next two get none.
    assert_eq!(drive(call(&client)).await.0.expect_err("503").attempts(), 3);
    assert_eq!(drive(call(&client.clone())).await.0.expect_err("503").attempts(), 1);
    assert_eq!(drive(call(&client)).await.0.expect_err("503").attempts(), 1);
    // Five successes earn one retry.
    for _ in 0..5 {
        drive(call(&client)).await.0.expect("200");
    }
    drive(call(&client)).await.0.expect("a retry");
    assert_eq!(server.requests().len(), 12);
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_times_out_each_attempt_and_then_the_deadline() {
    let server = Server::answering(vec![Reply::Hang; 4]).await;
    let client = builder(&server.url)
        .deadline(Duration::from_secs(7))
        .attempt_timeout(Duration::from_secs(3))
        .build()
        .expect("valid");
    // Two attempts of 3 s each, short waits between them, and what is left of 7 s.
    let (result, _) = drive_past(call(&client), &server, Duration::from_secs(3)).await;
    let error = result.expect_err("silence");
    assert!(error.is_timeout() && !error.is_connect() && error.is_retryable(), "{error:?}");
    assert_eq!(error.attempts(), 3);
    assert_eq!(server.requests().len(), 3);
    assert!(error.to_string().contains("within the deadline of 7s (after 3 attempts)"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_ends_times_out() {
    let head = "HTTP/1.1 200 \r\ncontent-length: 900\r\n\r\n{\"connected".to_owned();
    let server = Server::answering([send(head)]).await;
    let client = builder(&server.url).deadline(Duration::from_secs(1)).build().expect("valid");
    let (result, _) = drive_past(call(&client), &server, Duration::from_secs(1)).await;
    let error = result.expect_err("half a body");
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_connection_is_repeated_and_told_apart() {
    // A port that was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let url = format!("http://{}", listener.local_addr().expect("a bound socket has an address"));
    drop(listener);
    let (result, waits) = drive(call(&client(&url))).await;
    let error = result.expect_err("nobody listens");
    assert!(error.is_connect() && error.is_retryable() && !error.is_timeout(), "{error:?}");
    assert_eq!((error.attempts(), waits.len()), (3, 2));
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_post_that_is_not_idempotent_is_repeated_only_if_it_reached_nobody() {
    let create = async |client: &Client| {
        let app = CreateConnectedAppClientRequest::builder().client_type(ClientType::ThirdParty);
        client.create_connected_app_client().body(app).await.map(drop)
    };
    let half = "HTTP/1.1 200 \r\ncontent-length: 900\r\n\r\n{".to_owned();
    for reply in [Reply::Close, cut(half), error(500, "x"), error(504, "x")] {
        let server = Server::answering([reply, ok()]).await;
        let (result, _) = drive(create(&client(&server.url))).await;
        let error = result.expect_err("it may have taken effect");
        assert!(!error.is_retryable(), "{error}");
        assert_eq!((error.attempts(), server.requests().len()), (1, 1), "{error}");
    }
    let (result, _) = drive(create(&client("http://127.0.0.1:1"))).await;
    let error = result.expect_err("nobody listens on port 1");
    assert!(error.is_connect() && error.is_retryable(), "{error}");
    assert_eq!(error.attempts(), 3);
    // A rate limit was not acted upon.
    let server = Server::answering([error_with_wait(), error_with_wait(), error_with_wait()]).await;
    assert_eq!(drive(create(&client(&server.url))).await.0.expect_err("429").attempts(), 3);
}

fn error_with_wait() -> Reply {
    error(429, "too_many_requests")
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_sends_nothing_more() {
    let server = Server::answering([limited("5"), ok()]).await;
    let client = client(&server.url);
    let _held = hold();
    let mut retries = crate::support::log::Retries::capture();
    let wait = tokio::select! {
        biased;
        result = call(&client) => panic!("still waiting: {result:?}"),
        wait = retries.next() => wait,
    };
    tokio::time::advance(wait * 2).await;
    tokio::task::yield_now().await;
    assert_eq!(server.requests().len(), 1);
}
