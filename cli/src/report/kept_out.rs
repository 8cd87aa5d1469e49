use rusqlite::Connection;
use serde::Serialize;

use crate::record::app_deletions::{self, AppDeletion};
use crate::record::outcomes::Outcome;
use crate::record::policy_changes;

/// The apps that commands on this record have deleted, and those that they have blocked or unblocked.
#[derive(Debug, Serialize)]
pub struct KeptOut {
    /// The latest first.
    pub deletions: Vec<AppDeletion>,
    /// The latest first.
    pub policies: Vec<PolicyChange>,
}

/// A change of an Organization's policy, with the length of each list. The record has the lists.
#[derive(Debug, Serialize)]
pub struct PolicyChange {
    pub action: &'static str,
    pub app_id: String,
    pub app_name: String,
    pub organization_id: String,
    pub organization_name: String,
    pub before: String,
    pub allowed_before: usize,
    pub after: String,
    pub allowed_after: usize,
    #[serde(flatten)]
    pub outcome: Outcome,
}

impl KeptOut {
    /// `None` if there are none.
    pub fn read(connection: &Connection) -> rusqlite::Result<Option<Self>> {
        let deletions: Vec<AppDeletion> = app_deletions::all(connection)?.into_iter().rev().collect();
        let policies = policy_changes::all(connection)?.into_iter().rev();
        let policies: Vec<PolicyChange> = policies.map(PolicyChange::from).collect();
        Ok((deletions.len() + policies.len() > 0).then_some(Self { deletions, policies }))
    }
}

impl From<policy_changes::PolicyChange> for PolicyChange {
    fn from(change: policy_changes::PolicyChange) -> Self {
        Self {
            action: change.action.as_str(),
            app_id: change.app_id,
            app_name: change.app_name,
            organization_id: change.organization_id,
            organization_name: change.organization_name,
            before: change.before.kind,
            allowed_before: change.before.apps.len(),
            after: change.after.kind,
            allowed_after: change.after.apps.len(),
            outcome: change.outcome,
        }
    }
}
