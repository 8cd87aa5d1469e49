use std::path::Path;

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::inventory::{Entry, Inventory};
use crate::lookalikes::Lookalikes;
use crate::output::{Format, Rows, note, print};
use crate::record::app_deletions::AppDeletion;
use crate::record::file::Record;

/// The columns of outcomes that a narrow table leaves out, in this order.
pub const LEAST: &[&str] = &["app_id", "request_id", "verified_at", "at", "reason", "type"];

/// The columns of apps that a narrow table leaves out, in this order.
const LEAST_OF_APPS: &[&str] = &["app_id", "token_minutes", "created_by", "redirect_urls", "type"];

/// Prints all apps of the project.
pub fn run(file: &Path, review: Option<i64>, format: Format) -> Result<(), Failure> {
    let record = Record::open_to_read(file)?;
    let number = match record.review(review)? {
        Some(given) if review.is_some() => given.number,
        // A review of a few people does not search the apps.
        _ => record.read(|connection| {
            connection.query_row("SELECT coalesce(max(review), 0) FROM project_app", [], |row| row.get(0))
        })?,
    };
    let Some(inventory) = Inventory::read(&record, number, None)? else {
        return Err(Failure::new(
            "the record has no review that searched the apps; `stytch-apps review` does so if it covers all Users or all \
             Organizations",
        ));
    };
    if format == Format::Json {
        let json =
            serde_json::to_string_pretty(&inventory).map_err(|error| Failure::new(error.to_string()))?;
        return print(format!("{json}\n").as_bytes());
    }
    rows(&inventory, format).print_by_worth(format, LEAST_OF_APPS)?;
    if inventory.totals.unused.is_none() {
        note!(
            "which apps are unused is not known, as review {number} does not cover everybody or is not complete"
        );
    }
    Ok(())
}

fn rows(inventory: &Inventory, format: Format) -> Rows {
    let columns = vec![
        "app",
        "type",
        "people",
        "findings",
        "other_hosts",
        "redirect_urls",
        "created_by",
        "token_minutes",
        "app_id",
    ];
    let apps = inventory.apps.iter().map(|entry| (&*entry.app.id, &*entry.app.name));
    let lookalikes = Lookalikes::among(apps);
    let row = |entry: &Entry| {
        let app = &entry.app;
        vec![
            lookalikes.app(format, &app.id, &app.name),
            format.chosen(&app.client_type),
            entry.people.into(),
            entry.findings().join(" ").into(),
            format.chosen(&entry.other_redirect_hosts.join(" ")),
            format.chosen(&app.redirect_urls.join(" ")),
            format.chosen(&app.creation_method),
            json!(app.access_token_minutes),
            app.id.clone().into(),
        ]
    };
    Rows { columns, rows: inventory.apps.iter().map(row).collect() }
}

/// A row for each deletion.
pub fn outcomes(deletions: &[AppDeletion], format: Format) -> Rows {
    let columns = vec![
        "app",
        "type",
        "people",
        "reason",
        "state",
        "at",
        "request_id",
        "verified_at",
        "error",
        "app_id",
    ];
    let lookalikes =
        Lookalikes::among(deletions.iter().map(|deletion| (&*deletion.app_id, &*deletion.app_name)));
    let row = |deletion: &AppDeletion| {
        let outcome = &deletion.outcome;
        let [at, request_id, verified_at, error] =
            [&outcome.at, &outcome.request_id, &outcome.verified_at, &outcome.error]
                .map(|value| json!(value));
        let app = lookalikes.app(format, &deletion.app_id, &deletion.app_name);
        let [kind, reason, state] =
            [&*deletion.client_type, &*deletion.reason, outcome.state.as_str()].map(Value::from);
        let (people, id) = (deletion.people.into(), deletion.app_id.clone().into());
        vec![app, kind, people, reason, state, at, request_id, verified_at, error, id]
    };
    Rows { columns, rows: deletions.iter().map(row).collect() }
}
