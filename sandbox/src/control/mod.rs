//! The sandbox's own API under `/_sandbox`, for tests in other languages. `openapi.yaml` describes it.

mod script;

use serde_json::{Value, json};
use stytch_connected_apps::reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

use crate::body::decode;
use crate::control::script::ScriptRequest;
use crate::known::known;
use crate::response::{Response, error, missed};
use crate::route::{Miss, query};
use crate::shared::Shared;

/// Stytch has no path that begins like this.
const PREFIX: &str = "/_sandbox";

/// Does what a request asks for. The response has the JSON, the text or, for null, no body.
type Handler = fn(&Shared, &hyper::Uri, &[u8]) -> Result<Value, String>;

const ROUTES: &[(&str, &str, Handler)] = &[
    ("POST", "/reset", reset),
    ("GET", "/seed", snapshot),
    ("PUT", "/seed", restart),
    ("POST", "/on", script),
    ("GET", "/requests", requests),
    ("GET", "/openapi.yaml", |_, _, _| Ok(DOCUMENT.into())),
];

/// How many scripts there can be, so that a long run of tests without a reset does not slow down or fill the memory.
const MOST_SCRIPTS: usize = 10_000;

const DOCUMENT: &str = include_str!("../../openapi.yaml");

impl Shared {
    /// The response to a request for the sandbox itself. `None` if the request is for Stytch.
    pub(super) fn control(&self, method: &str, uri: &hyper::Uri, body: &[u8]) -> Option<Response> {
        let name = uri.path().strip_prefix(PREFIX).filter(|name| name.is_empty() || name.starts_with('/'))?;
        let routes = || ROUTES.iter().filter(|(_, path, _)| *path == name);
        let Some((.., handler)) = routes().find(|(known, ..)| *known == method) else {
            return Some(no_route(routes().map(|(known, ..)| *known).collect()));
        };
        Some(match handler(self, uri, body) {
            Err(message) => error(400, "bad_request", &message),
            Ok(Value::Null) => Response::new(204, Value::Null),
            Ok(Value::String(text)) => {
                let content_type = (CONTENT_TYPE, HeaderValue::from_static("application/yaml"));
                Response { headers: HeaderMap::from_iter([content_type]), ..Response::new(200, text.into()) }
            }
            Ok(body) => Response::new(200, body),
        })
    }
}

fn reset(sandbox: &Shared, _: &hyper::Uri, _: &[u8]) -> Result<Value, String> {
    sandbox.reset();
    Ok(Value::Null)
}

fn snapshot(sandbox: &Shared, _: &hyper::Uri, _: &[u8]) -> Result<Value, String> {
    serde_json::to_value(sandbox.state().snapshot()).map_err(|error| error.to_string())
}

fn restart(sandbox: &Shared, _: &hyper::Uri, body: &[u8]) -> Result<Value, String> {
    sandbox.restart(decode(body)?)?;
    Ok(Value::Null)
}

fn script(sandbox: &Shared, _: &hyper::Uri, body: &[u8]) -> Result<Value, String> {
    let script = decode::<ScriptRequest>(body)?.try_into()?;
    if sandbox.scripts.len() >= MOST_SCRIPTS {
        return Err(format!("there are {MOST_SCRIPTS} scripts; reset the sandbox between tests"));
    }
    sandbox.scripts.add(script);
    Ok(Value::Null)
}

fn requests(sandbox: &Shared, uri: &hyper::Uri, _: &[u8]) -> Result<Value, String> {
    let mut requests = sandbox.log.all();
    for (name, value) in query(uri) {
        if name != "operation" {
            return Err(format!("{name}: unknown parameter; the log is filtered by `operation`"));
        }
        let operation = known(&value).map_err(|message| format!("operation: {message}"))?.id;
        requests.retain(|request| request.operation == Some(operation));
    }
    Ok(json!({"requests": requests}))
}

/// The response if the path does not exist, or takes only these methods.
fn no_route(allowed: Vec<&'static str>) -> Response {
    if !allowed.is_empty() {
        return missed(&Miss::Method { allowed });
    }
    let message = format!("The sandbox has no such route. {PREFIX}/openapi.yaml describes those it has.");
    error(404, "route_not_found", &message)
}
