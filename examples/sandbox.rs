//! Runs the sandbox as a server, for programs in any language.
//!
//! ```sh
//! cargo run --example sandbox -- --port 4010 --seed seed.yaml --https
//! ```
//!
//! `stytch-apps sandbox` is the same with more options.

use std::error::Error;
use std::path::PathBuf;

use clap::Parser;
use stytch_connected_apps::sandbox::{Sandbox, Seed};

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
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut builder = Sandbox::builder().port(arguments.port);
    if let Some(path) = &arguments.seed {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let seed: Seed =
            yaml_serde::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        builder = builder.seed(seed);
    }
    if arguments.https {
        builder = builder.https();
    }
    let sandbox = builder.start().await?;
    let certificate = match sandbox.certificate() {
        Some(certificate) => {
            let name = format!("stytch-sandbox-{}.pem", std::process::id());
            let path = std::env::temp_dir().join(name);
            std::fs::write(&path, certificate).map_err(|error| format!("{}: {error}", path.display()))?;
            Some(path)
        }
        None => None,
    };
    print!("{}", sandbox.instructions(certificate.as_deref()));
    tokio::signal::ctrl_c().await?;
    Ok(())
}
