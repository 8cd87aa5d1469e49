//! The body of an answer, read up to a limit and kept as far as it came.

use bytes::{Bytes, BytesMut};
use reqwest::Response;

use crate::error::TransportKind;

/// Why a request has no whole answer, and what the transport says to it.
pub(crate) type Failure = (TransportKind, Option<reqwest::Error>);

/// What has arrived when reading ends, for whatever reason.
#[derive(Default)]
pub(crate) struct Body {
    // Most bodies come in one piece, which then is not copied.
    first: Bytes,
    rest: BytesMut,
}

impl Body {
    /// Reads to the end, or until the body is larger than `limit` bytes.
    pub(crate) async fn read(&mut self, response: &mut Response, limit: usize) -> Result<(), Failure> {
        let length = response.content_length();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if self.len() + chunk.len() > limit => {
                    return Err((TransportKind::TooLarge { limit }, None));
                }
                Ok(Some(chunk)) => self.push(chunk),
                // HTTP/2 lets a server end a body without a fault before its length.
                Ok(None) if length.is_some_and(|length| length > self.len() as u64) => {
                    return Err((TransportKind::BodyBroken, None));
                }
                Ok(None) => return Ok(()),
                Err(error) if error.is_timeout() => {
                    return Err((TransportKind::TransportTimeout, Some(error)));
                }
                Err(error) => return Err((TransportKind::BodyBroken, Some(error))),
            }
        }
    }

    pub(crate) fn into_bytes(self) -> Bytes {
        if self.rest.is_empty() { self.first } else { self.rest.freeze() }
    }

    fn len(&self) -> usize {
        self.first.len().max(self.rest.len())
    }

    fn push(&mut self, chunk: Bytes) {
        if self.first.is_empty() {
            self.first = chunk;
            return;
        }
        if self.rest.is_empty() {
            self.rest.extend_from_slice(&self.first);
        }
        self.rest.extend_from_slice(&chunk);
    }
}
