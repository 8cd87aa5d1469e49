//! Reports what a record says: which apps reach whom, with what, what changed, and what was revoked.

mod apps;
mod arguments;
mod chart;
mod decisions;
mod evidence;
mod grants;
mod html;
mod reviews;
mod summary;

use serde_json::{Value, json};

pub use arguments::ReportArguments;

use crate::failure::Failure;
use crate::output::{Format, Rows, print, printable, spreadsheet_safe};
use crate::record::Record;
use apps::App;

use summary::Summary;

pub fn run(arguments: &ReportArguments, format: Format) -> Result<(), Failure> {
    let record = Record::open_to_read(&arguments.file)?;
    let summary = Summary::read(&record, arguments)?;
    if let Some(path) = &arguments.html {
        html::write(&record, &summary, path)?;
        eprintln!("wrote {}", path.display());
    }
    if let Some(path) = &arguments.decisions {
        decisions::write(&record, summary.review.review, path)?;
        eprintln!("wrote {}; write keep or revoke into the column decision", path.display());
    }
    match format {
        Format::Json => {
            let text =
                serde_json::to_string_pretty(&summary).map_err(|error| Failure::new(error.to_string()))?;
            print(format!("{text}\n").as_bytes())?;
        }
        _ => rows(&summary, format).print(format)?,
    }
    if let Some(warning) = summary.review.warning() {
        eprintln!("{warning}");
    }
    Ok(())
}

/// A row for each app.
fn rows(summary: &Summary, format: Format) -> Rows {
    let mut columns = vec!["app", "type", "users", "members", "organizations", "scopes", "flags", "app_id"];
    if summary.since.is_some() {
        columns.splice(7..7, ["change", "new_grants", "gone_grants"]);
    }
    let text = |text: &str| match format {
        Format::Csv => Value::from(spreadsheet_safe(&printable(text))),
        _ => text.into(),
    };
    let row = |app: &App| {
        let scopes: Vec<&str> = app.scopes.keys().map(String::as_str).collect();
        let mut row = vec![text(&app.name), text(&app.client_type)];
        row.extend([app.users, app.members, app.organizations].map(Value::from));
        row.extend([text(&scopes.join(" ")), text(&app.flags.join(" "))]);
        if let Some(change) = &app.change {
            row.extend([json!(change.app), json!(change.new_grants), json!(change.gone_grants)]);
        }
        row.push(app.app_id.clone().into());
        row
    };
    Rows { columns, rows: summary.apps.iter().map(row).collect() }
}
