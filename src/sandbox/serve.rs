//! The sandbox's connections, and what keeps a client from holding one, or memory, for ever.

use std::convert::Infallible;
use std::pin::pin;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use reqwest::header::{CONNECTION, CONTENT_TYPE, HeaderValue};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::sandbox::respond::{Response, error, respond};

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
pub(super) async fn serve(listener: TcpListener) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if connections.len() == MOST_CONNECTIONS {
            connections.join_next().await;
        }
        match listener.accept().await {
            Ok((stream, _)) => _ = connections.spawn(connection(stream)),
            // The process may be out of sockets for a while.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn connection(stream: TcpStream) {
    let service = service_fn(|request| async { Ok::<_, Infallible>(handle(request).await) });
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

async fn handle(request: hyper::Request<Incoming>) -> hyper::Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    // The connection can be used again only once the body has been read.
    let refusal = match timeout(BODY_TIME, discard(body)).await {
        Ok(Ok(length)) if length <= LONGEST_BODY => None,
        Ok(Ok(_)) => Some(error(413, "request_too_large", "The request body is over 1 MiB long.")),
        Ok(Err(_)) => Some(error(400, "bad_request", "The request body is not valid HTTP.")),
        Err(_) => Some(error(408, "request_timeout", "The request body did not arrive within 30 s.")),
    };
    let is_refused = refusal.is_some();
    let response = refusal.unwrap_or_else(|| respond(head.method.as_str(), head.uri.path(), &head.headers));
    let mut sent = into_hyper(response);
    if is_refused {
        sent.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    sent
}

/// Reads a body and forgets it. Returns its length, or a part of it that is too long.
async fn discard(mut body: Incoming) -> Result<usize, hyper::Error> {
    let mut length = 0;
    while length <= MOST_READ {
        let Some(frame) = body.frame().await else { break };
        length += frame?.data_ref().map_or(0, Bytes::len);
    }
    Ok(length)
}

fn into_hyper(response: Response) -> hyper::Response<Full<Bytes>> {
    let has_content = !response.body.is_empty();
    let mut sent = hyper::Response::new(Full::from(response.body));
    *sent.status_mut() = response.status;
    *sent.headers_mut() = response.headers;
    if has_content {
        sent.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    sent
}
