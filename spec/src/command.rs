//! The command line.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use spec::committed::{self, OURS};
use spec::document::Document;
use spec::drift::baseline::Baseline;
use spec::drift::{drift, report};

/// Tools on the OpenAPI document: openapi/connected-apps.yaml.
#[derive(Debug, Parser)]
#[command(name = "cargo spec", bin_name = "cargo spec")]
pub struct Spec {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Drift(Drift),
    /// Write what is committed beside the documents: the public API, the generated code of a test document, and the
    /// README's table of operations.
    Summary,
}

/// Show how our document differs from the vendor's.
///
/// Compares the parameters, fields, types and words of every operation that both documents describe, and lists the
/// operations beside or below ours that we lack. What is known stands in the baseline, each with a reason. Exits
/// with status 1 if something is new, or if a row of the baseline does not hold.
#[derive(Debug, Args)]
struct Drift {
    /// The vendor's OpenAPI documents.
    #[arg(required = true, value_name = "VENDOR.yml")]
    vendors: Vec<PathBuf>,
    /// Add a row without a reason to the baseline for each new difference.
    #[arg(long)]
    update: bool,
    /// The known differences [default: openapi/drift.yaml of this repository].
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

impl Spec {
    pub fn run(self) -> Result<ExitCode, String> {
        match self.command {
            Command::Drift(command) => command.run(),
            Command::Summary => committed::write().map(|()| ExitCode::SUCCESS),
        }
    }
}

impl Drift {
    fn run(self) -> Result<ExitCode, String> {
        let ours = Document::read(OURS, &committed::path(OURS))?;
        let read = |path: &PathBuf| Document::read(&path.display().to_string(), path);
        let vendors = self.vendors.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let (name, path) = match self.baseline {
            Some(path) => (path.display().to_string(), path),
            None => (BASELINE.to_owned(), committed::path(BASELINE)),
        };
        let text = if path.exists() {
            fs::read_to_string(&path).map_err(|error| format!("{name}: {error}"))?
        } else {
            String::new()
        };
        let baseline = Baseline::parse(&name, text)?;
        let drift = drift(&ours, &vendors);
        let verdict = baseline.judge(&drift);
        print!("{}", report::report(&ours, &vendors, &drift, &verdict));
        if self.update && !verdict.new.is_empty() {
            let updated = baseline.updated(&verdict.new)?;
            fs::write(&path, updated).map_err(|error| format!("{name}: {error}"))?;
            println!("{name}: added {} rows: write their reasons", verdict.new.len());
        }
        Ok(if verdict.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

const BASELINE: &str = "openapi/drift.yaml";
