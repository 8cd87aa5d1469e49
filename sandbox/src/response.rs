use bytes::Bytes;
use serde_json::{Value, json};
use stytch_connected_apps::operations::Example;
use stytch_connected_apps::operations::Operation;
use stytch_connected_apps::reqwest::StatusCode;
use stytch_connected_apps::reqwest::header::{ALLOW, HeaderMap, HeaderValue};

use crate::route::Miss;
use crate::state::new_id;

/// A response before it is sent.
pub(super) struct Response {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// JSON, or a string that is sent as it is. `null` if the response has no content.
    pub(super) body: Value,
}

/// A response whose body is bytes.
#[derive(Default)]
pub(super) struct Written {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Response {
    /// The response as it is sent. The log keeps the body, so it takes no more memory than its length.
    pub(super) fn written(self) -> Written {
        Written { status: self.status, headers: self.headers, body: written(self.body) }
    }

    pub(super) fn new(status: u16, body: Value) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, headers: HeaderMap::new(), body }
    }
}

/// A body as it is sent: JSON, a string as it is, and nothing for `null`.
pub(super) fn written(body: Value) -> Bytes {
    let body = match body {
        Value::Null => String::new(),
        Value::String(string) => string,
        json => json.to_string(),
    };
    body.into_boxed_str().into_boxed_bytes().into()
}

/// The example with this status and name; the first success if neither is asked for. Of pages, the first one that
/// has a next page, or for `is_next` that has none.
pub(super) fn find(
    operation: &Operation,
    code: Option<u16>,
    name: Option<&str>,
    is_next: bool,
) -> Option<&'static Example> {
    let mut examples = operation.example_responses().iter().filter(|example| match (code, name) {
        (None, None) => (200..300).contains(&example.status),
        _ => code.is_none_or(|code| example.status == code) && name.is_none_or(|name| example.name == name),
    });
    // With another page, a walk would never end, or end before it began.
    let first = examples.clone().next()?;
    let fits = |example: &&Example| example.status == first.status && example.has_next != is_next;
    Some(examples.find(fits).unwrap_or(first))
}

/// Says which examples there are.
pub(super) fn undocumented(operation: &Operation) -> String {
    let examples = operation.example_responses().iter();
    let known: Vec<String> = examples
        .map(|example| match example.name {
            "" => format!("code={}", example.status),
            name => format!("code={}, example={name}", example.status),
        })
        .collect();
    format!("No such example in the document. The document has: {}.", known.join("; "))
}

pub(super) fn documented(example: &Example) -> Response {
    Response::new(example.status, serde_json::from_str(example.body).unwrap_or_default())
}

/// A response in the shape of the API's errors.
pub(super) fn error(status: u16, error_type: &str, message: &str) -> Response {
    let body = json!({
        "status_code": status,
        "request_id": request_id(),
        "error_type": error_type,
        "error_message": message,
        "error_url": format!("https://stytch.com/docs/api/errors/{status}"),
    });
    Response::new(status, body)
}

/// A response in OAuth's dialect of errors.
pub(super) fn oauth_error(status: u16, error: &str, description: &str) -> Response {
    let body = json!({
        "status_code": status,
        "request_id": request_id(),
        "error": error,
        "error_description": description,
        "error_uri": format!("https://stytch.com/docs/api/errors/{status}"),
    });
    Response::new(status, body)
}

/// A new request id. It does not use the random numbers of the state, so that ids and secrets of apps do not depend
/// on the number of requests.
pub(super) fn request_id() -> String {
    new_id(fastrand::u128(..), "request-id")
}

/// The response to a request for which the document has no operation.
pub(super) fn missed(miss: &Miss) -> Response {
    match miss {
        Miss::Path => error(
            404,
            "route_not_found",
            "The sandbox has no such path; it serves only the operations of the client's document.",
        ),
        Miss::Method { allowed } => {
            let allowed = allowed.join(", ");
            let message = format!("The route does not take this method. It takes: {allowed}.");
            let mut response = error(405, "method_not_allowed", &message);
            if let Ok(allowed) = HeaderValue::from_str(&allowed) {
                response.headers.insert(ALLOW, allowed);
            }
            response
        }
    }
}
