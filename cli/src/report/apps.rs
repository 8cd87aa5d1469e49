use std::collections::BTreeMap;

use rusqlite::Connection;
use serde::Serialize;

use crate::report::changes::{ChangeCounts, Changes};
use crate::report::flags::{Rules, flags};

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
    pub change: Option<AppChange>,
}

/// The change of an app since an earlier review.
#[derive(Debug, Clone, Serialize)]
pub struct AppChange {
    /// `new`, `gone`, `changed`, `same` or `not_compared`.
    pub app: &'static str,
    #[serde(flatten)]
    pub counts: ChangeCounts,
}

impl App {
    pub fn people(&self) -> i64 {
        self.users + self.members
    }
}

/// The apps of a review, by reach.
pub fn apps(connection: &Connection, review: i64, rules: &[Rules]) -> rusqlite::Result<Vec<App>> {
    let mut apps = known(connection, review)?;
    count_grants(connection, review, &mut apps)?;
    let mut apps: Vec<App> = apps.into_values().collect();
    for app in &mut apps {
        app.flags = flags(&app.app_id, &app.client_type, app.scopes.keys(), rules);
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

/// Adds the changes since an earlier review, and the apps that only that has. `covers_all` says of the earlier and the
/// later review whether an app without grants that they lack does not exist.
pub fn compare(
    connection: &Connection,
    since: i64,
    changes: &Changes,
    covers_all: [bool; 2],
    apps: &mut Vec<App>,
) -> rusqlite::Result<()> {
    let counts = |app: &App| changes.by_app.get(&app.app_id).copied().unwrap_or_default();
    let mut earlier = known(connection, since)?;
    for app in apps.iter_mut() {
        let (counts, earlier) = (counts(app), earlier.remove(&app.app_id));
        let kind = match earlier {
            None => kind_in_one(counts, counts.new_grants, "new", covers_all[0]),
            Some(earlier) => kind_in_both(counts, earlier.client_type != app.client_type),
        };
        app.change = Some(AppChange { app: kind, counts });
    }
    apps.extend(earlier.into_values().map(|mut app| {
        let counts = counts(&app);
        let kind = kind_in_one(counts, counts.gone_grants, "gone", covers_all[1]);
        app.change = Some(AppChange { app: kind, counts });
        app
    }));
    Ok(())
}

/// The change of an app that only one review has.
fn kind_in_one(counts: ChangeCounts, grants: u64, kind: &'static str, covers_all: bool) -> &'static str {
    match (grants, counts.not_compared_grants) {
        (0, 0) if counts.returned_grants > 0 => "changed",
        (0, 0) if covers_all => kind,
        (0, _) => "not_compared",
        (_, 0) => kind,
        _ => "changed",
    }
}

/// The change of an app that both reviews have.
fn kind_in_both(counts: ChangeCounts, has_other_type: bool) -> &'static str {
    let ChangeCounts { new_grants, gone_grants, returned_grants, changed_grants, .. } = counts;
    match new_grants + gone_grants + returned_grants + changed_grants {
        0 if has_other_type => "changed",
        0 if counts.same_grants == 0 && counts.not_compared_grants > 0 => "not_compared",
        0 => "same",
        _ => "changed",
    }
}
