//! The command line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use codegen::check::PLACEHOLDER;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use spec::api;
use spec::committed::{self, OURS};
use spec::document::Document;
use spec::drift::baseline::Baseline;
use spec::drift::{drift, report};
use spec::import::insert::insert;
use spec::import::trial::{self, Trial};
use spec::import::{self, Options, Wanted};
use spec::release;

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
    Import(Import),
    Release(Release),
    Api(Api),
    /// Write the files that are generated from the documents: the public API, and the code of a test document.
    Summary,
}

/// Show how our document differs from the vendor's.
///
/// Compares what every operation that both documents describe sends and receives, where it goes and how it
/// authenticates, and lists the operations that we lack. Defaults and limits are a group of their own. Known differences
/// stand in the baseline, each with a reason. Exits with status 1 if something is new, or if a row of the baseline does
/// not hold; which rows match nothing shows only if all documents are given that the baseline names.
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

/// Print one of the vendor's operations in the style of our document.
///
/// The operation comes with the schemas it needs, under names after our pattern, with examples made from the
/// schemas. The vendor's prose stays behind: a placeholder stands wherever prose has to be written, the build refuses
/// it, and stderr lists the placeholders. An operation may be given a name: 'POST /v1/users/search=find_users'.
#[derive(Debug, Args)]
struct Import {
    /// The vendor's OpenAPI document.
    #[arg(value_name = "VENDOR.yml")]
    vendor: PathBuf,
    /// The operations: method and path, such as 'POST /v1/users/search'.
    #[arg(required_unless_present = "every", value_name = "OPERATION")]
    operations: Vec<Wanted>,
    /// The fields of the response to take, such as results.user_id,results.emails [default: all].
    #[arg(long, value_delimiter = ',')]
    fields: Vec<String>,
    /// The fields of the request to take besides the required ones [default: all].
    #[arg(long, value_delimiter = ',')]
    request_fields: Vec<String>,
    /// Write into this document instead of stdout, and leave the rest of it as it is.
    #[arg(long, value_name = "DOCUMENT")]
    into: Option<PathBuf>,
    /// Take summaries and descriptions as well: for documents that are the team's own.
    #[arg(long)]
    with_prose: bool,
    /// Instead, try every operation alone, and count those that build.
    #[arg(long, conflicts_with_all = ["operations", "into"])]
    every: bool,
    /// With `--every`: keep each document that builds in this folder.
    #[arg(long, requires = "every", value_name = "FOLDER")]
    keep: Option<PathBuf>,
}

/// Prepare a release: the version, the changelog, and the files that the next one is compared with.
///
/// Checks that the version is large enough for what has changed since the last release, that the generated files and
/// the public API in spec/api are up to date, and that the changelog says something. Writes nothing unless all of it
/// holds, and prints the steps that are left to do by hand.
#[derive(Debug, Args)]
struct Release {
    /// The version to release, such as 0.2.0.
    version: String,
    /// The day of the release [default: today].
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
}

/// Write the public API of each published library into spec/api.
///
/// rustdoc reads the code, so this takes as long as `cargo doc`. Generated code is left out: `cargo spec summary` lists
/// it by operation.
#[derive(Debug, Args)]
struct Api {
    /// Write nothing, and exit with status 1 if a file is out of date.
    #[arg(long)]
    check: bool,
}

impl Spec {
    pub fn run(self) -> Result<ExitCode, String> {
        match self.command {
            Command::Drift(command) => command.run(),
            Command::Import(command) => command.run(),
            Command::Release(command) => command.run(),
            Command::Api(command) => command.run(),
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
            let updated = baseline.updated(&drift, &verdict.new)?;
            fs::write(&path, updated).map_err(|error| format!("{name}: {error}"))?;
            println!("{name}: added {} rows: write their reasons", verdict.new.len());
        }
        Ok(if verdict.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl Import {
    fn run(self) -> Result<ExitCode, String> {
        let shown = |path: &PathBuf| path.display().to_string();
        let ours = match &self.into {
            Some(path) => Document::read(&shown(path), path)?,
            None => Document::read(OURS, &committed::path(OURS))?,
        };
        let vendor = Document::read(&shown(&self.vendor), &self.vendor)?;
        let options =
            Options { fields: self.fields, request_fields: self.request_fields, with_prose: self.with_prose };
        if self.every {
            return every(&ours, &vendor, &options, self.keep.as_deref());
        }
        let fragment = import::import(&ours, &vendor, &self.operations, &options)?;
        let (name, text) = match &self.into {
            Some(path) => {
                let text = insert(&ours.name, &ours.text, &fragment)?;
                fs::write(path, &text).map_err(|error| format!("{}: {error}", ours.name))?;
                (ours.name.as_str(), text)
            }
            None => {
                let text = fragment.text();
                print!("{text}");
                ("stdout", text)
            }
        };
        for (ours, theirs) in &fragment.taken {
            eprintln!("{name}: took `{ours}` for `{theirs}`");
        }
        for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| text.contains(PLACEHOLDER)) {
            eprintln!("{name}:{line}: {}", text.trim());
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Imports every operation alone, and says how many of them build.
fn every(
    ours: &Document,
    vendor: &Document,
    options: &Options,
    keep: Option<&Path>,
) -> Result<ExitCode, String> {
    let (mut built, mut all) = (0, 0);
    for Trial { result, .. } in trial::every(ours, vendor, options) {
        all += 1;
        match result {
            Ok(text) => {
                built += 1;
                if let Some(folder) = keep {
                    let path = folder.join(format!("{all}.yaml"));
                    fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
                }
            }
            Err(reason) => eprintln!("{reason}"),
        }
    }
    println!("{built} of {} operations build", all);
    Ok(if built == all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Api {
    fn run(self) -> Result<ExitCode, String> {
        let root = committed::path("");
        if self.check {
            api::check(&root)?
        } else {
            api::write(&root)?
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Release {
    fn run(self) -> Result<ExitCode, String> {
        let today = || TimeZone::UTC.to_datetime(Timestamp::now()).date();
        let date = self.date.unwrap_or_else(today).to_string();
        let root = committed::path("");
        let release = release::Release::prepare(&root, &self.version, &date)?;
        api::check(&root)?;
        release.write(&root)?;
        println!("{}", release.remains());
        Ok(ExitCode::SUCCESS)
    }
}

const BASELINE: &str = "openapi/drift.yaml";
