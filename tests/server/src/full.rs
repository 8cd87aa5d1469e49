//! A host that lets nobody in.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// Far more connections than a queue of length zero takes.
const MANY: usize = 16;

/// A listener whose queue is full. Linux drops what asks for a place in it, so whoever connects waits, as for a
/// host behind a firewall that drops packets; other systems may refuse instead.
#[derive(Debug)]
pub struct FullListener {
    /// Its base URL, on loopback.
    pub url: String,
    _listener: TcpListener,
    _queue: Vec<TcpStream>,
}

impl FullListener {
    /// Opens the listener, and connections to it until one has to wait. Blocks for a moment.
    pub fn new() -> Self {
        let socket = tokio::net::TcpSocket::new_v4().expect("sockets are to be had");
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("loopback has a free port");
        let listener = socket.listen(0).expect("a bound socket can listen").into_std();
        let listener = listener.expect("nothing waits for it");
        let address = listener.local_addr().expect("a bound socket has an address");
        let connect = |_| TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok();
        let queue: Vec<TcpStream> = (0..MANY).map_while(connect).collect();
        assert!(queue.len() < MANY, "the queue has no end");
        Self { url: format!("http://{address}"), _listener: listener, _queue: queue }
    }
}

impl Default for FullListener {
    fn default() -> Self {
        Self::new()
    }
}
