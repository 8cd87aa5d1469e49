use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use rusqlite::Connection;
use stytch_connected_apps::{Client, Error};

use crate::failure::Failure;
use crate::job::gate::Gate;
use crate::job::progress::Counts;
use crate::job::work::{Ended, Work};
use crate::names::Person;
use crate::record::file::Record;
use crate::record::gone::is_gone;
use crate::record::revocations::{Revocation, set};
use crate::record::sessions::{self, Session};
use crate::record::time::now;
use crate::revoke::sessions::list::{List, list};
use crate::revoke::sessions::person;
use crate::revoke::sessions::reconcile::{self, Look};

/// Lists the sessions of people, and compares them with the record.
#[derive(Debug)]
pub struct LookWork<'a> {
    record: &'a mut Record,
    open: BTreeMap<Person, Vec<Revocation>>,
    back: &'a HashSet<i64>,
    is_first: bool,
    counts: Counts,
    pub done: Vec<Revocation>,
    /// The sessions that are still to be ended.
    pub to_end: Vec<Session>,
}

impl<'a> LookWork<'a> {
    /// `back` are the revocations whose grants were granted again. The first look of a run plans again what failed in an
    /// earlier one.
    pub fn new(
        record: &'a mut Record,
        open: impl Iterator<Item = Revocation>,
        back: &'a HashSet<i64>,
        is_first: bool,
    ) -> Self {
        let mut by_person = BTreeMap::<Person, Vec<Revocation>>::new();
        for revocation in open {
            by_person.entry(person(&revocation)).or_default().push(revocation);
        }
        let counts = Counts { total: by_person.len() as u64, ..Counts::default() };
        Self { record, open: by_person, back, is_first, counts, done: Vec::new(), to_end: Vec::new() }
    }
}

impl Work for LookWork<'_> {
    type Item = Person;
    type Output = List;

    fn open(&mut self, limit: usize) -> Result<Vec<Person>, Failure> {
        Ok(self.open.keys().take(limit).cloned().collect())
    }

    fn call(
        client: Client,
        gate: Arc<Gate>,
        person: Person,
    ) -> impl Future<Output = Result<List, Error>> + Send + 'static {
        list(client, gate, person)
    }

    fn write(&mut self, ended: Vec<Ended<Self>>) -> Result<(), Failure> {
        let (mut done, mut to_end) = (Vec::new(), Vec::new());
        let (open, back, is_first, counts) = (&mut self.open, self.back, self.is_first, &mut self.counts);
        self.record.write(|transaction| {
            for ((organization, id), result) in ended {
                let mut revocations = open.remove(&(organization.clone(), id.clone())).unwrap_or_default();
                match result {
                    Ok(list) => {
                        counts.done += 1;
                        let known = sessions::of_person(transaction, &organization, &id)?;
                        let gone = gone(transaction, &list, [&organization, &id])?;
                        let mut look =
                            Look { revocations: &mut revocations, known, gone, back, is_first, now: now() };
                        let changed = look.compare(list);
                        for mut session in changed {
                            sessions::set(transaction, &mut session)?;
                        }
                        let known = sessions::of_person(transaction, &organization, &id)?;
                        let is_to_end = |session: &Session| session.state.is_to_do();
                        to_end.extend(known.into_iter().filter(is_to_end));
                    }
                    Err(error) => {
                        counts.failed += 1;
                        reconcile::not_listed(&mut revocations, &error);
                    }
                }
                revocations.iter().try_for_each(|revocation| set(transaction, revocation))?;
                done.extend(revocations);
            }
            Ok(())
        })?;
        self.done.extend(done);
        self.to_end.extend(to_end);
        Ok(())
    }

    fn counts(&self) -> Counts {
        self.counts
    }
}

/// The apps in a person's sessions whose grants earlier runs have revoked.
fn gone(connection: &Connection, list: &List, of: [&str; 2]) -> rusqlite::Result<HashSet<String>> {
    let mut gone = HashSet::new();
    for app in list.sessions.iter().flat_map(|session| &session.apps) {
        if !gone.contains(app) && is_gone(connection, [app, of[0], of[1]])? {
            gone.insert(app.clone());
        }
    }
    Ok(gone)
}
