//! A listener that accepts no more connections.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// Far more connections than fit into a backlog of length zero.
const MANY: usize = 16;

/// A listener whose backlog is full. Linux drops further connection attempts, so a client waits, as it
/// does for a host behind a firewall that drops packets. Other systems may refuse instead.
#[derive(Debug)]
pub struct FullListener {
    /// Its base URL, on loopback.
    pub url: String,
    _listener: TcpListener,
    _backlog: Vec<TcpStream>,
}

impl FullListener {
    /// Opens the listener and connects to it until a connection attempt times out, which blocks for a
    /// moment.
    pub fn new() -> Self {
        let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0))).expect("a free port on loopback");
        let listener = socket.listen(0).expect("a bound socket can listen").into_std();
        let listener = listener.expect("no accept is pending");
        let address = listener.local_addr().expect("a bound socket has an address");
        let connect = |_| TcpStream::connect_timeout(&address, Duration::from_millis(200)).ok();
        let backlog: Vec<TcpStream> = (0..MANY).map_while(connect).collect();
        assert!(backlog.len() < MANY, "the backlog does not fill up");
        Self { url: format!("http://{address}"), _listener: listener, _backlog: backlog }
    }
}

impl Default for FullListener {
    fn default() -> Self {
        Self::new()
    }
}
