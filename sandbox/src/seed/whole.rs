//! A seed as the sandbox starts with it.

use std::collections::HashSet;

use crate::seed::{App, Grant, Seed};

impl Seed {
    /// Adds the generated data, and the apps that only grants name. The error names the wrong field.
    pub(crate) fn whole(mut self) -> Result<Self, String> {
        if let Some(generate) = self.generate.take() {
            generate.add_to(&mut self)?;
        }
        self.check()?;
        let unlisted = self.unlisted_apps();
        self.apps.extend(unlisted);
        Ok(self)
    }

    pub(crate) fn grants(&self) -> impl Iterator<Item = &Grant> {
        let users = self.users.iter().flat_map(|user| &user.grants);
        let members = self.organizations.iter().flat_map(|organization| &organization.members);
        users.chain(members.flat_map(|member| &member.grants))
    }

    fn unlisted_apps(&self) -> Vec<App> {
        let mut known: HashSet<&str> = self.apps.iter().map(|app| app.client_id.as_str()).collect();
        let new = self.grants().map(|grant| grant.app.as_str()).filter(|app| known.insert(app));
        new.map(App::new).collect()
    }
}
