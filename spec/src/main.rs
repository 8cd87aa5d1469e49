//! `cargo spec`: see CONTRIBUTING.md.

mod command;

use std::process::ExitCode;

use clap::Parser;

use command::Spec;

fn main() -> ExitCode {
    match Spec::parse().run() {
        Ok(code) => code,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
