//! The sandbox's connections, and the limits that keep a client from holding one for ever.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

use crate::connections::{Activity, Connections};
use crate::handle::{BODY_TIME, Disconnect, handle};
use crate::shared::Shared;

/// How many connections are open at a time.
pub(super) const MOST_CONNECTIONS: usize = 10_000;

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

/// Serves connections until it is dropped, which closes them. `most` of them can be open at a time.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>, most: usize) {
    let mut connections = Connections::new(most);
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                connections.make_room().await;
                connections.open(|activity| secured(stream, shared.clone(), activity));
            }
            // The process may be out of sockets for a while.
            Err(_) => sleep(Duration::from_millis(10)).await,
        }
    }
}

/// Serves a connection, over TLS if the sandbox is to.
async fn secured(stream: TcpStream, shared: Arc<Shared>, activity: Arc<Activity>) {
    // Without it, small responses wait for the client's acknowledgements.
    _ = stream.set_nodelay(true);
    let Some(https) = &shared.https else { return connection(stream, shared, activity).await };
    // A failed handshake is the client's affair.
    if let Ok(Ok(stream)) = timeout(HANDSHAKE_TIME, https.accept(stream)).await {
        connection(stream, shared.clone(), activity).await;
    }
}

async fn connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
    shared: Arc<Shared>,
    activity: Arc<Activity>,
) {
    let has_request = Arc::new(AtomicBool::new(false));
    let first_request = has_request.clone();
    let service = service_fn(move |request| {
        first_request.store(true, Ordering::Relaxed);
        let (busy, response) = (activity.begin(), handle(request, shared.clone()));
        async { Ok::<_, Disconnect>(response.await?.map(|body| busy.until_sent(body))) }
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::thread;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::script::On;

    const OPERATION: &str = "search_users";

    /// The status of a response on a connection; 0 if it is closed.
    async fn ask(stream: &mut TcpStream) -> u16 {
        let request = b"POST /v1/users/search HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n";
        let mut response = [0; 4096];
        if stream.write_all(request).await.is_err() {
            return 0;
        }
        let length = stream.read(&mut response).await.unwrap_or_default();
        let status = response.get(9..12).filter(|_| length > 12).unwrap_or(b"0");
        String::from_utf8_lossy(status).parse().expect("a status")
    }

    #[tokio::test]
    async fn beyond_the_limit_the_connection_closes_that_has_been_idle_for_longest() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared::default());
        // The first response takes for ever, so its connection is never idle.
        On::new(&shared.scripts, OPERATION).times(1).after(Duration::from_secs(3600)).respond_late();
        let server = tokio::spawn(serve(listener, shared.clone(), 3));
        let connect = async || TcpStream::connect(address).await.expect("it listens");

        let mut busy = connect().await;
        let request = b"POST /v1/users/search HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n";
        busy.write_all(request).await.expect("open");
        while shared.log.entries().is_empty() {
            tokio::task::yield_now().await;
        }
        let (mut silent, mut used) = (connect().await, connect().await);
        assert_eq!(ask(&mut used).await, 401);
        let mut fourth = connect().await;
        assert_eq!(ask(&mut fourth).await, 401, "one more than the limit");
        assert_eq!(silent.read(&mut [0; 1]).await.expect("closed in order"), 0, "it was idle for longest");
        assert_eq!(ask(&mut used).await, 401, "it is open still");
        let mut fifth = connect().await;
        assert_eq!(ask(&mut fifth).await, 401);
        assert_eq!(ask(&mut fourth).await, 0);
        let is_waiting = timeout(Duration::from_millis(1), busy.read(&mut [0; 1])).await.is_err();
        assert!(is_waiting, "a request is never given up");
        server.abort();
    }

    #[tokio::test]
    async fn a_call_is_served_while_a_seed_is_read() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared::default());
        let server = tokio::spawn(serve(listener, shared.clone(), 3));
        // A reset waits for this lock, as it would for a long seed.
        let (release, released) = mpsc::channel::<()>();
        let (hold, held) = mpsc::channel::<()>();
        let holder = thread::spawn(move || {
            let _seed = shared.seed.lock();
            hold.send(()).expect("the test waits");
            // In a broken sandbox nothing releases it.
            let _ = released.recv_timeout(Duration::from_secs(20));
        });
        held.recv().expect("it is locked");
        let mut reset = TcpStream::connect(address).await.expect("it listens");
        let request = b"POST /_sandbox/reset HTTP/1.1\r\nhost: localhost\r\ncontent-length: 0\r\n\r\n";
        reset.write_all(request).await.expect("open");
        let mut call = TcpStream::connect(address).await.expect("it listens");
        for _ in 0..3 {
            assert_eq!(ask(&mut call).await, 401);
        }
        let mut response = [0; 12];
        let early = timeout(Duration::from_millis(50), reset.read_exact(&mut response)).await;
        assert!(early.is_err(), "the reset still waits");
        release.send(()).expect("the lock is held until now");
        reset.read_exact(&mut response).await.expect("a response");
        assert_eq!(&response, b"HTTP/1.1 204");
        holder.join().expect("no panic");
        server.abort();
    }
}
