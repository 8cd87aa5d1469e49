//! What the server does with one request.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// What the server does with one request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Sends this, then waits for the next request.
    Send(Vec<u8>),
    /// Sends this, then closes the connection.
    SendAndClose(Vec<u8>),
    /// Sends this, then resets the connection.
    SendAndReset(Vec<u8>),
    /// Sends the first, then the second byte by byte, one a second by tokio's clock, again and again.
    Drip(Vec<u8>, Vec<u8>),
    /// Sends the first, then the second so many times.
    Repeat(Vec<u8>, Vec<u8>, usize),
    /// Closes the connection.
    Close,
    /// Says nothing and keeps the connection until the other side closes it.
    Hang,
}

#[derive(PartialEq)]
pub(crate) enum End {
    Close,
    Reset,
}

impl Reply {
    /// Carries the reply out; says how the connection ends if it does.
    pub(crate) async fn write(self, stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> Option<End> {
        match self {
            Self::Send(bytes) => stream.write_all(&bytes).await.err().map(|_| End::Close),
            Self::SendAndClose(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                Some(End::Close)
            }
            Self::SendAndReset(bytes) => {
                let _ = stream.write_all(&bytes).await;
                Some(End::Reset)
            }
            Self::Drip(head, drops) => {
                let _ = stream.write_all(&head).await;
                for drop in drops.iter().cycle() {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    if stream.write_all(&[*drop]).await.is_err() {
                        break;
                    }
                }
                Some(End::Close)
            }
            Self::Repeat(head, bytes, times) => {
                let _ = stream.write_all(&head).await;
                for _ in 0..times {
                    if stream.write_all(&bytes).await.is_err() {
                        return Some(End::Close);
                    }
                }
                None
            }
            Self::Close => Some(End::Close),
            Self::Hang => {
                let _ = stream.read(&mut [0]).await;
                Some(End::Close)
            }
        }
    }
}

/// Sends this, then waits for the next request.
pub fn send(bytes: impl Into<Vec<u8>>) -> Reply {
    Reply::Send(bytes.into())
}

/// Sends this, then closes the connection.
pub fn cut(bytes: impl Into<Vec<u8>>) -> Reply {
    Reply::SendAndClose(bytes.into())
}

/// An answer of HTTP/1.1 with this body.
pub fn http(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Reply {
    let body = body.as_ref();
    let mut head = format!("HTTP/1.1 {status} \r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    Reply::Send([head.as_bytes(), b"\r\n", body].concat())
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
