//! A server for tests, over raw sockets: it answers from a script, with faults that no library for
//! servers would send, and keeps what it was sent.

mod full;
mod http2;
mod reply;
mod tls;

pub use full::FullListener;
pub use h2::Reason;
pub use http2::{Fault, Http2Server};
pub use reply::{Reply, cut, error, error_body, http, json, send};
pub use tls::{Authority, Identity};

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio_rustls::TlsAcceptor;

/// A running server; it stops with the runtime.
#[derive(Debug)]
pub struct Server {
    /// Its base URL, on loopback.
    pub url: String,
    state: Arc<State>,
    requests: Arc<Mutex<Vec<String>>>,
}

struct State {
    reply: Mutex<Box<dyn FnMut(String) -> Reply + Send>>,
    tls: Option<TlsAcceptor>,
    arrived: Notify,
    accepted: AtomicUsize,
    open: AtomicUsize,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("accepted", &self.accepted).field("open", &self.open).finish()
    }
}

impl Server {
    /// Answers the requests one after the other; beyond the script it closes the connection.
    pub async fn answering(script: impl IntoIterator<Item = Reply>) -> Self {
        Self::scripted(script, None).await
    }

    /// As [`answering`](Self::answering), over TLS.
    pub async fn answering_over_tls(identity: Identity, script: impl IntoIterator<Item = Reply>) -> Self {
        Self::scripted(script, Some(identity.into_config(&[b"http/1.1"]).into())).await
    }

    /// Answers each request with what the function says, and keeps none of them.
    pub async fn replying(reply: impl FnMut(String) -> Reply + Send + 'static) -> Self {
        Self::start(Box::new(reply), None, Arc::default()).await
    }

    async fn scripted(script: impl IntoIterator<Item = Reply>, tls: Option<TlsAcceptor>) -> Self {
        let mut script: VecDeque<Reply> = script.into_iter().collect();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = requests.clone();
        let reply = move |request| {
            kept.lock().expect("no test panics here").push(request);
            script.pop_front().unwrap_or(Reply::Close)
        };
        Self::start(Box::new(reply), tls, requests).await
    }

    async fn start(
        reply: Box<dyn FnMut(String) -> Reply + Send>,
        tls: Option<TlsAcceptor>,
        requests: Arc<Mutex<Vec<String>>>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let url = format!("{}://{address}", if tls.is_some() { "https" } else { "http" });
        let state = Arc::new(State {
            reply: Mutex::new(reply),
            tls,
            arrived: Notify::new(),
            accepted: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
        });
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.accepted.fetch_add(1, Ordering::Relaxed);
                shared.open.fetch_add(1, Ordering::Relaxed);
                let shared = shared.clone();
                tokio::spawn(async move {
                    shared.connection(stream).await;
                    shared.open.fetch_sub(1, Ordering::Relaxed);
                });
            }
        });
        Self { url, state, requests }
    }

    /// Every request so far, as it came off the wire.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no test panics here").clone()
    }

    /// The one request that came.
    pub fn request(&self) -> String {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:#?}");
        requests.into_iter().next().expect("there is one")
    }

    /// Waits for the next request to arrive.
    pub async fn arrival(&self) {
        self.state.arrived.notified().await;
    }

    /// How many connections there have been.
    pub fn connections(&self) -> usize {
        self.state.accepted.load(Ordering::Relaxed)
    }

    /// How many connections there are now.
    pub fn open_connections(&self) -> usize {
        self.state.open.load(Ordering::Relaxed)
    }
}

impl State {
    async fn connection(&self, mut stream: TcpStream) {
        let end = match &self.tls {
            Some(tls) => match tls.accept(&mut stream).await {
                Ok(mut stream) => self.serve(&mut stream).await,
                Err(_) => return,
            },
            None => self.serve(&mut stream).await,
        };
        if end == reply::End::Reset {
            stream.set_zero_linger().expect("the socket is open");
        }
    }

    async fn serve(&self, stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> reply::End {
        while let Some(request) = read(stream).await {
            let reply = (self.reply.lock().expect("no test panics here"))(request);
            self.arrived.notify_one();
            if let Some(end) = reply.write(stream).await {
                return end;
            }
        }
        reply::End::Close
    }
}

/// What the first byte of a connection is when the client speaks TLS.
const HANDSHAKE: u8 = 0x16;

/// One request, head and body, or `None` when the connection ends. A server without TLS takes the
/// greeting of TLS for a request.
async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if bytes.first() == Some(&HANDSHAKE) {
            return Some(text);
        }
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, value)| value.trim().parse().expect("content-length is a number"));
            if body.len() >= length {
                return Some(text);
            }
        }
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => bytes.extend_from_slice(&chunk[..read]),
        }
    }
}
