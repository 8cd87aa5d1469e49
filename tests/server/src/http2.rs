//! A server of HTTP/2 over TLS, which answers every request alike.

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
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

use crate::Identity;

/// A running server of HTTP/2; it stops with the runtime.
#[derive(Debug)]
pub struct Http2Server {
    /// Its base URL, on loopback.
    pub url: String,
    connections: Arc<AtomicUsize>,
    requests: Arc<AtomicUsize>,
}

/// What the first connection does wrong.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// It falls silent at its second request and stays open.
    Silence,
    /// It resets its first request for this reason.
    Reset(Reason),
    /// It resets its first answer for this reason, after the head and a piece of the body.
    Cut(Reason),
    /// It says at once that it goes away for this reason and looks at no request.
    GoAway(Reason),
}

/// The body, and the end that comes to it when all before is on its way.
fn frames(body: &'static str, cut: Option<Reason>) -> impl Stream<Item = Result<Frame<Bytes>, h2::Error>> {
    let whole = Frame::data(Bytes::from_static(body.as_bytes()));
    let end = async move {
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        cut.map(|reason| Err(reason.into()))
    };
    stream::iter([Ok(whole)]).chain(stream::once(end).filter_map(std::future::ready))
}

impl Http2Server {
    /// Answers every request with this status and body of JSON.
    pub async fn answering(identity: Identity, status: u16, body: &'static str) -> Self {
        Self::start(identity, status, body, None).await
    }

    /// Answers with this body of JSON, but does something wrong first.
    pub async fn faulty(identity: Identity, body: &'static str, fault: Fault) -> Self {
        Self::start(identity, 200, body, Some(fault)).await
    }

    async fn start(identity: Identity, status: u16, body: &'static str, fault: Option<Fault>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
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
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    if let Some(Fault::GoAway(reason)) = fault {
                        let Ok(mut connection) = h2::server::handshake(stream).await else { return };
                        connection.abrupt_shutdown(reason);
                        while connection.accept().await.is_some() {}
                        return;
                    }
                    let (answers, frozen) = (AtomicUsize::new(0), Notify::new());
                    let service = service_fn(|_: Request<Incoming>| {
                        requests.fetch_add(1, Ordering::Relaxed);
                        let head = Response::builder().status(status);
                        let (mut length, mut refused, mut cut) = (body.len(), None, None);
                        match (fault, answers.fetch_add(1, Ordering::Relaxed)) {
                            (Some(Fault::Silence), 1) => frozen.notify_one(),
                            (Some(Fault::Reset(reason)), 0) => refused = Some(reason),
                            (Some(Fault::Cut(reason)), 0) => (length, cut) = (length + 1, Some(reason)),
                            _ => {}
                        }
                        let answer = head.header("content-length", length);
                        let answer = answer.body(StreamBody::new(frames(body, cut)));
                        async move {
                            match refused {
                                Some(reason) => Err(h2::Error::from(reason)),
                                None => Ok(answer.expect("a response")),
                            }
                        }
                    });
                    let connection = http2::Builder::new(TokioExecutor::new());
                    tokio::select! {
                        biased;
                        () = frozen.notified() => std::future::pending().await,
                        _ = connection.serve_connection(TokioIo::new(stream), service) => {}
                    }
                });
            }
        });
        server
    }

    /// How many connections there have been.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// How many requests there have been.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }
}
