//! The output of `cargo spec drift`.

use std::fmt::Write;

use super::baseline::Verdict;
use super::{Difference, Drift};
use crate::document::Document;

/// The new differences with both places, the rows that do not hold, and a summary of one line.
pub fn report(ours: &Document, vendors: &[Document], drift: &Drift, verdict: &Verdict) -> String {
    let mut report = String::new();
    let (limits, shapes): (Vec<_>, Vec<_>) = verdict.new.iter().partition(|difference| difference.is_limit);
    list(&mut report, ours, vendors, &shapes);
    if !limits.is_empty() {
        report.push_str("Defaults and limits:\n");
        list(&mut report, ours, vendors, &limits);
    }
    for row in &verdict.rows {
        let _ = writeln!(report, "{row}");
    }
    if !verdict.absent.is_empty() {
        let absent = verdict.absent.join(", ");
        let _ = writeln!(report, "rows that match nothing are found only if {absent} is given too");
    }
    let unknown = match drift.unknown.len() {
        0 => String::new(),
        count => format!(", {count} in no document given"),
    };
    let _ = writeln!(
        report,
        "{} operations compared{unknown}. Differences: {} new, {} known",
        drift.compared,
        verdict.new.len(),
        verdict.known
    );
    report
}

fn list(report: &mut String, ours: &Document, vendors: &[Document], differences: &[&&Difference]) {
    for difference in differences {
        let place = if difference.at.is_empty() { String::new() } else { format!("{}: ", difference.at) };
        let vendor = &vendors[difference.vendor];
        let _ = writeln!(
            report,
            "{}: {place}{}\n    {}\n    {}",
            difference.operation,
            difference.is,
            ours.locate(&difference.ours),
            vendor.locate(&difference.theirs)
        );
    }
}
