use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use jiff::SignedDuration;

use crate::job::rate::Rate;
use crate::record::aftermath::EndSessions;
use crate::selection::arguments::SelectionArguments;

/// Revokes grants, checks that they are gone, and writes each one's outcome into a record
///
/// The options select what is revoked. --user, --member, --email and --organization say whose grants; --app says to which
/// apps. Each may be repeated, to select more. Both kinds together select the grants of these people to these apps. A
/// name that several apps or Organizations have is an error that lists their ids.
///
/// --decisions selects the rows of files whose decision is `revoke`; with other options, only those rows that these
/// select as well. Once you agree, the record keeps every decision of the files: `keep` too, with the reviewer, the reason
/// and the day on which it expires.
///
/// The grants are those of the last review in the record, or of the one that --review names. With --live, they are
/// those that Stytch lists now. A grant that the record shows as revoked is not revoked again, unless --live finds it
/// again. A grant that is already gone, alone or with its User or Member, counts as revoked. Sessions that a revoked app
/// made end as well: see --sessions.
///
/// Without --yes, the command shows what it would revoke. On a terminal it then asks; elsewhere, or with --output json
/// or csv, it revokes nothing. If it is interrupted, run it again to continue where it stopped. `stytch-apps revoke
/// FILE.sqlite --yes`, without a selection, continues everything that was interrupted or failed.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub struct RevokeArguments {
    /// The record of a review; with --live it is created if it does not exist
    #[arg(value_name = "FILE.sqlite")]
    pub file: PathBuf,
    #[command(flatten)]
    pub selection: SelectionArguments,
    /// Grants whose row in this file has the decision `revoke`, or in a *.csv of this directory. May be repeated
    ///
    /// `stytch-apps report --decisions` writes such files. Two rows that contradict each other are refused.
    #[arg(long, value_name = "FILE.csv|DIR", conflicts_with = "live")]
    pub decisions: Vec<PathBuf>,
    /// The number of the review whose grants to select from, instead of the last one
    #[arg(long, value_name = "REVIEW", conflicts_with = "live")]
    pub review: Option<i64>,
    /// Selects among the grants that Stytch lists now, instead of those of the last review
    #[arg(long)]
    pub live: bool,
    /// Who revokes, for the record, instead of the user of this account
    #[arg(long, value_name = "NAME", value_parser = NonEmptyStringValueParser::new())]
    pub operator: Option<String>,
    /// Which sessions end, as one that a revoked app made from an access token outlives its grant [default: app]
    ///
    /// Only a grant with the scope `full_access` lets an app make a session. One to which the person has signed in as well,
    /// or which another app has joined, is listed and left, unless it is `all`.
    #[arg(long, value_name = "WHICH", value_enum)]
    pub sessions: Option<EndSessions>,
    /// How long your services rely on Stytch's last word about a grant, such as `60s`: tokens are dead by then
    ///
    /// It is the longest `recheck` of your verifiers. Without it, a service may accept an access token until it expires.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub recheck: Option<SignedDuration>,
    /// Revokes without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Only shows what would be revoked
    #[arg(long)]
    pub dry_run: bool,
    /// Makes calls at no more than this rate, such as `100/s`; retries are not counted
    #[arg(long, value_name = "N/s")]
    pub rate: Option<Rate>,
}

const EXAMPLES: &str = "\
Examples:
  stytch-apps revoke june.sqlite --app 'Meeting Notes AI'
  stytch-apps revoke june.sqlite --decisions decisions.csv --yes
  stytch-apps revoke leavers.sqlite --live --email ann@example.com --yes";

fn duration(argument: &str) -> Result<SignedDuration, String> {
    match argument.parse::<SignedDuration>() {
        Ok(duration) if !duration.is_negative() => Ok(duration),
        _ => Err("write a time such as `60s` or `5m`".to_owned()),
    }
}
