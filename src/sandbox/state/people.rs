//! Users, Organizations and Members: who they are, and how they are found.

use serde_json::{Map, Value, json};

use crate::sandbox::seed::{Member, Organization};
use crate::sandbox::state::search::{Filter, page};
use crate::sandbox::state::shown::{shown_member, shown_organization, shown_user};
use crate::sandbox::state::{Refusal, Request, State};

pub(super) fn get_user(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let user = state.user_at(request.parameter("user_id"))?;
    Ok(shown_user(&state.seed.users[user]))
}

pub(super) fn search_users(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let found = matching(request, state.seed.users.iter(), |user, filter| {
        Ok(match filter.name {
            "user_id" => filter.has(&user.user_id),
            "external_id" => user.external_id.as_ref().is_some_and(|id| filter.has(id)),
            "status" => filter.has(&user.status),
            "email_address" => user.emails.iter().any(|email| filter.has(email)),
            "email_address_fuzzy" => user.emails.iter().any(|email| filter.is_in(email)),
            "created_at_greater_than" => is_later(&user.created_at, filter),
            _ => return Err(filter.unknown()),
        })
    })?;
    page(request, "results", &found, |user| shown_user(user)).map(Value::Object)
}

pub(super) fn get_organization(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let organization = state.organization_at(request.parameter("organization_id"))?;
    Ok(json!({"organization": shown_organization(&state.seed.organizations[organization])}))
}

pub(super) fn search_organizations(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let found = matching(request, state.seed.organizations.iter(), |organization, filter| {
        Ok(match filter.name {
            "organization_ids" => filter.has(&organization.organization_id),
            "organization_slugs" => filter.has(&organization.organization_slug),
            "organization_name_fuzzy" => filter.is_in(&organization.organization_name),
            _ => return Err(filter.unknown()),
        })
    })?;
    page(request, "organizations", &found, |organization| shown_organization(organization)).map(Value::Object)
}

/// A Member by exactly one of id and email address.
pub(super) fn get_member(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let at = state.organization_at(request.parameter("organization_id"))?;
    state.check_session(request, at, None)?;
    let organization = &state.seed.organizations[at];
    let member = match (request.parameter("member_id"), request.parameter("email_address")) {
        ("", "") => return Err(Refusal::bad_request("member_id: set it, or `email_address`")),
        ("", email) => organization.members.iter().find(|member| member.email_address == email),
        (id, "") => state.members[at].get(id).map(|member| &organization.members[*member]),
        _ => return Err(Refusal::bad_request("member_id: set either it or `email_address`")),
    };
    let member = member.ok_or(Refusal::new(404, "member_not_found"))?;
    Ok(json!({
        "member_id": member.member_id,
        "member": shown_member(organization, member),
        "organization": shown_organization(organization),
    }))
}

/// Deleted Members are found only by their status.
pub(super) fn search_members(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let organizations = request.texts("organization_ids");
    let organizations: Vec<usize> =
        organizations.map(|id| state.organization_at(id)).collect::<Result<_, _>>()?;
    if organizations.is_empty() {
        return Err(Refusal::bad_request("organization_ids: name at least one Organization"));
    }
    for organization in &organizations {
        state.check_session(request, *organization, None)?;
    }
    let organizations: Vec<&Organization> =
        organizations.iter().map(|organization| &state.seed.organizations[*organization]).collect();
    let members = organizations
        .iter()
        .flat_map(|organization| organization.members.iter().map(move |member| (*organization, member)));
    let by_status = Filter::all(request)?.iter().any(|filter| filter.name == "statuses");
    let members = members.filter(|(_, member)| by_status || member.status != "deleted");
    let found = matching(request, members, |(_, member), filter| {
        Ok(match filter.name {
            "member_ids" => filter.has(&member.member_id),
            "statuses" => filter.has(&member.status),
            "member_emails" => filter.has(&member.email_address),
            "member_email_fuzzy" => filter.is_in(&member.email_address),
            _ => return Err(filter.unknown()),
        })
    })?;
    let shown = |(organization, member): &(&Organization, &Member)| shown_member(organization, member);
    let mut page = page(request, "members", &found, shown)?;
    let shown = organizations
        .iter()
        .map(|organization| (organization.organization_id.clone(), shown_organization(organization)));
    page.insert("organizations".to_owned(), shown.collect::<Map<_, _>>().into());
    Ok(page.into())
}

impl State {
    pub(super) fn user_at(&self, id: &str) -> Result<usize, Refusal> {
        self.users.get(id).copied().ok_or(Refusal::new(404, "user_not_found"))
    }

    pub(super) fn organization_at(&self, id: &str) -> Result<usize, Refusal> {
        self.organizations.get(id).copied().ok_or(Refusal::new(404, "organization_not_found"))
    }

    pub(super) fn member_at(&self, organization: &str, member: &str) -> Result<(usize, usize), Refusal> {
        let organization = self.organization_at(organization)?;
        let member = self.members[organization].get(member).copied();
        Ok((organization, member.ok_or(Refusal::new(404, "member_not_found"))?))
    }
}

/// Those that match every filter of the request.
fn matching<T>(
    request: &Request<'_>,
    all: impl Iterator<Item = T>,
    matches: impl Fn(&T, &Filter<'_>) -> Result<bool, Refusal>,
) -> Result<Vec<T>, Refusal> {
    let filters = Filter::all(request)?;
    let mut found = Vec::new();
    'all: for one in all {
        for filter in &filters {
            if !matches(&one, filter)? {
                continue 'all;
            }
        }
        found.push(one);
    }
    Ok(found)
}

/// Times in RFC 3339 and UTC compare like texts.
fn is_later(time: &str, filter: &Filter<'_>) -> bool {
    filter.value.as_str().is_some_and(|other| time > other)
}
