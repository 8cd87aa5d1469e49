use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};

use crate::job::rate::Rate;

/// Lists all apps of the project with what is odd about them, or deletes some
///
/// The apps are those of the last review in the record that covers all Users or all Organizations, also those that nobody
/// granted access. The findings:
///
/// unused: nobody granted it access in this review. Known only if the review covers everybody and is complete.
///
/// duplicate: another app differs from it at most in ports and ids, as dynamic registrations of one client do.
///
/// endless_refresh_tokens: a confidential app with the scope offline_access keeps its refresh tokens, and each use makes
/// them live 3 months longer.
///
/// other_redirect_hosts: it redirects to a host that is neither its own nor loopback. Its own host is that of its metadata
/// URL, or else the one that more of its redirect URLs have than any other, with the hosts below it.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct AppsArguments {
    #[command(subcommand)]
    pub command: Option<AppsCommand>,
    /// The record
    #[arg(value_name = "FILE.sqlite", required = true)]
    pub file: Option<PathBuf>,
    /// The number of the review to show, instead of the latest that searched the apps
    #[arg(long, value_name = "REVIEW")]
    pub review: Option<i64>,
}

#[derive(Debug, Subcommand)]
pub enum AppsCommand {
    Delete(DeleteArguments),
}

/// Deletes apps, checks that they are gone, and writes each one's outcome into the record
///
/// Deleting an app ends it for everybody, and cannot be undone: its id never comes back. What becomes of its tokens is not
/// documented, so revoke its grants first if you need evidence of each.
///
/// An app is unused if the last two complete reviews of everybody both saw it, and no review since the first of them saw a
/// grant of it. One review is not enough: Stytch tells neither when an app was created nor when it was last used, so an app
/// that nobody has granted access may be new. Just before the deletion, the Organizations are asked for their apps once
/// more. Nobody can ask for the Users of an app, so a grant by a User since the last review is not seen. Nor is a grant that
/// an Organization's policy hides, so an app that `stytch-apps block` keeps out is left out.
///
/// First-party apps are your own, and may be built into software that is yet to come out: they are deleted only by --app.
///
/// Without --yes, the command shows what it would delete. On a terminal it then asks; elsewhere, or with --output json or
/// csv, it deletes nothing. If it is interrupted, run it again to continue where it stopped. `stytch-apps apps delete
/// FILE.sqlite --yes`, without a selection, continues everything that was interrupted or failed.
#[derive(Debug, Args)]
#[command(before_help = DELETE_EXAMPLES)]
pub struct DeleteArguments {
    /// The record of a review
    #[arg(value_name = "FILE.sqlite")]
    pub file: PathBuf,
    /// This app, by its id or its name, even if people use it. May be repeated
    #[arg(long = "app", value_name = "APP", value_parser = NonEmptyStringValueParser::new(), conflicts_with_all = ["unused", "duplicates"])]
    pub apps: Vec<String>,
    /// All unused apps that are not first-party
    #[arg(long, conflicts_with = "duplicates")]
    pub unused: bool,
    /// Unused apps that differ from another one at most in ports and ids; one of them always stays
    #[arg(long)]
    pub duplicates: bool,
    /// Deletes without asking
    #[arg(long, conflicts_with = "dry_run")]
    pub yes: bool,
    /// Only shows what would be deleted
    #[arg(long)]
    pub dry_run: bool,
    /// Makes calls at no more than this rate, such as `100/s`; retries are not counted
    #[arg(long, value_name = "N/s")]
    pub rate: Option<Rate>,
}

const EXAMPLES: &str = "\
Examples:
  stytch-apps apps june.sqlite
  stytch-apps apps june.sqlite --output csv
  stytch-apps apps delete june.sqlite --unused";

const DELETE_EXAMPLES: &str = "\
Examples:
  stytch-apps apps delete june.sqlite --unused --dry-run
  stytch-apps apps delete june.sqlite --duplicates
  stytch-apps apps delete june.sqlite --app 'Meeting Notes AI' --yes";
