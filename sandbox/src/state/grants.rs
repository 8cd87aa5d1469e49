//! Who granted what to which app, and how it is taken back.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::seed::{App, Grant, Organization};
use crate::state::holder::Holder;
use crate::state::policy::allows;
use crate::state::{Refusal, Request, State};

pub(super) fn of_user(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let user = state.user_at(request.parameter("user_id"))?;
    let grants = state.seed.users[user].grants.iter();
    let apps = grants.filter_map(|grant| Some(granted(state.app(&grant.app).ok()?, grant)));
    Ok(json!({"connected_apps": apps.collect::<Vec<_>>()}))
}

pub(super) fn revoke_of_user(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let user = state.user_at(request.parameter("user_id"))?;
    state.revoke(Holder::User(user), request.parameter("connected_app_id"))
}

pub(super) fn of_member(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let (organization, member) = member(state, request, "get.connected-apps")?;
    let organization = &state.seed.organizations[organization];
    let grants = organization.members[member].grants.iter();
    let apps = grants.filter_map(|grant| Some(granted(state.allowed(organization, &grant.app)?, grant)));
    Ok(json!({"connected_apps": apps.collect::<Vec<_>>()}))
}

/// An app that the Organization does not allow is not found: the list does not show it either.
pub(super) fn revoke_of_member(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let (organization, member) = member(state, request, "revoke.connected-app")?;
    let app = request.parameter("connected_app_id");
    if state.allowed(&state.seed.organizations[organization], app).is_none() {
        return Err(Refusal::new(404, "connected_app_not_found"));
    }
    state.revoke(Holder::Member { organization, member }, app)
}

pub(super) fn of_organization(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let organization = state.organization_at(request.parameter("organization_id"))?;
    state.check_session(request, organization)?;
    let organization = &state.seed.organizations[organization];
    let grants = organization.members.iter().flat_map(|member| &member.grants);
    let installed: BTreeSet<usize> = grants.filter_map(|grant| state.apps.number(&grant.app)).collect();
    let apps = installed.into_iter().filter_map(|number| state.apps.get(number));
    let apps: Vec<Value> = apps.filter(|app| allows(organization, app)).map(shown).collect();
    Ok(json!({"connected_apps": apps}))
}

/// Once its last Member is gone, an app is not installed, so it is not found.
pub(super) fn organization_app(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let organization = state.organization_at(request.parameter("organization_id"))?;
    state.check_permission(request, organization, None, None)?;
    let organization = &state.seed.organizations[organization];
    let not_found = Refusal::new(404, "connected_app_not_found");
    let app = state.allowed(organization, request.parameter("connected_app_id"));
    let Some(app) = app else { return Err(not_found) };
    let members: Vec<Value> = organization
        .members
        .iter()
        .filter_map(|member| {
            let grant = member.grants.iter().find(|grant| grant.app == app.client_id)?;
            let scopes: Vec<&str> = grant.scopes.split_whitespace().collect();
            Some(json!({"member_id": member.member_id, "granted_scopes": scopes}))
        })
        .collect();
    if members.is_empty() {
        return Err(not_found);
    }
    let mut shown = shown(app);
    shown["active_members"] = members.into();
    Ok(shown)
}

/// The Organization and the Member of a request whose session permits the action.
fn member(state: &State, request: &Request<'_>, action: &str) -> Result<(usize, usize), Refusal> {
    let organization = state.organization_at(request.parameter("organization_id"))?;
    let member = state.members[organization].get(request.parameter("member_id")).copied();
    state.check_permission(request, organization, member, Some(action))?;
    member.map(|member| (organization, member)).ok_or(Refusal::new(404, "member_not_found"))
}

impl State {
    /// Revokes a grant, which ends its tokens. A second revocation finds nothing: how Stytch responds to it is not
    /// documented.
    fn revoke(&mut self, holder: Holder, app: &str) -> Result<Value, Refusal> {
        let grants = self.grants_mut(holder);
        let before = grants.len();
        grants.retain(|grant| grant.app != app);
        if grants.len() == before {
            return Err(Refusal::new(404, "connected_app_not_found"));
        }
        if let Some(count) = self.holders.get_mut(app) {
            *count -= 1;
        }
        if let Some(number) = self.apps.number(app) {
            *self.revoked.entry((holder, number)).or_default() += 1;
        }
        Ok(json!({}))
    }

    /// An app that the Organization allows.
    fn allowed(&self, organization: &Organization, app: &str) -> Option<&App> {
        self.app(app).ok().filter(|app| allows(organization, app))
    }
}

fn shown(app: &App) -> Value {
    json!({
        "connected_app_id": app.client_id,
        "name": app.client_name,
        "description": app.client_description,
        "client_type": app.client_type,
        "logo_url": app.logo_url,
    })
}

fn granted(app: &App, grant: &Grant) -> Value {
    let mut shown = shown(app);
    shown["scopes_granted"] = grant.scopes.clone().into();
    shown
}
