//! Looks up in a record the ids behind the names and email addresses that are given.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use crate::failure::Failure;
use crate::names::Person;
use crate::record::file::Record;
use crate::selection::Selection;
use crate::selection::arguments::{SelectionArguments, is_email};
use crate::selection::candidates::Candidates;

/// The ids of the Organizations that are given. `None` for one that the record does not know.
pub type Organizations = BTreeMap<String, Option<String>>;

/// The names of a review, and after them those of the whole record; without a review, those of the whole record alone.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    pub record: &'a Record,
    pub review: Option<i64>,
}

impl Known<'_> {
    pub fn organizations(&self, given: &SelectionArguments) -> Result<Organizations, Failure> {
        let candidates = self.candidates("Organizations", ORGANIZATIONS)?;
        let given = given.all_organizations().map(|given| Ok((given.clone(), find(&candidates, given)?)));
        given.collect()
    }

    /// The selection by ids. What the record does not know is taken for an id.
    pub fn select(
        &self,
        given: &SelectionArguments,
        organizations: &Organizations,
    ) -> Result<Selection, Failure> {
        let apps = self.candidates("apps", APPS)?;
        let id =
            |given: &String| organizations.get(given).cloned().flatten().unwrap_or_else(|| given.clone());
        let mut selection = Selection {
            users: given.users.iter().cloned().collect(),
            organizations: given.organizations.iter().map(id).collect(),
            ..Selection::default()
        };
        for app in &given.apps {
            selection.apps.insert(find(&apps, app)?.unwrap_or_else(|| app.clone()));
        }
        let mut unknown = Vec::new();
        for (organization, member) in &given.members {
            let organization = id(organization);
            if !is_email(member) {
                selection.members.insert((organization, member.clone()));
                continue;
            }
            let mut people = self.people(member)?;
            people.retain(|(place, _)| *place == organization);
            if people.is_empty() {
                unknown.push(format!("Member of {organization} with the email address {member}"));
            }
            people.into_iter().for_each(|person| selection.add(person));
        }
        for email in &given.emails {
            let people = self.people(email)?;
            if people.is_empty() {
                unknown.push(format!("person with the email address {email}"));
            }
            people.into_iter().for_each(|person| selection.add(person));
        }
        if !unknown.is_empty() {
            return Err(self.unknown(&unknown.join(", no ")));
        }
        selection.check_members()?;
        Ok(selection)
    }

    fn unknown(&self, unknown: &str) -> Failure {
        match self.review {
            Some(review) => Failure::new(format!(
                "review {review} has no {unknown}; correct it, review again, or add --live to ask Stytch"
            )),
            None => Failure::usage(format!("the record has no {unknown}")),
        }
    }

    /// Those of the review, and those of the whole record.
    fn candidates(&self, kind: &'static str, sql: &str) -> Result<Vec<Candidates>, Failure> {
        let read = |review: Option<i64>| {
            let named = self.record.read(|connection| named(connection, sql, review))?;
            Ok(Candidates::new(kind, named))
        };
        self.review.into_iter().map(Some).chain([None]).map(read).collect()
    }

    /// Everybody with an email address.
    fn people(&self, email: &str) -> Result<Vec<Person>, Failure> {
        for review in self.review.into_iter().map(Some).chain([None]) {
            let people = self.record.read(|connection| {
                let mut select = connection.prepare_cached(PEOPLE)?;
                let rows = select.query_map(params![review, email], |row| Ok((row.get(0)?, row.get(1)?)))?;
                rows.collect::<rusqlite::Result<Vec<_>>>()
            })?;
            if !people.is_empty() {
                return Ok(people);
            }
        }
        Ok(Vec::new())
    }
}

fn find(candidates: &[Candidates], given: &str) -> Result<Option<String>, Failure> {
    for candidates in candidates {
        if let Some(id) = candidates.find(given)? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

fn named(connection: &Connection, sql: &str, review: Option<i64>) -> rusqlite::Result<Vec<(String, String)>> {
    let mut select = connection.prepare(sql)?;
    let rows = select.query_map([review], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

// The parameter: the review, or null for the whole record. Unfinished revocations count in either.
const APPS: &str = "SELECT app_id, name FROM app WHERE ?1 IS NULL OR review = ?1
                    UNION SELECT app_id, app_name FROM revocation WHERE ?1 IS NULL OR verified_at IS NULL";
const ORGANIZATIONS: &str = "SELECT id, name FROM subject
                             WHERE (?1 IS NULL OR review = ?1) AND kind = 'organization'
                             UNION SELECT organization_id, '' FROM revocation
                             WHERE organization_id <> '' AND (?1 IS NULL OR verified_at IS NULL)";
const PEOPLE: &str = "SELECT organization_id, id FROM subject
                      WHERE (?1 IS NULL OR review = ?1) AND kind IN ('user', 'member') AND name = ?2 COLLATE NOCASE
                      UNION SELECT organization_id, person_id FROM revocation
                      WHERE (?1 IS NULL OR verified_at IS NULL) AND name = ?2 COLLATE NOCASE";
