use rusqlite::{Connection, params};

use crate::failure::Failure;
use crate::record::file::Record;
use crate::selection::Selection;
use crate::selection::arguments::is_email;

impl Selection {
    /// Checks that a review knows every given id, as a misspelt one would select nothing. If the review `has_all` grants,
    /// an id that only an earlier review knows is gone, not a mistake. Nor is an id of an unfinished revocation.
    pub fn check(&self, record: &Record, review: i64, has_all: bool) -> Result<(), Failure> {
        let unknown = record.read(|connection| self.unknown(connection, review, has_all, false))?;
        match unknown.is_empty() {
            true => Ok(()),
            false => Err(Failure::new(format!(
                "review {review} has no {}; correct it, {}{}",
                unknown.join(", no "),
                match self.names_people() {
                    true => "review again, or add --live to ask Stytch",
                    false => "or review again",
                },
                self.hint()
            ))),
        }
    }

    /// Checks that some review or revocation of the record knows every given id.
    pub fn check_in_record(&self, record: &Record) -> Result<(), Failure> {
        let unknown = record.read(|connection| self.unknown(connection, i64::MAX, true, true))?;
        match unknown.is_empty() {
            true => Ok(()),
            false => Err(Failure::usage(format!(
                "the record has no {}; it knows apps and Organizations by id or name, and people by id or email address{}",
                unknown.join(", no "),
                self.hint()
            ))),
        }
    }

    fn hint(&self) -> &'static str {
        match self.users.iter().any(|user| is_email(user)) {
            true => "; --email takes an email address",
            false => "",
        }
    }

    fn unknown(
        &self,
        connection: &Connection,
        review: i64,
        has_all: bool,
        has_verified: bool,
    ) -> rusqlite::Result<Vec<String>> {
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
            if !select.exists(params![review, has_all, id, organization, has_verified])? {
                let slash = if organization.is_empty() { "" } else { "/" };
                unknown.push(format!("{kind} {organization}{slash}{id}"));
            }
        }
        Ok(unknown)
    }
}

// The parameters: the review, whether earlier reviews count as well, the id, the Organization of a Member, and
// whether verified revocations count as well.
const APP: &str = "SELECT 1 FROM review CROSS JOIN app USING (review)
                   WHERE (review = ?1 OR ?2 AND review < ?1) AND app_id = ?3 AND ?4 = ''
                   UNION ALL SELECT 1 FROM revocation WHERE (?5 OR verified_at IS NULL) AND app_id = ?3";
const USER: &str = "SELECT 1 FROM review CROSS JOIN subject USING (review)
                    WHERE (review = ?1 OR ?2 AND review < ?1)
                        AND kind = 'user' AND organization_id = ?4 AND id = ?3
                    UNION ALL SELECT 1 FROM revocation
                    WHERE (?5 OR verified_at IS NULL) AND organization_id = ?4 AND person_id = ?3";
const ORGANIZATION: &str = "SELECT 1 FROM review CROSS JOIN subject USING (review)
                            WHERE (review = ?1 OR ?2 AND review < ?1)
                                AND kind = 'organization' AND organization_id = ?4 AND id = ?3
                            UNION ALL SELECT 1 FROM revocation WHERE (?5 OR verified_at IS NULL) AND organization_id = ?3";
const MEMBER: &str = "SELECT 1 FROM review CROSS JOIN subject USING (review)
                      WHERE (review = ?1 OR ?2 AND review < ?1)
                          AND kind = 'member' AND organization_id = ?4 AND id = ?3
                      UNION ALL SELECT 1 FROM revocation
                      WHERE (?5 OR verified_at IS NULL) AND organization_id = ?4 AND person_id = ?3";
