use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::apps::arguments::AppsArguments;
use crate::block::arguments::{BlockArguments, UnblockArguments};
use crate::call::arguments::Call;
use crate::cutoffs::CutoffsArguments;
use crate::global::GlobalOptions;
use crate::report::arguments::ReportArguments;
use crate::review::arguments::ReviewArguments;
use crate::revoke::arguments::RevokeArguments;
use crate::sandbox::SandboxArguments;
use crate::verify_record::arguments::VerifyRecordArguments;

/// Shows who granted what to which of Stytch's Connected Apps, and revokes grants.
#[derive(Debug, Parser)]
#[command(name = "stytch-apps", version, before_help = EXAMPLES, after_help = EXIT_CODES)]
pub struct Arguments {
    #[command(flatten)]
    pub global: GlobalOptions,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Review(ReviewArguments),
    Report(ReportArguments),
    Revoke(RevokeArguments),
    Cutoffs(CutoffsArguments),
    Apps(AppsArguments),
    Block(BlockArguments),
    Unblock(UnblockArguments),
    VerifyRecord(VerifyRecordArguments),
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
    /// Writes the man pages of all commands to a directory
    Man {
        /// The directory, such as ~/.local/share/man/man1; it is created if it does not exist
        directory: PathBuf,
    },
}

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
  4  done, and the report has what --fail-on names

Credentials come from the environment: STYTCH_PROJECT_ID and STYTCH_SECRET.";
