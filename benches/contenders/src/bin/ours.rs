use std::time::Duration;

use contenders::{Contender, PROJECT_ID, SECRET};
use stytch_connected_apps::Client;
use stytch_connected_apps::types::ConnectedAppsResponse;

#[derive(Clone)]
struct Ours(Client);

impl Contender for Ours {
    type Body = ConnectedAppsResponse;

    fn new(url: &str, deadline: Duration) -> Self {
        let client = Client::builder(PROJECT_ID, SECRET).base_url(url).deadline(deadline);
        Self(client.build().expect("valid"))
    }

    async fn call(&self, user: &str) -> Option<usize> {
        Some(self.0.get_user_connected_apps().user_id(user).await.ok()?.connected_apps.len())
    }
}

fn main() {
    contenders::main::<Ours>();
}
