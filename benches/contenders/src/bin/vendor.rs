use std::sync::Arc;
use std::time::Duration;

use contenders::{Contender, PROJECT_ID, SECRET};
use stytch::client::{Client, Vertical};
use stytch::consumer::users::{ConnectedAppsRequest, ConnectedAppsResponse, Users};
use url::Url;

#[derive(Clone)]
struct Vendor(Arc<Users>);

impl Contender for Vendor {
    type Body = ConnectedAppsResponse;

    fn new(url: &str, _: Duration) -> Self {
        let url = Url::parse(url).expect("a URL");
        let client = Client::new_with_base_url(PROJECT_ID, SECRET, url, Vertical::Consumer);
        Self(Arc::new(Users::new(client.expect("valid"))))
    }

    async fn call(&self, user: &str) -> Option<usize> {
        let request = ConnectedAppsRequest { user_id: user.to_owned() };
        Some(self.0.connected_apps(request).await.ok()?.connected_apps.len())
    }
}

fn main() {
    contenders::main::<Vendor>();
}
