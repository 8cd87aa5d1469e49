//! The sandbox's own API under `/_sandbox`, for tests in other languages. `openapi/sandbox.yaml` describes it.

mod script;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::{Value, json};

use crate::sandbox::Shared;
use crate::sandbox::body::decode;
use crate::sandbox::control::script::ScriptRequest;
use crate::sandbox::examples::known;
use crate::sandbox::response::{Response, error, missed};
use crate::sandbox::route::{Miss, query};

/// Stytch has no path that begins like this.
const PREFIX: &str = "/_sandbox";

/// The methods of each route.
const ROUTES: &[(&str, &[&str])] = &[
    ("/reset", &["POST"]),
    ("/seed", &["GET", "PUT"]),
    ("/on", &["POST"]),
    ("/requests", &["GET"]),
    ("/openapi.yaml", &["GET"]),
];

/// How many scripts there can be, so that a long run of tests without a reset does not slow down or fill the memory.
const MOST_SCRIPTS: usize = 10_000;

const DOCUMENT: &str = include_str!("../../../openapi/sandbox.yaml");

impl Shared {
    /// The response to a request for the sandbox itself. `None` if the request is for Stytch.
    pub(super) fn control(&self, method: &str, uri: &hyper::Uri, body: &[u8]) -> Option<Response> {
        let name = uri.path().strip_prefix(PREFIX).filter(|name| name.is_empty() || name.starts_with('/'))?;
        let result = match (method, name) {
            ("POST", "/reset") => {
                self.reset();
                Ok(Value::Null)
            }
            ("GET", "/seed") => {
                serde_json::to_value(self.state().snapshot()).map_err(|error| error.to_string())
            }
            ("PUT", "/seed") => decode(body).and_then(|seed| self.restart(seed)).map(|()| Value::Null),
            ("POST", "/on") => decode(body).and_then(|script: ScriptRequest| {
                let script = script.try_into()?;
                if self.scripts.len() >= MOST_SCRIPTS {
                    return Err(format!("there are {MOST_SCRIPTS} scripts; reset the sandbox between tests"));
                }
                self.scripts.add(script);
                Ok(Value::Null)
            }),
            ("GET", "/requests") => self.requests(&query(uri)),
            ("GET", "/openapi.yaml") => Ok(DOCUMENT.into()),
            _ => return Some(no_route(name)),
        };
        let mut response = match result {
            Ok(body) => Response::new(if body.is_null() { 204 } else { 200 }, body),
            Err(message) => error(400, "bad_request", &message),
        };
        if response.body.is_string() {
            response.headers =
                HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/yaml"))]);
        }
        Some(response)
    }

    fn requests(&self, filters: &[(String, String)]) -> Result<Value, String> {
        let mut requests = self.log.all();
        for (name, value) in filters {
            if name != "operation" {
                return Err(format!("{name}: unknown parameter; the log is filtered by `operation`"));
            }
            let operation = known(value).map_err(|message| format!("operation: {message}"))?.id;
            requests.retain(|request| request.operation == Some(operation));
        }
        Ok(json!({"requests": requests}))
    }
}

fn no_route(name: &str) -> Response {
    match ROUTES.iter().find(|(known, _)| *known == name) {
        Some((_, allowed)) => missed(&Miss::Method { allowed: allowed.to_vec() }),
        None => {
            let message =
                format!("The sandbox has no such route. {PREFIX}/openapi.yaml describes those it has.");
            error(404, "route_not_found", &message)
        }
    }
}
