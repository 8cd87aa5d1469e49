use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use globset::{Glob, GlobMatcher};

use crate::decision_files::Split;
use crate::report::flags::Rule;
use crate::selection::arguments::SelectionArguments;

/// Shows which apps people granted access, with which scopes, and what changed
///
/// The record is what `stytch-apps review` has written. The apps with the widest reach come first.
///
/// --user, --member, --email and --organization show only the grants of these people, --app only those to these apps, and
/// --scope only those with such a scope, in every form of the report. A report asks the record and not Stytch, so it knows
/// an Organization by its id or its name.
///
/// As CSV and in --decisions, a name or a scope that a spreadsheet would take for a formula has an apostrophe before
/// it. Ids are as Stytch has them.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub struct ReportArguments {
    /// The record
    #[arg(value_name = "FILE.sqlite")]
    pub file: PathBuf,
    /// The number of the review to show, instead of the latest
    #[arg(long, value_name = "REVIEW")]
    pub review: Option<i64>,
    /// The number of an earlier review, or `previous`: shows each grant that is new, gone, returned or changed since then
    ///
    /// A grant has returned if it was revoked by a command on this record, and is there again. A grant that only one of
    /// the two reviews covers is neither new nor gone. With --output csv, the rows are these grants.
    #[arg(long, value_name = "REVIEW|previous", value_parser = since)]
    pub since: Option<Since>,
    #[command(flatten)]
    pub selection: SelectionArguments,
    /// Grants with a scope that matches, such as calendar:*. May be repeated
    #[arg(long = "scope", value_name = "GLOB", value_parser = glob)]
    pub scopes: Vec<GlobMatcher>,
    /// Flags apps that match: third_party, offline_access, full_access, scope=GLOB or app=ID. May be repeated
    ///
    /// By itself, a report flags third-party apps, and for offline_access and full_access those of them that have it. Your
    /// own flags are for every app.
    #[arg(long, value_name = "RULE", value_parser = Rule::from_str)]
    pub flag: Vec<Rule>,
    /// Takes the flag from apps and scopes that match. May be repeated
    #[arg(long, value_name = "RULE", value_parser = Rule::from_str)]
    pub no_flag: Vec<Rule>,
    /// A file of such rules, by default stytch-apps.toml in the current directory if it exists; options come after it
    #[arg(long, value_name = "FILE.toml")]
    pub config: Option<PathBuf>,
    /// Ends with exit code 4 if the report has any of these, such as new,returned. The first three need --since
    #[arg(long, value_name = "WHAT", value_enum, value_delimiter = ',')]
    pub fail_on: Vec<FailOn>,
    /// Writes the report as one HTML file, with everybody who granted access
    #[arg(long, value_name = "OUT.html")]
    pub html: Option<PathBuf>,
    /// Writes a row for each grant, for a reviewer to decide keep or revoke; `stytch-apps revoke --decisions` reads it
    #[arg(long, value_name = "OUT.csv|DIR")]
    pub decisions: Option<PathBuf>,
    /// Makes --decisions a directory with one file for each reviewer
    #[arg(long, value_enum, requires = "decisions")]
    pub split: Option<Split>,
    /// Leaves out of --decisions what is kept by an earlier decision that has not expired, and has not changed since
    #[arg(long, requires = "decisions")]
    pub undecided: bool,
}

const EXAMPLES: &str = "\
Examples:
  stytch-apps report june.sqlite
  stytch-apps report june.sqlite --html june.html --flag 'scope=calendar:*'
  stytch-apps report june.sqlite --since previous --output json
  stytch-apps report june.sqlite --email ann@example.com --html ann.html
  stytch-apps report june.sqlite --decisions decisions.csv
  stytch-apps report june.sqlite --decisions june --split organization --undecided";

/// A finding that `--fail-on` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Grants that are new
    New,
    /// Grants that were revoked, and are there again
    Returned,
    /// Grants with other scopes than before, or to an app of another type
    Changed,
    /// Apps with a flag
    Flagged,
    /// Grants that were kept until a day that has passed
    Due,
}

/// The review to compare with.
#[derive(Debug, Clone, Copy)]
pub enum Since {
    Number(i64),
    /// The one before.
    Previous,
}

fn since(argument: &str) -> Result<Since, String> {
    match argument {
        "previous" => Ok(Since::Previous),
        number => number.parse().map(Since::Number).map_err(|_| "write a number or `previous`".to_owned()),
    }
}

fn glob(argument: &str) -> Result<GlobMatcher, String> {
    Glob::new(argument).map(|glob| glob.compile_matcher()).map_err(|error| error.to_string())
}
