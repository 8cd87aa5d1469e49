use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use crate::failure::Failure;
use crate::record::file::Record;
use crate::record::results::Grant;
use crate::record::revocations::NamedGrant;
use crate::revoke::arguments::RevokeArguments;
use crate::revoke::decisions::Decisions;

/// The grants that the arguments select.
#[derive(Debug, Default)]
pub struct Selection {
    pub apps: BTreeSet<String>,
    pub users: BTreeSet<String>,
    pub members: BTreeSet<(String, String)>,
    pub organizations: BTreeSet<String>,
    pub decisions: Option<Decisions>,
}

/// A selected grant.
#[derive(Debug)]
pub struct Found {
    pub grant: NamedGrant,
    /// The time at which a review found it. `None` if Stytch lists it now.
    pub at: Option<String>,
}

impl Selection {
    pub fn new(arguments: &RevokeArguments) -> Result<Self, Failure> {
        let selection = Self {
            apps: arguments.apps.iter().cloned().collect(),
            users: arguments.users.iter().cloned().collect(),
            members: arguments.members.iter().cloned().collect(),
            organizations: arguments.organizations.iter().cloned().collect(),
            decisions: None,
        };
        selection.check_members()?;
        Ok(selection)
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

    /// Returns whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.apps.is_empty() && !self.names_people() && self.decisions.is_none()
    }

    /// Returns whether it selects by people.
    pub fn names_people(&self) -> bool {
        !(self.users.is_empty() && self.members.is_empty() && self.organizations.is_empty())
    }

    /// Returns whether it selects by apps only.
    pub fn names_only_apps(&self) -> bool {
        !self.apps.is_empty() && !self.names_people() && self.decisions.is_none()
    }

    /// Returns whether it selects a grant: by app, by person and by decision, as far as each is given.
    pub fn has(&self, grant: &Grant) -> bool {
        let Grant { app_id, organization_id, person_id, .. } = grant;
        let is_theirs = || match organization_id.is_empty() {
            true => self.users.contains(person_id),
            false => {
                self.organizations.contains(organization_id)
                    || self.members.contains(&(organization_id.clone(), person_id.clone()))
            }
        };
        (self.apps.is_empty() || self.apps.contains(app_id))
            && (!self.names_people() || is_theirs())
            && self.decisions.as_ref().is_none_or(|decisions| decisions.revokes(grant))
    }

    /// The selected grants of a review.
    pub fn in_review(&self, record: &Record, review: i64) -> Result<Vec<Found>, Failure> {
        record.read(|connection| self.select(connection, review))
    }

    fn select(&self, connection: &Connection, review: i64) -> rusqlite::Result<Vec<Found>> {
        let mut select = connection.prepare(
            "SELECT app_id, organization_id, person_id, scopes, app_name, name, found_at
             FROM named_grant WHERE review = ?1 ORDER BY app_id, organization_id, person_id",
        )?;
        let mut rows = select.query([review])?;
        let mut selected = Vec::new();
        while let Some(row) = rows.next()? {
            let grant = Grant {
                app_id: row.get(0)?,
                organization_id: row.get(1)?,
                person_id: row.get(2)?,
                scopes: row.get(3)?,
            };
            if self.has(&grant) {
                let grant = NamedGrant { grant, app_name: row.get(4)?, name: row.get(5)? };
                selected.push(Found { grant, at: Some(row.get(6)?) });
            }
        }
        Ok(selected)
    }

    /// Checks that a review knows every given id, as a misspelt one would select nothing. If the review `has_all` grants,
    /// an id that only an earlier review knows is gone, not a mistake. Nor is an id of an unfinished revocation.
    pub fn check(&self, record: &Record, review: i64, has_all: bool) -> Result<(), Failure> {
        let unknown = record.read(|connection| {
            let apps = self.apps.iter().map(|id| ("app", APP, "", id));
            let users = self.users.iter().map(|id| ("User", USER, "", id));
            let organizations = self.organizations.iter().map(|id| ("Organization", ORGANIZATION, "", id));
            let members = self.members.iter().map(|(organization, id)| {
                // Of Members, a review knows only those who granted something.
                ("grant of a Member", MEMBER, organization.as_str(), id)
            });
            let mut unknown = Vec::new();
            for (kind, sql, organization, id) in apps.chain(users).chain(organizations).chain(members) {
                let mut select = connection.prepare_cached(sql)?;
                if !select.exists(params![review, has_all, id, organization])? {
                    let slash = if organization.is_empty() { "" } else { "/" };
                    unknown.push(format!("{kind} {organization}{slash}{id}"));
                }
            }
            Ok(unknown)
        })?;
        match unknown.is_empty() {
            true => Ok(()),
            false => Err(Failure::new(format!(
                "review {review} has no {}; correct the id, {}",
                unknown.join(", no "),
                match self.names_people() {
                    true => "review again, or add --live to ask Stytch",
                    false => "or review again",
                }
            ))),
        }
    }
}

// The parameters: the review, whether earlier reviews count as well, the id, and the Organization of a Member.
const APP: &str = "SELECT 1 FROM review CROSS JOIN app USING (review)
                   WHERE (review = ?1 OR ?2 AND review < ?1) AND app_id = ?3 AND ?4 = ''
                   UNION ALL SELECT 1 FROM revocation WHERE verified_at IS NULL AND app_id = ?3";
const USER: &str = "SELECT 1 FROM review CROSS JOIN subject USING (review)
                    WHERE (review = ?1 OR ?2 AND review < ?1)
                        AND kind = 'user' AND organization_id = ?4 AND id = ?3
                    UNION ALL SELECT 1 FROM revocation
                    WHERE verified_at IS NULL AND organization_id = ?4 AND person_id = ?3";
const ORGANIZATION: &str = "SELECT 1 FROM review CROSS JOIN subject USING (review)
                            WHERE (review = ?1 OR ?2 AND review < ?1)
                                AND kind = 'organization' AND organization_id = ?4 AND id = ?3
                            UNION ALL SELECT 1 FROM revocation WHERE verified_at IS NULL AND organization_id = ?3";
const MEMBER: &str = "SELECT 1 FROM review CROSS JOIN subject USING (review)
                      WHERE (review = ?1 OR ?2 AND review < ?1)
                          AND kind = 'member' AND organization_id = ?4 AND id = ?3
                      UNION ALL SELECT 1 FROM revocation
                      WHERE verified_at IS NULL AND organization_id = ?4 AND person_id = ?3";

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
