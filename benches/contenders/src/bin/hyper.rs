//! A client written by hand with hyper: the lower bound.

use std::time::Duration;

use bytes::Bytes;
use contenders::{Apps, Contender};
use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

#[derive(Clone)]
struct ByHand {
    client: Client<HttpsConnector<HttpConnector>, Empty<Bytes>>,
    url: String,
}

impl Contender for ByHand {
    type Body = Apps;

    fn new(url: &str, _: Duration) -> Self {
        let tls = HttpsConnectorBuilder::new().with_native_roots().expect("roots").https_or_http();
        let client = Client::builder(TokioExecutor::new()).build(tls.enable_http1().build());
        Self { client, url: url.to_owned() }
    }

    async fn call(&self, user: &str) -> Option<usize> {
        let request = Request::get(format!("{}/v1/users/{user}/connected_apps", self.url))
            .header("authorization", "Basic cHJvamVjdC10ZXN0LTE6c2VjcmV0LXRlc3QtMQ==")
            .body(Empty::new())
            .ok()?;
        let response = self.client.request(request).await.ok()?;
        let success = response.status().is_success();
        let body = response.into_body().collect().await.ok()?.to_bytes();
        success.then(|| serde_json::from_slice::<Apps>(&body).ok())?.map(|apps| apps.connected_apps.len())
    }
}

fn main() {
    contenders::main::<ByHand>();
}
