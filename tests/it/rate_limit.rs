//! A rate limit slows down the requests of one operation, whichever clone of the client sends them.
//!
//! `src/retry/tests/simulation.rs` and the benches measure how fast the client is through rate limits of all kinds.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::{FutureExt, StreamExt, stream};
use scripted_server::time::{elapsed, ticking, ticking_by};
use scripted_server::{RateLimit, Reply, Server, error, error_body, http, json};
use stytch_connected_apps::{Error, RetryPolicy};
use tokio::time::{Instant, sleep};

use crate::support::log::Log;
use crate::support::{EMPTY, builder, client, member, user};

const MILLISECOND: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);

/// A rate limit whose `Retry-After` is this many seconds.
fn limited(seconds: &str) -> Reply {
    http(429, &[("retry-after", seconds)], error_body(429, "too_many_requests"))
}

/// A rate limit without a `Retry-After`, as Stytch documents it.
fn limited_without_a_wait() -> Reply {
    error(429, "too_many_requests")
}

fn ok() -> Reply {
    json(200, EMPTY)
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_that_one_clone_meets_delays_the_others() {
    // The server rejects everything for three seconds.
    let start = Instant::now();
    let arrivals = Arc::new(Mutex::new(Vec::new()));
    let log = arrivals.clone();
    let closed = move |_| {
        log.lock().expect("no panic").push(start.elapsed());
        if start.elapsed() < SECOND * 3 { limited_without_a_wait() } else { ok() }
    };
    let server = Server::responding_with(closed).await;
    let clients = [client(&server.url)];
    let clones = vec![clients[0].clone(); 100];
    let first = async { user(&clients[0]).await.map(drop) };
    let others = async {
        sleep(MILLISECOND * 50).await;
        join_all(clones.iter().map(user)).await
    };
    let both = async { tokio::join!(first, others) };
    let ((first, others), took) = elapsed(ticking_by(MILLISECOND * 10, both)).await;
    first.expect("200");
    assert!(others.iter().all(Result::is_ok));
    assert!(took >= SECOND * 3, "{took:?}");
    // Probes alone find the end: the waiting calls do not meet the limit themselves.
    let wasted = server.request_count() - 101;
    assert!((2..=25).contains(&wasted), "{wasted} requests were limited");
    // And when it opens, the waiting calls do not leave all at once.
    let arrivals = arrivals.lock().expect("no panic");
    let opened = arrivals.iter().find(|time| **time >= SECOND * 3).expect("a request that passed");
    let soon = arrivals.iter().filter(|time| **time >= *opened && **time < *opened + SECOND / 4).count();
    assert!((2..=10).contains(&soon), "{soon} of 101 requests at once");
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_of_one_operation_delays_no_other() {
    let server =
        Server::responding_with(|request| if request.contains("/v1/users/") { limited("9") } else { ok() })
            .await;
    let client = client(&server.url);
    let first = async { user(&client).await };
    let others = async {
        server.arrival().await;
        elapsed(join_all((0..100).map(|_| member(&client)))).await
    };
    let (first, (others, took)) = ticking(async { tokio::join!(first, others) }).await;
    assert!(first.is_err_and(|error| error.is_rate_limited()));
    assert!(others.iter().all(Result::is_ok));
    assert!(took < SECOND * 3, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_that_only_one_call_meets_delays_only_that_call() {
    for limit in [limited("29"), limited("1"), limited_without_a_wait()] {
        let reply = {
            let limit = limit.clone();
            move |request: String| if request.contains("/bad/") { limit.clone() } else { ok() }
        };
        let server = Server::responding_with(reply).await;
        let client = client(&server.url);
        let get = |id: &'static str| client.get_user_connected_apps().user_id(id).into_future();
        let bad = async { get("bad").await };
        let good = async {
            server.arrival().await;
            let calls = stream::iter(0..1000).map(|_| get("good")).buffer_unordered(64);
            elapsed(calls.filter(|result| std::future::ready(result.is_ok())).count()).await
        };
        let both = async { tokio::join!(bad, good) };
        let (bad, (good, took)) = ticking_by(MILLISECOND * 10, both).await;
        assert_eq!(good, 1000, "{limit:?}");
        assert!(took < SECOND * 6, "{limit:?}: {took:?}");
        assert!(bad.is_err_and(|error| error.is_rate_limited()), "{limit:?}");
        // Alone it backs off, up to the five seconds of the policy.
        let wasted = server.request_count() - 1000;
        assert!(wasted <= 45, "{limit:?}: {wasted} requests were limited");
    }
}

#[tokio::test(start_paused = true)]
async fn neither_attempts_nor_budget_bound_the_wait_for_a_rate_limit() {
    for (reply, wait) in [(limited("4"), 4), (limited("0"), 0), (limited_without_a_wait(), 0)] {
        let server = Server::responding(vec![reply; 6].into_iter().chain([ok()])).await;
        let client = builder(&server.url).retry(RetryPolicy::default().budget(0)).build().expect("valid");
        // In small steps, so that a busy machine adds less to the time.
        let (result, took) = elapsed(ticking_by(MILLISECOND * 10, user(&client))).await;
        result.expect("the seventh attempt");
        let least = SECOND * wait * 6;
        assert!(took >= least && took < least + SECOND * 2, "{took:?}");
        assert_eq!(server.requests().len(), 7);
    }
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_that_lasts_fails_the_call_at_its_deadline() {
    let server = Server::responding_with(|_| limited_without_a_wait()).await;
    let client = builder(&server.url).deadline(SECOND * 20).build().expect("valid");
    // In small steps: a probe that is on its way at the deadline would be a timeout.
    let (result, took) = elapsed(ticking_by(MILLISECOND * 10, user(&client))).await;
    let error = result.expect_err("the limit lasts");
    assert!(error.is_rate_limited() && error.is_retryable(), "{error:?}");
    // The call gives up when it is clear that no probe can leave in time.
    assert!(took > SECOND * 14 && took <= SECOND * 20, "{took:?}");
    // One after 100 ms, and later ones when 15 % of the time since have passed.
    let requests = server.request_count();
    assert!((20..=40).contains(&requests), "{requests} requests");
    assert_eq!(error.attempts() as usize, requests);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_cannot_be_sent_before_its_deadline_is_not_sent() {
    let server = Server::responding_with(|_| limited("60")).await;
    let client = client(&server.url);
    // The limit is closed for longer than a call may wait, so 200 calls are not 200 requests.
    let calls = (0..200).map(|_| user(&client));
    let (results, took) = elapsed(ticking(stream::iter(calls).buffered(64).collect::<Vec<_>>())).await;
    assert!(took < SECOND, "{took:?}");
    let requests = server.request_count();
    assert!((64..70).contains(&requests), "{requests}");
    let errors: Vec<Error> = results.into_iter().filter_map(Result::err).collect();
    assert!(errors.iter().all(|error| error.is_rate_limited() && error.is_retryable()));
    let (not_sent, sent): (Vec<_>, Vec<_>) = errors.iter().partition(|error| error.attempts() == 0);
    assert_eq!(sent.len(), requests);
    for error in not_sent {
        let text = error.to_string();
        let message =
            "not sent: the rate limit allows no request for another 59.9 s, longer than the call may wait";
        assert!(text.ends_with(message) || text.ends_with(&message.replace("59.9", "60.0")), "{text}");
        assert!(error.retry_after().is_some_and(|wait| wait > SECOND * 59), "{error:?}");
        assert_eq!((error.status(), error.may_have_taken_effect(), error.is_timeout()), (None, false, false));
        assert!(matches!(error, Error::Transport(_)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_job_waits_for_a_rate_limit_as_long_as_it_says() {
    let server = Server::responding([limited("100"), limited("100"), ok(), Reply::Hang]).await;
    let client = builder(&server.url).deadline(SECOND * 5).retry(RetryPolicy::default().max_attempts(2));
    let client = client.build().expect("valid");
    let job = client.with_rate_limit_wait(SECOND * 300);
    let (result, took) = elapsed(ticking(user(&job))).await;
    result.expect("the third attempt");
    assert!(took >= SECOND * 200 && took < SECOND * 210, "{took:?}");
    // The deadline bounds the rest of the call.
    let (result, took) = elapsed(ticking(user(&job))).await;
    assert!(result.is_err_and(|error| error.is_timeout()));
    assert!(took >= SECOND * 5 && took < SECOND * 6, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_retry_without_a_permit_before_the_deadline_is_not_sent() {
    // The first call times out after the other one has met a limit, which is closed beyond its deadline.
    let server = Server::responding([Reply::Hang].into_iter().chain(vec![limited("4"); 9])).await;
    let client = builder(&server.url).deadline(SECOND * 5).attempt_timeout(SECOND * 2);
    let client = client.build().expect("valid");
    let slow = async { elapsed(user(&client)).await };
    let limited = async {
        server.arrival().await;
        sleep(MILLISECOND * 1500).await;
        let probe = async { sleep(MILLISECOND * 200).then(|()| user(&client)).await };
        tokio::join!(user(&client), probe)
    };
    let ((slow, took), _) = ticking(async { tokio::join!(slow, limited) }).await;
    let error = slow.expect_err("no time for a retry");
    assert!(error.is_timeout() && error.attempts() == 1, "{error:?}");
    assert!(took < SECOND * 3, "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn retry_policies_with_a_single_attempt_have_no_rate_limiter() {
    for policy in [RetryPolicy::none(), RetryPolicy::default().max_attempts(1)] {
        let server = Server::responding([limited("3"), ok()]).await;
        let client = builder(&server.url).retry(policy.clone()).build().expect("valid");
        user(&client).await.expect_err("429");
        let (result, took) = elapsed(user(&client)).await;
        result.expect("200");
        assert_eq!(took, Duration::ZERO, "{policy:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn requests_that_a_rate_limit_rejects_are_no_failed_attempts() {
    let unavailable = || error(503, "service_unavailable");
    let mut script = vec![limited("0"); 5];
    script.extend([unavailable(), limited("0"), Reply::Close, limited("0"), ok()]);
    let server = Server::responding(script).await;
    ticking(user(&client(&server.url))).await.expect("the third attempt that no limit rejects succeeds");
    assert_eq!(server.request_count(), 10);
    // The third failure is final, and the message counts both.
    let mut script = vec![limited("0"); 4];
    script.extend([unavailable(), unavailable(), unavailable(), ok()]);
    let server = Server::responding(script).await;
    let error = ticking(user(&client(&server.url))).await.expect_err("three failures");
    assert_eq!((error.attempts(), error.rejected_attempts(), server.request_count()), (7, 4, 7));
    let message = error.to_string();
    assert!(message.contains("(after 7 attempts, of which a rate limit rejected 4"), "{message}");
}

#[tokio::test(start_paused = true)]
async fn a_thousand_calls_through_a_token_bucket_all_succeed() {
    thousand_calls(RateLimit::token_bucket(400.0, 40.0), limited("1")).await;
}

#[tokio::test(start_paused = true)]
async fn a_thousand_calls_through_fixed_windows_all_succeed() {
    // The calls start late in a window.
    let start = Instant::now() - MILLISECOND * 800;
    thousand_calls(RateLimit::fixed_window(400, SECOND, start), limited_without_a_wait()).await;
}

async fn thousand_calls(mut limit: RateLimit, limited: Reply) {
    let reply = move |_| if limit.allows() { ok() } else { limited.clone() };
    let server = Server::responding_with(reply).await;
    let client = client(&server.url);
    let log = Log::capture();
    let calls = stream::iter(0..1000).map(|_| user(&client)).buffer_unordered(64);
    let results = calls.map(|result| result.map(drop)).collect::<Vec<_>>();
    let (results, took) = elapsed(ticking_by(MILLISECOND, results)).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1000);
    let requests = server.request_count();
    assert!(requests <= 1150, "{requests} requests");
    assert!(took < SECOND * 6, "{took:?}");
    // Each change is logged once, with the rate and how many calls wait.
    let text = log.text();
    let changes: Vec<&str> = text.lines().filter(|line| line.contains(" INFO ")).collect();
    assert!((2..=20).contains(&changes.len()), "{changes:#?}");
    for (change, message) in changes.iter().zip(["rate limit reached", "rate limit lifted"].iter().cycle()) {
        assert!(change.contains(message), "{changes:#?}");
        assert!(change.contains(r#"operation="get_user_connected_apps""#), "{change}");
        assert!(change.contains("waiting="), "{change}");
        assert!(*message == "rate limit reached" || change.contains("rate="), "{change}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_nobody_polls_delays_no_other_call() {
    let mut requests = 0;
    let server = Server::responding_with(move |_| {
        requests += 1;
        match requests {
            1 => http(429, &[], ""),
            2 => Reply::Hang,
            _ => json(200, EMPTY),
        }
    })
    .await;
    let client = client(&server.url);
    let mut probe = user(&client);
    tokio::select! {
        biased;
        _ = &mut probe => panic!("the server hangs"),
        () = ticking(server.arrivals(2)) => {}
    }
    // `probe` is kept and no longer polled.
    let (result, took) = elapsed(ticking(user(&client))).await;
    result.expect("another probe may leave after a while");
    assert!(took < Duration::from_secs(15), "{took:?}");
    drop(probe);
}
