use std::collections::BTreeMap;
use std::sync::Arc;

use stytch_connected_apps::{Client, Error};

use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::progress::Counts;
use crate::job::work::{Ended, Work};
use crate::record::file::Record;
use crate::record::results::Grant;
use crate::record::revocations::{Revocation, RevocationState, set};
use crate::revoke::attempt::Attempt;

/// Revokes the planned grants.
#[derive(Debug)]
pub struct RevokeWork<'a> {
    record: &'a mut Record,
    open: BTreeMap<i64, Attempt>,
    counts: Counts,
    pub done: Vec<Revocation>,
    /// Those of `done` whose outcome could not be written.
    pub unwritten: Vec<Revocation>,
}

/// The id of a revocation with the grant.
pub type Item = (i64, Grant);

impl<'a> RevokeWork<'a> {
    pub fn new(record: &'a mut Record, planned: impl IntoIterator<Item = Revocation>) -> Self {
        let open: BTreeMap<i64, Attempt> =
            planned.into_iter().map(|revocation| (revocation.id, Attempt::new(revocation))).collect();
        let counts = Counts { total: open.len() as u64, ..Counts::default() };
        Self { record, open, counts, done: Vec::new(), unwritten: Vec::new() }
    }

    /// Writes the state of some open revocations.
    fn write_open(&mut self, ids: impl Iterator<Item = i64>) -> Result<(), Failure> {
        let open = &self.open;
        self.record.write(|transaction| {
            ids.filter_map(|id| open.get(&id)).try_for_each(|attempt| set(transaction, &attempt.revocation))
        })
    }
}

impl Work for RevokeWork<'_> {
    type Item = Item;
    /// The id of the request.
    type Output = String;

    fn open(&mut self, limit: usize) -> Result<Vec<Item>, Failure> {
        let open = self.open.values().map(|attempt| &attempt.revocation).take(limit);
        Ok(open.map(|revocation| (revocation.id, revocation.of.grant.clone())).collect())
    }

    fn begin(&mut self, items: &[Item]) -> Result<(), Failure> {
        for (id, _) in items {
            self.open.entry(*id).and_modify(Attempt::send);
        }
        self.write_open(items.iter().map(|(id, _)| *id))
    }

    fn call(
        client: Client,
        _: Arc<Gate>,
        (_, grant): Item,
    ) -> impl Future<Output = Result<String, Error>> + Send + 'static {
        call(client, grant)
    }

    fn write(&mut self, ended: Vec<Ended<Self>>) -> Result<(), Failure> {
        let mut outcomes = Vec::new();
        for ((id, _), result) in ended {
            let Some(mut attempt) = self.open.remove(&id) else { continue };
            attempt.end(result);
            let is_failed = attempt.revocation.state == RevocationState::Failed;
            *if is_failed { &mut self.counts.failed } else { &mut self.counts.done } += 1;
            outcomes.push(attempt.revocation);
        }
        let written = self
            .record
            .write(|transaction| outcomes.iter().try_for_each(|revocation| set(transaction, revocation)));
        if written.is_err() {
            self.unwritten.extend_from_slice(&outcomes);
        }
        self.done.extend(outcomes);
        written
    }

    fn put_back(&mut self, items: Vec<(Item, Error)>) -> Result<(), Failure> {
        for ((id, _), error) in &items {
            self.open.entry(*id).and_modify(|attempt| attempt.put_back(error));
        }
        self.write_open(items.iter().map(|((id, _), _)| *id))
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}

async fn call(client: Client, grant: Grant) -> Result<String, Error> {
    let Grant { app_id, organization_id, person_id, .. } = grant;
    let response = match organization_id.is_empty() {
        true => client.revoke_user_connected_app().user_id(person_id).connected_app_id(app_id).await,
        false => {
            let call = client.revoke_member_connected_app().organization_id(organization_id);
            call.member_id(person_id).connected_app_id(app_id).await
        }
    };
    response.map(|response| response.request_id)
}
