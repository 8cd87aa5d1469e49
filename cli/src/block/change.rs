use std::sync::Arc;

use stytch_connected_apps::{Client, Error};

use crate::change::{Change, Sent};
use crate::job::gate::Gate;
use crate::missing::Missing;
use crate::record::outcomes::Outcome;
use crate::record::policy_changes::{Party, Policy, PolicyChange, TABLE};

impl Change for PolicyChange {
    const TABLE: &'static str = TABLE;
    const VERB: &'static str = "change";

    fn id(&self) -> i64 {
        self.id
    }

    fn subject(&self) -> &str {
        &self.organization_id
    }

    fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    fn outcome_mut(&mut self) -> &mut Outcome {
        &mut self.outcome
    }

    /// Changes the policy only if it is still as it was when this was planned.
    async fn send(client: Client, gate: Arc<Gate>, change: Arc<Self>) -> Result<Sent, Error> {
        let found = match client.get_organization().organization_id(&*change.organization_id).await {
            // Nobody is there to grant anything.
            Err(error) if Missing::of(&error) == Some(Missing::Organization) => {
                return Ok(Sent::Found(error.request_id().map(str::to_owned)));
            }
            found => found?,
        };
        let Some(policy) = Policy::of(&found.organization, change.party) else {
            return Ok(Sent::Refused(UNKNOWN.to_owned()));
        };
        if policy.is_same(&change.after) {
            return Ok(Sent::Found(found.request_id));
        }
        if !policy.is_same(&change.before) {
            let difference = policy.difference(&change.before, change.party);
            return Ok(Sent::Refused(format!("changed since it was planned: {difference}")));
        }
        gate.pass().await;
        let Policy { kind, apps } = change.after.clone();
        let apps = apps.to_vec();
        let update = client.update_organization().organization_id(&*change.organization_id);
        let response = match change.party {
            Party::First => update.body_map(|body| {
                body.first_party_connected_apps_allowed_type(kind).allowed_first_party_connected_apps(apps)
            }),
            Party::Third => update.body_map(|body| {
                body.third_party_connected_apps_allowed_type(kind).allowed_third_party_connected_apps(apps)
            }),
        };
        Ok(Sent::Made(response.await?.request_id))
    }

    async fn verify(client: Client, change: Arc<Self>) -> Result<Result<(), String>, Error> {
        let found = match client.get_organization().organization_id(&*change.organization_id).await {
            Err(error) if Missing::of(&error) == Some(Missing::Organization) => return Ok(Ok(())),
            found => found?,
        };
        Ok(match Policy::of(&found.organization, change.party) {
            Some(policy) if policy.is_same(&change.after) => Ok(()),
            Some(policy) => {
                Err(format!("not as it was set: {}", policy.difference(&change.after, change.party)))
            }
            None => Err(UNKNOWN.to_owned()),
        })
    }

    fn ends_all(&self, error: &Error) -> Option<String> {
        let is_refused = error.status().is_some_and(|status| matches!(status.as_u16(), 400 | 413 | 422));
        let count = self.after.apps.len();
        (is_refused && count > 0).then(|| {
            format!(
                "Stytch refuses the policy of {} with {count} allowed apps: {error}; if the list is too long, \
                 `stytch-apps apps delete --unused` makes it shorter",
                self.organization_id
            )
        })
    }
}

/// The error of an Organization whose policy Stytch does not say.
pub const UNKNOWN: &str = "Stytch does not say the Organization's policy";
