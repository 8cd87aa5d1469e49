//! An MCP server for Connected Apps. It asks Stytch, or the sandbox that `STYTCH_BASE_URL` names.
//!
//! `MCP_URL` is the URL that clients know, `http://127.0.0.1:4021/mcp` by default. The server listens on loopback, on
//! the URL's port or else 4021: a proxy faces the internet and does TLS. `RECHECK_SECONDS` is how old Stytch's word may
//! be that an app still has access, 30 by default.

use std::env;
use std::error::Error;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use servers::guard::Guard;
use servers::mcp;
use stytch_connected_apps::Client;
use stytch_connected_apps::reqwest::Url;
use stytch_connected_apps::verify::{ProtectedResource, Recheck, TokenVerifier};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    let url = env::var("MCP_URL").unwrap_or_else(|_| "http://127.0.0.1:4021/mcp".to_owned());
    let recheck = env::var("RECHECK_SECONDS").unwrap_or_else(|_| "30".to_owned()).parse()?;

    let verifier = TokenVerifier::builder(&client)
        // A token for another service of the project is not enough: whoever has it could use it here.
        .audience(&url)
        // For so long an app goes on after its access was revoked. 30 s cost two calls a minute for an active person.
        .recheck(Recheck::Within(Duration::from_secs(recheck)))
        .build()?;
    // Wrong settings show now, and the first client does not wait for the keys.
    verifier.warm_up().await?;

    // The issuer of tokens is the project's own domain, which Stytch knows.
    let authorization_server = client.get_authorization_server_metadata().await?.issuer;
    let resource = ProtectedResource::new(&url)?
        .authorization_server(authorization_server)
        .scopes([mcp::SCOPE])
        .name("Issues");

    let url: Url = url.parse()?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, url.port().unwrap_or(4021))).await?;
    println!("MCP server at {url}");
    axum::serve(listener, mcp::router(Guard { verifier, resource: Arc::new(resource) }, &url)).await?;
    Ok(())
}
