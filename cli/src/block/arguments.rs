use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use crate::job::rate::Rate;

/// Keeps an app out of Organizations, by their policies on apps
///
/// Each Organization's policy is read, changed and read again. The record keeps what it was before, so that `unblock`
/// restores exactly that. Where the policy does not allow the app, there is nothing to do.
///
/// Stytch has no policy of all apps but one. An Organization that allows all apps of the kind, third-party or first-party,
/// gets a list of all others that the project has now. Apps that come later are out there too, until somebody adds them to
/// the list. From a list that the Organization has, the app is taken off.
///
/// A block is for Members. Users have no such policy: only `stytch-apps apps delete` keeps an app from them.
///
/// A block is no revocation. Once an app is blocked, Stytch may list its grants no more, and an unblock may bring them
/// back. So revoke first: `stytch-apps revoke FILE.sqlite --app APP`.
///
/// Without --yes, the command shows what it would change. On a terminal it then asks; elsewhere, or with --output json or
/// csv, it changes nothing. If it is interrupted, run it again to continue where it stopped.
#[derive(Debug, Args)]
#[command(before_help = BLOCK_EXAMPLES)]
pub struct BlockArguments {
    #[command(flatten)]
    pub common: PolicyArguments,
}

/// Restores the policies that Organizations had before an app was blocked
///
/// An Organization whose policy somebody has changed since is refused, and the message names the field. If another app was
/// blocked there afterwards, unblock that one first.
///
/// Without --yes, the command shows what it would change. On a terminal it then asks; elsewhere, or with --output json or
/// csv, it changes nothing. If it is interrupted, run it again to continue where it stopped.
#[derive(Debug, Args)]
#[command(before_help = UNBLOCK_EXAMPLES)]
pub struct UnblockArguments {
    #[command(flatten)]
    pub common: PolicyArguments,
}

/// The arguments of both.
#[derive(Debug, Args)]
pub struct PolicyArguments {
    /// The record; `block` creates it if it does not exist
    #[arg(value_name = "FILE.sqlite")]
    pub file: PathBuf,
    /// The app, by its id or its name
    #[arg(long, value_name = "APP", value_parser = NonEmptyStringValueParser::new())]
    pub app: String,
    /// In this Organization, by its id, its slug, its external id or its name. May be repeated
    #[arg(long = "organization", value_name = "ORGANIZATION", value_parser = NonEmptyStringValueParser::new(), conflicts_with = "all", required_unless_present = "all")]
    pub organizations: Vec<String>,
    /// In all Organizations
    #[arg(long)]
    pub all: bool,
    /// Changes without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Only shows what would be changed
    #[arg(long)]
    pub dry_run: bool,
    /// Makes calls at no more than this rate, such as `100/s`; retries are not counted
    #[arg(long, value_name = "N/s")]
    pub rate: Option<Rate>,
}

const BLOCK_EXAMPLES: &str = "\
Examples:
  stytch-apps block incident.sqlite --app 'Meeting Notes AI' --all
  stytch-apps block incident.sqlite --app connected-app-live-123 --organization acme --organization globex --yes";

const UNBLOCK_EXAMPLES: &str = "\
Examples:
  stytch-apps unblock incident.sqlite --app 'Meeting Notes AI' --all
  stytch-apps unblock incident.sqlite --app connected-app-live-123 --organization acme --yes";
