//! A rate limit slows down all clones of a client.

use std::time::Duration;

use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use scripted_server::{RateLimit, Reply, Server, error_body, http, json};
use stytch_connected_apps::RetryPolicy;
use tokio::time::Instant;

use crate::support::time::{elapsed, ticking, ticking_by};
use crate::support::{CALLS, EMPTY, builder, client, member, user};

/// A rate limit that asks to wait this many seconds.
fn limited(seconds: &str) -> Reply {
    http(429, &[("retry-after", seconds)], error_body(429, "too_many_requests"))
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_that_one_clone_meets_pauses_the_others() {
    let server = Server::responding([limited("3"), json(200, EMPTY), json(200, EMPTY)]).await;
    let client = client(&server.url);
    let clone = client.clone();
    let started = Instant::now();
    let first = async { user(&client).await.map(|_| started.elapsed()) };
    let second = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        // A client with a session is a clone as well.
        member(&clone).await.map(|_| started.elapsed())
    };
    let (first, second) = ticking(async { tokio::join!(first, second) }).await;
    for took in [first.expect("200"), second.expect("200")] {
        assert!((3.0..4.0).contains(&took.as_secs_f64()), "{took:?}");
    }
    // The second call waits without a request of its own that meets the limit.
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_call_without_a_permit_before_its_deadline_is_not_sent() {
    let server = Server::responding([limited("1")].into_iter().chain(vec![json(200, EMPTY); 100])).await;
    let client = builder(&server.url).deadline(Duration::from_secs(5)).build().expect("valid");
    let first = async { user(&client).await.map(drop) };
    let others = async {
        server.arrival().await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        elapsed(join_all((0..100).map(|number| CALLS[number % 2](&client)))).await
    };
    let (first, (others, took)) = ticking(async { tokio::join!(first, others) }).await;
    first.expect("200");
    assert!(took <= Duration::from_millis(5500), "{took:?}");
    let errors = others.iter().filter_map(|result| result.as_ref().err());
    // The clock advances in steps, so it may pass the deadline while a response is in flight.
    let (errors, late): (Vec<_>, Vec<_>) = errors.partition(|error| error.attempts() == 0);
    assert!(late.iter().all(|error| error.is_timeout()), "{late:?}");
    // The client has measured hardly any throughput, so it starts at the minimum of ten requests per
    // second.
    assert!((50..80).contains(&errors.len()), "{}", errors.len());
    for error in &errors {
        assert!(error.is_rate_limited() && error.is_retryable() && !error.is_timeout(), "{error:?}");
        assert!(
            error.to_string().ends_with("not sent: the server's rate limit left no time before the deadline"),
            "{error}"
        );
        assert_eq!((error.attempts(), error.status(), error.may_have_taken_effect()), (0, None, false));
    }
    let sent = 2 + others.len() - errors.len();
    assert!((sent - late.len()..=sent).contains(&server.requests().len()));
}

#[tokio::test(start_paused = true)]
async fn a_retry_without_a_permit_before_the_deadline_is_not_sent() {
    // The slow call times out after the other one meets a limit. The pause ends after the slow call's
    // deadline.
    let server = Server::responding([Reply::Hang, limited("4"), json(200, EMPTY)]).await;
    let client =
        builder(&server.url).deadline(Duration::from_secs(5)).attempt_timeout(Duration::from_secs(2));
    let client = client.build().expect("valid");
    let slow = async { elapsed(user(&client)).await };
    let limited = async {
        server.arrival().await;
        tokio::time::sleep(Duration::from_millis(1500)).await;
        user(&client).await
    };
    let ((slow, took), limited) = ticking(async { tokio::join!(slow, limited) }).await;
    limited.expect("200");
    let error = slow.expect_err("no time for a retry");
    assert!(error.is_timeout() && error.attempts() == 1, "{error:?}");
    assert!(took < Duration::from_secs(3), "{took:?}");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_beyond_the_deadline_does_not_pause_other_calls() {
    let server = Server::responding([limited("30"), json(200, EMPTY)]).await;
    let client = client(&server.url);
    user(&client).await.expect_err("the wait ends after the deadline");
    let (result, took) = elapsed(member(&client)).await;
    result.expect("200");
    assert_eq!(took, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn with_retry_policy_none_a_rate_limit_does_not_pause_other_calls() {
    let server = Server::responding([limited("3"), json(200, EMPTY)]).await;
    let client = builder(&server.url).retry(RetryPolicy::none()).build().expect("valid");
    user(&client).await.expect_err("429");
    let (result, took) = elapsed(user(&client)).await;
    result.expect("200");
    assert_eq!(took, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_calls_through_a_token_bucket_all_succeed() {
    thousand_calls(RateLimit::token_bucket(400.0, 40.0)).await;
}

#[tokio::test(start_paused = true)]
async fn a_thousand_calls_through_fixed_windows_all_succeed() {
    // The calls start late in a window.
    let start = Instant::now() - Duration::from_millis(800);
    thousand_calls(RateLimit::fixed_window(400, Duration::from_secs(1), start)).await;
}

async fn thousand_calls(mut limit: RateLimit) {
    let reply = move |_| if limit.allows() { json(200, EMPTY) } else { limited("1") };
    let server = Server::responding_with(reply).await;
    let client = builder(&server.url).deadline(Duration::from_secs(60)).build().expect("valid");
    let calls = stream::iter(0..1000).map(|number| CALLS[number % 2](&client)).buffer_unordered(64);
    let results = calls.map(|result| result.map(drop)).collect::<Vec<_>>();
    let (results, took) = elapsed(ticking_by(Duration::from_millis(1), results)).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1000);
    let requests = server.request_count();
    assert!(requests <= 1200, "{requests} requests");
    assert!(took < Duration::from_secs(10), "{took:?}");
}
