use bytes::{Bytes, BytesMut};
use reqwest::header::CONTENT_LENGTH;
use reqwest::{Response, Version};

use crate::error::TransportKind;

/// Why a response is incomplete, and the HTTP library's error if there is one.
pub(super) type Failure = (TransportKind, Option<reqwest::Error>);

/// The part of a response body that has arrived, however reading ended.
#[derive(Default)]
pub(super) struct Body {
    // Most bodies arrive in one chunk, which is then not copied.
    first: Bytes,
    rest: BytesMut,
}

impl Body {
    /// Reads to the end, or until the body is longer than `limit` bytes.
    pub(super) async fn read(&mut self, response: &mut Response, limit: usize) -> Result<(), Failure> {
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

    /// Returns whether the body is shorter than its `Content-Length`. hyper ends a body without an error when the server
    /// resets the HTTP/2 stream with NO_ERROR; over HTTP/1 it reports the missing bytes itself.
    fn is_short(&self, response: &Response) -> bool {
        let promised = || response.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse::<usize>().ok();
        response.version() == Version::HTTP_2 && promised().is_some_and(|length| length > self.len())
    }

    pub(super) fn into_bytes(self) -> Bytes {
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
