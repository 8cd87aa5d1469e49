//! Runs the sandbox as a server, for programs in any language.
//!
//! ```sh
//! cargo run --example sandbox -- --port 4010 --seed seed.yaml --https
//! ```

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use stytch_connected_apps::sandbox::{RateLimit, Sandbox, Seed};

/// Runs a stand-in for Stytch on 127.0.0.1 until it is interrupted.
#[derive(Debug, Parser)]
struct Arguments {
    /// The port; by default a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// A YAML file that says what the sandbox knows; by default what the OpenAPI document's examples show
    #[arg(long)]
    seed: Option<PathBuf>,
    /// Speaks HTTPS, which the official SDKs for Node and Python insist on
    #[arg(long)]
    https: bool,
    /// Where the authority's certificate is written; by default a file in the folder for temporary files
    #[arg(long, requires = "https")]
    certificate: Option<PathBuf>,
    /// Accepts so many requests of each operation in a second; by default any number
    #[arg(long)]
    requests_per_second: Option<u64>,
    /// How many milliseconds every response takes
    #[arg(long, default_value_t = 0)]
    latency: u64,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut builder =
        Sandbox::builder().port(arguments.port).latency(Duration::from_millis(arguments.latency));
    if let Some(path) = &arguments.seed {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let seed: Seed =
            yaml_serde::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        builder = builder.seed(seed);
    }
    if let Some(requests) = arguments.requests_per_second {
        builder = builder.rate_limit(RateLimit::in_each(Duration::from_secs(1), requests));
    }
    if arguments.https {
        builder = builder.https();
    }
    let sandbox = builder.start().await?;
    let certificate = match sandbox.certificate() {
        Some(certificate) => {
            let name = format!("stytch-sandbox-{}.pem", std::process::id());
            let path = arguments.certificate.unwrap_or_else(|| std::env::temp_dir().join(name));
            std::fs::write(&path, certificate).map_err(|error| format!("{}: {error}", path.display()))?;
            Some(path)
        }
        None => None,
    };
    print!("{}", sandbox.instructions(certificate.as_deref()));
    tokio::signal::ctrl_c().await?;
    Ok(())
}
