use std::sync::LazyLock;

use bytes::Bytes;
use hyper::http::request::Parts;
use reqwest::header::{ALLOW, AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{StatusCode, Url};
use serde_json::{Value, json};

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

/// The response to a request, by the table of operations.
pub(super) fn respond(request: &Parts, body: &[u8]) -> Response {
    let (method, path, headers) = (request.method.as_str(), request.uri.path(), &request.headers);
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
        return match find(operation, Some(401), None, false) {
            Some(example) => documented(example),
            None => error(401, "unauthorized_credentials", "Unauthorized credentials."),
        };
    }
    if operation.session_headers.iter().filter(|name| headers.contains_key(**name)).count() > 1 {
        return error(400, "too_many_session_arguments", "Send the session's token or its JWT, not both.");
    }
    match Prefer::from_headers(headers) {
        Ok(Prefer { code, example }) => {
            let is_next = asks_for_next_page(operation, request, body);
            match find(operation, code, example.as_deref(), is_next) {
                Some(example) => documented(example),
                None => error(400, "bad_request", &undocumented(operation)),
            }
        }
        Err(message) => error(400, "bad_request", &message),
    }
}

static KNOWN: LazyLock<Credentials> = LazyLock::new(|| {
    Credentials::new(PROJECT_ID.to_owned(), SECRET.to_owned())
        .expect("the sandbox's own credentials are valid")
});

/// The example with this status and name; the first success if neither is asked for.
fn find(
    operation: &Operation,
    code: Option<u16>,
    name: Option<&str>,
    is_next: bool,
) -> Option<&'static Example> {
    let all = examples(operation).responses.iter().filter(|example| match (code, name) {
        (None, None) => (200..300).contains(&example.status),
        _ => code.is_none_or(|code| example.status == code) && name.is_none_or(|name| example.name == name),
    });
    page(all, is_next)
}

/// Of the pages of one status, one that leads to a next page, and at the end of a walk one that does not.
/// Otherwise a walk would never end, or end before it began.
fn page<'a>(mut examples: impl Iterator<Item = &'a Example> + Clone, is_next: bool) -> Option<&'a Example> {
    let first = examples.clone().next()?;
    let fits = |example: &&Example| example.status == first.status && example.has_next != is_next;
    Some(examples.find(fits).unwrap_or(first))
}

/// Whether a request has a cursor.
fn asks_for_next_page(operation: &Operation, request: &Parts, body: &[u8]) -> bool {
    let Some(name) = examples(operation).cursor else { return false };
    let url = Url::parse(&format!("http://localhost/?{}", request.uri.query().unwrap_or_default()));
    let is_in_query = |url: &Url| url.query_pairs().any(|(key, value)| key == name && !value.is_empty());
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    url.is_ok_and(|url| is_in_query(&url)) || body[name].as_str().is_some_and(|cursor| !cursor.is_empty())
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
fn error(status: u16, error_type: &str, message: &str) -> Response {
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

#[cfg(test)]
mod tests {
    use super::*;

    const fn example(name: &'static str, status: u16, has_next: bool) -> Example {
        Example { status, name, body: "", has_next }
    }

    /// Whatever the order of the examples in the document.
    #[test]
    fn a_walk_over_pages_begins_with_one_that_has_a_next_and_ends_with_one_that_has_none() {
        let (with, last, other) =
            (example("with", 200, true), example("last", 200, false), example("o", 201, true));
        for examples in [[&with, &last, &other], [&last, &with, &other]] {
            let name = |is_next| page(examples.into_iter(), is_next).map(|example| example.name);
            assert_eq!((name(false), name(true)), (Some("with"), Some("last")));
        }
        // An operation without pages, or with one example.
        let name = |examples: &[&'static str], has_next, is_next| {
            let examples: Vec<Example> = examples.iter().map(|name| example(name, 200, has_next)).collect();
            page(examples.iter(), is_next).map(|example| example.name)
        };
        assert_eq!(name(&["a", "b"], false, false), Some("a"));
        assert_eq!(name(&["a", "b"], true, true), Some("a"));
        assert_eq!(name(&[], true, true), None);
    }
}
