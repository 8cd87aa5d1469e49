//! The body of an answer, read up to a limit and kept as far as it came.

use bytes::{Bytes, BytesMut};
use reqwest::header::CONTENT_LENGTH;
use reqwest::{Response, Version};

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
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if self.len() + chunk.len() > limit => {
                    return Err((TransportKind::TooLarge { limit }, None));
                }
                Ok(Some(chunk)) => self.push(chunk),
                Ok(None) if self.is_short(response) => return Err((TransportKind::BodyBroken, None)),
                Ok(None) => return Ok(()),
                Err(error) if error.is_timeout() => {
                    return Err((TransportKind::TransportTimeout, Some(error)));
                }
                Err(error) => return Err((TransportKind::BodyBroken, Some(error))),
            }
        }
    }

    /// Whether there is less than the head promised. HTTP/2 lets a server end a body so without a fault;
    /// HTTP/1 does not.
    fn is_short(&self, response: &Response) -> bool {
        let promised = || response.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse::<usize>().ok();
        response.version() == Version::HTTP_2 && promised().is_some_and(|length| length > self.len())
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
