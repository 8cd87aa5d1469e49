//! The two steps in which a person authorizes an app: the start, which says what to ask, and the decision.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use stytch_connected_apps::reqwest::Url;

use crate::seed::{App, Grant, Person};
use crate::state::holder::Holder;
use crate::state::oauth::{Authorization, authorize};
use crate::state::{Refusal, Request, State};

pub(super) fn start_for_user(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let (app, holder) = (requested(state, request)?, user(state, request)?);
    let mut started = started(state, request, app, holder);
    started["user_id"] = state.subject(holder).into();
    Ok(started)
}

pub(super) fn complete_for_user(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    requested(state, request)?;
    let holder = user(state, request)?;
    complete(state, request, holder)
}

pub(super) fn start_for_member(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let app = requested(state, request)?;
    let holder = member(state, request, app)?;
    let mut started = started(state, request, app, holder);
    started["member_id"] = state.subject(holder).into();
    Ok(started)
}

pub(super) fn complete_for_member(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let app = requested(state, request)?;
    let holder = member(state, request, app)?;
    complete(state, request, holder)
}

/// The app of a request, to one of whose URLs the browser will be redirected.
fn requested<'a>(state: &'a State, request: &Request<'_>) -> Result<&'a App, Refusal> {
    let app = state.app(request.string("client_id").unwrap_or_default())?;
    if !state.redirects(&app.client_id, request.string("redirect_uri").unwrap_or_default()) {
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

impl State {
    /// Returns whether the app has this redirect URL.
    pub(crate) fn redirects(&self, app: &str, url: &str) -> bool {
        self.app(app).is_ok_and(|app| app.redirect_urls.iter().any(|other| other == url))
    }

    /// Who consents if nobody is named: the seed says it, or there is only one.
    pub(crate) fn who_authorizes(&self) -> Option<Person> {
        let users = (0..self.seed.users.len()).map(Holder::User);
        let members = self.seed.organizations.iter().enumerate().flat_map(|(organization, all)| {
            (0..all.members.len()).map(move |member| Holder::Member { organization, member })
        });
        let mut there = users.chain(members).filter(|holder| self.is_there(*holder));
        let only = || match (there.next(), there.next()) {
            (Some(only), None) => Some(self.person(only)),
            _ => None,
        };
        self.seed.authorize_as.clone().or_else(only)
    }
}

/// The User, whom a request identifies in exactly one way.
fn user(state: &State, request: &Request<'_>) -> Result<Holder, Refusal> {
    let (id, sessions) = (request.string("user_id"), sessions(request));
    match (id, &*sessions) {
        (Some(id), []) => state.user_at(id),
        (None, [token]) => state.user_of_session(token, request.now),
        (None, []) => Err(Refusal::new(400, "no_oauth_authorize_user_selector")),
        _ => Err(Refusal::new(400, "too_many_user_selection_arguments")),
    }
    .map(Holder::User)
}

/// The Member, whom a request identifies in exactly one way, and whose Organization allows the app.
fn member(state: &State, request: &Request<'_>, app: &App) -> Result<Holder, Refusal> {
    let ids = (request.string("organization_id"), request.string("member_id"));
    let (organization, member) = match (ids, &*sessions(request)) {
        ((Some(organization), Some(member)), []) => state.member_at(organization, member),
        ((None, None), [token]) => state.member_of_session(token, request.now),
        (_, []) => Err(Refusal::new(400, "no_oauth_authorize_member_selector")),
        _ => Err(Refusal::new(400, "too_many_user_selection_arguments")),
    }?;
    let holder = Holder::Member { organization, member };
    if !state.is_there(holder) {
        return Err(Refusal::new(404, "member_not_found"));
    }
    if state.is_allowed(holder, app) {
        Ok(holder)
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

/// The content of a consent screen.
fn started(state: &State, request: &Request<'_>, app: &App, holder: Holder) -> Value {
    let scopes: Vec<Value> = request
        .strings("scopes")
        .map(|scope| json!({"scope": scope, "description": "", "is_grantable": is_grantable(app, scope)}))
        .collect();
    let mut started = json!({
        "client": {
            "client_id": app.client_id,
            "client_name": app.client_name,
            "client_description": app.client_description,
            "client_type": app.client_type,
            "logo_url": app.logo_url,
        },
        "consent_required": is_consent_required(state, request, app, holder),
        "scope_results": scopes,
    });
    for (name, value) in state.shown(holder) {
        started[name] = value;
    }
    started
}

/// Returns whether the person has to be asked. They always are where the request says so, for `offline_access` (unless the
/// app may skip that), and after they revoked the grant. Otherwise a first-party app is trusted, and a third-party app has
/// consent for exactly the set of scopes that was granted last: Stytch asks once for each set, and remembers the last.
fn is_consent_required(state: &State, request: &Request<'_>, app: &App, holder: Holder) -> bool {
    let is_offline = |scope: &str| scope == "offline_access" && !app.bypass_consent_for_offline_access;
    if request.string("prompt") == Some("consent") || request.strings("scopes").any(is_offline) {
        return true;
    }
    let grant = state.grants(holder).iter().find(|grant| grant.app == app.client_id);
    let was_revoked = grant.is_none() && state.was_revoked(holder, &app.client_id);
    let asked: BTreeSet<&str> = request.strings("scopes").filter(|scope| is_grantable(app, scope)).collect();
    let is_same = |grant: &Grant| grant.scopes.split_whitespace().collect::<BTreeSet<_>>() == asked;
    was_revoked || (app.is_third_party() && !grant.is_some_and(is_same))
}

fn is_grantable(app: &App, scope: &str) -> bool {
    scope != "full_access" || app.full_access_allowed
}

/// The decision, and where the browser goes: with a code after consent, with an error after a denial.
fn complete(state: &mut State, request: &Request<'_>, holder: Holder) -> Result<Value, Refusal> {
    let is_granted = request.body.get("consent_granted").and_then(Value::as_bool) == Some(true);
    let code = if is_granted { Some(grant(state, request, holder)?) } else { None };
    let url = request.string("redirect_uri").unwrap_or_default();
    let mut parameters = vec![match &code {
        Some(code) => ("code", code.as_str()),
        None => ("error", "access_denied"),
    }];
    parameters.extend(request.string("state").map(|state| ("state", state)));
    let url = Url::parse_with_params(url, parameters).map_or_else(|_| url.to_owned(), String::from);
    let mut response = json!({"redirect_uri": url});
    if let Some(code) = code {
        response["authorization_code"] = code.into();
    }
    Ok(response)
}

/// Makes the grant of a request, and a code for it. The tokens of an earlier consent keep the scopes that they have.
pub(super) fn grant(state: &mut State, request: &Request<'_>, holder: Holder) -> Result<String, Refusal> {
    let id = request.string("client_id").unwrap_or_default();
    let app = state.app(id)?;
    if app.is_public() && request.string("code_challenge").is_none() {
        return Err(Refusal::new(400, "pkce_required_for_idp_authorization_flow"));
    }
    let mut scopes: Vec<&str> = Vec::new();
    for scope in request.strings("scopes") {
        if is_grantable(app, scope) && !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    let grant = Grant { app: app.client_id.clone(), scopes: scopes.join(" ") };
    let number = state.apps.number(id).ok_or(Refusal::new(404, "connected_app_not_found"))?;
    let authorization = Authorization {
        consent: state.consent(holder, number),
        redirect_uri: request.string("redirect_uri").unwrap_or_default().to_owned(),
        scope: grant.scopes.clone(),
        resources: request.strings("resources").map(str::to_owned).collect(),
        nonce: request.string("nonce").map(str::to_owned),
        challenge: request.string("code_challenge").map(str::to_owned),
    };
    let grants = state.grants_mut(holder);
    let before = grants.len();
    grants.retain(|other| other.app != grant.app);
    let is_new = grants.len() == before;
    grants.push(grant);
    *state.holders.entry(id.to_owned()).or_default() += usize::from(is_new);
    Ok(authorize(state, authorization, request.now))
}
