use std::path::PathBuf;

use clap::Args;

/// Checks that nobody has changed a record since it was written
///
/// Each row of evidence holds the SHA-256 of the row before. If a row was changed, removed or inserted, the command names
/// the first one that does not fit, and ends with exit code 1.
///
/// Whoever can write to the file can also compute all of these hashes again. So keep the head, which is the hash of the
/// last row, in another place, such as a printed report: --head checks that the record still has it.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub struct VerifyRecordArguments {
    /// The record
    #[arg(value_name = "FILE.sqlite")]
    pub file: PathBuf,
    /// A head that an earlier report or check of this record has printed
    #[arg(long, value_name = "SHA-256")]
    pub head: Option<String>,
}

const EXAMPLES: &str = "\
Examples:
  stytch-apps verify-record june.sqlite
  stytch-apps verify-record june.sqlite --head 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
