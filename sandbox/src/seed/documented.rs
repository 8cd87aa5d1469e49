//! The seed that the document's examples describe. If another document lacks one of these operations, the seed lacks
//! its data.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use stytch_connected_apps::Secret;
use stytch_connected_apps::operations;
use stytch_connected_apps::operations::Operation;

use crate::seed::{App, Member, Organization, Person, Seed, Session, User};

/// The session token in the document's examples.
const TOKEN: &str = "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q";

/// Everybody and everything in the examples of these operations.
pub(super) fn seed() -> Seed {
    let mut seed = Seed::new();
    for app in items("search_connected_app_clients", "/connected_apps") {
        seed = seed.app(the_app(&app));
    }
    // Created apps have their secrets.
    for app in items("create_connected_app_client", "/connected_app") {
        if let Some(known) = seed.apps.iter_mut().find(|known| app["client_id"] == *known.client_id) {
            known.client_secret = string(&app, "client_secret").map(Secret::from);
        }
    }
    for user in items("search_users", "/results") {
        seed = seed.user(the_user(&user));
    }
    for organization in items("search_organizations", "/organizations") {
        seed = seed.organization(the_organization(&organization));
    }
    for member in items("search_members", "/members") {
        seed = seed.member(&string(&member, "organization_id").unwrap_or_default(), the_member(&member));
    }
    granted(granted(seed, "get_user_connected_apps"), "get_member_connected_apps")
}

/// Adds the grants in an operation's response, for the person in its arguments.
fn granted(mut seed: Seed, id: &str) -> Seed {
    let Some(arguments) = operations::find(id).map(Operation::example_arguments) else { return seed };
    let person = match (
        string(&arguments, "user_id"),
        string(&arguments, "organization_id"),
        string(&arguments, "member_id"),
    ) {
        (Some(user), ..) => Person::User(user),
        (None, Some(organization), Some(member)) => Person::Member { organization, member },
        _ => return seed,
    };
    seed = seed.session(Session::new(TOKEN, person.clone()));
    for app in items(id, "/connected_apps") {
        let Some(client_id) = string(&app, "connected_app_id") else { continue };
        if seed.apps.iter().all(|known| known.client_id != client_id) {
            seed = seed.app(App {
                client_name: string(&app, "name").unwrap_or_default(),
                client_description: string(&app, "description").unwrap_or_default(),
                client_type: string(&app, "client_type").unwrap_or_default(),
                logo_url: string(&app, "logo_url"),
                ..App::new(&*client_id)
            });
        }
        let scopes = string(&app, "scopes_granted").unwrap_or_default();
        seed = seed.grant(person.clone(), client_id, &scopes);
    }
    seed
}

/// The items of a list, or the object itself, at a place in an operation's success examples.
fn items(id: &str, place: &str) -> Vec<Value> {
    let examples = operations::find(id).into_iter().flat_map(Operation::example_responses);
    let successes = examples.filter(|example| (200..300).contains(&example.status));
    let bodies = successes.filter_map(|example| serde_json::from_str::<Value>(example.body).ok());
    let values = bodies.filter_map(|mut body| body.pointer_mut(place).map(Value::take));
    values.flat_map(|value| if let Value::Array(items) = value { items } else { vec![value] }).collect()
}

fn string(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

/// Decodes these properties, which the type has as well.
fn read<T: Default + Serialize + DeserializeOwned>(value: &Value, names: &[&str]) -> T {
    let known = value.as_object().into_iter().flatten();
    let known = known.filter(|(name, value)| names.contains(&name.as_str()) && !value.is_null());
    let known: Map<String, Value> = known.map(|(name, value)| (name.clone(), value.clone())).collect();
    serde_json::from_value(known.into()).unwrap_or_default()
}

fn the_app(value: &Value) -> App {
    read(
        value,
        &[
            "client_id",
            "client_name",
            "client_description",
            "client_type",
            "status",
            "redirect_urls",
            "full_access_allowed",
            "access_token_expiry_minutes",
            "access_token_custom_audience",
            "access_token_template_content",
            "post_logout_redirect_urls",
            "logo_url",
            "bypass_consent_for_offline_access",
            "creation_method",
            "client_id_metadata_url",
        ],
    )
}

fn the_user(value: &Value) -> User {
    let emails = value["emails"].as_array().into_iter().flatten();
    User {
        first_name: string(&value["name"], "first_name").unwrap_or_default(),
        last_name: string(&value["name"], "last_name").unwrap_or_default(),
        emails: emails.filter_map(|email| string(email, "email")).collect(),
        ..read(value, &["user_id", "external_id", "status", "created_at"])
    }
}

fn the_organization(value: &Value) -> Organization {
    read(
        value,
        &[
            "organization_id",
            "organization_name",
            "organization_slug",
            "organization_external_id",
            "first_party_connected_apps_allowed_type",
            "allowed_first_party_connected_apps",
            "third_party_connected_apps_allowed_type",
            "allowed_third_party_connected_apps",
        ],
    )
}

fn the_member(value: &Value) -> Member {
    read(value, &["member_id", "external_id", "status", "name", "email_address", "is_admin", "created_at"])
}
