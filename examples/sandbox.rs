//! Runs the sandbox as a server, for programs in any language.
//!
//! ```sh
//! cargo run --example sandbox -- --port 4010 --seed seed.yaml --https
//! ```
//!
//! `stytch-apps sandbox` is the same with more options.

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use stytch_connected_apps::sandbox::{Sandbox, Seed};

/// Runs a stand-in for Stytch on 127.0.0.1 until it is interrupted.
#[derive(Debug, Parser)]
struct Arguments {
    /// Port on 127.0.0.1; a free one by default
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// YAML file with the apps, people and grants to start with; those of the OpenAPI document's examples by default
    #[arg(long)]
    seed: Option<PathBuf>,
    /// Serve HTTPS, which the official SDKs for Node and Python require
    #[arg(long)]
    https: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
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
    let certificate = sandbox.write_certificate(None)?;
    print!("{}", sandbox.instructions(certificate.as_deref()));
    tokio::signal::ctrl_c().await?;
    Ok(())
}
