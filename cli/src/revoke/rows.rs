use serde_json::Value;

use crate::output::{Format, Rows};
use crate::record::revocations::{Revocation, State};
use crate::revoke::plan::Step;

/// A row for each step, with what has become of it.
pub fn rows(steps: &[Step], format: Format) -> Rows {
    let row = |step: &Step| {
        let Step { selected, revocation } = step;
        let grant = &selected.grant;
        let revocation = revocation.as_ref();
        let state = revocation.map_or(State::Planned, |revocation| revocation.state);
        let outcome = |value: fn(&Revocation) -> &Option<String>| {
            Value::from(revocation.and_then(|r| value(r).clone()))
        };
        vec![
            grant.app_id.clone().into(),
            format.chosen(&selected.app_name),
            grant.organization_id.clone().into(),
            grant.person_id.clone().into(),
            format.chosen(&selected.name),
            format.chosen(&grant.scopes),
            state.as_str().into(),
            outcome(|revocation| &revocation.at),
            outcome(|revocation| &revocation.request_id),
            outcome(|revocation| &revocation.verified_at),
            outcome(|revocation| &revocation.error),
        ]
    };
    let columns = vec![
        "app_id",
        "app_name",
        "organization_id",
        "person_id",
        "name",
        "scopes",
        "state",
        "at",
        "request_id",
        "verified_at",
        "error",
    ];
    Rows { columns, rows: steps.iter().map(row).collect() }
}
