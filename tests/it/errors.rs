//! The methods of each error type agree with those of `Error`.

use std::time::Duration;

use scripted_server::{Reply, Server, error, error_body, http, json};
use stytch_connected_apps::Error;

use crate::support::time::drive;
use crate::support::{CALLS, client};

/// The error of a call that gets these replies.
async fn error_after(replies: Vec<Reply>) -> Error {
    let server = Server::responding(replies).await;
    drive(CALLS[0](&client(&server.url))).await.0.expect_err("the replies are errors")
}

#[tokio::test(start_paused = true)]
async fn an_api_error_agrees_with_error() {
    let limited = http(429, &[("retry-after", "99")], error_body(429, "too_many_requests"));
    for (replies, attempts) in [(vec![error(503, "x"); 3], 3), (vec![error(503, "x"), limited], 2)] {
        let error = error_after(replies).await;
        let Error::Api(inner) = &error else { panic!("{error:?}") };
        assert_eq!((inner.attempts(), error.attempts()), (attempts, attempts));
        assert_eq!(Some(inner.status()), error.status());
        assert_eq!(inner.retry_after(), error.retry_after());
        assert_eq!(inner.retry_after(), (attempts == 2).then_some(Duration::from_secs(99)));
        assert_debug_contains(
            &error,
            &["ApiError", "get_user_connected_apps", &format!("attempts: {attempts}")],
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_decode_error_agrees_with_error() {
    let error = error_after(vec![error(503, "x"), json(203, r#"{"connected_apps":0}"#)]).await;
    let Error::Decode(inner) = &error else { panic!("{error:?}") };
    assert_eq!((inner.attempts(), error.attempts()), (2, 2));
    assert_eq!((inner.status().as_u16(), inner.path()), (203, "connected_apps"));
    assert_eq!(Some(inner.status()), error.status());
    assert_debug_contains(
        &error,
        &["DecodeError", "get_user_connected_apps", "attempts: 2", "connected_apps\""],
    );
}

#[tokio::test(start_paused = true)]
async fn a_transport_error_agrees_with_error() {
    let truncated = Reply::SendAndClose(b"HTTP/1.1 203 \r\ncontent-length: 9\r\n\r\n".to_vec());
    for (reply, status) in [(Reply::Close, None), (truncated, Some(203))] {
        let error = error_after(vec![reply; 3]).await;
        let Error::Transport(inner) = &error else { panic!("{error:?}") };
        assert_eq!((inner.attempts(), error.attempts()), (3, 3));
        assert_eq!(inner.status().map(|status| status.as_u16()), status);
        assert_eq!(inner.status(), error.status());
        assert_debug_contains(&error, &["TransportError", "get_user_connected_apps", "attempts: 3"]);
    }
}

fn assert_debug_contains(error: &Error, expected: &[&str]) {
    let text = format!("{error:?}");
    for expected in expected {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
}
