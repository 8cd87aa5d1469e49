//! A server on loopback that stands in for Stytch in tests and demonstrations.
//!
//! It serves every operation of the OpenAPI document from the document's own examples. It reads the same
//! table of operations as the client, so it also serves an operation that is added to the document. It
//! checks the path, the method, the credentials and the session headers, and responds with 404, 405, 401
//! and 400 as Stytch would.
//!
//! A request chooses a documented response with the header `Prefer`, as with other OpenAPI mock servers:
//! `Prefer: code=429` selects a status, `Prefer: example=user_not_found` an example by its name, and
//! `Prefer: code=404, example=user_not_found` both. [`Sandbox::client_preferring`] sends the header with
//! every call. A request for an example that the document does not have gets a 400 that lists those it has.
//!
//! A paged operation responds with an example that has a next page, and with one that has none to a request for
//! a next page, whatever their order in the document.
//!
//! The sandbox keeps no state: a call that changes something at Stytch changes nothing here. It accepts any
//! member session.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use stytch_connected_apps::sandbox::Sandbox;
//!
//! let sandbox = Sandbox::start().await?;
//!
//! let apps = sandbox.client()?.get_user_connected_apps().user_id("any").await?;
//! assert_eq!(apps.connected_apps.len(), 1);
//!
//! let client = sandbox.client_preferring("code=404")?;
//! let error = client.get_user_connected_apps().user_id("any").await.unwrap_err();
//! assert!(error.is_not_found());
//! # Ok(())
//! # }
//! ```

mod prefer;
mod respond;
mod template;

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Collected, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use crate::client::Client;
use crate::client::builder::ClientBuilder;
use crate::document::example::Examples;
use crate::document::operation::Operation;
use crate::error::Error;
use crate::generated::EXAMPLES;
use crate::retry::policy::RetryPolicy;
use crate::sandbox::prefer::Prefer;
use crate::sandbox::respond::respond;

/// A running sandbox. It stops when dropped.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    task: JoinHandle<()>,
}

const PROJECT_ID: &str = "project-test-00000000-0000-4000-8000-000000000000";
const SECRET: &str = "secret-test-sandbox-00000000000000000000";

impl Sandbox {
    /// The project id that the sandbox accepts.
    pub const PROJECT_ID: &str = PROJECT_ID;

    /// The secret that the sandbox accepts. It opens nothing else.
    pub const SECRET: &str = SECRET;

    /// Starts a server on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If it can bind no port.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        Ok(Self { address, task: tokio::spawn(serve(listener)) })
    }

    /// The base URL, such as `http://127.0.0.1:40213`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client of the sandbox, with the credentials that it accepts.
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`].
    pub fn client(&self) -> Result<Client, Error> {
        self.client_builder().build()
    }

    /// A client whose every request carries the header `Prefer` with this value, such as `code=429`. It repeats
    /// no request, as the response would be the same.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if the preference has neither a `code` nor an `example`, and those of
    /// [`ClientBuilder::build`].
    pub fn client_preferring(&self, preference: &str) -> Result<Client, Error> {
        let mut prefer = Prefer::default();
        let known = prefer.read(preference).is_ok() && prefer != Prefer::default();
        let value = HeaderValue::from_str(preference).ok().filter(|_| known).ok_or_else(|| {
            Error::configuration(
                "preference",
                format!(
                    "{preference:?} asks for nothing; write it like `code=429, example=too_many_requests`"
                ),
            )
        })?;
        let headers = HeaderMap::from_iter([(HeaderName::from_static("prefer"), value)]);
        let http = reqwest::Client::builder().default_headers(headers);
        self.client_builder().retry(RetryPolicy::none()).reqwest_builder(http).build()
    }

    /// A builder for a client of the sandbox with other settings.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder(PROJECT_ID, SECRET).base_url(self.url())
    }
}

impl Operation {
    /// Arguments for [`invoke`](Self::invoke): the document's examples, or values made from its schemas
    /// where it has none.
    pub fn example_arguments(&self) -> Value {
        serde_json::from_str(examples(self).arguments).expect("the build writes JSON")
    }

    /// Every documented response: its status, its example's name and its body. The name is empty if the
    /// example has none, the body if the response has no content.
    pub fn example_responses(&self) -> impl Iterator<Item = (u16, &'static str, &'static str)> {
        examples(self).responses.iter().map(|example| (example.status, example.name, example.body))
    }
}

fn examples(operation: &Operation) -> &'static Examples {
    let entry = EXAMPLES.iter().find(|(id, _)| *id == operation.id);
    entry.map(|(_, examples)| examples).expect("the build writes examples for every operation")
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener) {
    // Dropping the set, when the sandbox is dropped, closes the connections.
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // The process may be out of sockets for a while.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        let service = service_fn(|request| async { Ok::<_, Infallible>(handle(request).await) });
        connections.spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn handle(request: hyper::Request<Incoming>) -> hyper::Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    // The connection can be used again only once the body has been read.
    let body = body.collect().await.map(Collected::to_bytes).unwrap_or_default();
    let response = respond(&head, &body);
    let has_content = !response.body.is_empty();
    let mut sent = hyper::Response::new(Full::from(response.body));
    *sent.status_mut() = response.status;
    *sent.headers_mut() = response.headers;
    if has_content {
        sent.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    sent
}
