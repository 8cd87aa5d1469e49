use std::collections::BTreeMap;
use std::sync::Arc;

use stytch_connected_apps::{Client, Error};

use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::progress::Counts;
use crate::job::{Ended, Work};
use crate::missing::Missing;
use crate::record::file::Record;
use crate::record::results::Grant;
use crate::record::revocations::{Revocation, State, set};
use crate::record::time::now;

/// Revokes the planned grants.
#[derive(Debug)]
pub struct RevokeWork<'a> {
    record: &'a mut Record,
    planned: BTreeMap<i64, Revocation>,
    counts: Counts,
    pub done: Vec<Revocation>,
}

impl<'a> RevokeWork<'a> {
    pub fn new(record: &'a mut Record, planned: impl IntoIterator<Item = Revocation>) -> Self {
        let planned: BTreeMap<_, _> =
            planned.into_iter().map(|revocation| (revocation.id, revocation)).collect();
        let counts = Counts { total: planned.len() as u64, ..Counts::default() };
        Self { record, planned, counts, done: Vec::new() }
    }
}

impl Work for RevokeWork<'_> {
    type Item = Revocation;
    /// The id of the request.
    type Output = String;

    fn open(&mut self, limit: usize) -> Result<Vec<Self::Item>, Failure> {
        Ok(self.planned.values().take(limit).cloned().collect())
    }

    fn call(
        client: Client,
        _: Arc<Gate>,
        item: Self::Item,
    ) -> impl Future<Output = Result<String, Error>> + Send + 'static {
        call(client, item.of.grant)
    }

    fn write(&mut self, ended: Vec<Ended<Self>>) -> Result<(), Failure> {
        let ended: Vec<Revocation> = ended.into_iter().map(|(item, result)| outcome(item, result)).collect();
        self.record
            .write(|transaction| ended.iter().try_for_each(|revocation| set(transaction, revocation)))?;
        for revocation in ended {
            self.planned.remove(&revocation.id);
            let is_failed = revocation.state == State::Failed;
            *if is_failed { &mut self.counts.failed } else { &mut self.counts.done } += 1;
            self.done.push(revocation);
        }
        Ok(())
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

fn outcome(planned: Revocation, result: Result<String, Error>) -> Revocation {
    let (state, request_id, error) = match result {
        Ok(request_id) => (State::Revoked, Some(request_id), None),
        Err(error) => {
            let request_id = error.request_id().map(str::to_owned);
            match Missing::of(&error).is_some() {
                true => (State::AlreadyGone, request_id, None),
                false => (State::Failed, request_id, Some(error.to_string())),
            }
        }
    };
    Revocation { state, at: Some(now()), request_id, error, ..planned }
}
