use std::collections::HashMap;

use crate::failure::Failure;
use crate::names::People;
use crate::record::file::Record;
use crate::record::results::Grant;
use crate::record::revocations::{NamedGrant, Revocation, RevocationState, all, plan, set};
use crate::revoke::attempt::plan_again;
use crate::revoke::decisions::Decisions;
use crate::revoke::found::Found;

/// The work of a run.
#[derive(Debug, Default)]
pub struct Plan {
    review: Option<i64>,
    pub steps: Vec<Step>,
    /// The number of selected grants that were revoked after they were found.
    pub are_gone: usize,
    /// The number of selected grants that were revoked, and found again afterwards.
    pub are_back: usize,
    /// The decisions that select the grants, if there are any.
    pub decisions: Option<Decisions>,
}

/// A grant to revoke, or one that is revoked and yet to be checked.
#[derive(Debug)]
pub struct Step {
    pub selected: NamedGrant,
    /// Its row in the record.
    pub revocation: Option<Revocation>,
}

impl Plan {
    /// Compares the selection with the record, so that an interrupted run continues, whatever was reviewed since. The
    /// unfinished revocations of earlier runs are selected as well.
    pub fn new(
        record: Option<&Record>,
        review: Option<i64>,
        has: impl Fn(&Grant) -> bool,
        mut selected: Vec<Found>,
    ) -> Result<Self, Failure> {
        let known = record.map(|record| record.read(all)).transpose()?.unwrap_or_default();
        let (mut left, mut verified) = (HashMap::new(), HashMap::new());
        for revocation in known {
            let key = key(&revocation.of.grant);
            match revocation.verified_at.clone() {
                // The last one counts.
                Some(at) => _ = verified.insert(key, at),
                None => _ = left.insert(key, revocation),
            }
        }
        let mut plan = Self { review, ..Self::default() };
        selected.sort_by(|one, other| one.grant.cmp(&other.grant));
        selected.dedup_by_key(|found| key(&found.grant.grant));
        for Found { grant: selected, at } in selected {
            let key = key(&selected.grant);
            if let Some(revocation) = left.remove(&key) {
                plan.steps.push(Step { selected, revocation: Some(revocation) });
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
            plan.steps.push(Step { selected, revocation: None });
        }
        let left = left.into_values().filter(|revocation| has(&revocation.of.grant));
        plan.steps.extend(left.map(Step::again));
        plan.steps.sort_by(|one, other| one.selected.cmp(&other.selected));
        Ok(plan)
    }

    /// The unfinished revocations of earlier runs, of all reviews or of one.
    pub fn left(record: &Record, review: Option<i64>) -> Result<Self, Failure> {
        let known = record.read(all)?;
        let is_asked = |revocation: &Revocation| review.is_none() || revocation.review == review;
        let left =
            known.into_iter().filter(|revocation| revocation.verified_at.is_none() && is_asked(revocation));
        Ok(Self { steps: left.map(Step::again).collect(), ..Self::default() })
    }

    /// The people whose grants it is about.
    pub fn people(&self) -> People {
        let grants = self.steps.iter().map(|step| &step.selected.grant);
        grants.map(|grant| (grant.organization_id.clone(), grant.person_id.clone())).collect()
    }

    /// Writes the plan, before the first request, with the decisions that it carries out. The result is how many decisions
    /// are new.
    pub fn write(&mut self, record: &mut Record, operator: &str) -> Result<usize, Failure> {
        let Self { review, steps, decisions, .. } = self;
        // The grants are results of calls.
        record.write_results(|transaction| {
            let write = |decisions: &Decisions| decisions.write(transaction, operator);
            let written = decisions.as_ref().map(write).transpose()?.unwrap_or_default();
            for Step { selected, revocation } in steps {
                match revocation {
                    None => {
                        let decided =
                            decisions.as_ref().map(|all| all.of(transaction, &written, &selected.grant));
                        let decided = decided.transpose()?.flatten();
                        *revocation = Some(plan(transaction, *review, selected, operator, decided)?);
                    }
                    Some(known) if known.state == RevocationState::Failed => {
                        plan_again(known);
                        set(transaction, known)?;
                    }
                    Some(_) => {}
                }
            }
            Ok(written.count)
        })
    }
}

impl Step {
    /// A step that an earlier run did not start or did not finish.
    fn again(revocation: Revocation) -> Self {
        Self { selected: revocation.of.clone(), revocation: Some(revocation) }
    }
}

fn key(grant: &Grant) -> [String; 3] {
    [&grant.app_id, &grant.organization_id, &grant.person_id].map(String::clone)
}
