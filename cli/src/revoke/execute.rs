use std::collections::HashMap;

use stytch_connected_apps::Client;

use crate::failure::Failure;
use crate::job::rate::Rate;
use crate::job::run;
use crate::output::{note, printable};
use crate::record::file::Record;
use crate::record::revocations::{NamedGrant, Revocation};
use crate::revoke::plan::Step;
use crate::revoke::send::RevokeWork;
use crate::revoke::verify::VerifyWork;

/// Takes all steps, and updates them with their outcomes, even if it ends early.
pub async fn execute(
    client: &Client,
    record: &mut Record,
    steps: &mut [Step],
    rate: Option<Rate>,
) -> Result<(), Failure> {
    let planned = steps.iter().filter_map(|step| step.revocation.clone());
    let planned = planned.filter(|revocation| revocation.state.is_to_do());
    let mut send = RevokeWork::new(record, planned);
    let ended = run::run(Some("revoke"), &mut send, client, rate).await;
    send.unwritten.iter().for_each(note_unwritten);
    update(steps, send.done);
    ended?;

    let revoked = steps.iter().filter_map(|step| step.revocation.clone());
    let revoked = revoked.filter(|revocation| revocation.state.is_gone() && revocation.verified_at.is_none());
    let mut verify = VerifyWork::new(record, revoked);
    let ended = run::run(Some("verify"), &mut verify, client, rate).await;
    update(steps, verify.done);
    ended
}

/// The record lacks the outcome, so this line is its evidence.
fn note_unwritten(revocation: &Revocation) {
    let Revocation { of: NamedGrant { grant, .. }, state, at, request_id, .. } = revocation;
    let person = [grant.organization_id.as_str(), &grant.person_id].join("/");
    note!(
        "warning: not written to the record: {} {} {}, {}, at {}",
        state.as_str(),
        printable(&grant.app_id),
        printable(person.trim_start_matches('/')),
        printable(request_id.as_deref().unwrap_or("without a request id")),
        at.as_deref().unwrap_or_default(),
    );
}

fn update(steps: &mut [Step], done: Vec<Revocation>) {
    let mut done: HashMap<i64, Revocation> =
        done.into_iter().map(|revocation| (revocation.id, revocation)).collect();
    for revocation in steps.iter_mut().filter_map(|step| step.revocation.as_mut()) {
        if let Some(done) = done.remove(&revocation.id) {
            *revocation = done;
        }
    }
}
