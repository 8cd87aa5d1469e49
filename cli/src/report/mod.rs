//! `stytch-apps report`.

mod anchors;
mod apps;
pub mod arguments;
mod audit;
mod chain;
mod change_groups;
mod changes;
mod chart;
mod coverage;
mod decided;
mod decision_files;
mod decisions;
mod due;
mod evidence;
mod fail_on;
mod file;
mod filter;
mod filters;
mod flag_file;
mod flags;
mod grants;
mod html;
mod kept_out;
mod outcomes;
mod people;
mod places;
mod reviews;
mod revoked;
mod sheet;
mod split;
mod summary;
mod table;
mod temporary;
mod title;

use std::path::Path;

use crate::failure::Failure;
use crate::inventory::Inventory;
use crate::output::{Format, note, print};
use crate::record::file::Record;
use crate::record::held;
use crate::report::arguments::ReportArguments;
use crate::report::decisions::ToDecide;
use crate::report::reviews::Review;
use crate::report::summary::Summary;
use crate::revocation_rows;

pub fn run(arguments: &ReportArguments, format: Format) -> Result<(), Failure> {
    fail_on::check_arguments(arguments)?;
    let record = Record::open_to_read(&arguments.file)?;
    let summary = Summary::read(&record, arguments)?;
    if let Some(path) = &arguments.html {
        html::write(&record, &summary, path)?;
        note!("wrote {}", path.display());
    }
    if let Some(path) = &arguments.decisions {
        write_decisions(&record, &summary, arguments, path)?;
    }
    match format {
        Format::Json => {
            let json =
                serde_json::to_string_pretty(&summary).map_err(|error| Failure::new(error.to_string()))?;
            print(format!("{json}\n").as_bytes())?;
        }
        _ if summary.review.is_none() => {
            let revocations = summary.revocations.iter().map(|revoked| &revoked.revocation);
            let rows = revocations.map(|revocation| (&revocation.of, Some(revocation)));
            revocation_rows::rows(rows, &summary.sessions, format)
                .print_by_worth(format, revocation_rows::LEAST)?;
        }
        Format::Table => {
            print(format!("{}\n", summary.caption()).as_bytes())?;
            table::apps(&summary, format).print_by_worth(format, table::least_of_apps(&summary))?;
            if let Some(changes) = summary.changes.as_ref().filter(|changes| !changes.is_empty()) {
                print(b"\n")?;
                table::changes(changes, format).print_by_worth(format, table::LEAST_OF_CHANGES)?;
            }
            if !summary.due.is_empty() {
                print(b"\n")?;
                table::due(&summary.due, format).print_by_worth(format, table::LEAST_OF_DUE)?;
            }
        }
        Format::Csv => match &summary.changes {
            Some(changes) => {
                table::changes(changes, format).print_by_worth(format, table::LEAST_OF_CHANGES)?
            }
            None => table::apps(&summary, format).print_by_worth(format, table::least_of_apps(&summary))?,
        },
    }
    let shows_only = summary.review.as_ref().and_then(|review| review.shows_only.as_ref());
    if let Some(only) = shows_only.filter(|_| summary.apps.is_empty()) {
        note!("there are none of {only}");
    }
    // A report that fails on a finding is silent about all others.
    if format == Format::Table && arguments.fail_on.is_empty() {
        if let Some(hint) = summary.hint() {
            note!("{hint}");
        }
        if let Some(hint) = summary.inventory.as_ref().and_then(Inventory::hint) {
            note!("{hint}; `stytch-apps apps {}` lists them", arguments.file.display());
        }
        if let Some(hint) = summary.inventory.as_ref().and_then(Inventory::changes_hint) {
            note!("{hint}; --html and --output json show what has changed");
        }
    }
    for warning in [&summary.review, &summary.since].into_iter().flatten().filter_map(Review::warning) {
        note!("{warning}");
    }
    fail_on::check(&arguments.fail_on, &summary)
}

fn write_decisions(
    record: &Record,
    summary: &Summary,
    arguments: &ReportArguments,
    path: &Path,
) -> Result<(), Failure> {
    let Some(Review { review, .. }) = summary.review else {
        return Err(Failure::new("the record has no review to decide about; `stytch-apps review` adds one"));
    };
    let grants = ToDecide { review, undecided: arguments.undecided };
    if arguments.undecided {
        let held = record.scratch(|connection| held::find(connection, review))?;
        note!("left out, as kept by a decision that holds: {held} of the {} grants", summary.totals.grants);
    }
    let next = "write keep or revoke into the column decision";
    match arguments.split {
        None => {
            decisions::write(record, grants, path)?;
            note!("wrote {}; {next}", path.display());
        }
        Some(split) => {
            let files = split::write(record, grants, split, path)?;
            match files {
                0 => note!("nothing is to be decided, so no file was written into {}", path.display()),
                _ => note!("files written into {}: {files}; {next}", path.display()),
            }
        }
    }
    Ok(())
}
