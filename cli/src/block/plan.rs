use std::collections::HashMap;

use stytch_connected_apps::types::Organization;

use crate::block::change::UNKNOWN;
use crate::block::live::{BlockedApp, name};
use crate::block::policy::Blocking;
use crate::failure::Failure;
use crate::record::file::Record;
use crate::record::outcomes::{Outcome, State, set};
use crate::record::policy_changes::{Action, Policy, PolicyChange, TABLE, add};

/// The work of a run.
#[derive(Debug, Default)]
pub struct Plan {
    /// Changes without an id are not in the record yet.
    pub changes: Vec<PolicyChange>,
    /// The number of Organizations in which there is nothing to do.
    pub are_done: usize,
    /// The number of Organizations that have been deleted since they were changed.
    pub are_gone: usize,
    /// Why an Organization is left alone, by its id.
    pub refused: Vec<(String, String)>,
    /// Changes of earlier runs that are not continued.
    ended: Vec<PolicyChange>,
}

impl Plan {
    pub fn block(app: &BlockedApp, organizations: &[Organization], known: Vec<PolicyChange>) -> Self {
        let mut plan = Self::default();
        let mut open: HashMap<String, PolicyChange> = known
            .into_iter()
            .filter(|change| change.app_id == app.id && change.action == Action::Block)
            // The last one counts.
            .map(|change| (change.organization_id.clone(), change))
            .collect();
        open.retain(|_, change| change.outcome.verified_at.is_none());
        for organization in organizations {
            let id = &organization.organization_id;
            let Some(policy) = Policy::of(organization, app.party) else {
                plan.refused.push((id.clone(), UNKNOWN.to_owned()));
                continue;
            };
            let blocking = policy.block(&app.id, &app.others);
            if let Some(known) = open.remove(id) {
                let may_be_ours = known.outcome.sent_at.is_some() && policy.is_same(&known.after);
                let is_as_planned = policy.is_same(&known.before)
                    && matches!(&blocking, Blocking::To(after) if after.is_same(&known.after));
                if may_be_ours || is_as_planned {
                    plan.changes.push(known);
                    continue;
                }
                plan.ended.extend(known.outcome.state.is_to_do().then_some(known));
            }
            match blocking {
                Blocking::Blocked => plan.are_done += 1,
                Blocking::Unknown => {
                    plan.refused.push((id.clone(), format!("its policy {} is not known here", policy.kind)));
                }
                Blocking::To(after) => plan.changes.push(PolicyChange {
                    id: 0,
                    action: Action::Block,
                    undoes: None,
                    app_id: app.id.clone(),
                    app_name: app.name.clone(),
                    party: app.party,
                    organization_id: id.clone(),
                    organization_name: name(organization),
                    before: policy,
                    after,
                    outcome: Outcome::planned(),
                }),
            }
        }
        plan
    }

    /// Undoes blocks, the last one of each Organization.
    pub fn unblock(blocks: &[Blocked], organizations: &[Organization]) -> Self {
        let live: HashMap<&str, &Organization> =
            organizations.iter().map(|organization| (&*organization.organization_id, organization)).collect();
        let mut plan = Self::default();
        for Blocked { block, unblock, later } in blocks {
            // Without the Organization, there is nothing to restore.
            let Some(organization) = live.get(&*block.organization_id) else {
                plan.are_gone += 1;
                continue;
            };
            let id = block.organization_id.clone();
            match (Policy::of(organization, block.party), unblock) {
                (None, _) => plan.refused.push((id, UNKNOWN.to_owned())),
                (Some(policy), Some(unblock))
                    if unblock.outcome.sent_at.is_some() && policy.is_same(&unblock.after) =>
                {
                    plan.changes.push(unblock.clone());
                }
                (Some(policy), _) if policy.is_same(&block.before) => plan.are_done += 1,
                (Some(policy), unblock) if policy.is_same(&block.after) => {
                    plan.changes.push(unblock.clone().unwrap_or_else(|| undo(block)));
                }
                (Some(policy), _) => {
                    let mut reason = policy.difference(&block.after, block.party);
                    if let Some(later) = later {
                        reason += &format!("; {later} was blocked there afterwards, so unblock that first");
                    }
                    plan.refused.push((id, reason));
                }
            }
        }
        plan
    }

    /// Writes the plan, before the first request.
    pub fn write(&mut self, record: &mut Record) -> Result<(), Failure> {
        record.write_results(|transaction| {
            for change in &mut self.ended {
                change.outcome.state = State::Failed;
                change.outcome.error =
                    Some("planned anew, as the policy or the apps have changed".to_owned());
                set(transaction, TABLE, change.id, &change.outcome)?;
            }
            for change in &mut self.changes {
                if change.id == 0 {
                    add(transaction, change)?;
                } else if change.outcome.state == State::Failed {
                    change.outcome.plan_again();
                    set(transaction, TABLE, change.id, &change.outcome)?;
                }
            }
            Ok(())
        })
    }
}

/// A block that is not undone.
#[derive(Debug)]
pub struct Blocked {
    pub block: PolicyChange,
    /// Its undoing, if an earlier run has begun it.
    pub unblock: Option<PolicyChange>,
    /// The name of another app that was blocked there afterwards.
    pub later: Option<String>,
}

impl Blocked {
    /// The blocks of an app that are made and not undone.
    pub fn of(app: &str, known: &[PolicyChange]) -> Vec<Self> {
        let mut undone: HashMap<i64, &PolicyChange> = HashMap::new();
        for change in known.iter().filter(|change| change.action == Action::Unblock) {
            undone.extend(change.undoes.map(|undoes| (undoes, change)));
        }
        let is_undone = |block: &PolicyChange| {
            undone.get(&block.id).is_some_and(|unblock| unblock.outcome.verified_at.is_some())
        };
        // One whose response was lost may be made.
        let is_made =
            |change: &&PolicyChange| change.action == Action::Block && change.outcome.sent_at.is_some();
        let place = |block: &PolicyChange| (block.app_id.clone(), block.organization_id.clone());
        // A later block of the same app takes the place of an earlier one, which somebody has undone by hand.
        let last: HashMap<_, i64> =
            known.iter().filter(is_made).map(|block| (place(block), block.id)).collect();
        let is_last = |block: &&PolicyChange| last.get(&place(block)) == Some(&block.id);
        let blocks = known.iter().filter(is_made).filter(is_last).filter(|block| !is_undone(block));
        let mut blocked: HashMap<&str, Self> = HashMap::new();
        for block in blocks {
            let place = &*block.organization_id;
            if block.app_id == app {
                let unblock = undone.get(&block.id).map(|unblock| (*unblock).clone());
                blocked.insert(place, Self { block: block.clone(), unblock, later: None });
            } else if let Some(blocked) = blocked.get_mut(place)
                && blocked.block.party == block.party
            {
                blocked.later = Some(block.app_name.clone());
            }
        }
        let mut blocked: Vec<Self> = blocked.into_values().collect();
        blocked.sort_by(|one, other| one.block.organization_id.cmp(&other.block.organization_id));
        blocked
    }
}

fn undo(block: &PolicyChange) -> PolicyChange {
    PolicyChange {
        id: 0,
        action: Action::Unblock,
        undoes: Some(block.id),
        before: block.after.clone(),
        after: block.before.clone(),
        outcome: Outcome::planned(),
        ..block.clone()
    }
}
