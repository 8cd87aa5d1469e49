//! A server on loopback that stands in for Stytch in tests and demonstrations.
//!
//! It serves every operation of the OpenAPI document from the document's own examples, and is made
//! from the same table as the client, so an operation added to the document is served as well. It
//! checks the path, the method, the credentials and the session headers, and answers 404, 405, 401
//! and 400 as Stytch would.
//!
//! A request may ask for any documented answer with the header `Prefer`, as OpenAPI mock servers
//! have it: `Prefer: code=429` for the status, `Prefer: example=user_not_found` for the example of
//! that name, if the operation has it, or both, separated by a comma. [`Sandbox::client_preferring`]
//! sends it with every call.
//!
//! It keeps no state: what a call changes at Stytch, it does not change here.
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

mod answer;
mod prefer;
mod template;

use prefer::Prefer;

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use crate::{Client, ClientBuilder, Error, Operation};

/// A running sandbox. It stops when dropped.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Sandbox {
    /// The project id that the sandbox knows.
    pub const PROJECT_ID: &str = "project-test-00000000-0000-4000-8000-000000000000";

    /// The secret that the sandbox knows. It opens nothing.
    pub const SECRET: &str = "secret-test-sandbox-00000000000000000000";

    /// Starts a server on a free port of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// If no port can be bound.
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

    /// A client of the sandbox, with the credentials that it knows.
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`].
    pub fn client(&self) -> Result<Client, Error> {
        self.client_builder().build()
    }

    /// A client whose every request carries the header `Prefer` with `preference`, such as
    /// `code=429`.
    ///
    /// # Errors
    ///
    /// [`Error::Configuration`] if the preference names neither a `code` nor an `example`, and those of
    /// [`ClientBuilder::build`].
    pub fn client_preferring(&self, preference: &str) -> Result<Client, Error> {
        let mut prefer = Prefer::default();
        let known = prefer.read(preference).is_ok() && prefer != Prefer::default();
        let value = HeaderValue::from_str(preference).ok().filter(|_| known).ok_or_else(|| {
            Error::configuration(format!(
                "the preference {preference:?} asks for nothing: write it like `code=429, example=too_many_requests`"
            ))
        })?;
        let headers = HeaderMap::from_iter([(HeaderName::from_static("prefer"), value)]);
        self.client_builder().http(reqwest::Client::builder().default_headers(headers)).build()
    }

    /// A builder for a client of the sandbox with settings of its own.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder(Self::PROJECT_ID, Self::SECRET).base_url(self.url())
    }
}

impl Operation {
    /// Arguments for [`invoke`](Self::invoke): the document's examples, or values made from its schemas
    /// where it has none.
    pub fn example_arguments(&self) -> Value {
        serde_json::from_str(self.arguments).expect("the build writes JSON")
    }

    /// Every documented answer: its status, its example's name and its body, which is empty where the
    /// answer has no content.
    pub fn example_answers(&self) -> impl Iterator<Item = (u16, &'static str, &'static str)> {
        self.examples.iter().map(|example| (example.status, example.name, example.body))
    }
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
            // Out of sockets, say: there will be some again.
            tokio::time::sleep(Duration::from_millis(10)).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        let service = service_fn(|request| async { Ok::<_, Infallible>(respond(request).await) });
        connections.spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

async fn respond(request: hyper::Request<Incoming>) -> hyper::Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    // Read to its end, so that the connection can be used again.
    let _ = body.collect().await;
    let answer = answer::answer(head.method.as_str(), head.uri.path(), &head.headers);
    let mut response = hyper::Response::new(Full::from(answer.body));
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    if !answer.empty {
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    response
}
