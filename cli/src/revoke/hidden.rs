//! Grants that an Organization's policy on apps only hides.

use stytch_connected_apps::types::{ConnectedAppsAllowedType, Organization};
use stytch_connected_apps::{Client, Error};

use crate::job::gate::Gate;

/// The error of a grant that is not listed, but that nobody may have revoked.
pub const HIDDEN: &str = "not known to be gone: the Organization's policy does not allow the app, so Stytch may only hide \
                          its grants; unblock it there, revoke, and block it again";

/// Those of some apps whose grants a policy may hide: it does not allow them, and they are there.
pub async fn of_member(
    client: &Client,
    gate: &Gate,
    organization: &str,
    apps: Vec<String>,
) -> Result<Vec<String>, Error> {
    if apps.is_empty() || organization.is_empty() {
        return Ok(Vec::new());
    }
    gate.pass().await;
    let policy = client.get_organization().organization_id(organization).await?.organization;
    let mut hidden = Vec::new();
    for app in apps {
        gate.pass().await;
        match client.get_connected_app_client().client_id(&*app).await {
            Ok(found) => {
                let is_own = found.connected_app.client_type.to_string().starts_with("first_party");
                if !allows(&policy, is_own, &app) {
                    hidden.push(app);
                }
            }
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
    }
    Ok(hidden)
}

fn allows(policy: &Organization, is_own: bool, app: &str) -> bool {
    let (kind, list) = match is_own {
        true => (&policy.first_party_connected_apps_allowed_type, &policy.allowed_first_party_connected_apps),
        false => {
            (&policy.third_party_connected_apps_allowed_type, &policy.allowed_third_party_connected_apps)
        }
    };
    match kind {
        Some(ConnectedAppsAllowedType::Restricted) => list.iter().any(|allowed| allowed == app),
        Some(ConnectedAppsAllowedType::NotAllowed) => false,
        _ => true,
    }
}
