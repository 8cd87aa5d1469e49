//! When the server says that a client is too fast, all its clones slow down.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use scripted_server::{Reply, Server, error_body, http, json};
use stytch_connected_apps::RetryPolicy;
use tokio::time::Instant;

use crate::support::time::{elapsed, ticking, ticking_by};
use crate::support::{CALLS, EMPTY, builder, client, member, user};

fn limited(seconds: &str) -> Reply {
    http(429, &[("retry-after", seconds)], error_body(429, "too_many_requests"))
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_one_clone_meets_holds_the_others_back() {
    let server = Server::responding([limited("3"), json(200, EMPTY), json(200, EMPTY)]).await;
    let client = client(&server.url);
    let clone = client.clone();
    let started = Instant::now();
    let first = async { user(&client).await.map(|_| started.elapsed()) };
    let second = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        // A view with a session is the same client.
        member(&clone).await.map(|_| started.elapsed())
    };
    let (first, second) = ticking(async { tokio::join!(first, second) }).await;
    for took in [first.expect("200"), second.expect("200")] {
        assert!((3.0..4.0).contains(&took.as_secs_f64()), "{took:?}");
    }
    // The other clone's call was not sent to learn the same.
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_turn_does_not_come_in_time_is_not_sent() {
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
    // The clock moves in steps, which may take it past the deadline while an answer is on its way.
    let (errors, late): (Vec<_>, Vec<_>) = errors.partition(|error| error.attempts() == 0);
    assert!(late.iter().all(|error| error.is_timeout()), "{late:?}");
    // Little was seen of what the server can do, so requests leave at ten a second and a little more.
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
async fn a_retry_that_the_limit_leaves_no_time_for_is_not_made() {
    // One call fails after the other was told to wait for longer than the first has left.
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
    let error = slow.expect_err("no time");
    assert!(error.is_timeout() && error.attempts() == 1, "{error:?}");
    assert!(took < Duration::from_secs(3), "{took:?}");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_no_call_has_time_for_holds_nobody_back() {
    let server = Server::responding([limited("30"), json(200, EMPTY)]).await;
    let client = client(&server.url);
    user(&client).await.expect_err("beyond the deadline");
    let (result, took) = elapsed(member(&client)).await;
    result.expect("200");
    assert_eq!(took, Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_policy_of_none_holds_nobody_back() {
    let server = Server::responding([limited("3"), json(200, EMPTY)]).await;
    let client = builder(&server.url).retry(RetryPolicy::none()).build().expect("valid");
    user(&client).await.expect_err("429");
    let (result, took) = elapsed(user(&client)).await;
    result.expect("200");
    assert_eq!(took, Duration::ZERO);
}

/// A server that lets 400 requests a second through, and how many it has seen.
async fn limiting() -> (Server, Arc<AtomicUsize>) {
    let requests = Arc::new(AtomicUsize::new(0));
    let counter = requests.clone();
    let (mut tokens, mut last) = (40.0, Instant::now());
    let server = Server::responding_with(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        tokens = f64::min(tokens + last.elapsed().as_secs_f64() * 400.0, 40.0);
        last = Instant::now();
        if tokens < 1.0 {
            return limited("1");
        }
        tokens -= 1.0;
        json(200, EMPTY)
    });
    (server.await, requests)
}

#[tokio::test(start_paused = true)]
async fn a_thousand_calls_through_a_limit_are_all_answered() {
    let (server, requests) = limiting().await;
    let client = builder(&server.url).deadline(Duration::from_secs(60)).build().expect("valid");
    let calls = stream::iter(0..1000).map(|number| CALLS[number % 2](&client)).buffer_unordered(64);
    let count = calls.map(|result| result.map(drop)).collect::<Vec<_>>();
    let (results, took) = elapsed(ticking_by(Duration::from_millis(1), count)).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1000);
    let requests = requests.load(Ordering::Relaxed);
    assert!(requests <= 1200, "{requests} requests");
    assert!(took < Duration::from_secs(10), "{took:?}");
}
