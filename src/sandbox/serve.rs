//! The sandbox's connections, and what keeps a client from holding one, or memory, for ever.

use std::convert::Infallible;
use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use reqwest::header::{CONNECTION, CONTENT_TYPE, HeaderValue};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::sandbox::Shared;
use crate::sandbox::respond::Reaction;
use crate::sandbox::response::{Written, error};

/// How many connections are open at a time. More wait in the system's queue.
const MOST_CONNECTIONS: usize = 1024;

/// How long a connection may take to send the next request's head, with the time that it is idle before. Most
/// clients close an idle connection sooner, so none sends a request on a connection that is being closed.
const HEAD_TIME: Duration = Duration::from_secs(120);

/// How long a request's body may take.
const BODY_TIME: Duration = Duration::from_secs(30);

/// How long a connection may live, even if its client reads no responses.
const CONNECTION_TIME: Duration = Duration::from_secs(3600);

/// The longest request body, in bytes.
const LONGEST_BODY: usize = 1024 * 1024;

/// How much is read of a longer body, in bytes. A client that is still sending when the connection closes may
/// not see the response.
const MOST_READ: usize = 8 * LONGEST_BODY;

/// Serves connections until it is dropped, which closes them.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if connections.len() == MOST_CONNECTIONS {
            connections.join_next().await;
        }
        match listener.accept().await {
            Ok((stream, _)) => _ = connections.spawn(connection(stream, shared.clone())),
            // The process may be out of sockets for a while.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    let service = service_fn(|request| handle(request, &shared));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    // How a connection ends is the client's affair.
    if timeout(CONNECTION_TIME, connection.as_mut()).await.is_err() {
        connection.as_mut().graceful_shutdown();
        _ = timeout(BODY_TIME, connection).await;
    }
}

type Body = UnsyncBoxBody<Bytes, Infallible>;

/// Ends a connection without a response.
#[derive(Debug)]
struct Disconnect;

impl fmt::Display for Disconnect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a script closes the connection")
    }
}

impl std::error::Error for Disconnect {}

async fn handle(
    request: hyper::Request<Incoming>,
    shared: &Shared,
) -> Result<hyper::Response<Body>, Disconnect> {
    let (head, body) = request.into_parts();
    // The connection can be used again only once the body has been read.
    let body = match timeout(BODY_TIME, read(body)).await {
        Ok(Ok(body)) if body.len() <= LONGEST_BODY => body,
        Ok(Ok(_)) => return Ok(refused(413, "request_too_large", "The request body is over 1 MiB long.")),
        Ok(Err(_)) => return Ok(refused(400, "bad_request", "The request body is not valid HTTP.")),
        Err(_) => return Ok(refused(408, "request_timeout", "The request body did not arrive within 30 s.")),
    };
    let (delay, reaction) = shared.react(head.method.as_str(), &head.uri, &head.headers, body.into());
    if !delay.is_zero() {
        sleep(delay).await;
    }
    match reaction {
        Reaction::Respond(response) => Ok(into_hyper(response, |body| Full::new(body).boxed_unsync())),
        Reaction::Stall(response) => Ok(into_hyper(response, half)),
        Reaction::Disconnect => Err(Disconnect),
    }
}

/// A response to a request that was not read to its end, after which the connection closes.
fn refused(status: u16, error_type: &str, message: &str) -> hyper::Response<Body> {
    let mut sent =
        into_hyper(error(status, error_type, message).written(), |body| Full::new(body).boxed_unsync());
    sent.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    sent
}

/// Reads a body; of one that is too long, only so much as to see that.
async fn read(mut body: Incoming) -> Result<Vec<u8>, hyper::Error> {
    let (mut read, mut length) = (Vec::new(), 0);
    while length <= MOST_READ {
        let Some(frame) = body.frame().await else { break };
        if let Ok(data) = frame?.into_data() {
            length += data.len();
            if read.len() <= LONGEST_BODY {
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
    *sent.headers_mut() = response.headers;
    if has_content {
        sent.headers_mut().entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
    }
    sent
}

/// The first half of a body, after which nothing more comes.
fn half(body: Bytes) -> Body {
    let first = body.slice(..body.len() / 2);
    let frames = stream::iter([Ok(Frame::data(first))]).chain(stream::pending());
    StreamBody::new(frames).boxed_unsync()
}
