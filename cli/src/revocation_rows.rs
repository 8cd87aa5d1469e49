use serde_json::Value;

use crate::output::{Format, Rows};
use crate::record::revocations::{NamedGrant, Revocation, RevocationState};

const COLUMNS: [&str; 11] = [
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

/// What a narrow table leaves out, the first of them first.
pub const LEAST: &[&str] =
    &["app_id", "organization_id", "request_id", "verified_at", "at", "person_id", "scopes"];

/// A row for each grant with its revocation. A grant without one is planned.
pub fn rows<'a>(
    grants: impl IntoIterator<Item = (&'a NamedGrant, Option<&'a Revocation>)>,
    format: Format,
) -> Rows {
    let rows = grants.into_iter().map(|(grant, revocation)| row(grant, revocation, format));
    Rows { columns: COLUMNS.to_vec(), rows: rows.collect() }
}

/// Removes the columns of outcomes.
pub fn without_outcomes(rows: &mut Rows) {
    let state = COLUMNS.iter().position(|column| *column == "state").unwrap_or(COLUMNS.len());
    rows.columns.truncate(state);
    rows.rows.iter_mut().for_each(|row| row.truncate(state));
}

fn row(named: &NamedGrant, revocation: Option<&Revocation>, format: Format) -> Vec<Value> {
    let NamedGrant { grant, app_name, name } = named;
    let state = revocation.map_or(RevocationState::Planned, |revocation| revocation.state);
    let outcome =
        |value: fn(&Revocation) -> &Option<String>| Value::from(revocation.and_then(|r| value(r).clone()));
    vec![
        grant.app_id.clone().into(),
        format.chosen(app_name),
        grant.organization_id.clone().into(),
        grant.person_id.clone().into(),
        format.person(name, &grant.person_id),
        format.chosen(&grant.scopes),
        state.as_str().into(),
        outcome(|revocation| &revocation.at),
        outcome(|revocation| &revocation.request_id),
        outcome(|revocation| &revocation.verified_at),
        outcome(|revocation| &revocation.error),
    ]
}
