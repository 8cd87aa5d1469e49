//! People who are deleted, with their grants, tokens and sessions.

use serde_json::{Value, json};

use crate::seed::User;
use crate::state::holder::Holder;
use crate::state::{Refusal, Request, State};

/// The place in the seed stays, so that nobody else's changes.
pub(super) fn delete_user(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let at = state.user_at(request.parameter("user_id"))?;
    state.leave(Holder::User(at));
    let user = std::mem::take(&mut state.seed.users[at]);
    for id in user.external_id.iter().chain([&user.user_id]) {
        state.users.remove(id);
    }
    state.seed.users[at] = User::new("");
    Ok(json!({"user_id": user.user_id}))
}

/// A deleted Member is found by the status still.
pub(super) fn delete_member(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let organization = state.organization_at(request.parameter("organization_id"))?;
    let own = state.members[organization].get(request.parameter("member_id")).copied();
    state.check_permission(request, organization, own, Some("delete"))?;
    let member = own.ok_or(Refusal::new(404, "member_not_found"))?;
    state.leave(Holder::Member { organization, member });
    let member = &mut state.seed.organizations[organization].members[member];
    "deleted".clone_into(&mut member.status);
    Ok(json!({"member_id": member.member_id}))
}

impl State {
    /// Ends the grants and the sessions of a person.
    fn leave(&mut self, holder: Holder) {
        for grant in std::mem::take(self.grants_mut(holder)) {
            if let Some(count) = self.holders.get_mut(&grant.app) {
                *count -= 1;
            }
        }
        self.sessions.end_all(holder);
    }
}
