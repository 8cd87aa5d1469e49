//! A server of HTTP/2 over TLS, which answers every request alike.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
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
#[derive(Clone, Copy)]
enum Fault {
    Silence,
    Refusal,
}

impl Http2Server {
    /// Answers every request with this status and body of JSON.
    pub async fn answering(identity: Identity, status: u16, body: &'static str) -> Self {
        Self::start(identity, status, body, None).await
    }

    /// Answers with this body of JSON, but the first connection falls silent at its second request and stays
    /// open.
    pub async fn falling_silent(identity: Identity, body: &'static str) -> Self {
        Self::start(identity, 200, body, Some(Fault::Silence)).await
    }

    /// Answers with this body of JSON, but refuses the first request without a look at it.
    pub async fn refusing(identity: Identity, body: &'static str) -> Self {
        Self::start(identity, 200, body, Some(Fault::Refusal)).await
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
                    let (answers, frozen) = (AtomicUsize::new(0), Notify::new());
                    let service = service_fn(|_: Request<Incoming>| {
                        requests.fetch_add(1, Ordering::Relaxed);
                        let mut response = Response::new(Full::new(Bytes::from_static(body.as_bytes())));
                        *response.status_mut() = status.try_into().expect("a status");
                        let mut answer = Ok(response);
                        match (fault, answers.fetch_add(1, Ordering::Relaxed)) {
                            (Some(Fault::Silence), 1) => frozen.notify_one(),
                            (Some(Fault::Refusal), 0) => answer = Err(h2::Reason::REFUSED_STREAM.into()),
                            _ => {}
                        }
                        async { answer as Result<_, h2::Error> }
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
