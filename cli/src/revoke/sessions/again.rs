//! The grants that an earlier run has revoked may be back by the time that a run ends their sessions.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use stytch_connected_apps::{Client, Error};

use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::progress::Counts;
use crate::job::work::{Ended, Work};
use crate::missing::Missing;
use crate::names::Person;
use crate::record::file::Record;
use crate::record::revocations::{Revocation, set};
use crate::revoke::granted;
use crate::revoke::sessions::person;

/// The state of a grant that was verified as gone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Again {
    #[default]
    StillGone,
    Granted,
    Unknown,
}

/// Lists the apps of people whose grants an earlier run has verified as gone.
#[derive(Debug)]
pub struct AgainWork<'a> {
    record: &'a mut Record,
    gone: BTreeMap<Person, Vec<Revocation>>,
    counts: Counts,
    /// By the ids of the revocations.
    pub seen: HashMap<i64, Again>,
    pub done: Vec<Revocation>,
}

impl<'a> AgainWork<'a> {
    pub fn new(record: &'a mut Record, gone: impl Iterator<Item = Revocation>) -> Self {
        let mut by_person = BTreeMap::<Person, Vec<Revocation>>::new();
        for revocation in gone {
            by_person.entry(person(&revocation)).or_default().push(revocation);
        }
        let counts = Counts { total: by_person.len() as u64, ..Counts::default() };
        Self { record, gone: by_person, counts, seen: HashMap::new(), done: Vec::new() }
    }
}

impl Work for AgainWork<'_> {
    type Item = Person;
    type Output = Vec<String>;

    fn open(&mut self, limit: usize) -> Result<Vec<Person>, Failure> {
        Ok(self.gone.keys().take(limit).cloned().collect())
    }

    fn call(
        client: Client,
        _: Arc<Gate>,
        person: Person,
    ) -> impl Future<Output = Result<Vec<String>, Error>> + Send + 'static {
        granted::apps(client, person)
    }

    fn write(&mut self, ended: Vec<Ended<Self>>) -> Result<(), Failure> {
        let mut failed = Vec::new();
        for (person, result) in ended {
            *if result.is_ok() { &mut self.counts.done } else { &mut self.counts.failed } += 1;
            for mut revocation in self.gone.remove(&person).unwrap_or_default() {
                let again = match &result {
                    Ok(apps) if apps.contains(&revocation.of.grant.app_id) => Again::Granted,
                    Ok(_) => Again::StillGone,
                    Err(error) if Missing::of(error).is_some() => Again::StillGone,
                    Err(error) => {
                        revocation.error = Some(format!("the grants are not listed again: {error}"));
                        Again::Unknown
                    }
                };
                self.seen.insert(revocation.id, again);
                if again == Again::Unknown {
                    failed.push(revocation);
                }
            }
        }
        self.record
            .write(|transaction| failed.iter().try_for_each(|revocation| set(transaction, revocation)))?;
        self.done.extend(failed);
        Ok(())
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}
