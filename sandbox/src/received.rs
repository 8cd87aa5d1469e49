use base64::prelude::{BASE64_STANDARD, Engine};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use stytch_connected_apps::reqwest::header::{AUTHORIZATION, HeaderMap};

use crate::credentials::PROJECT_ID;
use crate::domain::Site;
use crate::state::Refusal;

/// A request as it was received.
pub(super) struct Received<'a> {
    pub(super) site: &'a Site,
    pub(super) headers: &'a HeaderMap,
    /// JSON, also if it was a form.
    pub(super) body: &'a [u8],
    pub(super) is_form: bool,
}

/// The body of a request to an OAuth endpoint, with the app's credentials from the header `Authorization` (RFC 6749,
/// section 2.3.1) in place of those in the body.
pub(super) fn with_credentials(received: &Received<'_>) -> Result<Value, Refusal> {
    let invalid = |message: &str| Refusal::oauth(400, "invalid_request", message);
    let Ok(Value::Object(mut body)) = serde_json::from_slice(received.body) else {
        return Err(invalid("The body is neither a form nor a JSON object."));
    };
    if let Some((id, secret)) = basic(received.headers) {
        add(&mut body, "client_id", id).map_err(invalid)?;
        add(&mut body, "client_secret", secret).map_err(invalid)?;
    }
    Ok(body.into())
}

fn add(body: &mut Map<String, Value>, name: &str, value: String) -> Result<(), &'static str> {
    match body.get(name) {
        Some(other) if other.as_str() != Some(&value) => {
            Err("The app's credentials are in the body and, others, in the header Authorization.")
        }
        _ => {
            body.insert(name.to_owned(), value.into());
            Ok(())
        }
    }
}

/// The user name and the password, each encoded like a form's field.
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, value) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64_STANDARD.decode(value.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let decode = |part: &str| percent_decode_str(&part.replace('+', " ")).decode_utf8_lossy().into_owned();
    // The official SDK for Python sends the project's credentials wherever it sends a request.
    Some((decode(id), decode(secret))).filter(|(id, _)| id != PROJECT_ID)
}
