use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use crate::lookalikes::Lookalikes;
use crate::output::{Format, Rows};
use crate::record::results::Grant;
use crate::record::revocations::RevocationState;
use crate::record::sessions::Session;

const COLUMNS: [&str; 15] = [
    "app_id",
    "app_name",
    "organization_id",
    "person_id",
    "name",
    "session_id",
    "factors",
    "started_at",
    "expires_at",
    "state",
    "at",
    "request_id",
    "verified_at",
    "dead_by",
    "error",
];

/// The columns that a narrow table leaves out, in this order.
pub const LEAST: &[&str] = &[
    "app_id",
    "request_id",
    "dead_by",
    "verified_at",
    "at",
    "person_id",
    "organization_id",
    "started_at",
    "expires_at",
    "session_id",
];

/// A row for each session.
pub fn rows(sessions: &[Session], format: Format) -> Rows {
    let apps = sessions.iter().map(|session| (&*session.app_id, &*session.app_name));
    let lookalikes = Lookalikes::among(apps);
    let rows = sessions.iter().map(|session| row(session, &lookalikes, format));
    Rows { columns: COLUMNS.to_vec(), rows: rows.collect() }
}

fn row(session: &Session, lookalikes: &Lookalikes, format: Format) -> Vec<Value> {
    vec![
        session.app_id.clone().into(),
        lookalikes.app(format, &session.app_id, &session.app_name),
        session.organization_id.clone().into(),
        session.person_id.clone().into(),
        format.person(&session.name, &session.person_id),
        session.session_id.clone().into(),
        format.chosen(&session.factors),
        session.started_at.clone().into(),
        session.expires_at.clone().into(),
        session.state.as_str().into(),
        session.at.clone().into(),
        session.request_id.clone().into(),
        session.verified_at.clone().into(),
        session.dead_by.clone().into(),
        session.error.clone().into(),
    ]
}

/// The sessions of each grant. One of several apps is among those of each.
#[derive(Debug, Default)]
pub struct SessionsOf<'a>(HashMap<[&'a str; 3], Vec<&'a Session>>);

impl<'a> SessionsOf<'a> {
    pub fn new(sessions: &'a [Session]) -> Self {
        let mut of = HashMap::<_, Vec<&Session>>::new();
        for session in sessions {
            for app in session.apps().collect::<BTreeSet<_>>() {
                let key = [app, &*session.organization_id, &*session.person_id];
                of.entry(key).or_default().push(session);
            }
        }
        Self(of)
    }

    /// A cell with the sessions of a grant: the whole of them in JSON, and elsewhere how many have which state.
    pub fn cell(&self, grant: &Grant, format: Format) -> Value {
        let key = [&*grant.app_id, &*grant.organization_id, &*grant.person_id];
        let sessions = self.0.get(&key).map(Vec::as_slice).unwrap_or_default();
        match format {
            Format::Json => serde_json::to_value(sessions).unwrap_or_default(),
            _ => counts(sessions.iter().map(|session| session.state)).into(),
        }
    }
}

/// The number of sessions in each state, such as `2 revoked, 1 left`.
pub fn counts(states: impl Iterator<Item = RevocationState>) -> String {
    let mut counts = BTreeMap::<RevocationState, usize>::new();
    states.for_each(|state| *counts.entry(state).or_default() += 1);
    let counts = counts.into_iter().map(|(state, count)| format!("{count} {}", state.as_str()));
    counts.collect::<Vec<_>>().join(", ")
}
