use std::fmt::Display;

use progenitor_client::QueryParam;
use reqwest::Url;
use reqwest::header::HeaderValue;
use serde::Serialize;

use crate::call::argument::invalid_argument;
use crate::document::operation::Operation;
use crate::error::{Error, InvalidRequestError};

/// The longest URL that the HTTP library accepts, in bytes. Few servers accept as much.
const LONGEST_URL: usize = u16::MAX as usize - 1;

/// The request of an operation, without the headers that every request has.
pub(crate) struct Request {
    operation: &'static Operation,
    inner: reqwest::Request,
}

/// A request that is not complete yet.
pub(crate) struct RequestBuilder {
    operation: &'static Operation,
    inner: reqwest::RequestBuilder,
}

impl RequestBuilder {
    pub(crate) fn new(
        http: &reqwest::Client,
        operation: &'static Operation,
        url: Url,
    ) -> Result<Self, Error> {
        let method = operation.method.parse().map_err(|error| invalid_request(operation, error))?;
        Ok(Self { operation, inner: http.request(method, url) })
    }

    #[allow(dead_code, reason = "a document need not have query parameters")]
    pub(crate) fn query<T: Serialize>(mut self, name: &'static str, value: &Option<T>) -> Self {
        self.inner = self.inner.query(&QueryParam::new(name, value));
        self
    }

    #[allow(dead_code, reason = "a document need not have header parameters")]
    pub(crate) fn header<T: Display>(mut self, name: &'static str, value: Option<T>) -> Result<Self, Error> {
        if let Some(value) = value {
            let value = HeaderValue::try_from(value.to_string()).map_err(|_| {
                invalid_argument(self.operation, name, "contains characters that a header cannot carry")
            })?;
            self.inner = self.inner.header(name, value);
        }
        Ok(self)
    }

    #[allow(dead_code, reason = "a document need not have request bodies")]
    pub(crate) fn json<T: Serialize>(mut self, body: &T) -> Self {
        self.inner = self.inner.json(body);
        self
    }

    pub(crate) fn build(self) -> Result<Request, Error> {
        let inner =
            self.inner.build().map_err(|error| invalid_request(self.operation, error.without_url()))?;
        if inner.url().as_str().len() > LONGEST_URL {
            let reason = format_args!("the URL is over {LONGEST_URL} bytes long; shorten the arguments");
            return Err(invalid_request(self.operation, reason));
        }
        Ok(Request { operation: self.operation, inner })
    }
}

impl Request {
    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    pub(crate) fn url(&self) -> &Url {
        self.inner.url()
    }

    pub(crate) fn body(&self) -> Option<&[u8]> {
        self.inner.body()?.as_bytes()
    }

    /// A copy to send.
    pub(crate) fn copy(&self) -> Result<reqwest::Request, Error> {
        self.inner.try_clone().ok_or_else(|| self.invalid("the body cannot be sent again"))
    }

    /// The error for a request that cannot be sent.
    pub(crate) fn invalid(&self, reason: impl Display) -> Error {
        invalid_request(self.operation, reason)
    }
}

/// An error that concerns the whole request and no single argument.
pub(crate) fn invalid_request(operation: &Operation, reason: impl Display) -> Error {
    Error::InvalidRequest(Box::new(InvalidRequestError::new(operation.id, None, reason.to_string())))
}
