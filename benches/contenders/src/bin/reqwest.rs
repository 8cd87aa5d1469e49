//! A client written by hand with reqwest: no retries, no sessions, and no error details. With the feature `ring` it
//! uses what this crate uses: ring and HTTP/2.

use std::time::Duration;

use contenders::{Apps, Contender, PROJECT_ID, SECRET};

#[derive(Clone)]
struct ByHand {
    client: reqwest::Client,
    url: String,
}

impl Contender for ByHand {
    type Body = Apps;

    fn new(url: &str, deadline: Duration) -> Self {
        let client = reqwest::Client::builder().timeout(deadline).build().expect("valid");
        Self { client, url: url.to_owned() }
    }

    async fn call(&self, user: &str) -> Option<usize> {
        let url = format!("{}/v1/users/{user}/connected_apps", self.url);
        let request = self.client.get(url).basic_auth(PROJECT_ID, Some(SECRET));
        let response = request.send().await.ok()?.error_for_status().ok()?;
        Some(response.json::<Apps>().await.ok()?.connected_apps.len())
    }
}

fn main() {
    #[cfg(feature = "ring")]
    rustls::crypto::ring::default_provider().install_default().expect("nothing else installs a provider");
    contenders::main::<ByHand>();
}
