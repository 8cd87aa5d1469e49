use std::collections::HashMap;

use crate::failure::Failure;
use crate::record::Record;
use crate::record::results::Grant;
use crate::record::revocations::{Revocation, State, of_review, plan, plan_again};
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
        let known = record.map(|record| record.read(|connection| of_review(connection, review)));
        let known = known.transpose()?.unwrap_or_default();
        let mut known: HashMap<[String; 3], Revocation> =
            known.into_iter().map(|revocation| (key(&revocation.grant), revocation)).collect();
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
        let is_left = |revocation: &Revocation| match revocation.state {
            State::Planned => true,
            State::Revoked | State::AlreadyGone => revocation.verified_at.is_none(),
            State::Failed => false,
        };
        let left =
            known.into_values().filter(|revocation| is_left(revocation) && selection.has(&revocation.grant));
        plan.steps.extend(left.map(|revocation| Step {
            selected: Selected {
                grant: revocation.grant.clone(),
                app_name: String::new(),
                name: String::new(),
            },
            revocation: Some(revocation),
        }));
        plan.steps.sort_by(|one, other| one.selected.cmp(&other.selected));
        Ok(plan)
    }

    /// Writes the plan, before the first request.
    pub fn write(&mut self, record: &mut Record) -> Result<(), Failure> {
        let review = self.review;
        record.write(|transaction| {
            for Step { selected, revocation } in &mut self.steps {
                match revocation {
                    None => {
                        *revocation = Some(Revocation {
                            id: plan(transaction, review, &selected.grant)?,
                            grant: selected.grant.clone(),
                            state: State::Planned,
                            at: None,
                            request_id: None,
                            verified_at: None,
                            error: None,
                        });
                    }
                    Some(revocation) if revocation.state == State::Failed => {
                        plan_again(transaction, revocation.id)?;
                        let grant = revocation.grant.clone();
                        *revocation = Revocation {
                            grant,
                            id: revocation.id,
                            state: State::Planned,
                            at: None,
                            request_id: None,
                            verified_at: None,
                            error: None,
                        };
                    }
                    Some(_) => {}
                }
            }
            Ok(())
        })
    }
}

fn key(grant: &Grant) -> [String; 3] {
    [&grant.app_id, &grant.organization_id, &grant.person_id].map(String::clone)
}
