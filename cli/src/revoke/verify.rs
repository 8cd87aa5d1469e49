use std::collections::BTreeMap;
use std::sync::Arc;

use stytch_connected_apps::{Client, Error};

use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::progress::Counts;
use crate::job::work::{Ended, Work};
use crate::missing::Missing;
use crate::names::Person;
use crate::record::file::Record;
use crate::record::revocations::{Revocation, RevocationState, set};
use crate::record::time::now;
use crate::revoke::attempt::STILL_LISTED;
use crate::revoke::dead_by;

/// Verifies that revoked grants are gone: lists the apps of each person.
#[derive(Debug)]
pub struct VerifyWork<'a> {
    record: &'a mut Record,
    revoked: BTreeMap<Person, Vec<Revocation>>,
    counts: Counts,
    pub done: Vec<Revocation>,
}

impl<'a> VerifyWork<'a> {
    pub fn new(record: &'a mut Record, revoked: impl IntoIterator<Item = Revocation>) -> Self {
        let mut by_person = BTreeMap::<Person, Vec<Revocation>>::new();
        for revocation in revoked {
            let grant = &revocation.of.grant;
            let person = (grant.organization_id.clone(), grant.person_id.clone());
            by_person.entry(person).or_default().push(revocation);
        }
        let counts = Counts { total: by_person.len() as u64, ..Counts::default() };
        Self { record, revoked: by_person, counts, done: Vec::new() }
    }
}

impl Work for VerifyWork<'_> {
    type Item = Person;
    /// The ids of the apps that are left.
    type Output = Vec<String>;

    fn open(&mut self, limit: usize) -> Result<Vec<Person>, Failure> {
        Ok(self.revoked.keys().take(limit).cloned().collect())
    }

    fn call(
        client: Client,
        _: Arc<Gate>,
        person: Person,
    ) -> impl Future<Output = Result<Vec<String>, Error>> + Send + 'static {
        list(client, person)
    }

    fn write(&mut self, ended: Vec<Ended<Self>>) -> Result<(), Failure> {
        let mut seen = Vec::new();
        for (person, result) in ended {
            *if result.is_ok() { &mut self.counts.done } else { &mut self.counts.failed } += 1;
            let revocations = self.revoked.remove(&person).unwrap_or_default();
            seen.extend(revocations.into_iter().map(|revocation| verified(revocation, &result)));
        }
        self.record
            .write(|transaction| seen.iter().try_for_each(|revocation| set(transaction, revocation)))?;
        self.done.extend(seen);
        Ok(())
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}

async fn list(client: Client, (organization, person): Person) -> Result<Vec<String>, Error> {
    let response = match organization.is_empty() {
        true => client.get_user_connected_apps().user_id(person).await,
        false => client.get_member_connected_apps().organization_id(organization).member_id(person).await,
    };
    match response {
        Ok(response) => Ok(response.connected_apps.into_iter().map(|app| app.connected_app_id).collect()),
        Err(error) if Missing::of(&error).is_some() => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn verified(mut revocation: Revocation, left: &Result<Vec<String>, Error>) -> Revocation {
    match left {
        Err(error) => Revocation { error: Some(format!("not verified: {error}")), ..revocation },
        Ok(left) if left.contains(&revocation.of.grant.app_id) => {
            dead_by::unmark(&mut revocation);
            Revocation { state: RevocationState::Failed, error: Some(STILL_LISTED.to_owned()), ..revocation }
        }
        Ok(_) => Revocation { verified_at: Some(now()), error: None, ..revocation },
    }
}
