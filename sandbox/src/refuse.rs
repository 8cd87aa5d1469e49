//! Refusals as they are sent.

use serde_json::Value;
use stytch_connected_apps::operations::Operation;
use stytch_connected_apps::reqwest::StatusCode;
use stytch_connected_apps::reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue, WWW_AUTHENTICATE};

use crate::response::{Response, documented, error, find, oauth_error, request_id};
use crate::state::Refusal;

/// The document's example of an error, or an error in the API's shape if it has none.
pub(super) fn refused(operation: &Operation, refusal: Refusal) -> Response {
    let Refusal { status, error_type, message, is_oauth } = refusal;
    match find(operation, Some(status), Some(error_type), false) {
        Some(example) => {
            let mut response = documented(example);
            response.body = with_own_id(response.body);
            if let Some(message) = message {
                let name = if is_oauth { "error_description" } else { "error_message" };
                response.body[name] = message.into();
            }
            response
        }
        None => unexampled(Refusal { status, error_type, message, is_oauth }),
    }
}

/// An error in the API's shape, or in OAuth's.
pub(super) fn unexampled(refusal: Refusal) -> Response {
    let Refusal { status, error_type, message, is_oauth } = refusal;
    let message = message.unwrap_or_else(|| format!("The sandbox responds with `{error_type}`."));
    match is_oauth {
        true => oauth_error(status, error_type, &message),
        false => error(status, error_type, &message),
    }
}

/// A response to an app whose credentials in the header `Authorization` are wrong says which ones are right (RFC 6749).
pub(super) fn challenged(mut response: Response, headers: &HeaderMap) -> Response {
    if response.status == StatusCode::UNAUTHORIZED
        && response.body.get("error").is_some()
        && headers.contains_key(AUTHORIZATION)
    {
        let challenge = HeaderValue::from_static("Basic realm=\"stytch\"");
        response.headers.insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

/// The body with a request id of its own, if it has one.
pub(super) fn with_own_id(mut body: Value) -> Value {
    if let Some(id) = body.get_mut("request_id") {
        *id = request_id().into();
    }
    body
}
