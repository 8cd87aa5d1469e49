//! The response to a request. It comes from a script, from the header `Prefer`, from the state or from the document's
//! examples, in this order.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use serde_json::Value;
use stytch_connected_apps::operations::Operation;
use stytch_connected_apps::reqwest::StatusCode;
use stytch_connected_apps::reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, RETRY_AFTER};

use crate::body::check;
use crate::credentials;
use crate::form::as_json;
use crate::log::Entry;
use crate::prefer::Prefer;
use crate::response::{
    Response, Written, documented, error, find, missed, request_id, undocumented, written,
};
use crate::route::Route;
use crate::scripts::{Action, Scripted};
use crate::shared::Shared;
use crate::state::{Refusal, Request, behaviour};

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
        let at = SystemTime::now();
        let route = Route::find(method, uri);
        let body = match &route {
            Ok(route) => as_json(route.operation, body),
            Err(_) => body,
        };
        let (delay, reaction) = match &route {
            Ok(route) => self.scripted(route, uri.path(), headers, &body),
            Err(miss) => (Duration::ZERO, Reaction::Respond(missed(miss).written())),
        };
        let (operation, parameters) = route.map_or_else(|_| (None, <_>::default()), Route::into_parts);
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

    fn scripted(&self, route: &Route, path: &str, headers: &HeaderMap, body: &[u8]) -> (Duration, Reaction) {
        let json = serde_json::from_slice(body).unwrap_or_default();
        let (delay, action) = self.scripts.apply(route.operation.id, path);
        let reaction = match action {
            Action::Disconnect => Reaction::Disconnect,
            Action::Respond(scripted) => Reaction::Respond(own(route.operation, scripted)),
            Action::Proceed => Reaction::Respond(self.respond(route, headers, body, &json).written()),
            Action::Stall => Reaction::Stall(self.respond(route, headers, body, &json).written()),
        };
        (delay, reaction)
    }

    /// The response that the request gets without a script.
    fn respond(&self, route: &Route, headers: &HeaderMap, body: &[u8], json: &Value) -> Response {
        let operation = route.operation;
        let is_ours = |value: &HeaderValue| value == credentials::AUTHORIZATION.as_str();
        if operation.sends_credentials && !headers.get(AUTHORIZATION).is_some_and(is_ours) {
            return refused(operation, Refusal::new(401, "unauthorized_credentials"));
        }
        if let Some(limit) = &self.rate_limit
            && !limit.passes(operation.id)
        {
            let mut response = refused(operation, Refusal::new(429, "too_many_requests"));
            response.headers.extend(limit.retry_after().map(|seconds| (RETRY_AFTER, seconds.into())));
            return response;
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
            Ok(prefer) if prefer == Prefer::default() => self.fulfilled(route, session, body, json),
            Ok(Prefer { code, example }) => {
                match find(operation, code, example.as_deref(), route.asks_for_next_page(json)) {
                    Some(example) => documented(example),
                    None => refused(operation, Refusal::bad_request(undocumented(operation))),
                }
            }
            Err(message) => refused(operation, Refusal::bad_request(message)),
        }
    }

    fn fulfilled(&self, route: &Route, session: Option<&str>, body: &[u8], json: &Value) -> Response {
        let operation = route.operation;
        if let Err(message) = check(operation, body) {
            return refused(operation, Refusal::bad_request(message));
        }
        if operation.sends_empty_object && !body.is_empty() && !json.is_object() {
            let message = "the body is not a JSON object; send `{}`";
            return refused(operation, Refusal::bad_request(message));
        }
        let Some(behaviour) = behaviour(operation.id) else {
            return match find(operation, None, None, route.asks_for_next_page(json)) {
                Some(example) => {
                    let response = documented(example);
                    Response { body: with_own_id(response.body), ..response }
                }
                None => error(501, "not_implemented", "The document has no success response."),
            };
        };
        let request = Request { parameters: &route.parameters, body: json, session };
        let result = behaviour(&mut self.state(), &request);
        match result {
            Ok(mut body) => {
                body["status_code"] = 200.into();
                body["request_id"] = request_id().into();
                Response { status: StatusCode::OK, headers: HeaderMap::new(), body }
            }
            Err(refusal) => refused(operation, refusal),
        }
    }
}

/// The document's example of an error, or an error in the API's shape if it has none.
fn refused(operation: &Operation, refusal: Refusal) -> Response {
    let Refusal { status, error_type, message } = refusal;
    match find(operation, Some(status), Some(error_type), false) {
        Some(example) => {
            let mut response = documented(example);
            response.body = with_own_id(response.body);
            if let Some(message) = message {
                response.body["error_message"] = message.into();
            }
            response
        }
        None => {
            let message = message.unwrap_or_else(|| format!("The sandbox responds with `{error_type}`."));
            error(status, error_type, &message)
        }
    }
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

fn with_own_id(mut body: Value) -> Value {
    if let Some(id) = body.get_mut("request_id") {
        *id = request_id().into();
    }
    body
}
