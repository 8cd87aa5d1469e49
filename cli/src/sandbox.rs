//! `stytch-apps sandbox`.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use clap::Args;
use stytch_connected_apps_sandbox::{RateLimit, Sandbox};

use crate::certificate::Certificate;
use crate::clock;
use crate::connection::seed;
use crate::failure::Failure;
use crate::global::GlobalOptions;
use crate::instructions::instructions;
use crate::interrupt::Graceful;
use crate::output::{note, print};

/// Runs a stand-in for Stytch on this machine, for tests in any language, until it is interrupted
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
    /// The address to listen on; 0.0.0.0 is every address of the machine, which containers need. On any but a loopback
    /// address, everybody who reaches it can use and control the sandbox: its credentials are public
    #[arg(long, value_name = "ADDRESS", default_value_t = Ipv4Addr::LOCALHOST.into())]
    host: IpAddr,
    /// Another name by which clients reach it, such as that of its container; may be repeated
    #[arg(long, value_name = "NAME")]
    host_name: Vec<String>,
    /// Speaks HTTPS, which the official SDKs for Node and Python insist on
    #[arg(long)]
    https: bool,
    /// The file for the certificate of the certificate authority, which is removed at the end; by default one in a private
    /// temporary directory
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
  stytch-apps sandbox --port 4010 --https --sandbox=seed.yaml --limit 400
  stytch-apps sandbox --port 4010 --host 0.0.0.0 --host-name sandbox    # in a container of this name";

/// Serves until it is interrupted.
pub async fn run(global: &GlobalOptions, arguments: &SandboxArguments) -> Result<(), Failure> {
    clock::check(SystemTime::now())?;
    let interrupt = Graceful::new();
    let mut builder = Sandbox::builder()
        .host(arguments.host)
        .port(arguments.port)
        .latency(Duration::from_millis(arguments.latency));
    for name in &arguments.host_name {
        builder = builder.host_name(name);
    }
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
    let path = arguments.certificate.as_deref();
    let certificate = sandbox.certificate().map(|pem| Certificate::write(pem, path)).transpose()?;
    print(instructions(&sandbox, certificate.as_ref().map(Certificate::path)).as_bytes())?;
    if !arguments.host.is_loopback() {
        note!("listening on {}: everybody who reaches it can use and control this sandbox", arguments.host);
    }
    interrupt.received().await;
    Ok(())
}
