//! `stytch-apps`: reviews, reports and revokes who granted what to which Connected App.

mod arguments;
mod call;
mod completions;
mod connection;
mod failure;
mod job;
mod names;
mod operations;
mod output;
mod record;
mod report;
mod review;
mod revoke;
mod sandbox;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let everywhere = &arguments.everywhere;
    match arguments.command {
        Command::Review(review) => wait_for(review::run(everywhere, &review)),
        Command::Report(report) => report::run(&report, everywhere.output),
        Command::Revoke(revoke) => wait_for(revoke::run(everywhere, &revoke)),
        Command::Call(call) => wait_for(call::run(call, everywhere)),
        Command::Operations => operations::run(everywhere.output),
        Command::Sandbox(sandbox) => wait_for(sandbox::run(everywhere, &sandbox)),
        Command::Completions { shell } => completions::run(shell),
    }
}

/// Runs a command that makes calls.
fn wait_for(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::io("the runtime does not start", &error))?;
    runtime.block_on(command)
}
