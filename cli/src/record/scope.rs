use serde::{Deserialize, Serialize};

use crate::record::queue::SearchKind;

/// The people whom a review covers. The record keeps it as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    pub users: Part,
    pub organizations: Part,
}

/// The Users or the Organizations that a review covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    None,
    All,
    /// Those with these ids, sorted.
    Given(Vec<String>),
    /// Those with the ids in a file, by their number.
    File(usize),
}

impl Scope {
    /// Returns whether nobody is left out.
    pub fn is_of_everybody(&self) -> bool {
        (&self.users, &self.organizations) == (&Part::All, &Part::All)
    }

    /// The searches of a review. The apps are searched if all Users or all Organizations are: a review of a few people says
    /// nothing about apps that they have not granted access.
    pub fn searches(&self) -> Vec<SearchKind> {
        let (users, organizations) = (self.users == Part::All, self.organizations == Part::All);
        let searches = [
            (SearchKind::Users, users),
            (SearchKind::Organizations, organizations),
            (SearchKind::Apps, users || organizations),
        ];
        searches.into_iter().filter(|(_, is_asked)| *is_asked).map(|(kind, _)| kind).collect()
    }

    /// The scope in words, such as `all Users and the Organizations acme, globex`.
    pub fn describe(&self) -> String {
        let users = match &self.users {
            Part::None => None,
            Part::File(1) => Some("1 User".to_owned()),
            Part::File(count) => Some(format!("{count} Users")),
            _ => Some("all Users".to_owned()),
        };
        let organizations = match &self.organizations {
            Part::None => None,
            Part::Given(ids) => Some(format!("the Organizations {}", ids.join(", "))),
            _ => Some("all Organizations".to_owned()),
        };
        users.into_iter().chain(organizations).collect::<Vec<_>>().join(" and ")
    }
}
