use std::collections::HashSet;
use std::sync::Arc;

use jiff::SignedDuration;
use stytch_connected_apps::Client;

use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::rate::Rate;
use crate::job::run::{self, RATE_LIMIT_WAIT};
use crate::output::{note, printable};
use crate::record::file::Record;
use crate::record::revocations::{NamedGrant, Revocation};
use crate::revoke::dead_by::TokenLives;
use crate::revoke::grant_row::GrantRow;
use crate::revoke::plan::{Step, update};
use crate::revoke::search::Search;
use crate::revoke::send::SendWork;
use crate::revoke::sessions;
use crate::revoke::verify::VerifyWork;

/// Takes all steps, and updates them with their outcomes, even if it ends early.
pub async fn execute(
    client: &Client,
    record: &mut Record,
    steps: &mut [Step],
    rate: Option<Rate>,
    recheck: Option<SignedDuration>,
) -> Result<(), Failure> {
    let gone: HashSet<i64> = steps.iter().filter_map(verified_before).collect();
    let planned = steps.iter().filter_map(|step| step.revocation.clone());
    let planned = planned.filter(|revocation| revocation.state.is_to_do());
    let planned: Vec<Revocation> = planned.collect();
    let lives = Arc::new(token_lives(client, record, &planned, rate, recheck).await?);
    let planned = planned.into_iter().map(|revocation| GrantRow { revocation, lives: lives.clone() });
    let mut send = SendWork::new(record, planned);
    let ended = run::run(Some("revoke"), &mut send, client, rate).await;
    let (done, unwritten) = (send.done, send.unwritten);
    unwritten.iter().for_each(|row| note_unwritten(&row.revocation));
    update(steps, done.into_iter().chain(unwritten).map(|row| row.revocation));
    ended?;

    let revoked = steps.iter().filter_map(|step| step.revocation.clone());
    let revoked = revoked.filter(|revocation| revocation.state.is_gone() && revocation.verified_at.is_none());
    let mut verify = VerifyWork::new(record, revoked);
    let ended = run::run(Some("verify"), &mut verify, client, rate).await;
    update(steps, verify.done);
    ended?;

    let ended = async {
        sessions::look_again(client, record, steps, &gone, rate).await?;
        sessions::end(client, record, steps, rate).await
    };
    ended
        .await
        .map_err(|failure| failure.and("the grants are revoked, but sessions are left to look for or to end"))
}

/// The revocation of a step that is about sessions alone.
fn verified_before(step: &Step) -> Option<i64> {
    step.revocation.as_ref().filter(|known| known.verified_at.is_some()).map(|known| known.id)
}

/// How long the access tokens of the planned revocations' apps live.
async fn token_lives(
    client: &Client,
    record: &Record,
    planned: &[Revocation],
    rate: Option<Rate>,
    recheck: Option<SignedDuration>,
) -> Result<TokenLives, Failure> {
    let apps = planned.iter().map(|revocation| revocation.of.grant.app_id.clone()).collect();
    let client = client.with_rate_limit_wait(RATE_LIMIT_WAIT);
    let search = Search { client: &client, gate: &Arc::new(Gate::new(rate)) };
    TokenLives::ask(&search, record, apps, recheck).await
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
