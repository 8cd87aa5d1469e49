use serde::{Deserialize, Serialize};

use crate::failure::Failure;
use crate::review::arguments::ReviewArguments;

/// What a review is about. The record keeps it as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    pub users: Part,
    pub organizations: Part,
}

/// Which Users, or which Organizations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    None,
    All,
    /// Those given, in order.
    These(Vec<String>),
    /// So many that are given in a file.
    Listed(usize),
}

impl Scope {
    /// What the arguments ask for. `ids` is how many ids of Users are given.
    pub fn new(arguments: &ReviewArguments, ids: Option<usize>) -> Self {
        let asks_for_users = arguments.users || ids.is_some();
        let users = match ids {
            Some(count) => Part::Listed(count),
            None if asks_for_users || arguments.organizations.is_none() => Part::All,
            None => Part::None,
        };
        let organizations = match &arguments.organizations {
            Some(given) if given.is_empty() => Part::All,
            Some(given) => {
                let mut given = given.clone();
                given.sort_unstable();
                given.dedup();
                Part::These(given)
            }
            None if asks_for_users => Part::None,
            None => Part::All,
        };
        Self { users, organizations }
    }

    pub fn to_json(&self) -> Result<String, Failure> {
        serde_json::to_string(self).map_err(|error| Failure::new(error.to_string()))
    }

    /// Whether nobody is left out.
    pub fn is_of_everybody(&self) -> bool {
        (&self.users, &self.organizations) == (&Part::All, &Part::All)
    }

    /// For a message: the options that ask for this.
    pub fn describe(&self) -> String {
        let users = match &self.users {
            Part::None => None,
            Part::Listed(1) => Some("1 User".to_owned()),
            Part::Listed(count) => Some(format!("{count} Users")),
            _ => Some("all Users".to_owned()),
        };
        let organizations = match &self.organizations {
            Part::None => None,
            Part::These(given) => Some(format!("the Organizations {}", given.join(", "))),
            _ => Some("all Organizations".to_owned()),
        };
        users.into_iter().chain(organizations).collect::<Vec<_>>().join(" and ")
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args, Command, FromArgMatches};

    use super::*;

    fn scope(arguments: &[&str]) -> String {
        let command = ReviewArguments::augment_args(Command::new("review").no_binary_name(true));
        let matches = command.try_get_matches_from([&["r.sqlite"], arguments].concat()).expect("valid");
        let arguments = ReviewArguments::from_arg_matches(&matches).expect("valid");
        Scope::new(&arguments, arguments.ids.as_ref().map(|_| 3)).describe()
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
