use crate::failure::Failure;
use crate::report::arguments::{FailOn, ReportArguments};
use crate::report::summary::Summary;

impl FailOn {
    /// The number of such grants or apps, and what to call them.
    fn count(self, summary: &Summary) -> (u64, &'static str) {
        let changes = summary.change_totals.unwrap_or_default();
        match self {
            Self::New => (changes.new_grants, "new grants"),
            Self::Returned => (changes.returned_grants, "returned grants"),
            Self::Changed => (changes.changed_grants, "changed grants"),
            Self::Flagged => (summary.totals.flagged_apps as u64, "flagged apps"),
            Self::Due => (summary.due.len() as u64, "grants that are due"),
        }
    }

    fn is_a_change(self) -> bool {
        !matches!(self, Self::Flagged | Self::Due)
    }
}

/// Checks that the report can tell what it may fail on.
pub fn check_arguments(arguments: &ReportArguments) -> Result<(), Failure> {
    match arguments.since.is_none() && arguments.fail_on.iter().any(|fail_on| fail_on.is_a_change()) {
        true => Err(Failure::usage(
            "--fail-on new, returned or changed compares with an earlier review; add --since previous",
        )),
        false => Ok(()),
    }
}

/// Fails if the report has something of this kind, or if it may lack something.
pub fn check(fail_on: &[FailOn], summary: &Summary) -> Result<(), Failure> {
    let counts = fail_on.iter().map(|fail_on| fail_on.count(summary)).filter(|(count, _)| *count > 0);
    let found: Vec<String> = counts.map(|(count, what)| format!("{what}: {count}")).collect();
    if !found.is_empty() {
        return Err(Failure::found(format!("--fail-on found {}", found.join(", "))));
    }
    let reviews = [&summary.review, &summary.since].into_iter().flatten();
    match reviews.filter(|review| !review.has_all_grants).map(|review| review.review).next() {
        _ if fail_on.is_empty() => Ok(()),
        _ if summary.review.is_none() => Err(Failure::new(
            "the record has no review, so --fail-on finds nothing; `stytch-apps review` adds one",
        )),
        Some(review) => Err(Failure::in_part(format!(
            "--fail-on found nothing, but review {review} is not complete; `stytch-apps review` continues it"
        ))),
        None => Ok(()),
    }
}
