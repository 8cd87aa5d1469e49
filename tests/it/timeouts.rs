//! Every call ends by its deadline, whatever the server does.

use std::net::TcpListener;
use std::time::Duration;

use scripted_server::time::{elapsed, ticking};
use scripted_server::{Authority, Fault, FullListener, Http2Server, Reply, Server};
use stytch_connected_apps::{Error, RetryPolicy, reqwest};

use crate::support::{CALLS, EMPTY, builder, client, user};

const HEAD: &[u8] = b"HTTP/1.1 200 \r\ncontent-type: application/json\r\n";

/// Replies that never end: one sends nothing, one sends its headers byte by byte, and one its body.
fn endless() -> [Reply; 3] {
    let body = [HEAD, b"content-length: 100000\r\n\r\n"].concat();
    [Reply::Hang, Reply::Drip(HEAD.into(), b"x-filler: a\r\n".into()), Reply::Drip(body, b" ".into())]
}

#[tokio::test(start_paused = true)]
async fn a_response_that_never_ends_times_out_at_the_deadline() {
    for reply in endless() {
        for call in CALLS {
            for seconds in [30, 1] {
                let server = Server::responding(vec![reply.clone(); 9]).await;
                // The default is 30 s.
                let client = match seconds {
                    30 => client(&server.url),
                    _ => builder(&server.url).deadline(Duration::from_secs(seconds)).build().expect("valid"),
                };
                let (result, took) = elapsed(ticking(call(&client))).await;
                let error = result.expect_err("the response never ends");
                assert!(error.is_timeout() && error.is_retryable() && !error.is_connect(), "{error:?}");
                let deadline = Duration::from_secs(seconds);
                assert!(took <= deadline.mul_f64(1.1), "{took:?} of {deadline:?}: {reply:?}");
                assert_eq!(error.attempts() as usize, server.requests().len(), "{error}");
                let attempts = if seconds == 30 { 3 } else { 1 };
                assert_eq!(error.attempts(), attempts, "{error}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_view_of_a_client_has_a_deadline_of_its_own() {
    let server = Server::responding_with(|_| Reply::Hang).await;
    let client = builder(&server.url).deadline(Duration::from_secs(9)).build().expect("valid");
    for (seconds, client) in [(3, client.with_deadline(Duration::from_secs(3))), (9, client)] {
        let (result, took) = elapsed(ticking(user(&client))).await;
        let error = result.expect_err("the server hangs");
        assert!(
            error.is_timeout() && error.to_string().contains(&format!("the deadline of {seconds}s")),
            "{error}"
        );
        assert!(took >= Duration::from_secs(seconds) && took < Duration::from_secs(seconds + 1), "{took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_deadline_is_named_if_it_ends_with_the_attempt_timeout() {
    let second = Duration::from_secs(1);
    for (deadline, expected) in
        [(second, "the deadline of 1s"), (second * 2, "1s, the limit for one attempt")]
    {
        let server = Server::responding([Reply::Hang]).await;
        let builder = builder(&server.url).attempt_timeout(second).deadline(deadline);
        let client = builder.retry(RetryPolicy::none()).build().expect("valid");
        let error = ticking(CALLS[0](&client)).await.expect_err("the response never ends");
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test(start_paused = true)]
async fn an_unreachable_host_is_a_connect_timeout() {
    let full = FullListener::new();
    // The system establishes the connection, but nothing accepts it, so the TLS handshake hangs.
    let unaccepting = TcpListener::bind("127.0.0.1:0").expect("a free port on loopback");
    let tls = format!("https://{}", unaccepting.local_addr().expect("bound"));
    for url in [full.url.clone(), tls] {
        for call in CALLS {
            for seconds in [5, 2] {
                // The default is 5 s.
                let client = match seconds {
                    5 => client(&url),
                    _ => builder(&url).connect_timeout(Duration::from_secs(seconds)).build().expect("valid"),
                };
                let (result, took) = elapsed(ticking(call(&client))).await;
                let error = result.expect_err("no connection");
                assert!(error.is_connect() && error.is_timeout() && error.is_retryable(), "{error:?}");
                assert!(
                    error.to_string().contains(&format!("could not connect within {seconds}s")),
                    "{error}"
                );
                assert_eq!(error.attempts(), 3);
                let limits = Duration::from_secs(3 * seconds);
                assert!(took >= limits && took < limits.mul_f64(1.2), "{took:?} of {limits:?}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_timeout_in_the_body_keeps_the_status() {
    for (head, success) in [("200", true), ("403", false)] {
        let head = format!("HTTP/1.1 {head} \r\ncontent-length: 100000\r\n\r\n");
        for call in CALLS {
            let server = Server::responding([Reply::Drip(head.clone().into(), b" ".into())]).await;
            let client = builder(&server.url).deadline(Duration::from_secs(1)).build().expect("valid");
            let error = ticking(call(&client)).await.expect_err("the response never ends");
            assert_eq!(error.is_timeout(), success, "{error:?}");
            assert_eq!(error.is_forbidden(), !success, "{error:?}");
            assert_eq!(error.status().map(|status| status.as_u16()), Some(if success { 200 } else { 403 }));
        }
    }
}

#[tokio::test]
async fn a_timeout_of_the_callers_http_client_is_a_timeout() {
    let head = "HTTP/1.1 200 \r\ncontent-length: 100000\r\n\r\n";
    for (reply, status) in [(Reply::Hang, None), (scripted_server::send(head), Some(200))] {
        for call in CALLS {
            let server = Server::responding([reply.clone()]).await;
            let transport = reqwest::Client::builder().read_timeout(Duration::from_millis(400));
            let client = builder(&server.url).reqwest_builder(transport).retry(RetryPolicy::none());
            let error = call(&client.build().expect("valid")).await.expect_err("the response never ends");
            assert!(error.is_timeout() && !error.is_connect(), "{error:?}");
            assert_eq!(error.status().map(|status| status.as_u16()), status);
            assert!(error.to_string().contains("within the timeout of the HTTP client"), "{error}");
            let operation = error.operation();
            let Error::Transport(error) = error else { panic!("not a transport error: {error:?}") };
            assert_eq!((Some(error.operation()), error.attempts()), (operation, 1));
            assert_eq!(error.status().map(|status| status.as_u16()), status);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_http2_connection_that_stops_responding_is_replaced() {
    let authority = Authority::new("a");
    let server = Http2Server::faulty(authority.identity("127.0.0.1", 0), EMPTY, Fault::Stall).await;
    let client = builder(&server.url).root_certificates(authority.pem()).build().expect("valid");
    for call in CALLS {
        ticking(call(&client)).await.expect("200");
    }
    assert_eq!((server.connections(), server.request_count()), (2, 3));
}

#[tokio::test(start_paused = true)]
async fn the_longest_and_shortest_limits_work() {
    let limited = scripted_server::http(429, &[("retry-after", "1")], "");
    let server = Server::responding([limited, scripted_server::json(200, EMPTY)]).await;
    let client = builder(&server.url)
        .deadline(Duration::MAX)
        .attempt_timeout(Duration::MAX)
        .connect_timeout(Duration::MAX)
        .max_response_bytes(usize::MAX)
        .build()
        .expect("valid");
    ticking(CALLS[0](&client)).await.expect("200");
    // A deadline that leaves no time is a timeout, not a rate limit.
    let server = Server::responding([Reply::Hang]).await;
    let client = builder(&server.url).deadline(Duration::from_nanos(1)).build().expect("valid");
    let error = ticking(CALLS[0](&client)).await.expect_err("no time");
    assert!(error.is_timeout() && !error.is_rate_limited(), "{error:?}");
}
