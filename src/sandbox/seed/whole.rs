//! A seed as the sandbox starts with it.

use std::collections::HashSet;

use crate::sandbox::seed::{App, Grant, Seed};

impl Seed {
    /// The seed with what it generates, and with the apps that only its grants name. Otherwise what is wrong with it.
    pub(in crate::sandbox) fn whole(mut self) -> Result<Self, String> {
        if let Some(generate) = self.generate.take() {
            generate.add_to(&mut self)?;
        }
        let unlisted = self.unlisted_apps();
        self.apps.extend(unlisted);
        self.check()?;
        Ok(self)
    }

    pub(in crate::sandbox) fn grants(&self) -> impl Iterator<Item = &Grant> {
        let users = self.users.iter().flat_map(|user| &user.grants);
        let members = self.organizations.iter().flat_map(|organization| &organization.members);
        users.chain(members.flat_map(|member| &member.grants))
    }

    fn unlisted_apps(&self) -> Vec<App> {
        let mut known: HashSet<&str> = self.apps.iter().map(|app| app.client_id.as_str()).collect();
        let new = self.grants().map(|grant| grant.app.as_str()).filter(|app| known.insert(app));
        new.map(App::new).collect()
    }

    /// Every id is there, and belongs to one alone.
    fn check(&self) -> Result<(), String> {
        unique("apps", "client_id", self.apps.iter().map(|app| &app.client_id))?;
        unique("users", "user_id", self.users.iter().map(|user| &user.user_id))?;
        let organizations = self.organizations.iter().map(|organization| &organization.organization_id);
        unique("organizations", "organization_id", organizations)?;
        self.organizations.iter().try_for_each(|organization| {
            let members = organization.members.iter().map(|member| &member.member_id);
            unique(&format!("members of `{}`", organization.organization_id), "member_id", members)
        })
    }
}

fn unique<'a>(list: &str, name: &str, ids: impl Iterator<Item = &'a String>) -> Result<(), String> {
    let mut known = HashSet::new();
    for (at, id) in ids.enumerate() {
        if id.is_empty() {
            return Err(format!("{list}[{at}].{name}: missing or empty"));
        }
        if !known.insert(id) {
            return Err(format!("{list}[{at}].{name}: `{id}` is there twice"));
        }
    }
    Ok(())
}
