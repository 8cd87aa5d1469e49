//! The response to a request. It comes from a script, from the header `Prefer`, from the state or from the document's
//! examples, in this order.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use stytch_connected_apps::operations::Operation;
use stytch_connected_apps::reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};

use crate::body::check;
use crate::credentials;
use crate::form::{as_json, is_form};
use crate::log::Entry;
use crate::prefer::Prefer;
use crate::received::{Received, with_credentials};
use crate::refuse::{challenged, refused, with_own_id};
use crate::response::{Response, Written, documented, error, find, missed, undocumented, written};
use crate::route::{Route, Target};
use crate::scripts::{Action, Scripted};
use crate::shared::Shared;
use crate::state::{Refusal, behaviour, completed};

/// The reaction to a request.
pub(super) enum Reaction {
    Respond(Written),
    /// The head of the response, and half of its body.
    Stall(Written),
    Disconnect,
}

impl Shared {
    /// Handles a request of the API. Returns the reaction and its delay.
    pub(super) fn react(
        &self,
        method: &str,
        uri: &hyper::Uri,
        headers: &HeaderMap,
        body: Bytes,
    ) -> (Duration, Reaction) {
        let at = self.clock.now();
        let site = self.site(uri, headers);
        // A document may have paths of its own where the project's domain has others.
        let target = Target::find(method, uri.path(), uri).or_else(|miss| match &site.on_api_host {
            Some(path) => Target::find(method, path, uri),
            None => Err(miss),
        });
        let takes_form = match &target {
            Ok(Target::Operation(route)) => route.operation.sends_form,
            Ok(Target::Endpoint(endpoint, _)) => endpoint.takes_form,
            Err(_) => false,
        };
        let is_form = takes_form && is_form(headers, &body);
        let body = match &target {
            Ok(target) if is_form => as_json(target.operation(), &body),
            _ => body,
        };
        let (delay, reaction) = match &target {
            Ok(Target::Operation(route)) => {
                let received = Received { site: &site, headers, body: &body, is_form };
                self.scripted(route, uri.path(), &received)
            }
            Ok(Target::Endpoint(endpoint, parameters)) => {
                let received = Received { site: &site, headers, body: &body, is_form };
                let response = self.at_endpoint(endpoint, parameters, &received);
                (Duration::ZERO, Reaction::Respond(response.written()))
            }
            Err(miss) => (Duration::ZERO, Reaction::Respond(missed(miss).written())),
        };
        let (operation, parameters) = target.map_or_else(|_| (None, <_>::default()), Target::into_parts);
        let response = match &reaction {
            Reaction::Respond(response) | Reaction::Stall(response) => Some(response),
            Reaction::Disconnect => None,
        };
        self.log.add(Entry {
            at,
            operation,
            method: method.to_owned(),
            path: uri.path().to_owned(),
            parameters,
            body,
            status: response.map(|response| response.status.as_u16()),
            response: response.map(|response| response.body.clone()).unwrap_or_default(),
        });
        (delay.saturating_add(self.latency), reaction)
    }

    fn scripted(&self, route: &Route, path: &str, received: &Received<'_>) -> (Duration, Reaction) {
        let (delay, action) = self.scripts.apply(route.operation.id, path);
        let reaction = match action {
            Action::Disconnect => Reaction::Disconnect,
            Action::Respond(scripted) => Reaction::Respond(own(route.operation, scripted)),
            Action::Proceed => Reaction::Respond(self.respond(route, received).written()),
            Action::Stall => Reaction::Stall(self.respond(route, received).written()),
        };
        (delay, reaction)
    }

    /// The response that the request gets without a script.
    fn respond(&self, route: &Route, received: &Received<'_>) -> Response {
        let (operation, headers) = (route.operation, received.headers);
        let json: Value = serde_json::from_slice(received.body).unwrap_or_default();
        let is_ours = |value: &HeaderValue| value == credentials::AUTHORIZATION.as_str();
        if operation.sends_credentials && !headers.get(AUTHORIZATION).is_some_and(is_ours) {
            return refused(operation, Refusal::new(401, "unauthorized_credentials"));
        }
        if let Some(headers) = self.limited(operation.id) {
            let response = refused(operation, Refusal::new(429, "too_many_requests"));
            return Response { headers, ..response };
        }
        let sessions: Vec<&HeaderValue> =
            operation.session_headers.iter().filter_map(|name| headers.get(*name)).collect();
        if sessions.len() > 1 {
            return refused(
                operation,
                Refusal {
                    message: Some("Send the session's token or its JWT, not both.".to_owned()),
                    ..Refusal::new(400, "too_many_session_arguments")
                },
            );
        }
        let session = sessions.first().map(|value| value.to_str().unwrap_or_default());
        match Prefer::from_headers(headers) {
            Ok(prefer) if prefer == Prefer::default() => self.fulfilled(route, session, received, json),
            Ok(Prefer { code, example }) => {
                match find(operation, code, example.as_deref(), route.asks_for_next_page(&json)) {
                    Some(example) => documented(example),
                    None => refused(operation, Refusal::bad_request(undocumented(operation))),
                }
            }
            Err(message) => refused(operation, Refusal::bad_request(message)),
        }
    }

    fn fulfilled(
        &self,
        route: &Route,
        session: Option<&str>,
        received: &Received<'_>,
        json: Value,
    ) -> Response {
        let operation = route.operation;
        let json = match checked(operation, received, json) {
            Ok(json) => json,
            Err(refusal) => return challenged(refused(operation, refusal), received.headers),
        };
        let Some(behaviour) = behaviour(operation.id) else {
            return match find(operation, None, None, route.asks_for_next_page(&json)) {
                Some(example) => {
                    let response = documented(example);
                    Response { body: with_own_id(response.body), ..response }
                }
                None => error(501, "not_implemented", "The document has no success response."),
            };
        };
        match self.behave(behaviour, &route.parameters, session, received.site, &json) {
            Ok(response) => response,
            Err(refusal) => challenged(refused(operation, refusal), received.headers),
        }
    }
}

/// The JSON of a body that is as the document describes it.
fn checked(operation: &Operation, received: &Received<'_>, json: Value) -> Result<Value, Refusal> {
    let is_for_apps = operation.sends_form && !operation.sends_credentials;
    let invalid = |message: String| match is_for_apps {
        true => Refusal::oauth(400, "invalid_request", message),
        false => Refusal::bad_request(message),
    };
    if operation.sends_form && !received.is_form {
        let message = "the body is not declared as application/x-www-form-urlencoded, or is none";
        return Err(invalid(message.to_owned()));
    }
    if is_for_apps {
        let json = with_credentials(received)?;
        return check(operation, json.to_string().as_bytes()).map(|()| json).map_err(invalid);
    }
    // Messages say where in the body something is wrong, so it is checked as it was sent if it can be.
    let (json, body) = match completed(operation.id, &json) {
        Some(whole) => (whole.clone(), Cow::Owned(whole.to_string().into_bytes())),
        None => (json, Cow::Borrowed(received.body)),
    };
    check(operation, &body).map_err(invalid)?;
    if operation.sends_empty_object && !body.is_empty() && !json.is_object() {
        return Err(Refusal::bad_request("the body is not a JSON object; send `{}`"));
    }
    Ok(json)
}

/// A script's response.
fn own(operation: &Operation, scripted: Scripted) -> Written {
    let Scripted { status, headers, body } = scripted;
    // With a body, these would not be valid HTTP.
    let has_content = !matches!(status.as_u16(), 204 | 205 | 304);
    let example = || match find(operation, Some(status.as_u16()), None, false) {
        Some(example) => with_own_id(documented(example).body),
        None => error(status.as_u16(), "scripted", "A script of the sandbox sends this.").body,
    };
    let body = if has_content { body.unwrap_or_else(|| written(example())) } else { Bytes::new() };
    Written { status, headers, body }
}
