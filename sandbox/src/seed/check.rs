//! What is wrong with a seed, and where: ids that are missing or appear twice, and what the sandbox would otherwise
//! silently take for something else.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::seed::{Grant, Organization, Seed};

/// What an Organization's policy towards apps can be.
const POLICIES: [&str; 3] = ["ALL_ALLOWED", "RESTRICTED", "NOT_ALLOWED"];

impl Seed {
    pub(super) fn check(&self) -> Result<(), String> {
        unique("apps", "client_id", self.apps.iter().map(|app| Some(&app.client_id)))?;
        unique("users", "user_id", self.users.iter().map(|user| Some(&user.user_id)))?;
        unique("users", "external_id", self.users.iter().map(|user| user.external_id.as_ref()))?;
        for (at, user) in self.users.iter().enumerate() {
            let place = || format!("users[{at}]");
            person(place, &user.created_at, &user.grants)?;
        }
        let list = "organizations";
        let all = || self.organizations.iter();
        unique(list, "organization_id", all().map(|organization| Some(&organization.organization_id)))?;
        // An Organization without a slug has its id for one.
        let slugs = all().map(|organization| Some(&organization.organization_slug));
        unique(list, "organization_slug", slugs.map(|slug| slug.filter(|slug| !slug.is_empty())))?;
        let external_ids = all().map(|organization| organization.organization_external_id.as_ref());
        unique(list, "organization_external_id", external_ids)?;
        all().enumerate().try_for_each(|(at, organization)| organization.check(at))
    }
}

impl Organization {
    fn check(&self, at: usize) -> Result<(), String> {
        let place = format!("organizations[{at}]");
        for (name, policy) in [
            ("first_party_connected_apps_allowed_type", &self.first_party_connected_apps_allowed_type),
            ("third_party_connected_apps_allowed_type", &self.third_party_connected_apps_allowed_type),
        ] {
            if !POLICIES.contains(&policy.as_str()) {
                return Err(format!("{place}.{name}: `{policy}` is not one of {}", POLICIES.join(", ")));
            }
        }
        let (list, all) = (format!("{place}.members"), &self.members);
        unique(&list, "member_id", all.iter().map(|member| Some(&member.member_id)))?;
        unique(&list, "external_id", all.iter().map(|member| member.external_id.as_ref()))?;
        for (at, member) in all.iter().enumerate() {
            let place = || format!("{list}[{at}]");
            person(place, &member.created_at, &member.grants)?;
        }
        Ok(())
    }
}

/// What Users and Members have in common.
fn person(place: impl Fn() -> String, created_at: &str, grants: &[Grant]) -> Result<(), String> {
    if created_at.parse::<Timestamp>().is_err() {
        let place = place();
        return Err(format!("{place}.created_at: `{created_at}` is not a time such as 2026-01-01T00:00:00Z"));
    }
    if grants.is_empty() {
        return Ok(());
    }
    // The place is only needed for a message.
    unique("grants", "app", grants.iter().map(|grant| Some(&grant.app)))
        .map_err(|message| format!("{}.{message}", place()))
}

/// No id is empty, and none appears twice.
fn unique<'a>(list: &str, name: &str, ids: impl Iterator<Item = Option<&'a String>>) -> Result<(), String> {
    let mut known = HashSet::new();
    for (at, id) in ids.enumerate() {
        let Some(id) = id else { continue };
        if id.is_empty() {
            return Err(format!("{list}[{at}].{name}: missing or empty"));
        }
        if !known.insert(id) {
            return Err(format!("{list}[{at}].{name}: `{id}` appears twice"));
        }
    }
    Ok(())
}
