use serde_json::{Value, json};

use crate::lookalikes::Lookalikes;
use crate::output::{Format, Rows};
use crate::report::apps::App;
use crate::report::changes::GrantChange;
use crate::report::due::Due;
use crate::report::summary::Summary;

/// The columns of apps that a narrow table leaves out, in this order.
pub fn least_of_apps(summary: &Summary) -> &'static [&'static str] {
    match summary.since.is_some() {
        true => &["app_id", "type", "scopes", "organizations", "members", "users", "flags"],
        false => &["app_id", "type"],
    }
}

/// The columns of changes that a narrow table leaves out, in this order.
pub const LEAST_OF_CHANGES: &[&str] =
    &["app_id", "earlier_type", "type", "person_id", "organization_id", "earlier_scopes"];

/// A row for each app.
pub fn apps(summary: &Summary, format: Format) -> Rows {
    let mut columns = vec!["app", "type", "users", "members", "organizations", "scopes", "flags", "app_id"];
    if summary.since.is_some() {
        let changes = ["change", "new", "gone", "returned", "changed", "not_compared"];
        columns.splice(7..7, changes);
    }
    let lookalikes = Lookalikes::among(summary.apps.iter().map(|app| (&*app.app_id, &*app.name)));
    let row = |app: &App| {
        let scopes: Vec<&str> = app.scopes.keys().map(String::as_str).collect();
        let mut row = vec![lookalikes.app(format, &app.app_id, &app.name), format.chosen(&app.client_type)];
        row.extend([app.users, app.members, app.organizations].map(Value::from));
        row.extend([scopes.join(" "), app.flags.join(" ")].map(|words| format.chosen(&words)));
        if let Some(change) = &app.change {
            let counts = &change.counts;
            row.push(json!(change.app));
            row.extend([counts.new_grants, counts.gone_grants, counts.returned_grants].map(Value::from));
            row.extend([counts.changed_grants, counts.not_compared_grants].map(Value::from));
        }
        row.push(app.app_id.clone().into());
        row
    };
    Rows { columns, rows: summary.apps.iter().map(row).collect() }
}

/// A row for each grant that changed.
pub fn changes(changes: &[GrantChange], format: Format) -> Rows {
    let columns = vec![
        "change",
        "app",
        "type",
        "earlier_type",
        "organization_id",
        "person_id",
        "name",
        "scopes",
        "earlier_scopes",
        "app_id",
    ];
    let chosen = |value: &Option<String>| value.as_deref().map_or(Value::Null, |value| format.chosen(value));
    let apps = changes.iter().map(|grant| (&*grant.app_id, &*grant.app_name));
    let lookalikes = Lookalikes::among(apps);
    let row = |grant: &GrantChange| {
        vec![
            json!(grant.change),
            lookalikes.app(format, &grant.app_id, &grant.app_name),
            format.chosen(&grant.client_type),
            chosen(&grant.earlier_client_type),
            json!(grant.organization_id),
            json!(grant.person_id),
            format.person(&grant.name, &grant.person_id),
            chosen(&grant.scopes),
            chosen(&grant.earlier_scopes),
            json!(grant.app_id),
        ]
    };
    Rows { columns, rows: changes.iter().map(row).collect() }
}

/// The columns of grants that are due that a narrow table leaves out, in this order.
pub const LEAST_OF_DUE: &[&str] = &["app_id", "person_id", "organization_id", "reason", "scopes"];

/// A row for each grant that is to be decided again.
pub fn due(due: &[Due], format: Format) -> Rows {
    let columns = vec![
        "kept_until",
        "app",
        "organization_id",
        "person_id",
        "name",
        "scopes",
        "reviewer",
        "reason",
        "app_id",
    ];
    let lookalikes = Lookalikes::among(due.iter().map(|due| (&*due.app_id, &*due.app_name)));
    let row = |due: &Due| {
        vec![
            json!(due.expires),
            lookalikes.app(format, &due.app_id, &due.app_name),
            json!(due.organization_id),
            json!(due.person_id),
            format.person(&due.name, &due.person_id),
            format.chosen(&due.scopes),
            format.chosen(&due.reviewer),
            format.chosen(&due.reason),
            json!(due.app_id),
        ]
    };
    Rows { columns, rows: due.iter().map(row).collect() }
}
