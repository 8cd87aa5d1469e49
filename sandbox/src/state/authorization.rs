//! The two steps in which a person authorizes an app: the start, which says what to ask, and the decision.

use serde_json::{Value, json};
use stytch_connected_apps::reqwest::Url;

use crate::seed::{App, Grant};
use crate::state::grants::allows;
use crate::state::shown::{shown_member, shown_organization, shown_user};
use crate::state::{Refusal, Request, State};

pub(super) fn start_for_user(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let app = requested(state, request)?;
    let user = &state.seed.users[user(state, request)?];
    let mut started = started(request, app, &user.grants);
    started["user_id"] = user.user_id.clone().into();
    started["user"] = shown_user(user);
    Ok(started)
}

pub(super) fn complete_for_user(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let app = requested(state, request)?;
    let user = user(state, request)?;
    let decided = decided(request, app)?;
    Ok(redirect(state, request, decided, |state| &mut state.seed.users[user].grants))
}

pub(super) fn start_for_member(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let app = requested(state, request)?;
    let (organization, member) = member(state, request, app)?;
    let organization = &state.seed.organizations[organization];
    let member = &organization.members[member];
    let mut started = started(request, app, &member.grants);
    started["member_id"] = member.member_id.clone().into();
    started["member"] = shown_member(organization, member);
    started["organization"] = shown_organization(organization);
    Ok(started)
}

pub(super) fn complete_for_member(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let app = requested(state, request)?;
    let (organization, member) = member(state, request, app)?;
    let decided = decided(request, app)?;
    Ok(redirect(state, request, decided, |state| {
        &mut state.seed.organizations[organization].members[member].grants
    }))
}

/// The app of a request, to one of whose URLs the browser will be redirected.
fn requested<'a>(state: &'a State, request: &Request<'_>) -> Result<&'a App, Refusal> {
    let app = state.app(request.string("client_id").unwrap_or_default())?;
    let url = request.string("redirect_uri").unwrap_or_default();
    if !app.redirect_urls.iter().any(|other| other == url) {
        return Err(Refusal::new(401, "connected_app_supplied_redirect_url_not_found_in_client"));
    }
    // Which scopes a project has is not part of the sandbox, so it refuses only what is no scope at all.
    if request.strings("scopes").any(|scope| scope.is_empty() || scope.contains(char::is_whitespace)) {
        return Err(Refusal::new(400, "oauth_invalid_scope_requested"));
    }
    if request.string("response_type") != Some("code") {
        return Err(Refusal::bad_request("response_type: only `code` is supported"));
    }
    if request.string("prompt").is_some_and(|prompt| prompt != "consent") {
        return Err(Refusal::bad_request("prompt: only `consent` is supported"));
    }
    Ok(app)
}

/// The User, whom a request identifies in exactly one way.
fn user(state: &State, request: &Request<'_>) -> Result<usize, Refusal> {
    let (id, sessions) = (request.string("user_id"), sessions(request));
    match (id, &*sessions) {
        (Some(id), []) => state.user_at(id),
        (None, [token]) => state.user_of_session(token),
        (None, []) => Err(Refusal::new(400, "no_oauth_authorize_user_selector")),
        _ => Err(Refusal::new(400, "too_many_user_selection_arguments")),
    }
}

/// The Member, whom a request identifies in exactly one way, and whose Organization allows the app.
fn member(state: &State, request: &Request<'_>, app: &App) -> Result<(usize, usize), Refusal> {
    let ids = (request.string("organization_id"), request.string("member_id"));
    let (organization, member) = match (ids, &*sessions(request)) {
        ((Some(organization), Some(member)), []) => state.member_at(organization, member),
        ((None, None), [token]) => state.member_of_session(token),
        (_, []) => Err(Refusal::new(400, "no_oauth_authorize_member_selector")),
        _ => Err(Refusal::new(400, "too_many_user_selection_arguments")),
    }?;
    if allows(&state.seed.organizations[organization], app) {
        Ok((organization, member))
    } else {
        // The status is not documented.
        let message = "The Organization's policy does not allow the Connected App.".to_owned();
        Err(Refusal { message: Some(message), ..Refusal::new(403, "connected_app_not_allowed_for_org") })
    }
}

fn sessions<'a>(request: &Request<'a>) -> Vec<&'a str> {
    let body: &'a Value = request.body;
    ["session_token", "session_jwt"].iter().filter_map(|name| body.get(*name)?.as_str()).collect()
}

/// The content of a consent screen. Consent is asked for where the person has not granted these scopes to the app, or
/// has revoked the grant; where the request says so; and for `offline_access`, unless the app may skip that.
fn started(request: &Request<'_>, app: &App, grants: &[Grant]) -> Value {
    let granted: Vec<&str> = grants
        .iter()
        .filter(|grant| grant.app == app.client_id)
        .flat_map(|grant| grant.scopes.split_whitespace())
        .collect();
    let is_granted = |scope: &str| granted.contains(&scope);
    let is_offline = |scope: &str| scope == "offline_access" && !app.bypass_consent_for_offline_access;
    let is_new = grants.iter().all(|grant| grant.app != app.client_id);
    let consent_required = is_new
        || request.string("prompt") == Some("consent")
        || request.strings("scopes").any(|scope| is_offline(scope) || !is_granted(scope));
    let scopes: Vec<Value> = request
        .strings("scopes")
        .map(|scope| {
            let is_grantable = scope != "full_access" || app.full_access_allowed;
            json!({"scope": scope, "description": "", "is_grantable": is_grantable})
        })
        .collect();
    json!({
        "client": {
            "client_id": app.client_id,
            "client_name": app.client_name,
            "client_description": app.client_description,
            "client_type": app.client_type,
            "logo_url": app.logo_url,
        },
        "consent_required": consent_required,
        "scope_results": scopes,
    })
}

/// The grant that a request makes, if the person consented.
fn decided(request: &Request<'_>, app: &App) -> Result<Option<Grant>, Refusal> {
    if request.body.get("consent_granted").and_then(Value::as_bool) != Some(true) {
        return Ok(None);
    }
    if app.is_public() && request.string("code_challenge").is_none() {
        return Err(Refusal::new(400, "pkce_required_for_idp_authorization_flow"));
    }
    let mut scopes: Vec<&str> = Vec::new();
    for scope in request.strings("scopes") {
        let is_grantable = scope != "full_access" || app.full_access_allowed;
        if is_grantable && !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    let scopes = scopes.join(" ");
    Ok(Some(Grant { app: app.client_id.clone(), scopes }))
}

/// Where the browser goes: with a code after consent, with an error after a denial.
fn redirect(
    state: &mut State,
    request: &Request<'_>,
    decided: Option<Grant>,
    grants: impl FnOnce(&mut State) -> &mut Vec<Grant>,
) -> Value {
    let (name, value) = match &decided {
        Some(_) => ("code", state.new_secret()),
        None => ("error", "access_denied".to_owned()),
    };
    let url = request.string("redirect_uri").unwrap_or_default();
    let mut parameters = vec![(name, value.as_str())];
    parameters.extend(request.string("state").map(|state| ("state", state)));
    let url = Url::parse_with_params(url, parameters).map_or_else(|_| url.to_owned(), String::from);
    let mut response = json!({"redirect_uri": url});
    if let Some(grant) = decided {
        response["authorization_code"] = value.into();
        let app = grant.app.clone();
        let grants = grants(state);
        let before = grants.len();
        grants.retain(|other| other.app != app);
        let is_new = grants.len() == before;
        grants.push(grant);
        *state.holders.entry(app).or_default() += usize::from(is_new);
    }
    response
}
