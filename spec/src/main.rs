//! `cargo spec`: see CONTRIBUTING.md.

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo spec summary

summary    updates the committed summaries of the public API and the committed generated code";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["summary"] => spec::committed::write(),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
