use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::call::Call;
use crate::output::Format;
use crate::report::ReportArguments;
use crate::review::arguments::ReviewArguments;
use crate::revoke::arguments::RevokeArguments;
use crate::sandbox::SandboxArguments;

/// Shows who granted what to which of Stytch's Connected Apps, and revokes grants.
#[derive(Debug, Parser)]
#[command(name = "stytch-apps", version, before_help = EXAMPLES, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(flatten)]
    pub everywhere: Everywhere,
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
pub struct Everywhere {
    /// Asks a sandbox instead of Stytch; the sandbox starts with the document's examples, or with a seed in YAML
    #[arg(long, global = true, help_heading = GLOBAL, value_name = "SEED.yaml", num_args = 0..=1, require_equals = true)]
    pub sandbox: Option<Option<PathBuf>>,
    /// The form of the data on standard output
    #[arg(long, global = true, help_heading = GLOBAL, value_enum, default_value_t = Format::Table)]
    pub output: Format,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Review(ReviewArguments),
    Report(ReportArguments),
    Revoke(RevokeArguments),
    /// Calls any operation of the API by its name
    Call(Call),
    /// Lists every operation of the API
    Operations,
    Sandbox(SandboxArguments),
    /// Prints a script that completes the command line in a shell
    Completions {
        /// The shell to write for
        shell: Shell,
    },
}

/// Where help lists the options that every command takes, apart from its own.
const GLOBAL: &str = "Global options";

const EXAMPLES: &str = "\
Examples:
  stytch-apps review june.sqlite
  stytch-apps report june.sqlite --html june.html --decisions june.csv
  stytch-apps revoke june.sqlite --decisions june.csv
  stytch-apps review try.sqlite --sandbox";

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  not done, or only in part; the message says what to do
  2  the command line is wrong; nothing was sent
  3  done, except for what failed; the message counts it, and the same command tries it again

Credentials come from the environment: STYTCH_PROJECT_ID and STYTCH_SECRET.";
