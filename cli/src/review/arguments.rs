use std::path::PathBuf;

use clap::Args;

use crate::job::Rate;

/// Reviews who granted what to which app, and writes it into a record
///
/// Searches all Users and asks for each one's apps; searches all Organizations and asks for their apps, for each app's
/// active Members, and at the end for these Members' email addresses. The record is an SQLite file. Whatever ends a
/// review early, the same command continues where it stopped. Once a review is complete, the same command begins a new
/// one beside it in the same file.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub struct ReviewArguments {
    /// The record, which is created if it does not exist
    #[arg(value_name = "FILE.sqlite")]
    pub file: PathBuf,
    /// Reviews the Users only
    ///
    /// With neither --users nor --organizations, a review covers both.
    #[arg(long)]
    pub users: bool,
    /// Reviews only the Users whose ids are in this file, one per line; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub ids: Option<PathBuf>,
    /// Reviews the Organizations only: all of them, or those with these ids, slugs or external ids
    #[arg(long, value_name = "ORGANIZATION", num_args = 0..)]
    pub organizations: Option<Vec<String>>,
    /// Makes calls at no more than this rate, such as `100/s`; retries are not counted
    ///
    /// Without it, calls are made as fast as Stytch's rate limits allow.
    #[arg(long, value_name = "N/s")]
    pub rate: Option<Rate>,
    /// Begins a new review, even if the last one is not complete
    #[arg(long)]
    pub new: bool,
}

const EXAMPLES: &str = "\
Examples:
  stytch-apps review june.sqlite
  stytch-apps review june.sqlite --users --ids leavers.txt
  stytch-apps review june.sqlite --organizations acme globex --rate 50/s";
