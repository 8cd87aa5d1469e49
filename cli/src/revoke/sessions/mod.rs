//! The sessions that revoked apps made: they are looked for, ended, and looked for again.

pub mod again;
pub mod ask;
mod list;
mod look;
mod reconcile;
mod row;

use std::collections::{BTreeSet, HashSet};

use stytch_connected_apps::Client;

use crate::failure::Failure;
use crate::job::rate::Rate;
use crate::job::run;
use crate::names::{People, Person};
use crate::output::{note, printable};
use crate::record::file::Record;
use crate::record::revocations::Revocation;
use crate::record::sessions::Session;
use crate::revoke::plan::{Step, update};
use crate::revoke::send::SendWork;
use crate::revoke::sessions::again::{Again, AgainWork};
use crate::revoke::sessions::look::LookWork;

/// How often everybody's sessions are listed at most. The second list verifies what was ended after the first one. A
/// third is needed if an app made a session in between, as it may from an access token of the last five minutes.
const LOOKS: usize = 3;

/// Sets which of the grants that were gone before the run have been granted again.
pub async fn look_again(
    client: &Client,
    record: &mut Record,
    steps: &mut [Step],
    gone: &HashSet<i64>,
    rate: Option<Rate>,
) -> Result<(), Failure> {
    let open = steps.iter().filter_map(|step| step.revocation.clone());
    let open = open.filter(|revocation| is_ready(revocation) && gone.contains(&revocation.id));
    let mut work = AgainWork::new(record, open);
    let ended = run::run(Some("grants"), &mut work, client, rate).await;
    let (seen, done) = (work.seen, work.done);
    for step in &mut *steps {
        let again = step.revocation.as_ref().and_then(|revocation| seen.get(&revocation.id));
        step.again = again.copied().unwrap_or_default();
    }
    update(steps, done);
    ended
}

/// Ends the sessions of everybody whose grant is gone. A session that is made before the grant is revoked is found, as
/// they are listed afterwards.
pub async fn end(
    client: &Client,
    record: &mut Record,
    steps: &mut [Step],
    rate: Option<Rate>,
) -> Result<(), Failure> {
    let mut people: Option<People> = None;
    let back: HashSet<i64> = steps
        .iter()
        .filter(|step| step.again == Again::Granted)
        .filter_map(|step| step.revocation.as_ref().map(|revocation| revocation.id))
        .collect();
    for look in 1..=LOOKS {
        let open = steps.iter().filter(|step| step.again != Again::Unknown);
        let open = open.filter_map(|step| step.revocation.clone()).filter(|revocation| {
            is_ready(revocation) && people.as_ref().is_none_or(|people| people.contains(&person(revocation)))
        });
        let mut work = LookWork::new(record, open, &back, look == 1);
        let ended = run::run(Some("sessions"), &mut work, client, rate).await;
        let found = work.to_end;
        update(steps, work.done);
        ended?;
        if found.is_empty() || look == LOOKS {
            break;
        }
        people = Some(found.iter().map(of_session).collect());
        let mut work = SendWork::new(record, found);
        let ended = run::run(Some("end sessions"), &mut work, client, rate).await;
        work.unwritten.iter().for_each(note_unwritten);
        ended?;
    }
    Ok(())
}

/// The sessions in the record in which an app of the steps has a factor, of the steps' people.
pub fn of_steps(record: &Record, steps: &[Step]) -> Result<Vec<Session>, Failure> {
    let grants: BTreeSet<(&str, &str, &str)> = steps
        .iter()
        .map(|step| &step.selected.grant)
        .map(|grant| (&*grant.app_id, &*grant.organization_id, &*grant.person_id))
        .collect();
    let mut sessions = record.read(crate::record::sessions::all)?;
    sessions.retain(|session| {
        session.apps().any(|app| grants.contains(&(app, &*session.organization_id, &*session.person_id)))
    });
    Ok(sessions)
}

/// Returns whether the sessions of the person are to be looked for.
fn is_ready(revocation: &Revocation) -> bool {
    revocation.aftermath.has_open_sessions() && revocation.state.is_gone()
}

fn person(revocation: &Revocation) -> Person {
    let grant = &revocation.of.grant;
    (grant.organization_id.clone(), grant.person_id.clone())
}

fn of_session(session: &Session) -> Person {
    (session.organization_id.clone(), session.person_id.clone())
}

/// The record lacks the outcome, so this line is its evidence.
fn note_unwritten(session: &Session) {
    note!(
        "warning: not written to the record: {} session {} of {}, {}, at {}",
        session.state.as_str(),
        printable(&session.session_id),
        printable(&session.person_id),
        printable(session.request_id.as_deref().unwrap_or("without a request id")),
        session.at.as_deref().unwrap_or_default(),
    );
}
