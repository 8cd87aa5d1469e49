//! `stytch-apps report`.

mod apps;
pub mod arguments;
mod chart;
mod decisions;
mod evidence;
mod file;
mod grants;
mod html;
mod outcomes;
mod reviews;
mod summary;
mod temporary;

use serde_json::{Value, json};

use crate::failure::Failure;
use crate::output::{Format, Rows, note, print};
use crate::record::file::Record;
use crate::report::apps::App;
use crate::report::arguments::ReportArguments;
use crate::report::reviews::Review;
use crate::report::summary::Summary;
use crate::revocation_rows;

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
            let json =
                serde_json::to_string_pretty(&summary).map_err(|error| Failure::new(error.to_string()))?;
            print(format!("{json}\n").as_bytes())?;
        }
        _ if summary.review.is_none() => {
            let revocations = summary.revocations.iter().map(|revocation| (&revocation.of, Some(revocation)));
            revocation_rows::rows(revocations, format).print(format)?;
        }
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
        row.extend([scopes.join(" "), app.flags.join(" ")].map(|words| format.chosen(&words)));
        if let Some(change) = &app.change {
            row.extend([json!(change.app), json!(change.new_grants), json!(change.gone_grants)]);
        }
        row.push(app.app_id.clone().into());
        row
    };
    Rows { columns, rows: summary.apps.iter().map(row).collect() }
}
