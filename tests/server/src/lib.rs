//! A server that answers from a script, over raw sockets, and keeps what it was sent.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What the server does with one request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Sends this text, then waits for the next request.
    Send(String),
    /// Sends this text, then closes the connection.
    SendAndClose(String),
    /// Closes the connection.
    Close,
    /// Says nothing and keeps the connection.
    Hang,
}

/// An answer of HTTP/1.1 with this body.
pub fn http(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut text = format!("HTTP/1.1 {status} \r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    Reply::Send(format!("{text}\r\n{body}"))
}

/// An answer of JSON.
pub fn json(status: u16, body: &str) -> Reply {
    http(status, &[("content-type", "application/json")], body)
}

/// Stytch's body for an error.
pub fn error(status: u16, error_type: &str) -> Reply {
    json(status, &error_body(status, error_type))
}

/// Stytch's body for an error, as text.
pub fn error_body(status: u16, error_type: &str) -> String {
    format!(
        r#"{{"status_code":{status},"request_id":"request-id-test-1","error_type":"{error_type}","error_message":"Message.","error_url":"https://stytch.com/docs/api/errors/{status}"}}"#
    )
}

/// A running server; it stops with the runtime.
#[derive(Debug)]
pub struct Server {
    /// Its base URL, on loopback.
    pub url: String,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    script: Mutex<VecDeque<Reply>>,
    requests: Mutex<Vec<String>>,
    arrived: Notify,
}

impl Server {
    /// Answers the requests one after the other; beyond the script it closes the connection.
    pub async fn answering(script: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
        let url = format!("http://{}", listener.local_addr().expect("a bound socket has an address"));
        let state = Arc::new(State { script: Mutex::new(script.into_iter().collect()), ..State::default() });
        let shared = state.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, shared.clone()));
            }
        });
        Self { url, state }
    }

    /// Every request so far, as it came off the wire.
    pub fn requests(&self) -> Vec<String> {
        self.state.requests.lock().expect("no test panics here").clone()
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
}

async fn serve(mut stream: TcpStream, state: Arc<State>) {
    while let Some(request) = read(&mut stream).await {
        state.requests.lock().expect("no test panics here").push(request);
        let reply = state.script.lock().expect("no test panics here").pop_front();
        state.arrived.notify_one();
        match reply {
            Some(Reply::Send(text)) => {
                let _ = stream.write_all(text.as_bytes()).await;
            }
            Some(Reply::SendAndClose(text)) => {
                let _ = stream.write_all(text.as_bytes()).await;
                return;
            }
            Some(Reply::Hang) => std::future::pending().await,
            Some(Reply::Close) | None => return,
        }
    }
}

/// One request, head and body, or `None` when the connection ends.
async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
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
