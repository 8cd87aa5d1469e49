use serde_json::{Value, json};

use crate::seed::App;
use crate::state::{Refusal, Request, State, complete, new_id};

/// How many apps there can be for one more to register: anybody can register apps.
const MOST_APPS: usize = 10_000;

/// RFC 7591. What makes a public app identical is its metadata: the name, the redirect URLs and the logo.
pub(in crate::state) fn register(state: &mut State, request: &Request<'_>) -> Result<Value, Refusal> {
    if !state.seed.dynamic_registration {
        // The status is not documented.
        return Err(Refusal::oauth(
            403,
            "dynamic_client_registration_not_enabled",
            "Dynamic registration is off: set `dynamic_registration` in the sandbox's seed.",
        ));
    }
    if state.apps.len() >= MOST_APPS {
        return Err(Refusal::oauth(
            429,
            "too_many_connected_apps",
            "The sandbox has too many apps: reset it.",
        ));
    }
    let method = request.string("token_endpoint_auth_method").unwrap_or("client_secret_basic");
    let client_type = match method {
        "none" => "third_party_public",
        "client_secret_basic" | "client_secret_post" => "third_party",
        _ => {
            return Err(invalid(
                "token_endpoint_auth_method: none, client_secret_basic or client_secret_post",
            ));
        }
    };
    let urls: Vec<String> = request.strings("redirect_uris").map(str::to_owned).collect();
    if urls.is_empty() {
        return Err(Refusal::oauth(400, "invalid_redirect_uri", "redirect_uris: name at least one URL"));
    }
    for (name, known) in
        [("grant_types", &["authorization_code", "refresh_token"][..]), ("response_types", &["code"])]
    {
        if request.strings(name).any(|word| !known.contains(&word)) {
            return Err(invalid(format!("{name}: only {}", known.join(" and "))));
        }
    }
    let mut app = App {
        // An app without a name would have its id for one, and be identical to no other.
        client_name: request.string("client_name").unwrap_or("Unnamed").to_owned(),
        client_type: client_type.to_owned(),
        redirect_urls: urls,
        logo_url: request.string("logo_uri").map(str::to_owned),
        creation_method: "dynamic_client_registration".to_owned(),
        ..App::default()
    };
    let same = app.is_public().then(|| {
        let facts = |app: &App| {
            let App { client_type, creation_method, client_name, redirect_urls, logo_url, .. } = app.clone();
            (client_type, creation_method, client_name, redirect_urls, logo_url)
        };
        let is_same = |other: &&App| facts(other) == facts(&app);
        state.apps.all().find(is_same).map(|app| app.client_id.clone())
    });
    let (is_new, id) = match same.flatten() {
        Some(id) => (false, id),
        None => (true, new_id(state.random.u128(..), "connected-app")),
    };
    app.client_id = id;
    app.check().map_err(|mistake| match mistake.field.starts_with("redirect_urls") {
        true => Refusal::oauth(400, "invalid_redirect_uri", mistake.message),
        false => invalid(format!("{}: {}", mistake.field, mistake.message)),
    })?;
    if is_new {
        complete(&mut app, &mut state.random);
        state.apps.add(app.clone());
    }
    let mut response = json!({
        "status_code": 201,
        "client_id": app.client_id,
        "client_id_issued_at": request.now,
        "client_name": app.client_name,
        "redirect_uris": app.redirect_urls,
        "token_endpoint_auth_method": method,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
    });
    if let Some(logo) = &app.logo_url {
        response["logo_uri"] = logo.clone().into();
    }
    if let Some(secret) = &app.client_secret {
        response["client_secret"] = secret.expose_secret().into();
        // It does not expire.
        response["client_secret_expires_at"] = 0.into();
    }
    Ok(response)
}

fn invalid(description: impl Into<String>) -> Refusal {
    Refusal::oauth(400, "invalid_client_metadata", description)
}
