use std::collections::HashMap;

use crate::failure::Failure;
use crate::record::Record;
use crate::record::results::Grant;
use crate::record::revocations::{Named, Revocation, State, all, plan, plan_again};
use crate::revoke::live::People;
use crate::revoke::selection::Selection;

/// What a run has to do.
#[derive(Debug, Default)]
pub struct Plan {
    review: Option<i64>,
    pub steps: Vec<Step>,
    /// How many of the selected grants the record has as revoked and as gone.
    pub are_gone: usize,
}

/// A grant to revoke, or one that is revoked and yet to be checked.
#[derive(Debug)]
pub struct Step {
    pub selected: Named,
    /// What the record has of it.
    pub revocation: Option<Revocation>,
}

impl Plan {
    /// Compares what is selected with what the record has, so that an interrupted run goes on. What an earlier run
    /// planned but did not finish is selected as well.
    pub fn new(
        record: Option<&Record>,
        review: Option<i64>,
        selection: &Selection,
        selected: Vec<Named>,
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

    /// What earlier runs left, of all reviews or of one.
    pub fn left(record: &Record, review: Option<i64>) -> Result<Self, Failure> {
        let known = record.read(all)?;
        let is_asked = |revocation: &Revocation| review.is_none() || revocation.review == review;
        let left = known.into_iter().filter(|revocation| is_left(revocation) && is_asked(revocation));
        Ok(Self { steps: left.map(Step::again).collect(), ..Self::default() })
    }

    /// Whose grants it is about.
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

/// Whether it is not verified as gone yet.
fn is_left(revocation: &Revocation) -> bool {
    revocation.verified_at.is_none()
}

fn key(grant: &Grant) -> [String; 3] {
    [&grant.app_id, &grant.organization_id, &grant.person_id].map(String::clone)
}
