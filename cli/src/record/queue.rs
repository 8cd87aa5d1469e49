//! The subjects and searches of a review that are still to be called.

use rusqlite::{Connection, Transaction, params};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubjectKind {
    User,
    Organization,
    OrganizationApp,
    /// A Member whose grants are known, but not the name.
    Member,
}

impl SubjectKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Organization => "organization",
            Self::OrganizationApp => "organization_app",
            Self::Member => "member",
        }
    }
}

/// A User, an Organization, an app of an Organization, or a Member who granted access.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject {
    pub kind: SubjectKind,
    /// Empty for a User and for an Organization.
    pub organization_id: String,
    pub id: String,
    /// An email address or a name. Empty until it is known.
    pub name: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SearchKind {
    Users,
    Organizations,
    Apps,
}

impl SearchKind {
    pub const ALL: [Self; 3] = [Self::Users, Self::Organizations, Self::Apps];

    /// As the record has it: for people, the kind of the subjects that it finds.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Users => SubjectKind::User.as_str(),
            Self::Organizations => SubjectKind::Organization.as_str(),
            Self::Apps => "app",
        }
    }

    /// The word for what it finds.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Users => "Users",
            Self::Organizations => "Organizations",
            Self::Apps => "apps",
        }
    }
}

/// The next page of a search.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Search {
    pub kind: SearchKind,
    pub cursor: Option<String>,
}

/// Up to `limit` subjects of some kinds that are still to be called, the first kind first.
pub fn pending(
    connection: &Connection,
    review: i64,
    kinds: &[SubjectKind],
    limit: usize,
) -> rusqlite::Result<Vec<Subject>> {
    let mut subjects = Vec::new();
    for kind in kinds.iter().copied() {
        let mut select = connection.prepare_cached(
            // Left to choose, SQLite goes through all that are done, by the primary key.
            "SELECT organization_id, id, name FROM subject INDEXED BY subject_state
             WHERE review = ?1 AND state = 'pending' AND kind = ?2
             ORDER BY organization_id, id LIMIT ?3",
        )?;
        let rows = select.query_map(params![review, kind.as_str(), limit - subjects.len()], |row| {
            Ok(Subject { kind, organization_id: row.get(0)?, id: row.get(1)?, name: row.get(2)? })
        })?;
        for subject in rows {
            subjects.push(subject?);
        }
    }
    Ok(subjects)
}

/// The searches that have more pages.
pub fn searches(connection: &Connection, review: i64) -> rusqlite::Result<Vec<Search>> {
    let mut searches = Vec::new();
    for kind in SearchKind::ALL {
        let mut select = connection
            .prepare_cached("SELECT cursor FROM search WHERE review = ?1 AND kind = ?2 AND NOT is_done")?;
        for cursor in select.query_map(params![review, kind.as_str()], |row| row.get(0))? {
            searches.push(Search { kind, cursor: cursor? });
        }
    }
    Ok(searches)
}

/// Returns whether a review has found everything of a kind: its search is done, and found as many as the API counts.
pub fn has_found_all(connection: &Connection, review: i64, kind: SearchKind) -> rusqlite::Result<bool> {
    let found = match kind {
        SearchKind::Apps => "project_app WHERE review = ?1",
        _ => "subject WHERE review = ?1 AND subject.kind = search.kind",
    };
    let sql = format!(
        "SELECT 1 FROM search WHERE review = ?1 AND kind = ?2 AND is_done
             AND coalesce(total <= (SELECT count(*) FROM {found}), TRUE)"
    );
    connection.prepare_cached(&sql)?.exists((review, kind.as_str()))
}

/// Begins a search, or sets its next page. `total` is the number of results that the API counts, if it says so.
pub fn set_search(
    transaction: &Transaction<'_>,
    review: i64,
    search: &Search,
    is_done: bool,
    total: Option<u64>,
) -> rusqlite::Result<()> {
    let sql =
        "INSERT OR REPLACE INTO search (review, kind, cursor, is_done, total) VALUES (?1, ?2, ?3, ?4, ?5)";
    let mut insert = transaction.prepare_cached(sql)?;
    insert.execute(params![review, search.kind.as_str(), search.cursor, is_done, total])?;
    Ok(())
}

/// Adds a subject unless the review has it already. Returns whether it was new.
pub fn add(transaction: &Transaction<'_>, review: i64, subject: &Subject) -> rusqlite::Result<bool> {
    let mut insert = transaction.prepare_cached(
        "INSERT OR IGNORE INTO subject (review, kind, organization_id, id, name, state)
         VALUES (?1, ?2, ?3, ?4, ?5, 'pending')",
    )?;
    let Subject { kind, organization_id, id, name } = subject;
    Ok(insert.execute(params![review, kind.as_str(), organization_id, id, name])? == 1)
}
