use std::collections::HashMap;

use crate::failure::Failure;
use crate::names::People;
use crate::record::aftermath::{Aftermath, EndSessions};
use crate::record::file::Record;
use crate::record::kept::kept_since;
use crate::record::results::Grant;
use crate::record::revocations::{NamedGrant, Revocation, RevocationState, all, plan, set};
use crate::revoke::attempt::plan_again;
use crate::revoke::decisions::Decisions;
use crate::revoke::found::Found;
use crate::revoke::sessions::again::Again;
use crate::revoke::sessions::ask;

/// The work of a run.
#[derive(Debug, Default)]
pub struct Plan {
    review: Option<i64>,
    pub steps: Vec<Step>,
    /// The number of selected grants that were revoked after they were found.
    pub are_gone: usize,
    /// The number of selected grants that were revoked, and found again afterwards.
    pub are_back: usize,
    /// The number of unfinished revocations that are held back, as a reviewer has decided since to keep the grant.
    pub are_kept: usize,
    /// The decisions that select the grants, if there are any.
    pub decisions: Option<Decisions>,
    /// Which sessions are ended, if that was asked for.
    pub sessions: Option<EndSessions>,
}

/// A grant to revoke, or one that is revoked and yet to be checked.
#[derive(Debug)]
pub struct Step {
    pub selected: NamedGrant,
    /// Its row in the record.
    pub revocation: Option<Revocation>,
    /// The grant has, or once had, the scope with which the app may make sessions.
    pub had_full_access: bool,
    /// The state of a grant that an earlier run verified as gone.
    pub again: Again,
}

impl Plan {
    /// Compares the selection with the record, so that an interrupted run continues, whatever was reviewed since. The
    /// unfinished revocations of earlier runs are selected as well.
    pub fn new(
        record: Option<&Record>,
        review: Option<i64>,
        decisions: Option<Decisions>,
        has: impl Fn(&Grant) -> bool,
        mut selected: Vec<Found>,
        sessions: Option<EndSessions>,
    ) -> Result<Self, Failure> {
        let known = record.map(|record| record.read(all)).transpose()?.unwrap_or_default();
        let (mut left, mut verified) = (HashMap::new(), HashMap::new());
        // Those whose sessions are open, and the last ones of those that may be looked for again.
        let (mut with_sessions, mut again) = (Vec::new(), HashMap::new());
        for revocation in known {
            let key = key(&revocation.of.grant);
            match revocation.verified_at.clone() {
                // The last one counts.
                Some(at) => {
                    verified.insert(key.clone(), at);
                    match revocation.aftermath.has_open_sessions() {
                        true => with_sessions.push(revocation),
                        false if sessions.is_some() => _ = again.insert(key, revocation),
                        false => {}
                    }
                }
                None => _ = left.insert(key, revocation),
            }
        }
        let mut plan = Self { review, decisions, sessions, ..Self::default() };
        selected.sort_by(|one, other| one.grant.cmp(&other.grant));
        selected.dedup_by_key(|found| key(&found.grant.grant));
        for Found { grant: selected, at } in selected {
            let key = key(&selected.grant);
            if let Some(revocation) = left.remove(&key) {
                plan.steps.push(Step { selected, ..Step::again(revocation) });
                continue;
            }
            match verified.get(&key) {
                Some(verified) if at.is_some_and(|at| at <= *verified) => {
                    plan.are_gone += 1;
                    continue;
                }
                Some(_) => plan.are_back += 1,
                None => {}
            }
            plan.steps.push(Step {
                selected,
                revocation: None,
                had_full_access: false,
                again: Again::default(),
            });
        }
        let left = left.into_values().chain(with_sessions).chain(again.into_values());
        let left: Vec<Revocation> = left.filter(|revocation| has(&revocation.of.grant)).collect();
        match (&plan.decisions, record) {
            // A file that says revoke decides later than any in the record.
            (Some(decisions), _) => {
                let left = left.into_iter().filter(|revocation| decisions.revokes(&revocation.of.grant));
                plan.steps.extend(left.map(Step::again));
            }
            (None, Some(record)) => plan.add_left(record, left)?,
            (None, None) => {}
        }
        plan.find_full_access(record)?;
        plan.steps.retain(|step| step.is_open(sessions));
        plan.steps.sort_by(|one, other| one.selected.cmp(&other.selected));
        Ok(plan)
    }

    /// The unfinished revocations of earlier runs, of all reviews or of one.
    pub fn left(
        record: &Record,
        review: Option<i64>,
        sessions: Option<EndSessions>,
    ) -> Result<Self, Failure> {
        let known = record.read(all)?;
        let is_asked = |revocation: &Revocation| review.is_none() || revocation.review == review;
        let left = known.into_iter().filter(|revocation| !revocation.is_finished() && is_asked(revocation));
        let mut plan = Self { sessions, ..Self::default() };
        plan.add_left(record, left.collect())?;
        plan.find_full_access(Some(record))?;
        Ok(plan)
    }

    /// Adds unfinished revocations, but for those of grants that a reviewer has decided to keep since.
    fn add_left(&mut self, record: &Record, mut left: Vec<Revocation>) -> Result<(), Failure> {
        let (kept, all) = (record.read(kept_since)?, left.len());
        left.retain(|revocation| !kept.contains(&revocation.id));
        self.are_kept = all - left.len();
        self.steps.extend(left.into_iter().map(Step::again));
        Ok(())
    }

    /// Finds the grants that let the app make sessions.
    fn find_full_access(&mut self, record: Option<&Record>) -> Result<(), Failure> {
        for Step { selected, had_full_access, .. } in &mut self.steps {
            let grant = &selected.grant;
            *had_full_access = ask::has_full_access(&grant.scopes)
                || match record {
                    Some(record) => record.read(|connection| ask::had_full_access(connection, grant))?,
                    None => false,
                };
        }
        Ok(())
    }

    /// The people whose grants it is about.
    pub fn people(&self) -> People {
        let grants = self.steps.iter().map(|step| &step.selected.grant);
        grants.map(|grant| (grant.organization_id.clone(), grant.person_id.clone())).collect()
    }

    /// Writes the plan, before the first request, with the decisions that it carries out. The result is how many decisions
    /// are new.
    pub fn write(&mut self, record: &mut Record, operator: &str) -> Result<usize, Failure> {
        let Self { review, steps, decisions, sessions, .. } = self;
        // The grants are results of calls.
        record.write_results(|transaction| {
            let write = |decisions: &Decisions| decisions.write(transaction, operator);
            let written = decisions.as_ref().map(write).transpose()?.unwrap_or_default();
            for Step { selected, revocation, had_full_access, .. } in steps {
                let decided = decisions.as_ref().map(|all| all.of(transaction, &written, &selected.grant));
                let decided = decided.transpose()?.flatten();
                match revocation {
                    None => {
                        let end_sessions = ask::of_new(*had_full_access, *sessions);
                        let aftermath = Aftermath { end_sessions, ..Aftermath::default() };
                        *revocation =
                            Some(plan(transaction, *review, selected, operator, decided, aftermath)?);
                    }
                    Some(known) => {
                        let before = known.clone();
                        ask::of_known(known, *had_full_access, *sessions);
                        if known.state == RevocationState::Failed {
                            plan_again(known);
                        }
                        if known.verified_at.is_none() && known.decided.is_none() {
                            known.decided = decided;
                        }
                        if *known != before {
                            set(transaction, known)?;
                        }
                    }
                }
            }
            Ok(written.count)
        })
    }
}

impl Step {
    /// A step that an earlier run did not start or did not finish.
    fn again(revocation: Revocation) -> Self {
        let selected = revocation.of.clone();
        Self { selected, revocation: Some(revocation), had_full_access: false, again: Again::default() }
    }

    /// Returns whether there is something to do, or to change: of a grant that is gone, only about the sessions.
    fn is_open(&self, sessions: Option<EndSessions>) -> bool {
        match &self.revocation {
            Some(known) if known.verified_at.is_some() => {
                let mut known = known.clone();
                let is_changed = ask::of_known(&mut known, self.had_full_access, sessions);
                is_changed || known.aftermath.has_open_sessions()
            }
            _ => true,
        }
    }
}

/// Updates the steps with what has become of their revocations.
pub fn update(steps: &mut [Step], done: impl IntoIterator<Item = Revocation>) {
    let mut done: HashMap<i64, Revocation> =
        done.into_iter().map(|revocation| (revocation.id, revocation)).collect();
    for revocation in steps.iter_mut().filter_map(|step| step.revocation.as_mut()) {
        if let Some(done) = done.remove(&revocation.id) {
            *revocation = done;
        }
    }
}

fn key(grant: &Grant) -> [String; 3] {
    [&grant.app_id, &grant.organization_id, &grant.person_id].map(String::clone)
}
