//! Users, Organizations and Members: who they are, and how they are found.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::seed::{Member, Organization, User};
use crate::state::search::{Filter, Kind, page};
use crate::state::shown::{phone_id, shown_member, shown_organization, shown_user};
use crate::state::{Refusal, Request, State};

const USER_FILTERS: &[(&str, Kind)] = &[
    ("user_id", Kind::Strings),
    ("external_id", Kind::Strings),
    ("status", Kind::String),
    ("email_address", Kind::Strings),
    ("email_address_fuzzy", Kind::Part),
    ("email_verified", Kind::Flag),
    ("phone_number", Kind::Strings),
    ("phone_number_fuzzy", Kind::Part),
    ("phone_verified", Kind::Flag),
    ("phone_id", Kind::Strings),
    ("full_name_fuzzy", Kind::Part),
    ("created_at_greater_than", Kind::Time),
    ("created_at_less_than", Kind::Time),
    ("created_at_between", Kind::Between),
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
    // The places of deleted Users are empty.
    let users = state.seed.users.iter().enumerate().filter(|(_, user)| !user.user_id.is_empty());
    let found = matching(&filters, users, |user, filter| match filter.name {
        "user_id" => filter.has(&user.user_id),
        "external_id" => user.external_id.as_ref().is_some_and(|id| filter.has(id)),
        "status" => filter.has(&user.status),
        "email_address" => user.emails.iter().any(|email| filter.has(email)),
        "email_address_fuzzy" => user.emails.iter().any(|email| filter.is_in(email)),
        "email_verified" => user.emails.iter().any(|email| filter.is(user.is_verified(email))),
        "phone_number" => user.phone_numbers.iter().any(|number| filter.has(number)),
        "phone_number_fuzzy" => user.phone_numbers.iter().any(|number| filter.is_in(number)),
        "phone_verified" => user.phone_numbers.iter().any(|number| filter.is(user.is_verified(number))),
        "phone_id" => (0..user.phone_numbers.len()).any(|at| filter.has(&phone_id(user, at))),
        "full_name_fuzzy" => filter.is_in(&full_name(user)),
        "created_at_greater_than" => filter.is_before(&user.created_at),
        "created_at_less_than" => filter.is_after(&user.created_at),
        "created_at_between" => filter.is_around(&user.created_at),
        _ => false,
    });
    page(request, "results", &found, |user| shown_user(user)).map(Value::Object)
}

fn full_name(user: &User) -> String {
    format!("{} {}", user.first_name, user.last_name)
}

pub(super) fn get_organization(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let organization = state.organization_at(request.parameter("organization_id"))?;
    Ok(json!({"organization": shown_organization(&state.seed.organizations[organization])}))
}

/// Changes an Organization's policy towards apps: only the fields that are sent. Tokens of an app that it no longer allows
/// are refused at once.
pub(super) fn update_organization(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let at = state.organization_at(request.parameter("organization_id"))?;
    state.check_permission(request, at, None, None)?;
    let organization = &mut state.seed.organizations[at];
    let mut changed = organization.clone();
    let (first, third) = ("first_party_connected_apps", "third_party_connected_apps");
    for (policy, allowed, name) in [
        (
            &mut changed.first_party_connected_apps_allowed_type,
            &mut changed.allowed_first_party_connected_apps,
            first,
        ),
        (
            &mut changed.third_party_connected_apps_allowed_type,
            &mut changed.allowed_third_party_connected_apps,
            third,
        ),
    ] {
        if let Some(word) = request.string(&format!("{name}_allowed_type")) {
            word.clone_into(policy);
        }
        let list = format!("allowed_{name}");
        if request.body.get(&list).is_some_and(Value::is_array) {
            *allowed = request.strings(&list).map(str::to_owned).collect();
        }
    }
    changed.check_policy().map_err(Refusal::bad_request)?;
    *organization = changed;
    Ok(json!({"organization": shown_organization(organization)}))
}

pub(super) fn search_organizations(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let filters = Filter::all(request, ORGANIZATION_FILTERS)?;
    let organizations = state.seed.organizations.iter().enumerate();
    let found = matching(&filters, organizations, |organization, filter| match filter.name {
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
    let organizations: Vec<(usize, &Organization)> =
        organizations.iter().map(|at| (*at, &state.seed.organizations[*at])).collect();
    let members = organizations.iter().flat_map(|(at, organization)| {
        let members = organization.members.iter().enumerate();
        members.map(move |(member, shown)| (at << 32 | member, (*organization, shown)))
    });
    let filters = Filter::all(request, MEMBER_FILTERS)?;
    let by_status = filters.iter().any(|filter| filter.name == "statuses");
    let members = members.filter(|(_, (_, member))| by_status || member.status != "deleted");
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
        .map(|(_, organization)| (organization.organization_id.clone(), shown_organization(organization)));
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

/// Those that match every filter, with their places.
fn matching<T>(
    filters: &[Filter<'_>],
    all: impl Iterator<Item = (usize, T)>,
    matches: impl Fn(&T, &Filter<'_>) -> bool,
) -> Vec<(usize, T)> {
    all.filter(|(_, one)| filters.iter().all(|filter| matches(one, filter))).collect()
}
