//! `stytch-apps sandbox`.

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use clap::Args;
use stytch_connected_apps_sandbox::{RateLimit, Sandbox};

use crate::clock;
use crate::connection::seed;
use crate::failure::Failure;
use crate::global::GlobalOptions;
use crate::interrupt::Graceful;
use crate::output::print;

/// Runs a stand-in for Stytch on 127.0.0.1, for tests in any language, until it is interrupted
///
/// It prints its base URL, the credentials that it accepts, and lines to paste. --sandbox=seed.yaml starts it with a
/// seed in YAML, such as `users: [{user_id: user-1, grants: [{app: calendar, scopes: openid}]}]`. Requests to /_sandbox/
/// script faults, change the seed and read the log; the sandbox describes them, and seeds, at /_sandbox/openapi.yaml.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub struct SandboxArguments {
    /// The port; by default a free one
    #[arg(long, default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Speaks HTTPS, which the official SDKs for Node and Python insist on
    #[arg(long)]
    https: bool,
    /// The file for the certificate of the certificate authority; by default one in the directory for temporary files
    #[arg(long, value_name = "FILE.pem", requires = "https")]
    certificate: Option<PathBuf>,
    /// Delays every response by this many milliseconds
    #[arg(long, value_name = "MILLISECONDS", default_value_t = 0, hide_default_value = true)]
    latency: u64,
    /// Accepts at most this many requests of each operation in each interval, as Stytch does; by default any number
    #[arg(long, value_name = "REQUESTS")]
    limit: Option<u64>,
    /// The interval of --limit
    #[arg(long, value_name = "SECONDS", default_value_t = 1, requires = "limit",
          value_parser = clap::value_parser!(u64).range(1..))]
    interval: u64,
    /// Sends `Retry-After` with this many seconds in the responses to requests beyond --limit; Stytch sends none
    #[arg(long, value_name = "SECONDS", requires = "limit")]
    retry_after: Option<u64>,
}

const EXAMPLES: &str = "\
Examples:
  stytch-apps sandbox --port 4010
  stytch-apps sandbox --port 4010 --https --sandbox=seed.yaml --limit 400";

/// Serves until it is interrupted.
pub async fn run(global: &GlobalOptions, arguments: &SandboxArguments) -> Result<(), Failure> {
    clock::check(SystemTime::now())?;
    let interrupt = Graceful::new();
    let mut builder =
        Sandbox::builder().port(arguments.port).latency(Duration::from_millis(arguments.latency));
    if let Some(Some(path)) = &global.sandbox {
        builder = builder.seed(seed(path)?);
    }
    if let Some(requests) = arguments.limit {
        let limit = RateLimit::in_each(Duration::from_secs(arguments.interval), requests);
        builder = builder.rate_limit(match arguments.retry_after {
            Some(seconds) => limit.retry_after(seconds),
            None => limit,
        });
    }
    if arguments.https {
        builder = builder.https();
    }
    let sandbox = builder.start().await;
    let sandbox = sandbox.map_err(|error| Failure::io("start the sandbox", &error))?;
    let certificate = sandbox.write_certificate(arguments.certificate.as_deref());
    let certificate = certificate.map_err(|error| Failure::new(error.to_string()))?;
    print(sandbox.instructions(certificate.as_deref()).as_bytes())?;
    interrupt.received().await;
    Ok(())
}
