use std::borrow::Cow;
use std::fmt;

use memchr::memmem;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_path_to_error::Segment;

use super::origin::Origin;
use super::redaction::Redaction;

/// A response with a 2xx status and a body that the document does not describe.
///
/// A page is one too if its cursor is that of an earlier page, because the pages would never end.
///
/// The error does not quote the body. Retrying does not help: either the response does not come
/// from Stytch, or the document is out of date.
pub struct DecodeError {
    pub(super) origin: Origin,
    status: StatusCode,
    request_id: Option<String>,
    path: String,
    reason: String,
}

impl DecodeError {
    /// Decodes a `body` that failed to decode a second time, to find out where and why. `properties` are the
    /// document's property names, sorted.
    pub(crate) fn diagnose<T: DeserializeOwned>(
        origin: Origin,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        properties: &[&str],
        redaction: &Redaction,
    ) -> Self {
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        let (path, reason) = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
            _ if is_error(body) => ("status_code".to_owned(), ERROR.to_owned()),
            Ok(_) => (".".to_owned(), "text after the end of the JSON value".to_owned()),
            Err(_) if headers.contains_key(CONTENT_ENCODING) => (".".to_owned(), ENCODED.to_owned()),
            Err(error) => (path(error.path(), properties), reason(error.inner())),
        };
        let identified: Option<Identified<'_>> = serde_json::from_slice(body).ok();
        let request_id = identified.map(|body| redaction.presentable(&body.request_id));
        Self { origin, status, request_id, path, reason }
    }

    /// A page whose cursor, at `path`, is that of an earlier page.
    pub(crate) fn endless_pages(origin: Origin, path: &str, reason: &impl fmt::Display) -> Self {
        Self {
            origin,
            status: StatusCode::OK,
            request_id: None,
            path: path.to_owned(),
            reason: reason.to_string(),
        }
    }

    /// The `operationId` of the call.
    pub fn operation(&self) -> &'static str {
        self.origin.operation
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Stytch's id of the request, if the body had one.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Where in the JSON decoding failed, such as `connected_apps[3].name`. `.` is the whole value; `*`
    /// stands for a name that the document does not have.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How many requests the call sent.
    pub fn attempts(&self) -> u32 {
        self.origin.attempts.sent
    }
}

const ENCODED: &str = "the response has a content encoding that the client did not ask for; if it is gzip, turn on \
                       the crate's feature `gzip`";

const ERROR: &str =
    "the body is an error of the API; a proxy may have changed its status; check the base URL";

/// The longest body that can be an error of the API, in bytes. Stytch's have less than a thousand.
const LONGEST_ERROR: usize = 16 * 1024;

/// Returns whether a body with a 2xx status is an error of the API: a gateway may pass the body on and not the status.
pub(crate) fn is_error(body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct ApiError {
        status_code: Option<u16>,
        #[serde(alias = "error")]
        error_type: Option<IgnoredAny>,
    }
    let is_error = |error: ApiError| {
        error.error_type.is_some() && error.status_code.is_some_and(|status| !(200..300).contains(&status))
    };
    // serde would take the items of a list for the fields.
    let is_object = body.trim_ascii_start().starts_with(b"{");
    // Few successes have such a key, and to search for it costs far less than to decode the body again.
    let may_be_error = is_object && body.len() <= LONGEST_ERROR && memmem::find(body, br#""error"#).is_some();
    may_be_error && serde_json::from_slice(body).is_ok_and(is_error)
}

/// The only field read from a body that does not decode. The rest may be large.
#[derive(Deserialize)]
struct Identified<'a> {
    #[serde(borrow)]
    request_id: Cow<'a, str>,
}

/// The path, by the document's names. Other names are the body's own and may be anything.
fn path(path: &serde_path_to_error::Path, properties: &[&str]) -> String {
    let mut text = String::new();
    for segment in path {
        let name = match segment {
            Segment::Seq { index } => {
                text.push_str(&format!("[{index}]"));
                continue;
            }
            Segment::Map { key: name } | Segment::Enum { variant: name } => name,
            Segment::Unknown => continue,
        };
        if !text.is_empty() {
            text.push('.');
        }
        text.push_str(if properties.binary_search(&name.as_str()).is_ok() { name } else { "*" });
    }
    if text.is_empty() { ".".to_owned() } else { text }
}

/// serde's message without what it quotes of the body.
fn reason(error: &serde_json::Error) -> String {
    if !error.is_data() {
        let what = if error.is_eof() { "unexpected end of JSON" } else { "not JSON" };
        return format!("{what} at line {} column {}", error.line(), error.column());
    }
    let message = error.to_string();
    let message = message.rsplit_once(" at line ").map_or(&*message, |(message, _)| message);
    // `missing field` names a field of the model; `invalid …: X, expected Y` quotes the body in X.
    if message.starts_with("missing field ") {
        return message.to_owned();
    }
    let expected = message.rsplit_once(", expected ").map(|(_, expected)| expected);
    let found = message.strip_prefix("invalid type: ").and_then(|rest| rest.split([' ', ',']).next());
    match (expected, found) {
        (Some(expected), Some(found)) => format!("expected {expected}, found {found}"),
        (Some(expected), None) => format!("expected {expected}"),
        _ => "does not match the document".to_owned(),
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { origin, status, path, reason, .. } = self;
        write!(f, "{}: {status}, but the body does not decode at `{path}`: {reason}", origin.operation)?;
        origin.write_note(f, self.request_id.as_deref())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.origin.operation)
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("path", &self.path)
            .field("reason", &self.reason)
            .field("attempts", &self.origin.attempts.sent)
            .finish()
    }
}

impl std::error::Error for DecodeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_an_object_with_a_type_and_a_status_other_than_2xx() {
        for (body, expected) in [
            (r#" {"status_code":404,"error_type":"user_not_found"}"#, true),
            (r#"{"status_code":500,"request_id":"r","error":"server_error"}"#, true),
            (r#"{"status_code":302,"error_type":{}}"#, true),
            (r#"{"status_code":200,"error_type":"x"}"#, false),
            (r#"{"status_code":299,"error_type":"x"}"#, false),
            (r#"{"status_code":404,"error_type":null}"#, false),
            (r#"{"status_code":404}"#, false),
            (r#"{"error_type":"x"}"#, false),
            (r#"[404,"x"]"#, false),
            ("", false),
        ] {
            assert_eq!(is_error(body.as_bytes()), expected, "{body}");
        }
        let padding = " ".repeat(LONGEST_ERROR);
        let long = format!(r#"{{"status_code":404,"error_type":"x"}}{padding}"#);
        assert!(is_error(&long.as_bytes()[..LONGEST_ERROR]) && !is_error(long.as_bytes()));
    }
}
