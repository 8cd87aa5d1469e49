use std::borrow::Cow;
use std::fmt;

use reqwest::StatusCode;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use super::write_note;
use crate::operation::{Operation, PROPERTIES};
use crate::redaction::Redaction;

/// A success whose body is not what the document describes.
///
/// Nothing in it repeats the body. Repeating the call does not help: either something between here
/// and Stytch answered in its place, or the document is out of date.
pub struct DecodeError {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) attempts: u32,
    pub(crate) request_id: Option<String>,
    path: String,
    reason: String,
}

const ENCODED: &str =
    "the body is compressed in a way that was not asked for: is it gzip, the crate's feature `gzip` reads it";

impl DecodeError {
    /// Decodes `body` once more to find out where it fails. Call it only when it did.
    pub(crate) fn new<T: DeserializeOwned>(
        operation: &'static Operation,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        redaction: &Redaction,
    ) -> Self {
        let mut deserializer = serde_json::Deserializer::from_slice(body);
        let (path, reason) = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
            Ok(_) => (".".to_owned(), "text after the end of the JSON value".to_owned()),
            Err(_) if headers.contains_key(CONTENT_ENCODING) => (".".to_owned(), ENCODED.to_owned()),
            Err(error) => (path(error.path()), reason(error.inner())),
        };
        let identified: Option<Identified<'_>> = serde_json::from_slice(body).ok();
        Self {
            operation,
            status,
            attempts: 0,
            request_id: identified.map(|body| redaction.presentable(&body.request_id)),
            path,
            reason,
        }
    }

    /// A page whose next cursor is its own.
    pub(crate) fn of_cursor(operation: &'static Operation, path: &str) -> Self {
        Self {
            operation,
            status: StatusCode::OK,
            attempts: 0,
            request_id: None,
            path: path.to_owned(),
            reason: "the cursor of the page itself, so that the pages would never end".to_owned(),
        }
    }

    /// The `operationId` of the call.
    pub fn operation(&self) -> &'static str {
        self.operation.id
    }

    /// The status of the HTTP answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Stytch's id of the call, if the body had one.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Where in the JSON decoding failed, such as `connected_apps[3].name`; `.` is the whole, `*` a name that
    /// the document does not have.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How many requests were sent for the call.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

/// The one thing that is read of a body that does not decode. The rest may be large.
#[derive(Deserialize)]
struct Identified<'a> {
    #[serde(borrow)]
    request_id: Cow<'a, str>,
}

/// The path with the names that the document has; others are keys of the body's own.
fn path(path: &serde_path_to_error::Path) -> String {
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
        text.push_str(if PROPERTIES.binary_search(&name.as_str()).is_ok() { name } else { "*" });
    }
    if text.is_empty() { ".".to_owned() } else { text }
}

/// What serde says, less what it quotes of the body.
fn reason(error: &serde_json::Error) -> String {
    if !error.is_data() {
        let what = if error.is_eof() { "the JSON breaks off" } else { "not JSON" };
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
        _ => "not what the document describes".to_owned(),
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, status, path, reason, .. } = self;
        write!(f, "{}: {status} with a body that does not decode at `{path}`: {reason}", operation.id)?;
        write_note(f, self.attempts, self.request_id.as_deref())
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("path", &self.path)
            .field("reason", &self.reason)
            .field("attempts", &self.attempts)
            .finish()
    }
}

impl std::error::Error for DecodeError {}
