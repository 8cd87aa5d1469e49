use serde_json::{Value, json};

use crate::output::{Format, Rows};
use crate::record::policy_changes::PolicyChange;

/// The columns that a narrow table leaves out, in this order.
pub const LEAST: &[&str] =
    &["organization_id", "app_id", "request_id", "verified_at", "at", "allowed_before", "allowed_after"];

/// A row for each Organization. Of a list, only its length is shown: the record has it all.
pub fn rows(changes: &[PolicyChange], format: Format) -> Rows {
    let columns = vec![
        "organization",
        "app",
        "before",
        "allowed_before",
        "after",
        "allowed_after",
        "state",
        "at",
        "request_id",
        "verified_at",
        "error",
        "organization_id",
        "app_id",
    ];
    let row = |change: &PolicyChange| {
        let outcome = &change.outcome;
        let [at, request_id, verified_at, error] =
            [&outcome.at, &outcome.request_id, &outcome.verified_at, &outcome.error]
                .map(|value| json!(value));
        let [before, after] = [&change.before, &change.after]
            .map(|policy| (Value::from(&*policy.kind), Value::from(policy.apps.len())));
        vec![
            format.chosen(&change.organization_name),
            format.chosen(&change.app_name),
            before.0,
            before.1,
            after.0,
            after.1,
            outcome.state.as_str().into(),
            at,
            request_id,
            verified_at,
            error,
            change.organization_id.clone().into(),
            change.app_id.clone().into(),
        ]
    };
    Rows { columns, rows: changes.iter().map(row).collect() }
}
