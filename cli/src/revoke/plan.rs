use std::collections::HashMap;

use crate::failure::Failure;
use crate::names::People;
use crate::record::file::Record;
use crate::record::results::Grant;
use crate::record::revocations::{NamedGrant, Revocation, State, all, plan, plan_again};
use crate::revoke::selection::Selection;

/// The work of a run.
#[derive(Debug, Default)]
pub struct Plan {
    review: Option<i64>,
    pub steps: Vec<Step>,
    /// The number of selected grants that are revoked and gone by the record.
    pub are_gone: usize,
}

/// A grant to revoke, or one that is revoked and yet to be checked.
#[derive(Debug)]
pub struct Step {
    pub selected: NamedGrant,
    /// Its row in the record.
    pub revocation: Option<Revocation>,
}

impl Plan {
    /// Compares the selection with the record, so that an interrupted run continues. The unfinished revocations of
    /// earlier runs are selected as well.
    pub fn new(
        record: Option<&Record>,
        review: Option<i64>,
        selection: &Selection,
        selected: Vec<NamedGrant>,
    ) -> Result<Self, Failure> {
        let known = record.map(|record| record.read(all)).transpose()?.unwrap_or_default();
        let known = known.into_iter().filter(|revocation| revocation.review == review);
        let mut known: HashMap<[String; 3], Revocation> =
            known.map(|revocation| (key(&revocation.of.grant), revocation)).collect();
        let mut plan = Self { review, ..Self::default() };
        for selected in selected {
            match known.remove(&key(&selected.grant)) {
                // Live, it is there again.
                Some(revocation) if !is_left(&revocation) && review.is_none() => {
                    plan.steps.push(Step { selected, revocation: None });
                }
                Some(revocation) if !is_left(&revocation) => plan.are_gone += 1,
                revocation => plan.steps.push(Step { selected, revocation }),
            }
        }
        let left = known
            .into_values()
            .filter(|revocation| is_left(revocation) && selection.has(&revocation.of.grant));
        plan.steps.extend(left.map(Step::again));
        plan.steps.sort_by(|one, other| one.selected.cmp(&other.selected));
        Ok(plan)
    }

    /// The unfinished revocations of earlier runs, of all reviews or of one.
    pub fn left(record: &Record, review: Option<i64>) -> Result<Self, Failure> {
        let known = record.read(all)?;
        let is_asked = |revocation: &Revocation| review.is_none() || revocation.review == review;
        let left = known.into_iter().filter(|revocation| is_left(revocation) && is_asked(revocation));
        Ok(Self { steps: left.map(Step::again).collect(), ..Self::default() })
    }

    /// The people whose grants it is about.
    pub fn people(&self) -> People {
        let grants = self.steps.iter().map(|step| &step.selected.grant);
        grants.map(|grant| (grant.organization_id.clone(), grant.person_id.clone())).collect()
    }

    /// Writes the plan, before the first request.
    pub fn write(&mut self, record: &mut Record) -> Result<(), Failure> {
        let review = self.review;
        record.write(|transaction| {
            for Step { selected, revocation } in &mut self.steps {
                match revocation {
                    None => *revocation = Some(plan(transaction, review, selected)?),
                    Some(known) if known.state == State::Failed => plan_again(transaction, known)?,
                    Some(_) => {}
                }
            }
            Ok(())
        })
    }
}

impl Step {
    /// A step that an earlier run did not start or did not finish.
    fn again(revocation: Revocation) -> Self {
        Self { selected: revocation.of.clone(), revocation: Some(revocation) }
    }
}

/// Returns whether it is not yet verified as gone.
fn is_left(revocation: &Revocation) -> bool {
    revocation.verified_at.is_none()
}

fn key(grant: &Grant) -> [String; 3] {
    [&grant.app_id, &grant.organization_id, &grant.person_id].map(String::clone)
}
