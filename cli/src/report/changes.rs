//! The grants that changed between two reviews, one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use rusqlite::{Connection, Row, params};
use serde::Serialize;

use crate::report::coverage::{Coverage, covers};

/// A grant that changed.
#[derive(Debug, Clone, Serialize)]
pub struct GrantChange {
    pub change: ChangeKind,
    pub app_id: String,
    pub app_name: String,
    pub client_type: String,
    /// `None` if the app has the same type as before.
    pub earlier_client_type: Option<String>,
    /// Empty for a User.
    pub organization_id: String,
    pub organization_name: String,
    pub person_id: String,
    pub name: String,
    /// `None` if the grant is gone.
    pub scopes: Option<String>,
    /// `None` if the earlier review does not have the grant.
    pub earlier_scopes: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    New,
    /// Revoked by a command on this record, and there again.
    Returned,
    /// The scopes or the type of the app are different.
    Changed,
    Gone,
}

impl ChangeKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Returned => "returned",
            Self::Changed => "changed",
            Self::Gone => "gone",
        }
    }
}

/// The number of grants by their change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ChangeCounts {
    pub new_grants: u64,
    pub gone_grants: u64,
    pub returned_grants: u64,
    pub changed_grants: u64,
    pub same_grants: u64,
    /// In one review only, and the other does not cover it: neither new nor gone.
    pub not_compared_grants: u64,
}

impl ChangeCounts {
    fn of(&mut self, change: ChangeKind) -> &mut u64 {
        match change {
            ChangeKind::New => &mut self.new_grants,
            ChangeKind::Returned => &mut self.returned_grants,
            ChangeKind::Changed => &mut self.changed_grants,
            ChangeKind::Gone => &mut self.gone_grants,
        }
    }
}

impl AddAssign for ChangeCounts {
    fn add_assign(&mut self, other: Self) {
        self.new_grants += other.new_grants;
        self.gone_grants += other.gone_grants;
        self.returned_grants += other.returned_grants;
        self.changed_grants += other.changed_grants;
        self.same_grants += other.same_grants;
        self.not_compared_grants += other.not_compared_grants;
    }
}

/// The changes from one review to another.
#[derive(Debug, Default)]
pub struct Changes {
    /// By app, Organization and person.
    pub grants: Vec<GrantChange>,
    pub by_app: BTreeMap<String, ChangeCounts>,
}

impl Changes {
    pub fn read(connection: &Connection, earlier: Coverage, later: Coverage) -> rusqlite::Result<Self> {
        let mut changes = Self::default();
        changes.read_later(connection, earlier, later.review)?;
        changes.read_gone(connection, earlier.review, later)?;
        let place = |grant: &GrantChange| {
            [&grant.app_id, &grant.organization_id, &grant.person_id].map(String::clone)
        };
        changes.grants.sort_by_cached_key(place);
        Ok(changes)
    }

    /// Adds the grants that the later review has.
    fn read_later(&mut self, connection: &Connection, earlier: Coverage, later: i64) -> rusqlite::Result<()> {
        let sql = format!(
            "SELECT g.app_id, g.app_name, g.app_type, g.organization_id, g.organization_name, g.person_id, g.person,
                 g.scopes, earlier.scopes, earlier_app.client_type, g.found_at,
                 coalesce(called.at, earlier_review.started_at),
                 (SELECT max(at) FROM revocation
                      WHERE revocation.app_id = g.app_id AND revocation.organization_id = g.organization_id
                          AND revocation.person_id = g.person_id AND at < g.found_at
                          AND state IN ('revoked', 'revoked_response_lost', 'already_gone')),
                 earlier.review IS NOT NULL OR {}
             FROM grants g
             LEFT JOIN granted earlier ON earlier.review = ?2 AND earlier.app_id = g.app_id
                 AND earlier.organization_id = g.organization_id AND earlier.person_id = g.person_id
             LEFT JOIN app earlier_app ON earlier_app.review = earlier.review AND earlier_app.app_id = earlier.app_id
             LEFT JOIN review earlier_review ON earlier_review.review = earlier.review
             LEFT JOIN subject called ON called.review = earlier.review
                 AND called.kind = CASE g.organization_id WHEN '' THEN 'user' ELSE 'organization_app' END
                 AND called.organization_id = g.organization_id
                 AND called.id = CASE g.organization_id WHEN '' THEN g.person_id ELSE g.app_id END
             WHERE g.review = ?1 ORDER BY g.app_id, g.organization_id, g.person_id",
            covers("g", ["?2", "?3", "?4"])
        );
        let mut select = connection.prepare(&sql)?;
        let mut rows = select.query(params![
            later,
            earlier.review,
            earlier.has_all_users,
            earlier.has_all_organizations
        ])?;
        while let Some(row) = rows.next()? {
            let mut grant = grant(row)?;
            (grant.earlier_scopes, grant.earlier_client_type) = (row.get(8)?, row.get(9)?);
            let (seen_at, revoked_at): (Option<String>, Option<String>) = (row.get(11)?, row.get(12)?);
            let is_back = revoked_at.is_some() && seen_at < revoked_at;
            let change = match (is_back, &grant.earlier_scopes) {
                (true, _) => Some(ChangeKind::Returned),
                (false, Some(_)) if is_changed(&grant) => Some(ChangeKind::Changed),
                (false, Some(_)) => {
                    self.counts(&grant).same_grants += 1;
                    None
                }
                (false, None) if row.get(13)? => Some(ChangeKind::New),
                (false, None) => {
                    self.counts(&grant).not_compared_grants += 1;
                    None
                }
            };
            if let Some(change) = change {
                grant.earlier_client_type.take_if(|earlier| *earlier == grant.client_type);
                self.add(change, grant);
            }
        }
        Ok(())
    }

    /// Adds the grants that only the earlier review has.
    fn read_gone(&mut self, connection: &Connection, earlier: i64, later: Coverage) -> rusqlite::Result<()> {
        let sql = format!(
            "SELECT g.app_id, g.app_name, g.app_type, g.organization_id, g.organization_name, g.person_id, g.person,
                 g.scopes, {}
             FROM grants g
             WHERE g.review = ?1 AND NOT EXISTS (
                 SELECT 1 FROM granted later WHERE later.review = ?2 AND later.app_id = g.app_id
                     AND later.organization_id = g.organization_id AND later.person_id = g.person_id
             )",
            covers("g", ["?2", "?3", "?4"])
        );
        let mut select = connection.prepare(&sql)?;
        let mut rows =
            select.query(params![earlier, later.review, later.has_all_users, later.has_all_organizations])?;
        while let Some(row) = rows.next()? {
            let mut grant = grant(row)?;
            if row.get(8)? {
                grant.earlier_scopes = grant.scopes.take();
                self.add(ChangeKind::Gone, grant);
            } else {
                self.counts(&grant).not_compared_grants += 1;
            }
        }
        Ok(())
    }

    fn counts(&mut self, grant: &GrantChange) -> &mut ChangeCounts {
        self.by_app.entry(grant.app_id.clone()).or_default()
    }

    fn add(&mut self, change: ChangeKind, grant: GrantChange) {
        *self.counts(&grant).of(change) += 1;
        self.grants.push(GrantChange { change, ..grant });
    }
}

fn grant(row: &Row<'_>) -> rusqlite::Result<GrantChange> {
    Ok(GrantChange {
        change: ChangeKind::New,
        app_id: row.get(0)?,
        app_name: row.get(1)?,
        client_type: row.get(2)?,
        earlier_client_type: None,
        organization_id: row.get(3)?,
        organization_name: row.get(4)?,
        person_id: row.get(5)?,
        name: row.get(6)?,
        scopes: row.get(7)?,
        earlier_scopes: None,
    })
}

/// The order of the scopes says nothing.
fn is_changed(grant: &GrantChange) -> bool {
    let set = |scopes: &Option<String>| -> BTreeSet<String> {
        scopes.iter().flat_map(|scopes| scopes.split_whitespace()).map(str::to_owned).collect()
    };
    grant.earlier_client_type.as_ref().is_some_and(|earlier| *earlier != grant.client_type)
        || grant.scopes != grant.earlier_scopes && set(&grant.scopes) != set(&grant.earlier_scopes)
}
