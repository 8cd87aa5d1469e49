//! Shows what the client reports to `tracing`: a span for each attempt, an event for each retry.
//!
//! ```sh
//! cargo run --example tracing
//! ```

use std::error::Error;

use stytch_connected_apps_sandbox::{Sandbox, Seed};
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

    let sandbox = Sandbox::builder().seed(Seed::new().grant("user-1", "calendar", "openid")).start().await?;
    let client = sandbox.client()?;
    println!("A call that succeeds:");
    client.get_user_connected_apps().user_id("user-1").await?;

    println!("\nA call that succeeds at the third attempt:");
    sandbox.on("get_user_connected_apps").times(2).respond(500);
    client.get_user_connected_apps().user_id("user-1").await?;

    println!("\nA call that fails with status 500, after three attempts:");
    sandbox.on("get_user_connected_apps").respond(500);
    if let Err(error) = client.get_user_connected_apps().user_id("user-1").await {
        println!("\nWhat the caller gets: {error}");
    }
    Ok(())
}
