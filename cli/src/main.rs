//! `stytch-apps`: reviews, reports and revokes who granted what to which Connected App.

// Ordered from the lowest layer up: a module imports only from those above it in this list.
mod failure;

mod certificate;
mod clock;
mod environment;
mod instructions;
mod missing;
mod private;
mod spreadsheet;
mod table;
mod text;

mod output;
mod prompt;
mod sheet;

mod record;

mod global;
mod interrupt;

mod job;

mod connection;
mod decision_files;
mod inventory;
mod lookalikes;
mod names;
mod operator;
mod selection;
mod session_rows;

mod revocation_rows;

mod call;
mod cutoffs;
mod operations;
mod verify_record;

mod report;
mod review;
mod revoke;
mod sandbox;

mod change;

mod apps;
mod block;

mod arguments;

mod completions;
mod manual;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};
use crate::failure::Failure;
use crate::output::note;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            note!("error: {failure}");
            ExitCode::from(failure.code())
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    let global = &arguments.global;
    match arguments.command {
        Command::Review(review) => wait_for(review::run(global, &review)),
        Command::Report(report) => wait_for(async { report::run(&report, global.output) }),
        Command::Revoke(revoke) => wait_for(revoke::run(global, &revoke)),
        Command::Cutoffs(cutoffs) => wait_for(async { cutoffs::run(&cutoffs) }),
        Command::Apps(apps) => wait_for(apps::run(global, &apps)),
        Command::Block(block) => wait_for(block::block(global, &block)),
        Command::Unblock(unblock) => wait_for(block::unblock(global, &unblock)),
        Command::VerifyRecord(verify) => wait_for(async { verify_record::run(&verify, global.output) }),
        Command::Call(call) => wait_for(call::run(call, global)),
        Command::Operations => wait_for(async { operations::run(global.output) }),
        Command::Sandbox(sandbox) => wait_for(sandbox::run(global, &sandbox)),
        Command::Completions { shell } => wait_for(async { completions::run(shell) }),
        Command::Man { directory } => wait_for(async { manual::run(&directory) }),
    }
}

/// Runs a command to its end, or until a signal ends the process.
fn wait_for(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::io("start the async runtime", &error))?;
    runtime.block_on(async {
        interrupt::listen().map_err(|error| Failure::io("receive signals", &error))?;
        command.await
    })
}
