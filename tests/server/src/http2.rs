//! An HTTP/2 server over TLS that sends every request the same response.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::stream::{self, Stream, StreamExt};
use h2::Reason;
use http_body_util::StreamBody;
use hyper::body::{Bytes, Frame, Incoming};
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

use crate::Identity;

/// A running HTTP/2 server. It stops with the runtime.
#[derive(Debug)]
pub struct Http2Server {
    /// Its base URL, on loopback.
    pub url: String,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

/// The fault of the server on its first connection.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// Stops responding at the second request and keeps the connection open.
    Stall,
    /// Resets the first stream for this reason instead of responding.
    Reset(Reason),
    /// Announces one byte more of body than it sends, then resets the first stream for this reason.
    ResetBody(Reason),
    /// Sends GOAWAY with this reason at once and processes no request.
    GoAway(Reason),
    /// The same with debug data, whose reason is INTERNAL_ERROR.
    GoAwaySaying(&'static str),
}

/// The frames SETTINGS, which is empty, and GOAWAY with debug data.
fn go_away(debug_data: &str) -> Vec<u8> {
    let frame = |kind: u8, payload: &[u8]| {
        let length = u32::try_from(payload.len()).expect("a short payload").to_be_bytes();
        [&length[1..], &[kind, 0], &[0; 4], payload].concat()
    };
    let reason = u32::from(Reason::INTERNAL_ERROR).to_be_bytes();
    [frame(4, &[]), frame(7, &[&[0; 4], &reason, debug_data.as_bytes()].concat())].concat()
}

/// The body, then a reset if there is a reason for one. The reset waits until the body has been sent.
fn frames(body: &'static str, reset: Option<Reason>) -> impl Stream<Item = Result<Frame<Bytes>, h2::Error>> {
    let whole = Frame::data(Bytes::from_static(body.as_bytes()));
    let end = async move {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        reset.map(|reason| Err(reason.into()))
    };
    stream::iter([Ok(whole)]).chain(stream::once(end).filter_map(std::future::ready))
}

impl Http2Server {
    /// Responds to every request with this status and JSON body.
    pub async fn responding(identity: Identity, status: u16, body: &'static str) -> Self {
        Self::start(identity, status, body, None).await
    }

    /// Responds with this JSON body, except for a fault on the first connection.
    pub async fn faulty(identity: Identity, body: &'static str, fault: Fault) -> Self {
        Self::start(identity, 200, body, Some(fault)).await
    }

    async fn start(identity: Identity, status: u16, body: &'static str, fault: Option<Fault>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port on loopback");
        let url = format!("https://{}", listener.local_addr().expect("a bound socket has an address"));
        let acceptor = TlsAcceptor::from(identity.into_config(&[b"h2"]));
        let (connections, requests) = (Arc::<AtomicUsize>::default(), Arc::<AtomicUsize>::default());
        let server = Self { url, connections: connections.clone(), requests: requests.clone() };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let first = connections.fetch_add(1, Ordering::Relaxed) == 0;
                let fault = fault.filter(|_| first);
                let (acceptor, requests) = (acceptor.clone(), requests.clone());
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    if let Some(Fault::GoAwaySaying(debug_data)) = fault {
                        stream.write_all(&go_away(debug_data)).await.expect("the connection is open");
                        tokio::io::copy(&mut stream, &mut tokio::io::sink()).await.ok();
                        return;
                    }
                    if let Some(Fault::GoAway(reason)) = fault {
                        let Ok(mut connection) = h2::server::handshake(stream).await else { return };
                        connection.abrupt_shutdown(reason);
                        while connection.accept().await.is_some() {}
                        return;
                    }
                    let (responses, stalled) = (AtomicUsize::new(0), Notify::new());
                    let service = service_fn(|_: Request<Incoming>| {
                        requests.fetch_add(1, Ordering::Relaxed);
                        let head = Response::builder().status(status);
                        let (mut length, mut reset, mut reset_body) = (body.len(), None, None);
                        match (fault, responses.fetch_add(1, Ordering::Relaxed)) {
                            (Some(Fault::Stall), 1) => stalled.notify_one(),
                            (Some(Fault::Reset(reason)), 0) => reset = Some(reason),
                            (Some(Fault::ResetBody(reason)), 0) => {
                                (length, reset_body) = (length + 1, Some(reason));
                            }
                            _ => {}
                        }
                        let response = head.header("content-length", length);
                        let response = response.body(StreamBody::new(frames(body, reset_body)));
                        async move {
                            match reset {
                                Some(reason) => Err(h2::Error::from(reason)),
                                None => Ok(response.expect("a valid response")),
                            }
                        }
                    });
                    let connection = http2::Builder::new(TokioExecutor::new());
                    tokio::select! {
                        biased;
                        () = stalled.notified() => std::future::pending().await,
                        _ = connection.serve_connection(TokioIo::new(stream), service) => {}
                    }
                });
            }
        });
        server
    }

    /// How many connections the server has accepted.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// How many requests have arrived.
    pub fn request_count(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }
}
