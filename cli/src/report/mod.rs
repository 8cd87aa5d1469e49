//! Reports what a record says: which apps reach whom, with what, what changed, and what was revoked.

mod apps;
mod arguments;
mod chart;
mod decisions;
mod evidence;
mod file;
mod grants;
mod html;
mod outcomes;
mod reviews;
mod summary;

use serde_json::{Value, json};

pub use arguments::ReportArguments;

use crate::failure::Failure;
use crate::output::{Format, Rows, note, print};
use crate::record::Record;
use crate::record::revocations::{Named, Revocation};
use crate::report::apps::App;
use crate::report::reviews::Review;
use crate::report::summary::Summary;

pub fn run(arguments: &ReportArguments, format: Format) -> Result<(), Failure> {
    let record = Record::open_to_read(&arguments.file)?;
    let summary = Summary::read(&record, arguments)?;
    if let Some(path) = &arguments.html {
        html::write(&record, &summary, path)?;
        note!("wrote {}", path.display());
    }
    if let Some(path) = &arguments.decisions {
        let Some(review) = &summary.review else {
            return Err(Failure::new(
                "the record has no review to decide about; `stytch-apps review` adds one",
            ));
        };
        decisions::write(&record, review.review, path)?;
        note!("wrote {}; write keep or revoke into the column decision", path.display());
    }
    match format {
        Format::Json => {
            let text =
                serde_json::to_string_pretty(&summary).map_err(|error| Failure::new(error.to_string()))?;
            print(format!("{text}\n").as_bytes())?;
        }
        _ if summary.review.is_none() => evidence(&summary, format).print(format)?,
        _ => rows(&summary, format).print(format)?,
    }
    if format == Format::Table {
        note!("{}", summary.describe());
    }
    if let Some(warning) = summary.review.as_ref().and_then(Review::warning) {
        note!("{warning}");
    }
    Ok(())
}

/// A row for each revocation.
fn evidence(summary: &Summary, format: Format) -> Rows {
    let columns = vec![
        "app_id",
        "app_name",
        "organization_id",
        "person_id",
        "name",
        "state",
        "at",
        "request_id",
        "verified_at",
        "error",
    ];
    let row = |revocation: &Revocation| {
        let Named { grant, app_name, name } = &revocation.of;
        let Revocation { at, request_id, verified_at, error, .. } = revocation;
        let mut row = vec![
            json!(grant.app_id),
            format.chosen(app_name),
            json!(grant.organization_id),
            json!(grant.person_id),
            format.chosen(name),
            json!(revocation.state.as_str()),
        ];
        row.extend([at, request_id, verified_at, error].map(|text| json!(text)));
        row
    };
    Rows { columns, rows: summary.revocations.iter().map(row).collect() }
}

/// A row for each app.
fn rows(summary: &Summary, format: Format) -> Rows {
    let mut columns = vec!["app", "type", "users", "members", "organizations", "scopes", "flags", "app_id"];
    if summary.since.is_some() {
        columns.splice(7..7, ["change", "new_grants", "gone_grants"]);
    }
    let row = |app: &App| {
        let scopes: Vec<&str> = app.scopes.keys().map(String::as_str).collect();
        let mut row = vec![format.chosen(&app.name), format.chosen(&app.client_type)];
        row.extend([app.users, app.members, app.organizations].map(Value::from));
        row.extend([scopes.join(" "), app.flags.join(" ")].map(|text| format.chosen(&text)));
        if let Some(change) = &app.change {
            row.extend([json!(change.app), json!(change.new_grants), json!(change.gone_grants)]);
        }
        row.push(app.app_id.clone().into());
        row
    };
    Rows { columns, rows: summary.apps.iter().map(row).collect() }
}
