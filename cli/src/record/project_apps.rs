//! The apps of the project, as a review found them.

use rusqlite::{Connection, Transaction, params};

/// A row of the table `project_app`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectApp {
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

/// The number of apps of a review.
pub fn count(connection: &Connection, review: i64) -> rusqlite::Result<u64> {
    connection.query_row("SELECT count(*) FROM project_app WHERE review = ?1", [review], |row| row.get(0))
}

/// A JSON list.
fn list(items: &[String]) -> String {
    serde_json::Value::from(items).to_string()
}
