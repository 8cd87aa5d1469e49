use std::collections::HashMap;

use crate::failure::Failure;
use crate::record::Record;
use crate::record::results::Grant;
use crate::record::revocations::{Revocation, State, all, plan, plan_again};
use crate::revoke::selection::{Selected, Selection};

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
    pub selected: Selected,
    /// What the record has of it.
    pub revocation: Option<Revocation>,
}

impl Plan {
    /// Compares what is selected with what the record has, so that an interrupted run goes on. What an earlier run
    /// planned and did not come to is selected as well.
    pub fn new(
        record: Option<&Record>,
        review: Option<i64>,
        selection: &Selection,
        selected: Vec<Selected>,
    ) -> Result<Self, Failure> {
        let known = record.map(|record| record.read(all)).transpose()?.unwrap_or_default();
        let known = known.into_iter().filter(|revocation| revocation.review == review);
        let mut known: HashMap<[String; 3], Revocation> =
            known.map(|revocation| (key(&revocation.grant), revocation)).collect();
        let mut plan = Self { review, ..Self::default() };
        for selected in selected {
            match known.remove(&key(&selected.grant)) {
                Some(Revocation { state: State::Revoked | State::AlreadyGone, verified_at: Some(_), .. })
                    // Live, it is there again.
                    if review.is_some() =>
                {
                    plan.are_gone += 1;
                }
                Some(revocation) if revocation.verified_at.is_some() => {
                    plan.steps.push(Step { selected, revocation: None });
                }
                revocation => plan.steps.push(Step { selected, revocation }),
            }
        }
        let left =
            known.into_values().filter(|revocation| is_left(revocation) && selection.has(&revocation.grant));
        plan.steps.extend(left.map(Step::again));
        plan.steps.sort_by(|one, other| one.selected.cmp(&other.selected));
        Ok(plan)
    }

    /// What interrupted runs left, of all reviews or of one.
    pub fn left(record: &Record, review: Option<i64>) -> Result<Self, Failure> {
        let known = record.read(all)?;
        let is_asked = |revocation: &Revocation| review.is_none() || revocation.review == review;
        let left = known.into_iter().filter(|revocation| is_left(revocation) && is_asked(revocation));
        Ok(Self { steps: left.map(Step::again).collect(), ..Self::default() })
    }

    /// Writes the plan, before the first request.
    pub fn write(&mut self, record: &mut Record) -> Result<(), Failure> {
        let review = self.review;
        record.write(|transaction| {
            for Step { selected, revocation } in &mut self.steps {
                match revocation {
                    None => {
                        let id = plan(transaction, review, &selected.grant)?;
                        *revocation = Some(Revocation::planned(id, review, selected.grant.clone()));
                    }
                    Some(known) if known.state == State::Failed => {
                        plan_again(transaction, known.id)?;
                        *known = Revocation::planned(known.id, known.review, known.grant.clone());
                    }
                    Some(_) => {}
                }
            }
            Ok(())
        })
    }
}

impl Step {
    /// A step that an earlier run did not come to, or not to its end.
    fn again(revocation: Revocation) -> Self {
        let grant = revocation.grant.clone();
        let [app_name, name] = Default::default();
        Self { selected: Selected { grant, app_name, name }, revocation: Some(revocation) }
    }
}

fn is_left(revocation: &Revocation) -> bool {
    match revocation.state {
        State::Planned => true,
        State::Revoked | State::AlreadyGone => revocation.verified_at.is_none(),
        State::Failed => false,
    }
}

fn key(grant: &Grant) -> [String; 3] {
    [&grant.app_id, &grant.organization_id, &grant.person_id].map(String::clone)
}
