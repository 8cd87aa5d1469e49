use std::path::PathBuf;

use clap::Args;

use crate::job::rate::Rate;
use crate::record::scope::{Part, Scope};

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
    /// Prints only warnings and errors
    #[arg(long, short)]
    pub quiet: bool,
}

impl ReviewArguments {
    /// The scope that the arguments ask for. `ids` is the number of ids in the file, if there is one.
    pub fn scope(&self, ids: Option<usize>) -> Scope {
        let asks_for_users = self.users || ids.is_some();
        let users = match ids {
            Some(count) => Part::File(count),
            None if asks_for_users || self.organizations.is_none() => Part::All,
            None => Part::None,
        };
        let organizations = match &self.organizations {
            Some(given) if given.is_empty() => Part::All,
            Some(given) => {
                let mut given = given.clone();
                given.sort_unstable();
                given.dedup();
                Part::Given(given)
            }
            None if asks_for_users => Part::None,
            None => Part::All,
        };
        Scope { users, organizations }
    }
}

const EXAMPLES: &str = "\
Examples:
  stytch-apps review june.sqlite
  stytch-apps review june.sqlite --users --ids leavers.txt
  stytch-apps review june.sqlite --organizations acme globex --rate 50/s";

#[cfg(test)]
mod tests {
    use clap::{Command, FromArgMatches};

    use super::*;

    fn scope(arguments: &[&str]) -> String {
        let command = ReviewArguments::augment_args(Command::new("review").no_binary_name(true));
        let matches = command.try_get_matches_from([&["r.sqlite"], arguments].concat()).expect("valid");
        let arguments = ReviewArguments::from_arg_matches(&matches).expect("valid");
        arguments.scope(arguments.ids.as_ref().map(|_| 3)).describe()
    }

    #[test]
    fn a_review_is_about_everybody_unless_the_arguments_narrow_it() {
        for (arguments, expected) in [
            (&[][..], "all Users and all Organizations"),
            (&["--users"], "all Users"),
            (&["--organizations"], "all Organizations"),
            (&["--users", "--organizations"], "all Users and all Organizations"),
            (&["--ids", "f"], "3 Users"),
            (
                &["--users", "--ids", "f", "--organizations", "b", "a", "b"],
                "3 Users and the Organizations a, b",
            ),
        ] {
            assert_eq!(scope(arguments), expected, "{arguments:?}");
        }
    }
}
