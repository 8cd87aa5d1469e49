//! Calls over broken connections are retried where that is safe.

use std::time::Duration;

use scripted_server::time::{hold, soon};
use scripted_server::{Authority, Fault, Http2Server, Reason, Reply, Server, http, json, send_and_close};
use stytch_connected_apps::types::ConnectedAppsResponse;
use stytch_connected_apps::{Client, ResponseFuture, RetryPolicy};

use crate::support::time::drive;
use crate::support::{CALLS, EMPTY, builder, client, user};

/// Replies that break the connection, and what the error says.
fn faults() -> Vec<(Reply, &'static str)> {
    let head = "HTTP/1.1 200 \r\ncontent-length: 900\r\n\r\n{\"connected";
    let chunked = "HTTP/1.1 200 \r\ntransfer-encoding: chunked\r\n\r\n";
    let early = "the connection broke before a response arrived";
    let late = "the connection broke within the response body";
    let mut faults = vec![
        (Reply::Close, early),
        (Reply::SendAndReset(Vec::new()), early),
        (send_and_close("HTTP/1.1 200 \r\ncontent-le"), early),
        (send_and_close(head), late),
        (Reply::SendAndReset(head.into()), late),
        (send_and_close(format!("{chunked}5\r\n{{\"con")), late),
        (send_and_close(format!("{chunked}5\r\n{{\"con\"\r\n")), late),
        (send_and_close(format!("{chunked}zz\r\n")), late),
    ];
    if cfg!(feature = "gzip") {
        let gzip = [("content-encoding", "gzip")];
        let compressed = crate::support::gzip(EMPTY.as_bytes());
        faults.push((http(200, &gzip, &compressed[..compressed.len() - 9]), late));
        faults.push((http(200, &gzip, EMPTY), late));
    }
    faults
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_connection_breaks_once_succeeds_on_the_next_attempt() {
    for (fault, _) in faults() {
        for call in CALLS {
            let server = Server::responding([fault.clone(), json(200, EMPTY)]).await;
            let (result, delays) = drive(call(&client(&server.url))).await;
            result.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
            assert_eq!((server.requests().len(), delays.len()), (2, 1), "{fault:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_error_says_when_the_connection_broke() {
    for (fault, expected) in faults() {
        for call in CALLS {
            let server = Server::responding(vec![fault.clone(); 9]).await;
            let error = drive(call(&client(&server.url))).await.0.expect_err("all attempts fail");
            assert!(error.to_string().contains(expected), "{fault:?}: {error}");
            assert!(error.is_retryable() && !error.is_timeout() && !error.is_connect(), "{error:?}");
            assert_eq!((error.attempts(), server.requests().len()), (3, 3), "{fault:?}");
            let status = error.status().map(|status| status.as_u16());
            assert_eq!(status, expected.contains("body").then_some(200), "{fault:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_keeps_its_status_when_its_body_is_truncated() {
    for call in CALLS {
        let reply = send_and_close("HTTP/1.1 401 \r\ncontent-length: 900\r\n\r\n{\"error_type\"");
        let server = Server::responding([reply]).await;
        let error = drive(call(&client(&server.url))).await.0.expect_err("401");
        assert!(error.is_unauthorized(), "{error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_pooled_connection_that_breaks_under_a_request_is_replaced() {
    for call in CALLS {
        for end in [Reply::Close, Reply::SendAndReset(Vec::new())] {
            let server = Server::responding([json(200, EMPTY), end, json(200, EMPTY)]).await;
            let client = client(&server.url);
            call(&client).await.expect("the first call");
            drive(call(&client)).await.0.expect("the second attempt");
            assert_eq!((server.requests().len(), server.connections()), (3, 2));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_sends_nothing_more() {
    for call in CALLS {
        drop_after_each_step(call).await;
    }
}

async fn drop_after_each_step(call: fn(&Client) -> ResponseFuture<ConnectedAppsResponse>) {
    // Each iteration polls the call once more before it is dropped.
    let mut completed = false;
    for steps in 0..200 {
        let server =
            Server::responding([http(503, &[("retry-after", "1")], ""), Reply::Close, json(200, EMPTY)])
                .await;
        let client = client(&server.url);
        let held = hold();
        let mut call = call(&client);
        for _ in 0..steps {
            tokio::select! {
                biased;
                _ = &mut call => { completed = true; break }
                () = tokio::task::yield_now() => tokio::time::advance(Duration::from_millis(50)).await,
            }
        }
        drop(call);
        drop(held);
        // Closes the pooled connections. A task that kept running the call would hold its own clone.
        drop(client);
        soon(server.drained()).await;
        let sent = server.requests().len();
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(server.requests().len(), sent, "after {steps} steps");
        if completed {
            return;
        }
    }
    panic!("the call never completed");
}

#[tokio::test]
async fn a_response_body_that_http2_resets_is_not_accepted() {
    let authority = Authority::new("a");
    for reason in [Reason::NO_ERROR, Reason::CANCEL] {
        let fault = Fault::ResetBody(reason);
        for (policy, attempts) in [(RetryPolicy::none(), 1), (RetryPolicy::default(), 2)] {
            let server = Http2Server::faulty(authority.identity("127.0.0.1", 0), EMPTY, fault).await;
            let builder = builder(&server.url).root_certificates(authority.pem()).retry(policy);
            let result = user(&builder.build().expect("valid")).await;
            assert_eq!(server.request_count(), attempts, "{reason:?}: {result:?}");
            if let Err(error) = result {
                assert_eq!(attempts, 1, "{error}");
                assert!(
                    error.to_string().contains("the connection broke within the response body"),
                    "{error}"
                );
            }
        }
    }
}
