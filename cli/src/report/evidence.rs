use rusqlite::Connection;
use serde::Serialize;

/// A call of a review that failed.
#[derive(Debug, Serialize)]
pub struct FailedCall {
    pub kind: String,
    pub organization_id: String,
    pub id: String,
    pub name: String,
    pub at: Option<String>,
    pub request_id: Option<String>,
    pub error: Option<String>,
}

pub fn failed(connection: &Connection, review: i64) -> rusqlite::Result<Vec<FailedCall>> {
    let sql = "SELECT kind, organization_id, id, name, at, request_id, error FROM subject
               WHERE review = ?1 AND state = 'failed' ORDER BY kind, organization_id, id";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([review], |row| {
        Ok(FailedCall {
            kind: row.get(0)?,
            organization_id: row.get(1)?,
            id: row.get(2)?,
            name: row.get(3)?,
            at: row.get(4)?,
            request_id: row.get(5)?,
            error: row.get(6)?,
        })
    })?;
    rows.collect()
}

/// A grant that was to be revoked, and what became of it.
#[derive(Debug, Serialize)]
pub struct Revocation {
    pub review: Option<i64>,
    pub app_id: String,
    pub app_name: String,
    pub organization_id: String,
    pub person_id: String,
    /// Empty if the review does not know it, or there was none.
    pub name: String,
    pub scopes: String,
    pub state: String,
    pub planned_at: String,
    pub at: Option<String>,
    pub request_id: Option<String>,
    pub verified_at: Option<String>,
    pub error: Option<String>,
}

/// All that the record has, the latest first.
pub fn revocations(connection: &Connection) -> rusqlite::Result<Vec<Revocation>> {
    let sql = "SELECT review, app_id,
                   (SELECT name FROM app WHERE app.app_id = revocation.app_id ORDER BY app.review DESC LIMIT 1),
                   organization_id, person_id,
                   (SELECT name FROM subject WHERE subject.review = revocation.review
                        AND kind = CASE revocation.organization_id WHEN '' THEN 'user' ELSE 'member' END
                        AND subject.organization_id = revocation.organization_id AND id = person_id),
                   scopes, state, planned_at, revocation.at, revocation.request_id, verified_at, revocation.error
               FROM revocation ORDER BY revocation DESC";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(Revocation {
            review: row.get(0)?,
            app_id: row.get(1)?,
            app_name: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
            organization_id: row.get(3)?,
            person_id: row.get(4)?,
            name: row.get::<_, Option<String>>(5)?.unwrap_or_default(),
            scopes: row.get(6)?,
            state: row.get(7)?,
            planned_at: row.get(8)?,
            at: row.get(9)?,
            request_id: row.get(10)?,
            verified_at: row.get(11)?,
            error: row.get(12)?,
        })
    })?;
    rows.collect()
}
