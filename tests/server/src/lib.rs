//! A server for tests, over raw sockets. It responds from a script, with faults that no server library
//! would produce, and records the requests.

mod full_listener;
mod http2;
pub mod process;
mod rate_limit;
mod reply;
pub mod time;
mod tls;

pub use full_listener::FullListener;
pub use h2::Reason;
pub use http2::{Fault, Http2Server};
pub use rate_limit::RateLimit;
pub use reply::{Reply, error, error_body, http, json, send, send_and_close};
pub use tls::{Authority, Identity};

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio_rustls::TlsAcceptor;

/// A running server. It stops with the runtime.
#[derive(Debug)]
pub struct Server {
    /// Its base URL, on loopback.
    pub url: String,
    address: SocketAddr,
    state: Arc<State>,
    requests: Arc<Mutex<Vec<String>>>,
}

struct State {
    reply: Mutex<Box<dyn FnMut(String) -> Reply + Send>>,
    tls: Option<TlsAcceptor>,
    arrival: Notify,
    arrived: watch::Sender<usize>,
    accepted: AtomicUsize,
    /// The clients' addresses of the open connections.
    open: watch::Sender<Vec<SocketAddr>>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").field("accepted", &self.accepted).field("open", &self.open).finish()
    }
}

impl Server {
    /// Replies to the requests in order, and closes the connection once the script is used up.
    pub async fn responding(script: impl IntoIterator<Item = Reply>) -> Self {
        Self::scripted(script, None).await
    }

    /// Like [`responding`](Self::responding), over TLS.
    pub async fn responding_over_tls(identity: Identity, script: impl IntoIterator<Item = Reply>) -> Self {
        Self::scripted(script, Some(identity.into_config(&[b"http/1.1"]).into())).await
    }

    /// Replies to each request as the function says. Counts the requests, but does not record them.
    pub async fn responding_with(reply: impl FnMut(String) -> Reply + Send + 'static) -> Self {
        Self::start(Box::new(reply), None, Arc::default()).await
    }

    async fn scripted(script: impl IntoIterator<Item = Reply>, tls: Option<TlsAcceptor>) -> Self {
        let mut script: VecDeque<Reply> = script.into_iter().collect();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let recorded = requests.clone();
        let reply = move |request| {
            recorded.lock().expect("no panic").push(request);
            script.pop_front().unwrap_or(Reply::Close)
        };
        Self::start(Box::new(reply), tls, requests).await
    }

    async fn start(
        reply: Box<dyn FnMut(String) -> Reply + Send>,
        tls: Option<TlsAcceptor>,
        requests: Arc<Mutex<Vec<String>>>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port on loopback");
        let address = listener.local_addr().expect("a bound socket has an address");
        let url = format!("{}://{address}", if tls.is_some() { "https" } else { "http" });
        let state = Arc::new(State {
            reply: Mutex::new(reply),
            tls,
            arrival: Notify::new(),
            arrived: watch::Sender::default(),
            accepted: AtomicUsize::new(0),
            open: watch::Sender::default(),
        });
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, client)) = listener.accept().await {
                shared.accepted.fetch_add(1, Ordering::Relaxed);
                shared.open.send_modify(|open| open.push(client));
                let shared = shared.clone();
                tokio::spawn(async move {
                    shared.connection(stream).await;
                    shared.open.send_modify(|open| {
                        let index = open.iter().position(|other| *other == client);
                        open.swap_remove(index.expect("the connection is open"));
                    });
                });
            }
        });
        Self { url, address, state, requests }
    }

    /// Every request so far, as it came off the wire.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("no panic").clone()
    }

    /// The only request. Panics if there are none or several.
    pub fn request(&self) -> String {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:#?}");
        requests.into_iter().next().expect("one request")
    }

    /// How many requests have arrived.
    pub fn request_count(&self) -> usize {
        *self.state.arrived.borrow()
    }

    /// Waits for the next request to arrive.
    pub async fn arrival(&self) {
        self.state.arrival.notified().await;
    }

    /// Waits until this many requests have arrived since the server started.
    pub async fn arrivals(&self, count: usize) {
        let mut arrived = self.state.arrived.subscribe();
        arrived.wait_for(|arrived| *arrived >= count).await.expect("the server holds the sender");
    }

    /// How many connections the server has accepted.
    pub fn connections(&self) -> usize {
        self.state.accepted.load(Ordering::Relaxed)
    }

    /// How many connections are open.
    pub fn open_connections(&self) -> usize {
        self.state.open.borrow().len()
    }

    /// Waits until the server has read everything that was sent to it and all connections are closed. The
    /// clients have to close theirs.
    pub async fn drained(&self) {
        // The system queues connections in order: once the server has accepted this one, it has accepted
        // all that were opened before.
        let last = TcpStream::connect(self.address).await.expect("the server listens");
        let address = last.local_addr().expect("a connected socket has an address");
        let mut open = self.state.open.subscribe();
        open.wait_for(|open| open.contains(&address)).await.expect("the server holds the sender");
        drop(last);
        open.wait_for(Vec::is_empty).await.expect("the server holds the sender");
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
            let reply = (self.reply.lock().expect("no panic"))(request);
            self.arrival.notify_one();
            self.arrived.send_modify(|arrived| *arrived += 1);
            if let Some(end) = reply.write(stream).await {
                return end;
            }
        }
        reply::End::Close
    }
}

/// The type of a TLS record that starts a handshake: the first byte of a connection over TLS.
const HANDSHAKE: u8 = 0x16;

/// Reads one request, head and body. Returns `None` when the connection ends. A TLS handshake that
/// reaches a server without TLS counts as a request.
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
