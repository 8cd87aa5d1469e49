use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::inventory::Covered;
use crate::record::file::Record;
use crate::record::project_apps::{ProjectApp, of_review};

/// An app that was added, removed or changed between two reviews.
#[derive(Debug, Serialize)]
pub struct AppChange {
    pub app_id: String,
    pub name: String,
    /// `added`, `removed` or `changed`.
    pub change: &'static str,
    /// Empty unless it was changed.
    pub settings: Vec<SettingChange>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct SettingChange {
    pub setting: &'static str,
    pub before: Value,
    pub after: Value,
}

impl SettingChange {
    pub fn words(value: &Value) -> String {
        match value {
            Value::String(string) => string.clone(),
            Value::Array(items) => items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
            other => other.to_string(),
        }
    }
}

/// The changes between an earlier and a later review. `None` if the earlier one has no apps of the project. An app that only
/// one review has was added or removed if the other one has found all.
pub fn changes(record: &Record, reviews: [i64; 2]) -> Result<Option<Vec<AppChange>>, Failure> {
    let [earlier, later] = reviews.map(|review| record.read(|connection| of_review(connection, review)));
    let [has_all_earlier, has_all_later] = reviews.map(|review| Covered::read(record, review));
    let (earlier, has_all) = (earlier?, [has_all_earlier?.apps, has_all_later?.apps]);
    Ok((!earlier.is_empty()).then_some(between(earlier, later?, has_all)))
}

fn between(earlier: Vec<ProjectApp>, later: Vec<ProjectApp>, has_all: [bool; 2]) -> Vec<AppChange> {
    let mut earlier: BTreeMap<String, ProjectApp> =
        earlier.into_iter().map(|app| (app.id.clone(), app)).collect();
    let change = |app: &ProjectApp, change, settings| AppChange {
        app_id: app.id.clone(),
        name: app.name.clone(),
        change,
        settings,
    };
    let mut changes = Vec::new();
    for app in &later {
        match earlier.remove(&app.id) {
            None if has_all[0] => changes.push(change(app, "added", Vec::new())),
            None => {}
            Some(before) => {
                let settings = settings(&before, app);
                changes.extend((!settings.is_empty()).then(|| change(app, "changed", settings)));
            }
        }
    }
    if has_all[1] {
        changes.extend(earlier.values().map(|app| change(app, "removed", Vec::new())));
    }
    changes
}

/// The name of a setting, and its value.
type Setting = (&'static str, fn(&ProjectApp) -> Value);

/// The settings that differ. What Stytch did not say once is no change.
fn settings(before: &ProjectApp, after: &ProjectApp) -> Vec<SettingChange> {
    let settings: [Setting; 10] = [
        ("name", |app| json!(app.name)),
        ("client_type", |app| json!(app.client_type)),
        ("status", |app| json!(app.status)),
        ("creation_method", |app| json!(Some(&app.creation_method).filter(|method| !method.is_empty()))),
        ("redirect_urls", |app| json!(app.redirect_urls)),
        ("metadata_url", |app| json!(app.metadata_url.as_deref().unwrap_or(""))),
        ("full_access_allowed", |app| json!(app.full_access_allowed)),
        ("bypasses_consent", |app| json!(app.bypasses_consent)),
        ("access_token_minutes", |app| json!(app.access_token_minutes)),
        ("secrets", |app| json!(app.secrets)),
    ];
    let settings = settings.into_iter().map(|(setting, value)| SettingChange {
        setting,
        before: value(before),
        after: value(after),
    });
    settings
        .filter(|change| change.before != change.after && !change.before.is_null() && !change.after.is_null())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::duplicates::tests::app;

    #[test]
    fn a_setting_that_stytch_did_not_say_once_has_not_changed() {
        let (before, mut after) = (app("A", &["https://a.example/"]), app("A", &["https://a.example/"]));
        after.access_token_minutes = Some(60);
        assert_eq!(settings(&before, &after), []);
        after.redirect_urls.push("https://b.example/".to_owned());
        let changes = settings(&before, &after);
        assert_eq!(changes.len(), 1);
        assert_eq!(
            (changes[0].setting, SettingChange::words(&changes[0].before)),
            ("redirect_urls", "https://a.example/".to_owned())
        );
    }

    #[test]
    fn an_app_is_added_or_removed_only_if_the_other_review_has_found_all() {
        let kinds = |has_all| {
            let changes = between(vec![app("A", &[])], vec![app("B", &[])], has_all);
            changes.iter().map(|change| change.change).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(kinds([true, true]), "added removed");
        assert_eq!((kinds([true, false]), kinds([false, true])), ("added".to_owned(), "removed".to_owned()));
    }
}
