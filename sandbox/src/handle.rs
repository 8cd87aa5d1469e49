//! A request on a connection, and the limits that keep it from holding memory or the sandbox's other requests.

use std::convert::Infallible;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::Version;
use hyper::body::{Frame, Incoming};
use stytch_connected_apps::reqwest::header::{
    CONNECTION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS,
};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use crate::respond::Reaction;
use crate::response::{Written, error};
use crate::shared::Shared;

/// How long a request's body may take.
pub(super) const BODY_TIME: Duration = Duration::from_secs(30);

const MIB: usize = 1024 * 1024;

/// The longest request body of a call, in bytes.
const LONGEST_BODY: usize = MIB;

/// How much more is read of a longer body, in bytes. A client that is still sending when the connection closes may
/// not see the response.
const MORE_READ: usize = 7 * MIB;

type Body = UnsyncBoxBody<Bytes, Infallible>;

/// Ends a connection, or a stream of HTTP/2, without a response.
#[derive(Debug)]
pub(super) struct Disconnect;

impl fmt::Display for Disconnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a script closes the connection")
    }
}

impl std::error::Error for Disconnect {}

pub(super) async fn handle(
    request: hyper::Request<Incoming>,
    shared: Arc<Shared>,
) -> Result<hyper::Response<Body>, Disconnect> {
    let (head, body) = request.into_parts();
    let control = shared.control(&head);
    let longest = match &control {
        Some(Ok(route)) => route.longest_body,
        _ => LONGEST_BODY,
    };
    let refused = |status, error_type, message: &str| Ok(refused(head.version, status, error_type, message));
    // The connection can be used again only once the body has been read.
    let body = match timeout(BODY_TIME, read(body, longest)).await {
        Ok(Ok(body)) if body.len() <= longest => body,
        Ok(Ok(_)) => {
            let message = format!("The request body is over {} MiB long.", longest / MIB);
            return refused(413, "request_too_large", &message);
        }
        Ok(Err(_)) => return refused(400, "bad_request", "The request body is not valid HTTP."),
        Err(_) => return refused(408, "request_timeout", "The request body did not arrive within 30 s."),
    };
    let (delay, reaction) = match control {
        Some(Ok(route)) => {
            // A seed or the log may take seconds, in which other requests are served.
            let work =
                move || guarded(|| (Duration::ZERO, Reaction::Respond(route.respond(&shared, &head, &body))));
            match spawn_blocking(work).await {
                Ok(reaction) => reaction,
                // The runtime is shutting down.
                Err(_) => return Err(Disconnect),
            }
        }
        Some(Err(response)) => (Duration::ZERO, Reaction::Respond(response.written())),
        None => {
            let body = body.into_boxed_slice().into();
            guarded(|| shared.react(head.method.as_str(), &head.uri, &head.headers, body))
        }
    };
    if !delay.is_zero() {
        sleep(delay).await;
    }
    match reaction {
        Reaction::Respond(response) => Ok(into_hyper(response, whole)),
        Reaction::Stall(response) => Ok(into_hyper(response, half)),
        Reaction::Disconnect => Err(Disconnect),
    }
}

/// Reacts to a request, with a 500 if that panics. Nothing but a defect of the sandbox makes it panic.
fn guarded(react: impl FnOnce() -> (Duration, Reaction)) -> (Duration, Reaction) {
    catch_unwind(AssertUnwindSafe(react)).unwrap_or_else(|_| {
        let response = error(500, "internal_server_error", "The sandbox panicked: see its standard error.");
        (Duration::ZERO, Reaction::Respond(response.written()))
    })
}

/// A response to a request that was not read to its end, after which a connection of HTTP/1 closes.
fn refused(version: Version, status: u16, error_type: &str, message: &str) -> hyper::Response<Body> {
    let mut sent = into_hyper(error(status, error_type, message).written(), whole);
    if version < Version::HTTP_2 {
        sent.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    sent
}

/// Reads a body; of one that is too long, only so much as to see that.
async fn read(mut body: Incoming, longest: usize) -> Result<Vec<u8>, hyper::Error> {
    let (mut read, mut length) = (Vec::new(), 0);
    while length <= longest.saturating_add(MORE_READ) {
        let Some(frame) = body.frame().await else { break };
        if let Ok(data) = frame?.into_data() {
            length += data.len();
            if read.len() <= longest {
                read.extend_from_slice(&data);
            }
        }
    }
    Ok(read)
}

fn into_hyper(response: Written, body: impl FnOnce(Bytes) -> Body) -> hyper::Response<Body> {
    let has_content = !response.body.is_empty();
    let mut sent = hyper::Response::new(body(response.body));
    *sent.status_mut() = response.status;
    let headers = sent.headers_mut();
    *headers = response.headers;
    if has_content {
        headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
    }
    // A script may respond with HTML. In a browser it must not run with the sandbox's origin, which may control it.
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox"));
    sent
}

fn whole(body: Bytes) -> Body {
    Full::new(body).boxed_unsync()
}

/// The first half of a body, after which nothing more comes.
fn half(body: Bytes) -> Body {
    let first = body.slice(..body.len() / 2);
    let frames = stream::iter([Ok(Frame::data(first))]).chain(stream::pending());
    StreamBody::new(frames).boxed_unsync()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_500() {
        let (_, reaction) = guarded(|| panic!("a defect"));
        let Reaction::Respond(response) = reaction else { panic!("no response") };
        assert_eq!(response.status, 500);
        assert!(String::from_utf8_lossy(&response.body).contains("internal_server_error"));
    }
}
