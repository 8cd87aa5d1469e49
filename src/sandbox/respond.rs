use std::sync::LazyLock;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{ALLOW, AUTHORIZATION, HeaderMap, HeaderValue};
use serde_json::json;

use crate::client::credentials::Credentials;
use crate::document::example::Example;
use crate::document::operation::Operation;
use crate::generated::operations;
use crate::sandbox::prefer::Prefer;
use crate::sandbox::template::matches;
use crate::sandbox::{PROJECT_ID, SECRET, examples};

/// A response before it is sent.
pub(super) struct Response {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// JSON. Empty if the response has no content.
    pub(super) body: Bytes,
}

/// The response to a request, by its head and the table of operations.
pub(super) fn respond(method: &str, path: &str, headers: &HeaderMap) -> Response {
    let matching = || operations().iter().filter(|operation| matches(operation.path, path));
    // OpenAPI: a path without parameters takes precedence over one with.
    let Some(closest) = matching().min_by_key(|operation| operation.path.matches('{').count()) else {
        return error(404, "route_not_found", "The route does not exist in the document.");
    };
    let same_path = || matching().filter(|operation| operation.path == closest.path);
    let Some(operation) = same_path().find(|operation| operation.method == method) else {
        let mut response = error(405, "method_not_allowed", "The route does not take this method.");
        let allowed: Vec<&str> = same_path().map(|operation| operation.method).collect();
        if let Ok(allowed) = HeaderValue::from_str(&allowed.join(", ")) {
            response.headers.insert(ALLOW, allowed);
        }
        return response;
    };
    if headers.get(AUTHORIZATION) != Some(&KNOWN.authorization) {
        return match find(operation, Some(401), None) {
            Some(example) => documented(example),
            None => error(401, "unauthorized_credentials", "Unauthorized credentials."),
        };
    }
    if operation.session_headers.iter().filter(|name| headers.contains_key(**name)).count() > 1 {
        return error(400, "too_many_session_arguments", "Send the session's token or its JWT, not both.");
    }
    match Prefer::from_headers(headers) {
        Ok(Prefer { code, example }) => match find(operation, code, example.as_deref()) {
            Some(example) => documented(example),
            None => error(400, "bad_request", &undocumented(operation)),
        },
        Err(message) => error(400, "bad_request", &message),
    }
}

static KNOWN: LazyLock<Credentials> = LazyLock::new(|| {
    Credentials::new(PROJECT_ID.to_owned(), SECRET.to_owned())
        .expect("the sandbox's own credentials are valid")
});

/// The example with this status and name; the first success if neither is asked for.
fn find(operation: &Operation, code: Option<u16>, name: Option<&str>) -> Option<&'static Example> {
    examples(operation).responses.iter().find(|example| match (code, name) {
        (None, None) => (200..300).contains(&example.status),
        _ => code.is_none_or(|code| example.status == code) && name.is_none_or(|name| example.name == name),
    })
}

fn undocumented(operation: &Operation) -> String {
    let examples = examples(operation).responses.iter();
    let known: Vec<String> = examples
        .map(|example| match example.name {
            "" => format!("code={}", example.status),
            name => format!("code={}, example={name}", example.status),
        })
        .collect();
    format!("No such example in the document. There are: {}.", known.join("; "))
}

fn documented(example: &Example) -> Response {
    Response {
        status: StatusCode::from_u16(example.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        headers: HeaderMap::new(),
        body: Bytes::from_static(example.body.as_bytes()),
    }
}

/// A response in the shape of the API's errors.
pub(super) fn error(status: u16, error_type: &str, message: &str) -> Response {
    let body = json!({
        "status_code": status,
        "request_id": "request-id-test-00000000-0000-4000-8000-000000000000",
        "error_type": error_type,
        "error_message": message,
        "error_url": format!("https://stytch.com/docs/api/errors/{status}"),
    });
    Response {
        status: StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        headers: HeaderMap::new(),
        body: body.to_string().into(),
    }
}
