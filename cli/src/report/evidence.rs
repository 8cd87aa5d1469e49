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

impl FailedCall {
    /// The word for the target of the call.
    pub fn noun(&self) -> &'static str {
        match &*self.kind {
            "user" => "User",
            "organization" => "Organization",
            "member" => "Member",
            _ => "App of an Organization",
        }
    }
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
