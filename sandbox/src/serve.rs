//! The sandbox's connections, and what keeps a client from holding one for ever.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::handle::{BODY_TIME, handle};
use crate::shared::Shared;

/// How many connections are open at a time. More wait in the system's queue.
const MOST_CONNECTIONS: usize = 10_000;

/// How long a connection may take to send the next request's head, with the time that it is idle before. Most
/// clients close an idle connection sooner, so none sends a request on a connection that is being closed.
const HEAD_TIME: Duration = Duration::from_secs(120);

/// How long a TLS handshake may take.
const HANDSHAKE_TIME: Duration = Duration::from_secs(30);

/// How long a connection may live, even if its client reads no responses.
const CONNECTION_TIME: Duration = Duration::from_secs(3600);

/// How long an HTTP/2 connection may be silent before it is pinged, and how long the response to the ping may take.
const PING_INTERVAL: Duration = Duration::from_secs(60);
const PING_TIMEOUT: Duration = Duration::from_secs(20);

/// Serves connections until it is dropped, which closes them.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if connections.len() == MOST_CONNECTIONS {
            connections.join_next().await;
        }
        match listener.accept().await {
            Ok((stream, _)) => _ = connections.spawn(secured(stream, shared.clone())),
            // The process may be out of sockets for a while.
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
}

/// Serves a connection, over TLS if the sandbox is to.
async fn secured(stream: TcpStream, shared: Arc<Shared>) {
    // Small responses would otherwise wait for the client's acknowledgements.
    _ = stream.set_nodelay(true);
    let Some(https) = &shared.https else { return connection(stream, shared).await };
    // A failed handshake is the client's affair.
    if let Ok(Ok(stream)) = timeout(HANDSHAKE_TIME, https.accept(stream)).await {
        connection(stream, shared.clone()).await;
    }
}

async fn connection(stream: impl AsyncRead + AsyncWrite + Unpin + 'static, shared: Arc<Shared>) {
    let has_request = Arc::new(AtomicBool::new(false));
    let first_request = has_request.clone();
    let service = service_fn(move |request| {
        first_request.store(true, Ordering::Relaxed);
        handle(request, shared.clone())
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(PING_INTERVAL)
        .keep_alive_timeout(PING_TIMEOUT);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    // How a connection ends is the client's affair. Until its first request, no timeout of hyper's holds.
    let first = timeout(HEAD_TIME, connection.as_mut()).await;
    if first.is_ok() || !has_request.load(Ordering::Relaxed) {
        return;
    }
    if timeout(CONNECTION_TIME - HEAD_TIME, connection.as_mut()).await.is_err() {
        connection.as_mut().graceful_shutdown();
        _ = timeout(BODY_TIME, connection).await;
    }
}
