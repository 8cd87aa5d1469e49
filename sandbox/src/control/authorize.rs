//! The stand-in for the page of the customer's own application on which people consent. It consents at once, so that an
//! OAuth client completes its flow without a browser.

use hyper::http::request::Parts;
use serde_json::{Value, json};
use stytch_connected_apps::reqwest::Url;
use stytch_connected_apps::reqwest::header::HeaderValue;

use crate::control::Content;
use crate::route::query;
use crate::seed::Person;
use crate::shared::Shared;
use crate::state::{Refusal, Request, State, behaviour};

/// An authorization request (RFC 6749, section 4.1.1). Without a known app and one of its URLs there is nowhere to redirect
/// to, so that is a 400; every other error the app gets to know.
pub(super) fn authorize(sandbox: &Shared, head: &Parts, _: &[u8]) -> Result<Content, String> {
    let query = query(&head.uri);
    let all = |wanted: &str| {
        let values = query.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        values.collect::<Vec<_>>()
    };
    let one = |name: &str| match *all(name) {
        [] => Ok(None),
        [value] => Ok(Some(value)),
        _ => Err(format!("{name}: send it once")),
    };
    let (client_id, redirect_uri) = (one("client_id")?, one("redirect_uri")?);
    let mut state = sandbox.state();
    if !state.redirects(client_id.unwrap_or_default(), redirect_uri.unwrap_or_default()) {
        return Err("client_id, redirect_uri: no such app, or none of its redirect URLs".to_owned());
    }
    let redirect_uri = redirect_uri.unwrap_or_default();
    let origin = sandbox.origin(&head.uri, &head.headers);
    let mut location = match decided(&mut state, sandbox, &origin, &one, &all) {
        Ok(response) => response["redirect_uri"].as_str().unwrap_or_default().to_owned(),
        Err((error, description)) => {
            let mut parameters = vec![("error", error.as_str()), ("error_description", description.as_str())];
            parameters.extend(one("state")?.map(|state| ("state", state)));
            Url::parse_with_params(redirect_uri, parameters)
                .map(String::from)
                .map_err(|error| error.to_string())?
        }
    };
    // RFC 9207: the app sees which server the response is from.
    if let Ok(mut url) = Url::parse(&location) {
        url.query_pairs_mut().append_pair("iss", &origin);
        location = url.into();
    }
    HeaderValue::from_str(&location).map(Content::Redirect).map_err(|error| error.to_string())
}

/// The response of the operation that completes an authorization, or the error in OAuth's words with its description.
fn decided<'a>(
    state: &mut State,
    sandbox: &Shared,
    origin: &str,
    one: &impl Fn(&str) -> Result<Option<&'a str>, String>,
    all: &impl Fn(&str) -> Vec<&'a str>,
) -> Result<Value, (String, String)> {
    let invalid = |message: String| ("invalid_request".to_owned(), message);
    let get = |name: &str| one(name).map_err(invalid);
    match get("response_type")? {
        Some("code") => {}
        None => return Err(invalid("response_type: missing".to_owned())),
        Some(_) => {
            return Err(("unsupported_response_type".to_owned(), "only `code` is supported".to_owned()));
        }
    }
    if get("code_challenge")?.is_some() && get("code_challenge_method")? != Some("S256") {
        return Err(invalid("code_challenge_method: only `S256` is supported".to_owned()));
    }
    let person = match get("person")? {
        Some(person) => named(person),
        None => state.who_authorizes().ok_or_else(|| {
            invalid(
                "person: name who consents, a User's id or ORGANIZATION/MEMBER; or set `authorize_as` in the seed".to_owned(),
            )
        })?,
    };
    let mut body = json!({
        "consent_granted": all("deny").is_empty(),
        "scopes": get("scope")?.unwrap_or_default().split_whitespace().collect::<Vec<_>>(),
        "resources": all("resource"),
    });
    for name in ["client_id", "redirect_uri", "response_type", "state", "nonce", "code_challenge"] {
        if let Some(value) = get(name)? {
            body[name] = value.into();
        }
    }
    let operation = match person {
        Person::User(id) => {
            body["user_id"] = id.into();
            "authorize_user"
        }
        Person::Member { organization, member } => {
            body["organization_id"] = organization.into();
            body["member_id"] = member.into();
            "authorize_member"
        }
    };
    let request = Request {
        parameters: &<_>::default(),
        body: &body,
        session: None,
        now: sandbox.clock.seconds(),
        origin,
        issuer: origin,
    };
    let complete = behaviour(operation).ok_or_else(|| invalid(format!("the sandbox lacks `{operation}`")))?;
    complete(state, &request).map_err(in_oauths_words)
}

/// A User by id, or a Member by the ids of the Organization and the Member with a slash between them.
fn named(person: &str) -> Person {
    match person.split_once('/') {
        Some((organization, member)) => Person::from((organization, member)),
        None => Person::from(person),
    }
}

fn in_oauths_words(refusal: Refusal) -> (String, String) {
    let error = match refusal.error_type {
        "oauth_invalid_scope_requested" => "invalid_scope",
        "connected_app_not_allowed_for_org" => "access_denied",
        _ => "invalid_request",
    };
    (error.to_owned(), refusal.message.unwrap_or_else(|| refusal.error_type.to_owned()))
}
