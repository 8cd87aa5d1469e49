//! The apps of the project, and their secrets.

use serde_json::{Value, json};
use stytch_connected_apps::Secret;

use crate::seed::App;
use crate::state::search::Asked;
use crate::state::{Refusal, Request, State, complete, new_id};

pub(super) fn get(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    Ok(json!({"connected_app": shown(state.app(request.parameter("client_id"))?)}))
}

pub(super) fn search(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    let asked = Asked::new(request)?;
    let mut rest = state.apps.from(asked.start);
    let items = rest.by_ref().take(asked.limit).map(|(_, app)| shown(app)).collect();
    let next = rest.next().map(|(number, _)| number);
    Ok(asked.page("connected_apps", items, state.apps.len(), next).into())
}

pub(super) fn create(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    const TYPES: [&str; 4] = ["first_party", "first_party_public", "third_party", "third_party_public"];
    let client_type = request.string("client_type").unwrap_or_default();
    if !TYPES.contains(&client_type) {
        return Err(Refusal::new(400, "invalid_connected_app_type"));
    }
    let mut app = App::new(new_id(state.random.u128(..), "connected-app")).client_type(client_type);
    set(&mut app, request.body)?;
    complete(&mut app, &mut state.random);
    // No later response shows the whole secret.
    let mut shown = shown(&app);
    if let Some(secret) = &app.client_secret {
        shown["client_secret"] = secret.expose_secret().into();
    }
    state.apps.add(app);
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
    let app = state.apps.remove(request.parameter("client_id"));
    let app = app.ok_or(Refusal::new(404, "connected_app_not_found"))?;
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
    app.next_client_secret = Some(next.clone().into());
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
fn rotating<'a>(state: &'a mut State, request: &Request<'_>) -> Result<(&'a mut App, Secret), Refusal> {
    let app = confidential(state, request)?;
    match app.next_client_secret.take() {
        Some(next) => Ok((app, next)),
        None => Err(Refusal::new(400, "connected_app_not_rotating_secret")),
    }
}

/// Sets what the body sets.
fn set(app: &mut App, body: &Value) -> Result<(), Refusal> {
    let string = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let strings = |name: &str| {
        let strings = body.get(name).and_then(Value::as_array)?;
        Some(strings.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>())
    };
    let flag = |name: &str| body.get(name).and_then(Value::as_bool);
    let replace = |field: &mut String, name: &str| {
        if let Some(value) = string(name) {
            *field = value;
        }
    };
    replace(&mut app.client_name, "client_name");
    replace(&mut app.client_description, "client_description");
    replace(&mut app.access_token_template_content, "access_token_template_content");
    app.redirect_urls = strings("redirect_urls").unwrap_or(std::mem::take(&mut app.redirect_urls));
    app.post_logout_redirect_urls =
        strings("post_logout_redirect_urls").unwrap_or(std::mem::take(&mut app.post_logout_redirect_urls));
    app.full_access_allowed = flag("full_access_allowed").unwrap_or(app.full_access_allowed);
    app.bypass_consent_for_offline_access =
        flag("bypass_consent_for_offline_access").unwrap_or(app.bypass_consent_for_offline_access);
    let minutes = body.get("access_token_expiry_minutes").and_then(Value::as_i64);
    app.access_token_expiry_minutes = minutes.unwrap_or(app.access_token_expiry_minutes);
    app.access_token_custom_audience =
        string("access_token_custom_audience").or(app.access_token_custom_audience.take());
    app.logo_url = string("logo_url").or(app.logo_url.take());
    app.check().map_err(|mistake| Refusal {
        message: Some(format!("{}: {}", mistake.field, mistake.message)),
        ..Refusal::new(400, mistake.error_type)
    })
}

/// An app without its secrets, of which only the last four characters show.
fn shown(app: &App) -> Value {
    let last_four = |secret: &Option<Secret>| {
        secret.as_ref().map(Secret::expose_secret).map(|secret| {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use allocation_counter::measure;

    use super::*;
    use crate::seed::Seed;

    #[test]
    fn to_create_and_to_delete_an_app_takes_as_much_among_many_as_among_few() {
        let cost = |apps: usize| {
            let seed = Seed {
                apps: (0..apps).map(|number| App::new(format!("app-{number}"))).collect(),
                ..Seed::new()
            };
            let mut state = State::new(seed, 0).expect("a seed");
            let (body, none) = (json!({"client_type": "first_party"}), Value::Null);
            let info = measure(|| {
                let request = Request {
                    parameters: &BTreeMap::new(),
                    body: &body,
                    session: None,
                    now: 0,
                    origin: "",
                    issuer: "",
                };
                let app = create(&mut state, &request).expect("created");
                let id = app["connected_app"]["client_id"].as_str().expect("an id").to_owned();
                let parameters = BTreeMap::from([("client_id".to_owned(), id)]);
                let request = Request {
                    parameters: &parameters,
                    body: &none,
                    session: None,
                    now: 0,
                    origin: "",
                    issuer: "",
                };
                delete(&mut state, &request).expect("deleted");
            });
            info.count_total
        };
        let (few, many) = (cost(10), cost(10_000));
        assert!(many < 2 * few, "{few} allocations among 10 apps, {many} among 10,000");
    }
}
