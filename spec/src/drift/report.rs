//! The output of `cargo spec drift`.

use std::fmt::Write;

use super::Drift;
use super::baseline::Verdict;
use crate::document::Document;

/// The new differences with both places, the rows that do not hold, and a summary of one line.
pub fn report(ours: &Document, vendors: &[Document], drift: &Drift, verdict: &Verdict) -> String {
    let mut report = String::new();
    for difference in &verdict.new {
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
    for row in &verdict.rows {
        let _ = writeln!(report, "{row}");
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
