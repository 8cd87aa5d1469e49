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
use crate::revoke::granted;
use crate::revoke::hidden::{self, HIDDEN};

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

/// A person, and the apps whose grants nobody is known to have revoked: Stytch did not find them.
type Item = (Person, Vec<String>);

/// The apps of a person.
#[derive(Debug)]
pub struct Listed {
    left: Vec<String>,
    /// Those whose grants may be there, though they are not listed.
    hidden: Vec<String>,
}

impl Work for VerifyWork<'_> {
    type Item = Item;
    type Output = Listed;

    fn open(&mut self, limit: usize) -> Result<Vec<Item>, Failure> {
        let item = |(person, revocations): (&Person, &Vec<Revocation>)| {
            let is_doubtful = |revocation: &&Revocation| revocation.state != RevocationState::Revoked;
            let doubtful = revocations.iter().filter(is_doubtful);
            (person.clone(), doubtful.map(|revocation| revocation.of.grant.app_id.clone()).collect())
        };
        Ok(self.revoked.iter().take(limit).map(item).collect())
    }

    fn call(
        client: Client,
        gate: Arc<Gate>,
        item: Item,
    ) -> impl Future<Output = Result<Listed, Error>> + Send + 'static {
        list(client, gate, item)
    }

    fn write(&mut self, ended: Vec<Ended<Self>>) -> Result<(), Failure> {
        let mut seen = Vec::new();
        for ((person, _), result) in ended {
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

async fn list(client: Client, gate: Arc<Gate>, (person, doubtful): Item) -> Result<Listed, Error> {
    let left = match granted::apps(client.clone(), person.clone()).await {
        Ok(left) => left,
        // Nobody is left who could have granted something.
        Err(error) if Missing::of(&error).is_some() => {
            return Ok(Listed { left: Vec::new(), hidden: Vec::new() });
        }
        Err(error) => return Err(error),
    };
    let doubtful: Vec<String> = doubtful.into_iter().filter(|app| !left.contains(app)).collect();
    let hidden = hidden::of_member(&client, &gate, &person.0, doubtful).await?;
    Ok(Listed { left, hidden })
}

fn verified(mut revocation: Revocation, listed: &Result<Listed, Error>) -> Revocation {
    let app = &revocation.of.grant.app_id;
    let error = match listed {
        Err(error) => return Revocation { error: Some(format!("not verified: {error}")), ..revocation },
        Ok(listed) if listed.left.contains(app) => STILL_LISTED,
        Ok(listed) if listed.hidden.contains(app) => HIDDEN,
        Ok(_) => return Revocation { verified_at: Some(now()), error: None, ..revocation },
    };
    dead_by::unmark(&mut revocation);
    Revocation { state: RevocationState::Failed, error: Some(error.to_owned()), ..revocation }
}
