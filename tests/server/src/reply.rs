//! What the server does with one request.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// The server's reaction to one request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Sends this, then waits for the next request.
    Send(Vec<u8>),
    /// Sends this after a time by tokio's clock, then waits for the next request.
    SendLater(Duration, Vec<u8>),
    /// Sends this, then closes the connection.
    SendAndClose(Vec<u8>),
    /// Sends this, then resets the connection.
    SendAndReset(Vec<u8>),
    /// Sends the first part, then the second one over and over, one byte per second by tokio's clock.
    Drip(Vec<u8>, Vec<u8>),
    /// Sends the first part, then the second one this many times.
    Repeat(Vec<u8>, Vec<u8>, usize),
    /// Closes the connection.
    Close,
    /// Sends nothing and keeps the connection open until the client closes it.
    Hang,
}

/// How the server ends a connection.
#[derive(PartialEq)]
pub(crate) enum End {
    Close,
    Reset,
}

impl Reply {
    /// Carries out the reply. Returns how to end the connection, or `None` to keep it.
    pub(crate) async fn write(self, stream: &mut (impl AsyncRead + AsyncWrite + Unpin)) -> Option<End> {
        match self {
            Self::Send(bytes) => stream.write_all(&bytes).await.err().map(|_| End::Close),
            Self::SendLater(time, bytes) => {
                tokio::time::sleep(time).await;
                stream.write_all(&bytes).await.err().map(|_| End::Close)
            }
            Self::SendAndClose(bytes) => {
                let _ = stream.write_all(&bytes).await;
                let _ = stream.shutdown().await;
                Some(End::Close)
            }
            Self::SendAndReset(bytes) => {
                let _ = stream.write_all(&bytes).await;
                Some(End::Reset)
            }
            Self::Drip(head, bytes) => {
                let _ = stream.write_all(&head).await;
                for byte in bytes.iter().cycle() {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                    if stream.write_all(&[*byte]).await.is_err() {
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
pub fn send_and_close(bytes: impl Into<Vec<u8>>) -> Reply {
    Reply::SendAndClose(bytes.into())
}

/// An HTTP/1.1 response.
pub fn http(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Reply {
    let body = body.as_ref();
    let mut head = format!("HTTP/1.1 {status} \r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    Reply::Send([head.as_bytes(), b"\r\n", body].concat())
}

/// A response with a JSON body.
pub fn json(status: u16, body: &str) -> Reply {
    http(status, &[("content-type", "application/json")], body)
}

/// An error response with the body that Stytch sends.
pub fn error(status: u16, error_type: &str) -> Reply {
    json(status, &error_body(status, error_type))
}

/// The body that Stytch sends with an error.
pub fn error_body(status: u16, error_type: &str) -> String {
    format!(
        r#"{{"status_code":{status},"request_id":"request-id-test-1","error_type":"{error_type}","error_message":"Message.","error_url":"https://stytch.com/docs/api/errors/{status}"}}"#
    )
}
