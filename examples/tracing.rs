//! Shows what the client reports to `tracing`: a span for each attempt, an event for each retry.
//!
//! ```sh
//! cargo run --example tracing
//! ```

use std::error::Error;

use stytch_connected_apps::sandbox::Sandbox;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::prelude::*;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // A span has all of its fields when it closes.
    let lines = tracing_subscriber::fmt::layer()
        .without_time()
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(std::io::stdout);
    let ours = Targets::new().with_target("stytch_connected_apps", LevelFilter::DEBUG);
    tracing_subscriber::registry().with(lines).with(ours).init();

    let sandbox = Sandbox::start().await?;
    println!("A call that succeeds:");
    sandbox.client()?.get_user_connected_apps().user_id("user-test-1").await?;

    println!("\nA call that fails with status 500, after three attempts:");
    let client = sandbox.client_preferring("code=500")?;
    if let Err(error) = client.get_user_connected_apps().user_id("user-test-1").await {
        println!("\nWhat the caller gets: {error}");
    }
    Ok(())
}
