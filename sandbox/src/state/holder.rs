//! A person who can grant access, by the place in the seed.

use serde_json::{Map, Value, json};

use crate::seed::{App, Grant, Person};
use crate::state::policy::allows;
use crate::state::shown::{shown_member, shown_organization, shown_user};
use crate::state::{Refusal, State};

/// A User or a Member. The places of the deleted are not used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Holder {
    User(usize),
    Member { organization: usize, member: usize },
}

/// One consent: what a person granted to an app, until it is revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Consent {
    pub(super) holder: Holder,
    /// The app's number.
    pub(super) app: usize,
    /// How many of the person's consents to the app had been revoked before.
    revoked: u64,
}

impl State {
    /// The person, who can be named by any of their ids.
    pub(super) fn holder(&self, person: &Person) -> Result<Holder, Refusal> {
        match person {
            Person::User(id) => self.user_at(id).map(Holder::User),
            Person::Member { organization, member } => {
                let (organization, member) = self.member_at(organization, member)?;
                Ok(Holder::Member { organization, member })
            }
        }
    }

    pub(super) fn grants(&self, holder: Holder) -> &[Grant] {
        match holder {
            Holder::User(user) => &self.seed.users[user].grants,
            Holder::Member { organization, member } => {
                &self.seed.organizations[organization].members[member].grants
            }
        }
    }

    pub(super) fn grants_mut(&mut self, holder: Holder) -> &mut Vec<Grant> {
        match holder {
            Holder::User(user) => &mut self.seed.users[user].grants,
            Holder::Member { organization, member } => {
                &mut self.seed.organizations[organization].members[member].grants
            }
        }
    }

    /// The id of the person.
    pub(super) fn subject(&self, holder: Holder) -> &str {
        match holder {
            Holder::User(user) => &self.seed.users[user].user_id,
            Holder::Member { organization, member } => {
                &self.seed.organizations[organization].members[member].member_id
            }
        }
    }

    /// Returns whether the person's Organization allows the app. Users have none.
    pub(super) fn is_allowed(&self, holder: Holder, app: &App) -> bool {
        match holder {
            Holder::User(_) => true,
            Holder::Member { organization, .. } => allows(&self.seed.organizations[organization], app),
        }
    }

    /// The consent that is in effect if the person has granted access to the app.
    pub(super) fn consent(&self, holder: Holder, app: usize) -> Consent {
        let revoked = self.revoked.get(&(holder, app)).copied().unwrap_or_default();
        Consent { holder, app, revoked }
    }

    /// Returns whether the person revoked a grant to the app.
    pub(super) fn was_revoked(&self, holder: Holder, app: &str) -> bool {
        self.apps.number(app).is_some_and(|app| self.revoked.contains_key(&(holder, app)))
    }

    /// Returns whether a consent holds: the app is there, the Organization allows it, and the grant was not revoked
    /// meanwhile. A deleted person has no grants. A policy that allows the app again makes the consent hold again, as the
    /// grant was never revoked: what Stytch does is not documented.
    pub(super) fn holds(&self, consent: Consent) -> bool {
        let Some(app) = self.apps.get(consent.app) else { return false };
        let granted = self.grants(consent.holder).iter().any(|grant| grant.app == app.client_id);
        granted
            && self.consent(consent.holder, consent.app) == consent
            && self.is_allowed(consent.holder, app)
    }

    /// Returns whether the person has not been deleted.
    pub(super) fn is_there(&self, holder: Holder) -> bool {
        match holder {
            Holder::User(user) => !self.seed.users[user].user_id.is_empty(),
            Holder::Member { organization, member } => {
                self.seed.organizations[organization].members[member].status != "deleted"
            }
        }
    }

    /// The objects of the person as responses show them, by the names that templates and responses have for them.
    pub(super) fn shown(&self, holder: Holder) -> Map<String, Value> {
        let shown = match holder {
            Holder::User(user) => json!({"user": shown_user(&self.seed.users[user])}),
            Holder::Member { organization, member } => {
                let organization = &self.seed.organizations[organization];
                json!({
                    "member": shown_member(organization, &organization.members[member]),
                    "organization": shown_organization(organization),
                })
            }
        };
        if let Value::Object(shown) = shown { shown } else { Map::new() }
    }
}
