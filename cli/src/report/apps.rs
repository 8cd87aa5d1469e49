use std::collections::BTreeMap;

use globset::GlobMatcher;
use rusqlite::Connection;
use serde::Serialize;

/// An app with its reach.
#[derive(Debug, Clone, Serialize)]
pub struct App {
    pub app_id: String,
    pub name: String,
    pub client_type: String,
    pub users: i64,
    pub members: i64,
    pub organizations: i64,
    /// The number of grants with each scope.
    pub scopes: BTreeMap<String, i64>,
    pub flags: Vec<String>,
    /// The change since an earlier review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
}

/// The change since an earlier review.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// `new`, `gone`, `changed` or `same`.
    pub app: &'static str,
    pub new_grants: i64,
    pub gone_grants: i64,
}

impl App {
    pub fn people(&self) -> i64 {
        self.users + self.members
    }
}

/// The apps of a review, by reach.
pub fn apps(connection: &Connection, review: i64, globs: &[GlobMatcher]) -> rusqlite::Result<Vec<App>> {
    let mut apps = known(connection, review)?;
    count_grants(connection, review, &mut apps)?;
    let mut apps: Vec<App> = apps.into_values().collect();
    for app in &mut apps {
        app.flags = flags(app, globs);
    }
    apps.sort_by(|a, b| b.people().cmp(&a.people()).then_with(|| a.name.cmp(&b.name)));
    Ok(apps)
}

fn known(connection: &Connection, review: i64) -> rusqlite::Result<BTreeMap<String, App>> {
    let sql = "SELECT app_id, name, client_type FROM app WHERE review = ?1";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([review], |row| {
        let app_id: String = row.get(0)?;
        let app = App {
            app_id: app_id.clone(),
            name: row.get(1)?,
            client_type: row.get(2)?,
            users: 0,
            members: 0,
            organizations: 0,
            scopes: BTreeMap::new(),
            flags: Vec::new(),
            change: None,
        };
        Ok((app_id, app))
    })?;
    rows.collect()
}

/// Counts in one pass over the grants. The grants come sorted by app, then by Organization.
fn count_grants(
    connection: &Connection,
    review: i64,
    apps: &mut BTreeMap<String, App>,
) -> rusqlite::Result<()> {
    let sql = "SELECT app_id, organization_id, scopes FROM granted WHERE review = ?1
               ORDER BY app_id, organization_id, person_id";
    let mut statement = connection.prepare(sql)?;
    let mut rows = statement.query([review])?;
    let mut previous = (String::new(), String::new());
    while let Some(row) = rows.next()? {
        let place: (String, String) = (row.get(0)?, row.get(1)?);
        let Some(app) = apps.get_mut(&place.0) else { continue };
        if place.1.is_empty() {
            app.users += 1;
        } else {
            app.members += 1;
            app.organizations += i64::from(previous != place);
        }
        let scopes = row.get_ref(2)?.as_str()?;
        for scope in scopes.split_whitespace() {
            match app.scopes.get_mut(scope) {
                Some(count) => *count += 1,
                None => _ = app.scopes.insert(scope.to_owned(), 1),
            }
        }
        previous = place;
    }
    Ok(())
}

/// Scopes with which an app acts without the person: a refresh token, and a session of the person's own.
const REACHING: [&str; 2] = ["offline_access", "full_access"];

fn flags(app: &App, globs: &[GlobMatcher]) -> Vec<String> {
    let third_party = app.client_type.starts_with("third_party").then(|| "third_party".to_owned());
    let reaching = REACHING.into_iter().filter(|scope| app.scopes.contains_key(*scope)).map(str::to_owned);
    let matching = globs.iter().filter(|glob| app.scopes.keys().any(|scope| glob.is_match(scope)));
    let matching = matching.map(|glob| format!("scope={}", glob.glob().glob()));
    third_party.into_iter().chain(reaching).chain(matching).collect()
}

/// Adds the changes since an earlier review, and the apps that are gone.
pub fn compare(
    connection: &Connection,
    (review, since): (i64, i64),
    apps: &mut Vec<App>,
) -> rusqlite::Result<()> {
    let mut earlier = known(connection, since)?;
    let new = grants_only_in(connection, review, since)?;
    let gone = grants_only_in(connection, since, review)?;
    let count = |grants: &BTreeMap<String, i64>, app: &App| grants.get(&app.app_id).copied().unwrap_or(0);
    for app in apps.iter_mut() {
        let (new_grants, gone_grants) = (count(&new, app), count(&gone, app));
        let is_new = earlier.remove(&app.app_id).is_none();
        let kind = match (is_new, new_grants + gone_grants) {
            (true, _) => "new",
            (false, 0) => "same",
            (false, _) => "changed",
        };
        app.change = Some(Change { app: kind, new_grants, gone_grants });
    }
    apps.extend(earlier.into_values().map(|mut app| {
        let gone_grants = count(&gone, &app);
        app.change = Some(Change { app: "gone", new_grants: 0, gone_grants });
        app
    }));
    Ok(())
}

/// The number of each app's grants that are in one review and not in the other.
fn grants_only_in(
    connection: &Connection,
    review: i64,
    other: i64,
) -> rusqlite::Result<BTreeMap<String, i64>> {
    let sql = "SELECT app_id, count(*) FROM granted AS one
               WHERE review = ?1 AND NOT EXISTS (
                   SELECT 1 FROM granted AS other
                   WHERE other.review = ?2 AND other.app_id = one.app_id
                       AND other.organization_id = one.organization_id AND other.person_id = one.person_id
               )
               GROUP BY app_id";
    let mut statement = connection.prepare(sql)?;
    statement.query_map([review, other], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
