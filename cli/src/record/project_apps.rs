//! The apps of the project, as a review found them.

use rusqlite::types::{FromSql, Type};
use rusqlite::{Connection, Row, Transaction, params};
use serde::Serialize;

/// A row of the table `project_app`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProjectApp {
    #[serde(rename = "app_id")]
    pub id: String,
    pub name: String,
    pub client_type: String,
    pub status: String,
    /// Empty if Stytch does not say.
    pub creation_method: String,
    /// Sorted.
    pub redirect_urls: Vec<String>,
    pub metadata_url: Option<String>,
    /// `None` if Stytch does not say, like the next two.
    pub full_access_allowed: Option<bool>,
    pub bypasses_consent: Option<bool>,
    pub access_token_minutes: Option<i32>,
    /// The last four characters of each secret.
    pub secrets: Vec<String>,
}

impl ProjectApp {
    /// Returns whether the app has a secret, and so keeps its refresh tokens.
    pub fn is_confidential(&self) -> bool {
        !self.client_type.ends_with("_public")
    }

    pub fn is_first_party(&self) -> bool {
        self.client_type.starts_with("first_party")
    }
}

/// Adds an app to a review, or takes the place of what it had.
pub fn add(transaction: &Transaction<'_>, review: i64, app: &ProjectApp) -> rusqlite::Result<()> {
    let mut insert = transaction.prepare_cached(
        "INSERT OR REPLACE INTO project_app (review, app_id, name, client_type, status, creation_method, redirect_urls,
             metadata_url, full_access_allowed, bypasses_consent, access_token_minutes, secrets)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?;
    insert.execute(params![
        review,
        app.id,
        app.name,
        app.client_type,
        app.status,
        app.creation_method,
        list(&app.redirect_urls),
        app.metadata_url,
        app.full_access_allowed,
        app.bypasses_consent,
        app.access_token_minutes,
        list(&app.secrets),
    ])?;
    Ok(())
}

/// The apps of a review, by id.
pub fn of_review(connection: &Connection, review: i64) -> rusqlite::Result<Vec<ProjectApp>> {
    let mut select = connection.prepare(
        "SELECT app_id, name, client_type, status, creation_method, redirect_urls, metadata_url, full_access_allowed,
             bypasses_consent, access_token_minutes, secrets
         FROM project_app WHERE review = ?1 ORDER BY app_id",
    )?;
    let rows = select.query_map([review], |row| {
        Ok(ProjectApp {
            id: row.get(0)?,
            name: row.get(1)?,
            client_type: row.get(2)?,
            status: row.get(3)?,
            creation_method: row.get(4)?,
            redirect_urls: read_list(row, 5)?,
            metadata_url: row.get(6)?,
            full_access_allowed: row.get(7)?,
            bypasses_consent: row.get(8)?,
            access_token_minutes: row.get(9)?,
            secrets: read_list(row, 10)?,
        })
    })?;
    rows.collect()
}

/// The number of apps of a review.
pub fn count(connection: &Connection, review: i64) -> rusqlite::Result<u64> {
    connection.query_row("SELECT count(*) FROM project_app WHERE review = ?1", [review], |row| row.get(0))
}

/// A JSON list.
fn list(items: &[String]) -> String {
    serde_json::Value::from(items).to_string()
}

fn read_list(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<String>> {
    let json = String::column_result(row.get_ref(column)?)?;
    serde_json::from_str(&json)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}
