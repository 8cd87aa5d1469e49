use serde_json::Value;

use crate::lookalikes::Lookalikes;
use crate::output::{Format, Rows};
use crate::record::revocations::{NamedGrant, Revocation, RevocationState};
use crate::record::sessions::Session;
use crate::session_rows::SessionsOf;

const COLUMNS: [&str; 16] = [
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
    "operator",
    "reviewer",
    "reason",
    "dead_by",
    "sessions",
];

/// The columns that a narrow table leaves out, in this order.
pub const LEAST: &[&str] = &[
    "app_id",
    "operator",
    "request_id",
    "verified_at",
    "dead_by",
    "at",
    "person_id",
    "organization_id",
    "scopes",
];

/// A row for each grant with its revocation. A grant without one is planned.
pub fn rows<'a>(
    grants: impl Iterator<Item = (&'a NamedGrant, Option<&'a Revocation>)> + Clone,
    sessions: &[Session],
    format: Format,
) -> Rows {
    let apps = grants.clone().map(|(named, _)| (&*named.grant.app_id, &*named.app_name));
    let lookalikes = Lookalikes::among(apps);
    let sessions = SessionsOf::new(sessions);
    let rows = grants.map(|(grant, revocation)| {
        let mut row = row(grant, revocation, &lookalikes, format);
        row.push(sessions.cell(&grant.grant, format));
        row
    });
    Rows { columns: COLUMNS.to_vec(), rows: rows.collect() }
}

/// Removes the columns of outcomes.
pub fn without_outcomes(rows: &mut Rows) {
    let state = COLUMNS.iter().position(|column| *column == "state").unwrap_or(COLUMNS.len());
    rows.columns.truncate(state);
    rows.rows.iter_mut().for_each(|row| row.truncate(state));
}

fn row(
    named: &NamedGrant,
    revocation: Option<&Revocation>,
    lookalikes: &Lookalikes,
    format: Format,
) -> Vec<Value> {
    let NamedGrant { grant, app_name, name } = named;
    let state = revocation.map_or(RevocationState::Planned, |revocation| revocation.state);
    let outcome =
        |value: fn(&Revocation) -> &Option<String>| Value::from(revocation.and_then(|r| value(r).clone()));
    let operator = revocation.map(|revocation| format.chosen(&revocation.operator));
    let decided = revocation.and_then(|revocation| revocation.decided.as_ref());
    vec![
        grant.app_id.clone().into(),
        lookalikes.app(format, &grant.app_id, app_name),
        grant.organization_id.clone().into(),
        grant.person_id.clone().into(),
        format.person(name, &grant.person_id),
        format.chosen(&grant.scopes),
        state.as_str().into(),
        outcome(|revocation| &revocation.at),
        outcome(|revocation| &revocation.request_id),
        outcome(|revocation| &revocation.verified_at),
        outcome(|revocation| &revocation.error),
        operator.into(),
        decided.map(|decided| format.chosen(&decided.reviewer)).into(),
        decided.map(|decided| format.chosen(&decided.reason)).into(),
        outcome(|revocation| &revocation.aftermath.dead_by),
    ]
}
