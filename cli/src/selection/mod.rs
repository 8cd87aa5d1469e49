//! Which grants a command is about.

pub mod arguments;
pub mod candidates;
pub mod check;
pub mod known;

use std::collections::BTreeSet;

use crate::failure::Failure;
use crate::record::results::Grant;

/// The grants that the arguments select, by ids.
#[derive(Debug, Default)]
pub struct Selection {
    pub apps: BTreeSet<String>,
    pub users: BTreeSet<String>,
    pub members: BTreeSet<(String, String)>,
    pub organizations: BTreeSet<String>,
}

impl Selection {
    /// Adds a person. The Organization is empty for a User.
    pub fn add(&mut self, (organization, person): (String, String)) {
        match organization.is_empty() {
            true => self.users.insert(person),
            false => self.members.insert((organization, person)),
        };
    }

    /// Refuses one Member together with the whole Organization, as one of the two is a mistake.
    pub fn check_members(&self) -> Result<(), Failure> {
        match self.members.iter().find(|(organization, _)| self.organizations.contains(organization)) {
            Some((organization, member)) => Err(Failure::usage(format!(
                "--organization {organization} selects all its Members, but --member {organization}/{member} selects \
                 only one; leave one of the two options out"
            ))),
            None => Ok(()),
        }
    }

    /// Returns whether it selects by people.
    pub fn names_people(&self) -> bool {
        !(self.users.is_empty() && self.members.is_empty() && self.organizations.is_empty())
    }

    /// Returns whether it selects a grant: by app and by person, as far as each is given.
    pub fn has(&self, grant: &Grant) -> bool {
        let Grant { app_id, organization_id, person_id, .. } = grant;
        let is_theirs = || match organization_id.is_empty() {
            true => self.users.contains(person_id),
            false => {
                self.organizations.contains(organization_id)
                    || self.members.contains(&(organization_id.clone(), person_id.clone()))
            }
        };
        (self.apps.is_empty() || self.apps.contains(app_id)) && (!self.names_people() || is_theirs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(app: &str, organization: &str, person: &str) -> Grant {
        Grant {
            app_id: app.to_owned(),
            organization_id: organization.to_owned(),
            person_id: person.to_owned(),
            scopes: String::new(),
        }
    }

    fn set(ids: &[&str]) -> BTreeSet<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn apps_and_people_each_add_up_and_together_narrow() {
        let all = [
            ("a", "", "u"),
            ("a", "", "v"),
            ("b", "", "u"),
            ("a", "o", "m"),
            ("a", "o", "u"),
            ("b", "p", "m"),
            ("b", "p", "n"),
        ];
        let members = BTreeSet::from([("p".to_owned(), "m".to_owned())]);
        let (apps, users, organizations) = (set(&["a"]), set(&["u"]), set(&["o"]));
        let selections = [
            (Selection { apps: apps.clone(), ..Selection::default() }, "a/u a/v a/o/m a/o/u"),
            (Selection { users: users.clone(), ..Selection::default() }, "a/u b/u"),
            (Selection { apps, users: users.clone(), ..Selection::default() }, "a/u"),
            (Selection { users, organizations, ..Selection::default() }, "a/u b/u a/o/m a/o/u"),
            (Selection { members, ..Selection::default() }, "b/p/m"),
            (Selection::default(), "a/u a/v b/u a/o/m a/o/u b/p/m b/p/n"),
        ];
        for (selection, expected) in selections {
            let selected = all
                .iter()
                .filter(|(app, organization, person)| selection.has(&grant(app, organization, person)));
            let selected = selected.map(|(app, organization, person)| {
                [*app, *organization, *person]
                    .into_iter()
                    .filter(|part| !part.is_empty())
                    .collect::<Vec<_>>()
                    .join("/")
            });
            assert_eq!(selected.collect::<Vec<_>>().join(" "), expected, "{selection:?}");
        }
    }
}
