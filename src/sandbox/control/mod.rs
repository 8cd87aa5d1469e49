//! The sandbox's own API under `/_sandbox`, for tests in other languages. `openapi/sandbox.yaml` describes it.

mod script;

use std::collections::BTreeMap;

use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::{Value, json};

use crate::sandbox::Shared;
use crate::sandbox::body::decode;
use crate::sandbox::control::script::ScriptRequest;
use crate::sandbox::response::{Response, error};
use crate::sandbox::route::query;

/// Stytch has no path that begins like this.
const PREFIX: &str = "/_sandbox/";

const DOCUMENT: &str = include_str!("../../../openapi/sandbox.yaml");

impl Shared {
    /// The response to a request for the sandbox itself. `None` if the request is for Stytch.
    pub(super) fn control(&self, method: &str, uri: &hyper::Uri, body: &[u8]) -> Option<Response> {
        let name = uri.path().strip_prefix(PREFIX)?;
        let result = match (method, name) {
            ("POST", "reset") => {
                self.reset();
                Ok(Value::Null)
            }
            ("GET", "seed") => {
                serde_json::to_value(self.state().snapshot()).map_err(|error| error.to_string())
            }
            ("PUT", "seed") => decode(body).and_then(|seed| self.restart(seed)).map(|()| Value::Null),
            ("POST", "on") => decode(body).and_then(|script: ScriptRequest| {
                self.scripts.add(script.try_into()?);
                Ok(Value::Null)
            }),
            ("GET", "requests") => Ok(self.requests(&query(uri).into_iter().collect())),
            ("GET", "openapi.yaml") => Ok(DOCUMENT.into()),
            _ => return Some(missed()),
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

    fn requests(&self, filters: &BTreeMap<String, String>) -> Value {
        let mut requests = self.log.all();
        if let Some(operation) = filters.get("operation") {
            requests.retain(|request| request.operation == Some(operation));
        }
        json!({"requests": requests})
    }
}

fn missed() -> Response {
    error(404, "route_not_found", &format!("The sandbox has no such route. Read {PREFIX}openapi.yaml."))
}
