//! What is sent again, when, and how often.

use std::time::Duration;

use stytch_connected_apps::RetryPolicy;

use crate::support::time::{drive, drive_past, elapsed, ticking};
use crate::support::{CALLS, EMPTY, builder, client, user};
use scripted_server::{Reply, Server, error, error_body, http, json};

fn ok() -> Reply {
    json(200, EMPTY)
}

fn limited(retry_after: &str) -> Reply {
    http(429, &[("retry-after", retry_after)], error_body(429, "too_many_requests"))
}

#[tokio::test(start_paused = true)]
async fn passing_failures_are_repeated_until_the_third_attempt() {
    for failure in [
        error(429, "too_many_requests"),
        error(500, "internal_server_error"),
        http(502, &[], "<html>"),
        error(503, "server_unavailable"),
        http(504, &[], ""),
    ] {
        for call in CALLS {
            let server = Server::responding([failure.clone(), failure.clone(), ok()]).await;
            let (result, waits) = drive(call(&client(&server.url))).await;
            result.unwrap_or_else(|error| panic!("{failure:?}: {error}"));
            assert_eq!(server.requests().len(), 3, "{failure:?}");
            // Full jitter: anything up to the doubled base.
            assert!(waits[0] <= Duration::from_millis(100), "{waits:?}");
            assert!(waits[1] <= Duration::from_millis(200), "{waits:?}");
            // Each attempt is the same request.
            assert!(server.requests().iter().all(|request| *request == server.requests()[0]));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_the_server_asks_for_is_honoured_in_every_form() {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    for (headers, wait) in [
        (vec![("retry-after", "2")], Some(2)),
        // A date counts from the server's own clock.
        (vec![("date", date), ("retry-after", "Sun, 06 Nov 1994 08:49:40 GMT")], Some(3)),
        (vec![("date", date), ("retry-after", date)], None),
        (vec![("retry-after", date)], None),
        (vec![("retry-after", "soon")], None),
        (vec![("retry-after", "-2")], None),
        (vec![], None),
    ] {
        for status in [429, 503] {
            for call in CALLS {
                let reply = http(status, &headers, error_body(status, "too_many_requests"));
                let server = Server::responding([reply.clone(), reply, ok()]).await;
                let ((result, waits), took) = elapsed(drive(call(&client(&server.url)))).await;
                result.unwrap_or_else(|error| panic!("{headers:?}: {error}"));
                assert_eq!(server.requests().len(), 3);
                match wait {
                    Some(seconds) => assert_eq!(waits, [Duration::from_secs(seconds); 2], "{headers:?}"),
                    None => assert!(took < Duration::from_secs(1), "{headers:?}: {took:?}"),
                }
                assert!(took >= waits.iter().sum::<Duration>());
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_answer_comes_back_with_the_attempts_counted() {
    for status in [500, 502, 503, 504] {
        for call in CALLS {
            let server = Server::responding(vec![error(status, "x"); 9]).await;
            let (result, _) = drive(call(&client(&server.url))).await;
            let error = result.expect_err("for good");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            assert_eq!(error.attempts(), 3);
            assert_eq!(server.requests().len(), 3);
            assert!(error.to_string().contains("after 3 attempts"), "{error}");
        }
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
        http(429, &[("retry-after", "1")], error_body(429, "too_few_tokens_authenticated")),
        error(501, "x"),
        error(408, "x"),
        http(302, &[("location", "/")], ""),
        json(200, "<html>"),
    ];
    for reply in once {
        for call in CALLS {
            let server = Server::responding([reply.clone(), ok()]).await;
            let (result, waits) = drive(call(&client(&server.url))).await;
            let error = result.expect_err("an answer");
            assert_eq!((server.requests().len(), waits.len(), error.attempts()), (1, 0, 1), "{reply:?}");
            assert!(!error.is_retryable(), "{error}");
            assert!(!error.is_rate_limited(), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_honoured_and_bounded_by_the_deadline_alone() {
    // More waits than there are attempts, more than the budget pays for: 6 × 4 s within 30 s.
    let server = Server::responding(vec![limited("4"); 6].into_iter().chain([ok()])).await;
    let client = builder(&server.url).retry(RetryPolicy::default().budget(0)).build().expect("valid");
    let ((result, waits), took) = elapsed(drive(user(&client))).await;
    result.expect("the seventh attempt");
    assert_eq!(waits, [Duration::from_secs(4); 6]);
    assert!(took >= Duration::from_secs(24), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_deadline_ends_the_call_at_once() {
    for seconds in [31, 30] {
        for call in CALLS {
            let server = Server::responding([limited(&seconds.to_string()), ok()]).await;
            let ((result, waits), took) = elapsed(drive(call(&client(&server.url)))).await;
            let error = result.expect_err("beyond the deadline");
            assert_eq!(error.retry_after(), Some(Duration::from_secs(seconds)));
            assert!(error.is_rate_limited() && error.is_retryable());
            assert!(error.to_string().contains(&format!("the server asks to wait {seconds} s")), "{error}");
            assert_eq!((server.requests().len(), waits.len(), took), (1, 0, Duration::ZERO));
        }
    }
    // The waits add up: 20 s fit once, not twice.
    let server = Server::responding(vec![limited("20"); 3]).await;
    let (result, waits) = drive(user(&client(&server.url))).await;
    assert_eq!(result.expect_err("beyond the deadline").attempts(), 2);
    assert_eq!(waits, [Duration::from_secs(20)]);
}

#[tokio::test(start_paused = true)]
async fn retry_after_on_a_503_counts_as_an_attempt() {
    let reply = http(503, &[("retry-after", "2")], "");
    let server = Server::responding(vec![reply; 5]).await;
    let (result, waits) = drive(user(&client(&server.url))).await;
    assert_eq!(result.expect_err("for good").attempts(), 3);
    assert_eq!(waits, [Duration::from_secs(2); 2]);
}

#[tokio::test(start_paused = true)]
async fn to_ask_for_no_wait_is_not_to_control_the_flow() {
    let server = Server::responding(vec![limited("0"); 9]).await;
    let policy = RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO);
    let client = builder(&server.url).retry(policy).build().expect("valid");
    assert_eq!(ticking(user(&client)).await.expect_err("429").attempts(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_policy_of_none_sends_one_request() {
    for reply in [limited("0"), limited("1"), error(503, "x"), Reply::Close] {
        let server = Server::responding([reply, ok()]).await;
        let client = builder(&server.url).retry(RetryPolicy::none()).build().expect("valid");
        let (result, waits) = drive(user(&client)).await;
        assert_eq!(result.expect_err("no second attempt").attempts(), 1);
        assert_eq!((server.requests().len(), waits.len()), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_spent_budget_stops_retries_for_all_clones_until_successes_refill_it() {
    let server = Server::responding(
        vec![error(503, "x"); 5].into_iter().chain(vec![ok(); 5]).chain([error(503, "x"), ok()]),
    )
    .await;
    let client = builder(&server.url).retry(RetryPolicy::default().budget(2)).build().expect("valid");
    // Two retries are in the bucket: the first call takes both, the next two get none.
    assert_eq!(drive(user(&client)).await.0.expect_err("503").attempts(), 3);
    assert_eq!(drive(user(&client.clone())).await.0.expect_err("503").attempts(), 1);
    assert_eq!(drive(user(&client)).await.0.expect_err("503").attempts(), 1);
    // Five successes earn one retry.
    for _ in 0..5 {
        drive(user(&client)).await.0.expect("200");
    }
    drive(user(&client)).await.0.expect("a retry");
    assert_eq!(server.requests().len(), 12);
}

#[tokio::test(start_paused = true)]
async fn a_success_after_a_retry_pays_the_retry_back() {
    let trouble = || [error(503, "x"), ok()];
    let server = Server::responding((0..9).flat_map(|_| trouble())).await;
    let client = builder(&server.url).retry(RetryPolicy::default().budget(1)).build().expect("valid");
    for _ in 0..9 {
        drive(user(&client)).await.0.expect("a retry");
    }
    // A success at once earns a fifth of one: four are not enough.
    let script = vec![error(503, "x"); 2].into_iter().chain(vec![ok(); 4]).chain([error(503, "x"), ok()]);
    let server = Server::responding(script).await;
    let client = builder(&server.url).retry(RetryPolicy::default().budget(1)).build().expect("valid");
    assert_eq!(drive(user(&client)).await.0.expect_err("503").attempts(), 2);
    for _ in 0..4 {
        drive(user(&client)).await.0.expect("200");
    }
    assert_eq!(drive(user(&client)).await.0.expect_err("503").attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_silent_server_times_out_each_attempt_and_then_the_deadline() {
    let server = Server::responding(vec![Reply::Hang; 4]).await;
    let client = builder(&server.url)
        .deadline(Duration::from_secs(7))
        .attempt_timeout(Duration::from_secs(3))
        .build()
        .expect("valid");
    // Two attempts of 3 s each, short waits between them, and what is left of 7 s.
    let (result, _) = drive_past(user(&client), &server, Duration::from_secs(3)).await;
    let error = result.expect_err("silence");
    assert!(error.is_timeout() && !error.is_connect() && error.is_retryable(), "{error:?}");
    assert_eq!(error.attempts(), 3);
    assert_eq!(server.requests().len(), 3);
    assert!(error.to_string().contains("within the deadline of 7s (after 3 attempts)"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_refused_connection_is_repeated_and_told_apart() {
    // A port that was free a moment ago.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let url = format!("http://{}", listener.local_addr().expect("a bound socket has an address"));
    drop(listener);
    let (result, waits) = drive(user(&client(&url))).await;
    let error = result.expect_err("nobody listens");
    assert!(error.is_connect() && error.is_retryable() && !error.is_timeout(), "{error:?}");
    assert_eq!((error.attempts(), waits.len()), (3, 2));
    assert!(std::error::Error::source(&error).is_some());
}
