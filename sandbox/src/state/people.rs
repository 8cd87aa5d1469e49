//! Users, Organizations and Members: who they are, and how they are found.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::seed::{Member, Organization};
use crate::state::search::{Filter, Kind, page};
use crate::state::shown::{shown_member, shown_organization, shown_user};
use crate::state::{Refusal, Request, State};

const USER_FILTERS: &[(&str, Kind)] = &[
    ("user_id", Kind::Strings),
    ("external_id", Kind::Strings),
    ("status", Kind::String),
    ("email_address", Kind::Strings),
    ("email_address_fuzzy", Kind::Part),
    ("created_at_greater_than", Kind::Time),
];

const ORGANIZATION_FILTERS: &[(&str, Kind)] = &[
    ("organization_ids", Kind::Strings),
    ("organization_slugs", Kind::Strings),
    ("organization_name_fuzzy", Kind::Part),
];

const MEMBER_FILTERS: &[(&str, Kind)] = &[
    ("member_ids", Kind::Strings),
    ("statuses", Kind::Strings),
    ("member_emails", Kind::Strings),
    ("member_email_fuzzy", Kind::Part),
];

pub(super) fn get_user(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let user = state.user_at(request.parameter("user_id"))?;
    Ok(shown_user(&state.seed.users[user]))
}

pub(super) fn search_users(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let filters = Filter::all(request, USER_FILTERS)?;
    let found = matching(&filters, state.seed.users.iter(), |user, filter| match filter.name {
        "user_id" => filter.has(&user.user_id),
        "external_id" => user.external_id.as_ref().is_some_and(|id| filter.has(id)),
        "status" => filter.has(&user.status),
        "email_address" => user.emails.iter().any(|email| filter.has(email)),
        "email_address_fuzzy" => user.emails.iter().any(|email| filter.is_in(email)),
        "created_at_greater_than" => filter.is_before(&user.created_at),
        _ => false,
    });
    page(request, "results", &found, |user| shown_user(user)).map(Value::Object)
}

pub(super) fn get_organization(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let organization = state.organization_at(request.parameter("organization_id"))?;
    Ok(json!({"organization": shown_organization(&state.seed.organizations[organization])}))
}

pub(super) fn search_organizations(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let filters = Filter::all(request, ORGANIZATION_FILTERS)?;
    let found =
        matching(&filters, state.seed.organizations.iter(), |organization, filter| match filter.name {
            "organization_ids" => filter.has(&organization.organization_id),
            "organization_slugs" => filter.has(&organization.organization_slug),
            "organization_name_fuzzy" => filter.is_in(&organization.organization_name),
            _ => false,
        });
    page(request, "organizations", &found, |organization| shown_organization(organization)).map(Value::Object)
}

/// A Member by exactly one of id and email address.
pub(super) fn get_member(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let at = state.organization_at(request.parameter("organization_id"))?;
    state.check_session(request, at)?;
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
    let organizations = request.strings("organization_ids");
    // An Organization that is named twice, say by id and slug, has its Members once.
    let organizations: BTreeSet<usize> =
        organizations.map(|id| state.organization_at(id)).collect::<Result<_, _>>()?;
    if organizations.is_empty() {
        return Err(Refusal::bad_request("organization_ids: name at least one Organization"));
    }
    for organization in &organizations {
        state.check_session(request, *organization)?;
    }
    let organizations: Vec<&Organization> =
        organizations.iter().map(|organization| &state.seed.organizations[*organization]).collect();
    let members = organizations
        .iter()
        .flat_map(|organization| organization.members.iter().map(move |member| (*organization, member)));
    let filters = Filter::all(request, MEMBER_FILTERS)?;
    let by_status = filters.iter().any(|filter| filter.name == "statuses");
    let members = members.filter(|(_, member)| by_status || member.status != "deleted");
    let found = matching(&filters, members, |(_, member), filter| match filter.name {
        "member_ids" => filter.has(&member.member_id),
        "statuses" => filter.has(&member.status),
        "member_emails" => filter.has(&member.email_address),
        "member_email_fuzzy" => filter.is_in(&member.email_address),
        _ => false,
    });
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

/// Those that match every filter.
fn matching<T>(
    filters: &[Filter<'_>],
    all: impl Iterator<Item = T>,
    matches: impl Fn(&T, &Filter<'_>) -> bool,
) -> Vec<T> {
    all.filter(|one| filters.iter().all(|filter| matches(one, filter))).collect()
}
