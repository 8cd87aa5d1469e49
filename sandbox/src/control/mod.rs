//! The sandbox's own API under `/_sandbox`, for tests in other languages. `openapi.yaml` describes it.

mod access;
mod authorize;
mod script;

use std::time::Duration;

use bytes::Bytes;
use hyper::http::request::Parts;
use serde::{Deserialize, Serialize};
use stytch_connected_apps::reqwest::StatusCode;
use stytch_connected_apps::reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};

use crate::body::decode;
use crate::control::access::refuse_media_type;
use crate::control::authorize::authorize;
use crate::control::script::ScriptRequest;
use crate::known::known;
use crate::object::from_objects;
use crate::response::{Response, Written, error, missed};
use crate::route::{Miss, query};
use crate::scripts::Script;
use crate::shared::Shared;

/// Stytch has no path that begins like this.
const PREFIX: &str = "/_sandbox";

/// The longest request body, in bytes. No sandbox has a state that is longer as a seed, as `Generate` is limited.
const LONGEST_SEED: usize = 2 * 1024 * 1024 * 1024;
const LONGEST_OTHER: usize = 1024 * 1024;

const DOCUMENT: &str = include_str!("../../openapi.yaml");

/// One of the sandbox's own routes.
pub(super) struct Route {
    method: &'static str,
    path: &'static str,
    pub(super) longest_body: usize,
    /// Browsers come here from pages of other origins.
    is_page: bool,
    handler: Handler,
}

type Handler = fn(&Shared, &Parts, &[u8]) -> Result<Content, String>;

/// The body of a success.
enum Content {
    None,
    Json(Vec<u8>),
    Yaml(&'static str),
    /// None, but a redirect.
    Redirect(HeaderValue),
}

const ROUTES: &[Route] = &[
    route("GET", "/health", |_, _, _| Ok(Content::None)),
    route("POST", "/reset", reset),
    route("GET", "/seed", snapshot),
    Route { longest_body: LONGEST_SEED, ..route("PUT", "/seed", restart) },
    route("POST", "/on", script),
    route("GET", "/requests", requests),
    route("POST", "/advance", advance),
    route("POST", "/rotate_keys", rotate_keys),
    Route { is_page: true, ..route("GET", "/authorize", authorize) },
    route("GET", "/openapi.yaml", |_, _, _| Ok(Content::Yaml(DOCUMENT))),
];

const fn route(method: &'static str, path: &'static str, handler: Handler) -> Route {
    Route { method, path, longest_body: LONGEST_OTHER, is_page: false, handler }
}

impl Shared {
    /// The route of a request for the sandbox itself, or the response if it must not be served. `None` if the request is
    /// for Stytch.
    pub(super) fn control(&self, head: &Parts) -> Option<Result<&'static Route, Response>> {
        let path = head.uri.path().strip_prefix(PREFIX);
        let path = path.filter(|path| path.is_empty() || path.starts_with('/'))?;
        let routes = || ROUTES.iter().filter(|route| route.path == path);
        let found = routes().find(|route| route.method == head.method.as_str());
        if let Some(refused) = self.refuse_origin(head, found.is_some_and(|route| route.is_page)) {
            return Some(Err(refused));
        }
        Some(found.ok_or_else(|| no_route(routes().map(|route| route.method).collect())))
    }
}

impl Route {
    /// Does what a request asks for. It may take seconds.
    pub(super) fn respond(&self, sandbox: &Shared, head: &Parts, body: &[u8]) -> Written {
        if let Some(refused) = refuse_media_type(&head.headers, body) {
            return refused.written();
        }
        let content = match (self.handler)(sandbox, head, body) {
            Ok(content) => content,
            Err(message) => return error(400, "bad_request", &message).written(),
        };
        let (status, body, media_type) = match content {
            Content::None => return Written { status: StatusCode::NO_CONTENT, ..Written::default() },
            Content::Redirect(location) => {
                let headers = HeaderMap::from_iter([(LOCATION, location)]);
                return Written { status: StatusCode::FOUND, headers, ..Written::default() };
            }
            Content::Json(json) => (StatusCode::OK, json.into(), "application/json"),
            Content::Yaml(text) => (StatusCode::OK, Bytes::from_static(text.as_bytes()), "application/yaml"),
        };
        let headers = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(media_type))]);
        Written { status, headers, body }
    }
}

fn json(value: &impl Serialize) -> Result<Content, String> {
    serde_json::to_vec(value).map(Content::Json).map_err(|error| error.to_string())
}

fn reset(sandbox: &Shared, _: &Parts, _: &[u8]) -> Result<Content, String> {
    sandbox.reset();
    Ok(Content::None)
}

fn snapshot(sandbox: &Shared, _: &Parts, _: &[u8]) -> Result<Content, String> {
    // Its own statement, so that the state is not locked while the seed is written.
    let seed = sandbox.state().snapshot();
    json(&seed)
}

fn restart(sandbox: &Shared, _: &Parts, body: &[u8]) -> Result<Content, String> {
    sandbox.restart(decode(body)?)?;
    Ok(Content::None)
}

fn script(sandbox: &Shared, _: &Parts, body: &[u8]) -> Result<Content, String> {
    let script: Script = decode::<ScriptRequest>(body)?.try_into()?;
    sandbox.scripts.try_add(script)?;
    Ok(Content::None)
}

fn requests(sandbox: &Shared, head: &Parts, _: &[u8]) -> Result<Content, String> {
    let mut operations = Vec::new();
    for (name, value) in query(&head.uri) {
        if name != "operation" {
            return Err(format!("{name}: unknown parameter; the log is filtered by `operation`"));
        }
        operations.push(known(&value).map_err(|message| format!("operation: {message}"))?.id);
    }
    let entries = sandbox.log.entries().into_iter();
    let entries = entries.filter(|entry| operations.iter().all(|id| entry.operation_id() == Some(*id)));
    // Entries are shown one by one: as JSON values, all of them would take many times the memory that the log takes.
    let mut written = br#"{"requests":["#.to_vec();
    for (at, entry) in entries.enumerate() {
        if at > 0 {
            written.push(b',');
        }
        serde_json::to_writer(&mut written, &entry.shown()).map_err(|error| error.to_string())?;
    }
    written.extend_from_slice(b"]}");
    Ok(Content::Json(written))
}

/// How far to move the sandbox's time on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
struct Advance {
    seconds: u64,
}

from_objects!(Advance);

fn advance(sandbox: &Shared, _: &Parts, body: &[u8]) -> Result<Content, String> {
    let Advance { seconds } = decode(body)?;
    let moved = sandbox.clock.advance(Duration::from_secs(seconds));
    moved.map(|()| Content::None).map_err(|message| format!("seconds: {message}"))
}

fn rotate_keys(sandbox: &Shared, _: &Parts, _: &[u8]) -> Result<Content, String> {
    sandbox.rotate_keys();
    Ok(Content::None)
}

/// The response if the path does not exist, or takes only these methods.
fn no_route(allowed: Vec<&'static str>) -> Response {
    if !allowed.is_empty() {
        return missed(&Miss::Method { allowed });
    }
    let message = format!("The sandbox has no such route. {PREFIX}/openapi.yaml describes those it has.");
    error(404, "route_not_found", &message)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::SystemTime;

    use allocation_counter::measure;

    use super::*;
    use crate::log::{Entry, Log};

    #[test]
    fn reading_the_log_takes_little_more_memory_than_the_log_does() {
        let shared = Shared { log: Log::default(), ..Shared::default() };
        // As JSON values, these are many times as long.
        let body: Bytes = format!("[{}1]", "1,".repeat(100_000)).into();
        let entries = 64;
        for _ in 0..entries {
            shared.log.add(Entry {
                at: SystemTime::now(),
                operation: None,
                method: "POST".to_owned(),
                path: "/".to_owned(),
                parameters: BTreeMap::new(),
                body: body.clone(),
                status: Some(404),
                response: Bytes::new(),
            });
        }
        let held = u64::try_from(entries * body.len()).expect("a length");
        let request = hyper::Request::get("/_sandbox/requests").body(()).expect("a request");
        let (head, ()) = request.into_parts();
        let info = measure(|| {
            let content = requests(&shared, &head, &[]);
            assert!(matches!(content, Ok(Content::Json(json)) if json.len() as u64 > held));
        });
        assert!(info.bytes_max < 5 * held, "{} bytes for {held}", info.bytes_max);
    }
}
