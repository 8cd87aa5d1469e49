//! An HTTP API for Connected Apps. It asks Stytch, or the sandbox that `STYTCH_BASE_URL` names.

use std::error::Error;
use std::net::Ipv4Addr;
use std::sync::Arc;

use servers::api;
use servers::guard::Guard;
use stytch_connected_apps::Client;
use stytch_connected_apps::verify::{ProtectedResource, TokenVerifier};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;

    // The defaults: tokens that are for the project, of apps that had access at most a minute ago.
    let verifier = TokenVerifier::builder(&client).build()?;
    verifier.warm_up().await?;

    let authorization_server = client.get_authorization_server_metadata().await?.issuer;
    let resource = ProtectedResource::new("http://127.0.0.1:4022")?
        .authorization_server(authorization_server)
        .scopes(api::SCOPES);

    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 4022)).await?;
    println!("API at http://{}", listener.local_addr()?);
    axum::serve(listener, api::router(Guard { verifier, resource: Arc::new(resource) })).await?;
    Ok(())
}
