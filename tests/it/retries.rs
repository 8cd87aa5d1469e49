//! Which requests are retried, when, and how often.

use std::time::Duration;

use scripted_server::time::{elapsed, ticking, ticking_by};
use scripted_server::{Reply, Server, error, error_body, http, json};
use stytch_connected_apps::RetryPolicy;

use crate::support::time::{drive, drive_past};
use crate::support::{CALLS, EMPTY, builder, client, user};

fn ok() -> Reply {
    json(200, EMPTY)
}

fn limited(retry_after: &str) -> Reply {
    http(429, &[("retry-after", retry_after)], error_body(429, "too_many_requests"))
}

#[tokio::test(start_paused = true)]
async fn transient_errors_are_retried_up_to_three_attempts() {
    for failure in [
        error(500, "internal_server_error"),
        http(502, &[], "<html>"),
        error(503, "server_unavailable"),
        http(504, &[], ""),
    ] {
        for call in CALLS {
            let server = Server::responding([failure.clone(), failure.clone(), ok()]).await;
            let (result, delays) = drive(call(&client(&server.url))).await;
            result.unwrap_or_else(|error| panic!("{failure:?}: {error}"));
            assert_eq!(server.requests().len(), 3, "{failure:?}");
            // Full jitter: the delay is random, and its maximum doubles with each attempt.
            assert!(delays[0] <= Duration::from_millis(100), "{delays:?}");
            assert!(delays[1] <= Duration::from_millis(200), "{delays:?}");
            // Every attempt sends the same request.
            assert!(server.requests().iter().all(|request| *request == server.requests()[0]));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn retry_after_is_honored_as_seconds_and_as_a_date() {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    for (headers, wait) in [
        (vec![("retry-after", "2")], 2),
        // A date counts from the response's `Date` header.
        (vec![("date", date), ("retry-after", "Sun, 06 Nov 1994 08:49:40 GMT")], 3),
        (vec![("date", date), ("retry-after", date)], 0),
        (vec![("retry-after", date)], 0),
        (vec![("retry-after", "soon")], 0),
        (vec![("retry-after", "-2")], 0),
        (vec![("retry-after", "1.5")], 0),
        (vec![("retry-after", "7 s")], 0),
        (vec![], 0),
    ] {
        for status in [429, 503] {
            for call in CALLS {
                let reply = http(status, &headers, error_body(status, "too_many_requests"));
                let server = Server::responding([reply.clone(), reply, ok()]).await;
                let call = call(&client(&server.url));
                let (result, took) = elapsed(ticking_by(Duration::from_millis(10), call)).await;
                result.unwrap_or_else(|error| panic!("{headers:?}: {error}"));
                assert_eq!(server.requests().len(), 3);
                let least = Duration::from_secs(2 * wait);
                assert!(took >= least && took <= least + Duration::from_secs(1), "{headers:?}: {took:?}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_last_error_is_returned_with_the_number_of_attempts() {
    for status in [500, 502, 503, 504] {
        for call in CALLS {
            let server = Server::responding(vec![error(status, "x"); 9]).await;
            let (result, _) = drive(call(&client(&server.url))).await;
            let error = result.expect_err("all attempts fail");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(status));
            assert_eq!(error.attempts(), 3);
            assert_eq!(server.requests().len(), 3);
            assert!(error.to_string().contains("after 3 attempts"), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn permanent_errors_are_not_retried() {
    let replies = [
        error(400, "bad_request"),
        error(401, "unauthorized_credentials"),
        error(403, "session_authorization_error"),
        error(404, "user_not_found"),
        error(429, "captcha_failed"),
        error(429, "user_lock_limit_reached"),
        http(429, &[("retry-after", "1")], error_body(429, "too_few_tokens_authenticated")),
        error(501, "x"),
        http(302, &[("location", "/")], ""),
        json(200, "<html>"),
    ];
    for reply in replies {
        for call in CALLS {
            let server = Server::responding([reply.clone(), ok()]).await;
            let (result, delays) = drive(call(&client(&server.url))).await;
            let error = result.expect_err("a permanent error");
            assert_eq!((server.requests().len(), delays.len(), error.attempts()), (1, 0, 1), "{reply:?}");
            assert!(!error.is_retryable(), "{error}");
            assert!(!error.is_rate_limited(), "{error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_beyond_the_deadline_fails_the_call_at_once() {
    for seconds in [31, 30] {
        for call in CALLS {
            let server = Server::responding([limited(&seconds.to_string()), ok()]).await;
            let ((result, delays), took) = elapsed(drive(call(&client(&server.url)))).await;
            let error = result.expect_err("the wait ends after the deadline");
            assert_eq!(error.retry_after(), Some(Duration::from_secs(seconds)));
            assert!(error.is_rate_limited() && error.is_retryable());
            assert!(error.to_string().contains(&format!("the server asks to wait {seconds} s")), "{error}");
            assert_eq!((server.requests().len(), delays.len(), took), (1, 0, Duration::ZERO));
        }
    }
    // The waits add up: 20 s fit into the deadline once, not twice.
    let server = Server::responding(vec![limited("20"); 3]).await;
    let (result, delays) = drive(user(&client(&server.url))).await;
    assert_eq!(result.expect_err("the wait ends after the deadline").attempts(), 2);
    assert_eq!(delays, [Duration::from_secs(20)]);
}

#[tokio::test(start_paused = true)]
async fn a_503_with_retry_after_counts_as_an_attempt() {
    let reply = http(503, &[("retry-after", "2")], "");
    let server = Server::responding(vec![reply; 5]).await;
    let (result, delays) = drive(user(&client(&server.url))).await;
    assert_eq!(result.expect_err("all attempts fail").attempts(), 3);
    assert_eq!(delays, [Duration::from_secs(2); 2]);
}

#[tokio::test(start_paused = true)]
async fn retry_policy_none_sends_one_request() {
    for reply in [limited("0"), limited("1"), error(503, "x"), Reply::Close] {
        let server = Server::responding([reply, ok()]).await;
        let client = builder(&server.url).retry(RetryPolicy::none()).build().expect("valid");
        let (result, delays) = drive(user(&client)).await;
        assert_eq!(result.expect_err("no second attempt").attempts(), 1);
        assert_eq!((server.requests().len(), delays.len()), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn clones_share_a_retry_budget_that_successes_refill() {
    let server = Server::responding(
        vec![error(503, "x"); 5].into_iter().chain(vec![ok(); 5]).chain([error(503, "x"), ok()]),
    )
    .await;
    let client = builder(&server.url).retry(RetryPolicy::default().budget(2)).build().expect("valid");
    // The budget holds two retries. The first call takes both, so the next two get none.
    assert_eq!(drive(user(&client)).await.0.expect_err("503").attempts(), 3);
    assert_eq!(drive(user(&client.clone())).await.0.expect_err("503").attempts(), 1);
    assert_eq!(drive(user(&client)).await.0.expect_err("503").attempts(), 1);
    // Five successes earn one retry.
    for _ in 0..5 {
        drive(user(&client)).await.0.expect("200");
    }
    drive(user(&client)).await.0.expect("the retry succeeds");
    assert_eq!(server.requests().len(), 12);
}

#[tokio::test(start_paused = true)]
async fn a_successful_retry_returns_its_budget() {
    let failure_then_success = || [error(503, "x"), ok()];
    let server = Server::responding((0..9).flat_map(|_| failure_then_success())).await;
    let client = builder(&server.url).retry(RetryPolicy::default().budget(1)).build().expect("valid");
    for _ in 0..9 {
        drive(user(&client)).await.0.expect("the retry succeeds");
    }
    // A success on the first attempt earns a fifth of a retry, so four of them are not enough.
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
async fn a_hanging_server_times_out_each_attempt_and_then_the_call() {
    let server = Server::responding(vec![Reply::Hang; 4]).await;
    let client = builder(&server.url)
        .deadline(Duration::from_secs(7))
        .attempt_timeout(Duration::from_secs(3))
        .build()
        .expect("valid");
    // Two attempts take 3 s each. The third gets what is left of 7 s after the short delays.
    let (result, _) = drive_past(user(&client), &server, Duration::from_secs(3)).await;
    let error = result.expect_err("the server hangs");
    assert!(error.is_timeout() && !error.is_connect() && error.is_retryable(), "{error:?}");
    assert_eq!(error.attempts(), 3);
    assert_eq!(server.requests().len(), 3);
    assert!(error.to_string().contains("within the deadline of 7s (after 3 attempts)"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_refused_connection_is_retried_and_is_a_connect_error() {
    // Most likely nothing listens on a port that was just free.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port on loopback");
    let url = format!("http://{}", listener.local_addr().expect("a bound socket has an address"));
    drop(listener);
    let (result, delays) = drive(user(&client(&url))).await;
    let error = result.expect_err("nothing listens");
    assert!(error.is_connect() && error.is_retryable() && !error.is_timeout(), "{error:?}");
    assert_eq!((error.attempts(), delays.len()), (3, 2));
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test(start_paused = true)]
async fn a_call_dropped_before_its_retry_gives_back_what_it_paid() {
    let server = Server::responding_with(|_| http(503, &[("retry-after", "5")], "")).await;
    let client = client(&server.url);
    for _ in 0..100 {
        let dropped = ticking(tokio::time::timeout(Duration::from_secs(1), user(&client))).await;
        dropped.expect_err("the server asks to wait 5 s");
    }
    let error = ticking(user(&client)).await.expect_err("503");
    assert_eq!(error.attempts(), 3, "{error}");
}
