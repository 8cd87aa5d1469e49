//! The apps of the project, and their secrets.

use serde_json::{Value, json};
use stytch_connected_apps::reqwest::Url;

use crate::seed::App;
use crate::state::search::page;
use crate::state::{Refusal, Request, State, complete, new_id};

pub(super) fn get(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    Ok(json!({"connected_app": shown(state.app(request.parameter("client_id"))?)}))
}

pub(super) fn search(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    page(request, "connected_apps", &state.seed.apps, shown).map(Value::Object)
}

pub(super) fn create(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    const TYPES: [&str; 4] = ["first_party", "first_party_public", "third_party", "third_party_public"];
    let client_type = request.text("client_type").unwrap_or_default();
    if !TYPES.contains(&client_type) {
        return Err(Refusal::new(400, "invalid_connected_app_type"));
    }
    let mut app = App::new(new_id(state.random.u128(..), "connected-app")).client_type(client_type);
    set(&mut app, request.body)?;
    complete(&mut app, &mut state.random);
    // No later response shows the whole secret.
    let mut shown = shown(&app);
    if let Some(secret) = &app.client_secret {
        shown["client_secret"] = secret.clone().into();
    }
    state.seed.apps.push(app);
    state.index_apps();
    Ok(json!({"connected_app": shown}))
}

pub(super) fn update(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let known = state.app_mut(request.parameter("client_id"))?;
    let mut app = known.clone();
    set(&mut app, request.body)?;
    *known = app;
    Ok(json!({"connected_app": shown(known)}))
}

/// Ends the grants as well: what becomes of them is not documented, but no list can show an app that is not there.
pub(super) fn delete(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let app = state.seed.apps.remove(state.app_at(request.parameter("client_id"))?);
    state.index_apps();
    if state.holders.remove(&app.client_id).is_none_or(|count| count == 0) {
        return Ok(json!({"client_id": app.client_id}));
    }
    let users = state.seed.users.iter_mut().map(|user| &mut user.grants);
    let members = state.seed.organizations.iter_mut().flat_map(|organization| &mut organization.members);
    for grants in users.chain(members.map(|member| &mut member.grants)) {
        grants.retain(|grant| grant.app != app.client_id);
    }
    Ok(json!({"client_id": app.client_id}))
}

pub(super) fn start_rotation(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let next = state.new_secret();
    let app = confidential(state, request)?;
    if app.next_client_secret.is_some() {
        return Err(Refusal::new(400, "connected_app_already_rotating_secret"));
    }
    app.next_client_secret = Some(next.clone());
    let mut shown = shown(app);
    shown["next_client_secret"] = next.into();
    Ok(json!({"connected_app": shown}))
}

pub(super) fn complete_rotation(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let (app, next) = rotating(state, request)?;
    app.client_secret = Some(next);
    Ok(json!({"connected_app": shown(app)}))
}

pub(super) fn cancel_rotation(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let (app, _) = rotating(state, request)?;
    Ok(json!({"connected_app": shown(app)}))
}

fn confidential<'a>(state: &'a mut State, request: &Request<'_>) -> Result<&'a mut App, Refusal> {
    let app = state.app_mut(request.parameter("client_id"))?;
    if app.is_public() {
        Err(Refusal::new(400, "public_connected_apps_do_not_have_secrets"))
    } else {
        Ok(app)
    }
}

/// The app and its next secret, which is taken.
fn rotating<'a>(state: &'a mut State, request: &Request<'_>) -> Result<(&'a mut App, String), Refusal> {
    let app = confidential(state, request)?;
    match app.next_client_secret.take() {
        Some(next) => Ok((app, next)),
        None => Err(Refusal::new(400, "connected_app_not_rotating_secret")),
    }
}

/// Sets what the body sets.
fn set(app: &mut App, body: &Value) -> Result<(), Refusal> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let texts = |name: &str| {
        let texts = body.get(name).and_then(Value::as_array)?;
        Some(texts.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>())
    };
    let flag = |name: &str| body.get(name).and_then(Value::as_bool);
    let replace = |field: &mut String, name: &str| {
        if let Some(value) = text(name) {
            *field = value;
        }
    };
    replace(&mut app.client_name, "client_name");
    replace(&mut app.client_description, "client_description");
    replace(&mut app.access_token_template_content, "access_token_template_content");
    app.redirect_urls = texts("redirect_urls").unwrap_or(std::mem::take(&mut app.redirect_urls));
    app.post_logout_redirect_urls =
        texts("post_logout_redirect_urls").unwrap_or(std::mem::take(&mut app.post_logout_redirect_urls));
    app.full_access_allowed = flag("full_access_allowed").unwrap_or(app.full_access_allowed);
    app.bypass_consent_for_offline_access =
        flag("bypass_consent_for_offline_access").unwrap_or(app.bypass_consent_for_offline_access);
    let minutes = body.get("access_token_expiry_minutes").and_then(Value::as_i64);
    app.access_token_expiry_minutes = minutes.unwrap_or(app.access_token_expiry_minutes);
    app.access_token_custom_audience =
        text("access_token_custom_audience").or(app.access_token_custom_audience.take());
    app.logo_url = text("logo_url").or(app.logo_url.take());
    check(app)
}

fn check(app: &App) -> Result<(), Refusal> {
    let is_object = |text: &str| serde_json::from_str(text).is_ok_and(|value: Value| value.is_object());
    let error_type = if app.redirect_urls.iter().any(|url| Url::parse(url).is_err()) {
        "connected_app_invalid_redirect_url"
    } else if app.access_token_expiry_minutes < 1 {
        // Only that there is a range is documented.
        "idp_invalid_access_token_expiry_minutes"
    } else if !app.access_token_template_content.is_empty() && !is_object(&app.access_token_template_content)
    {
        "idp_invalid_access_token_jwt_template"
    } else if app.is_third_party() && app.full_access_allowed {
        "third_party_clients_cannot_use_full_access"
    } else if app.is_third_party() && app.bypass_consent_for_offline_access {
        "third_party_clients_require_consent_for_offline_access"
    } else {
        return Ok(());
    };
    Err(Refusal::new(400, error_type))
}

/// An app without its secrets, of which only the last four characters show.
fn shown(app: &App) -> Value {
    let last_four = |secret: &Option<String>| {
        secret.as_ref().map(|secret| {
            let start = secret.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
            secret[start..].to_owned()
        })
    };
    let mut shown = json!({
        "client_id": app.client_id,
        "client_name": app.client_name,
        "client_description": app.client_description,
        "client_type": app.client_type,
        "status": app.status,
        "next_client_secret_last_four": last_four(&app.next_client_secret),
        "redirect_urls": app.redirect_urls,
        "full_access_allowed": app.full_access_allowed,
        "access_token_expiry_minutes": app.access_token_expiry_minutes,
        "access_token_template_content": app.access_token_template_content,
        // Newer than what Stytch documents; the SDK for Python insists on it.
        "id_token_template_content": "",
        "post_logout_redirect_urls": app.post_logout_redirect_urls,
        "logo_url": app.logo_url,
        "bypass_consent_for_offline_access": app.bypass_consent_for_offline_access,
        "creation_method": app.creation_method,
    });
    for (name, value) in [
        ("client_secret_last_four", last_four(&app.client_secret)),
        ("access_token_custom_audience", app.access_token_custom_audience.clone()),
        ("client_id_metadata_url", app.client_id_metadata_url.clone()),
    ] {
        if let Some(value) = value {
            shown[name] = value.into();
        }
    }
    shown
}
