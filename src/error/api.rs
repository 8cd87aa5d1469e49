use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::header::{DATE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode, Url};
use serde_json::{Map, Value};

use super::write_note;
use crate::operation::Operation;
use crate::redaction::Redaction;

/// An answer with a status other than success.
///
/// The status is always there. The rest is there if the body was JSON and had it, in Stytch's
/// dialect (`error_type`, `error_message`, `error_url`) or in OAuth's (`error`,
/// `error_description`, `error_uri`).
pub struct ApiError {
    pub(crate) operation: &'static Operation,
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) attempts: u32,
    request_id: Option<String>,
    error_type: Option<String>,
    error_message: Option<String>,
    error_url: Option<String>,
    error_details: Option<Value>,
    location: Option<String>,
    /// What a message says of the location.
    target: Option<String>,
    body: Bytes,
}

/// How much of a body that is not JSON is kept, in bytes: enough to recognise a proxy's page.
const EXCERPT: usize = 1024;

impl ApiError {
    /// Secrets are taken out of every text that a rendering shows: a proxy's error page may repeat the
    /// request.
    pub(crate) fn new(
        operation: &'static Operation,
        response: &Response,
        body: &Bytes,
        redaction: &Redaction,
    ) -> Self {
        let (status, headers) = (response.status(), response.headers());
        let mut fields = match serde_json::from_slice(body) {
            Ok(Value::Object(fields)) => Some(fields),
            _ => None,
        };
        let text = |fields: &Option<Map<String, Value>>, names: [&str; 2]| {
            let fields = fields.as_ref()?;
            let text = names.into_iter().find_map(|name| fields.get(name)?.as_str())?;
            Some(redaction.presentable(text))
        };
        let location = headers.get(LOCATION).filter(|_| status.is_redirection());
        let location = location.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        Self {
            operation,
            status,
            target: location.as_deref().map(|location| target(response.url(), location, redaction)),
            location,
            retry_after: retry_after(headers, SystemTime::now()),
            attempts: 0,
            request_id: text(&fields, ["request_id"; 2]),
            error_type: text(&fields, ["error_type", "error"]),
            error_message: text(&fields, ["error_message", "error_description"]),
            error_url: text(&fields, ["error_url", "error_uri"]),
            error_details: fields.as_mut().and_then(|fields| fields.remove("error_details")),
            // A copy, so that an error kept in a log queue does not keep a large body alive.
            body: match fields {
                Some(_) => Bytes::new(),
                None => Bytes::copy_from_slice(&body[..body.len().min(EXCERPT)]),
            },
        }
    }

    /// The `operationId` of the call.
    pub fn operation(&self) -> &'static str {
        self.operation.id
    }

    /// The status of the HTTP answer, whatever the body's `status_code` says.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Stytch's id of the call. Log it.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// What went wrong, as a word for programs; the list is open.
    pub fn error_type(&self) -> Option<&str> {
        self.error_type.as_deref()
    }

    /// What went wrong, as a sentence for people.
    pub fn error_message(&self) -> Option<&str> {
        self.error_message.as_deref()
    }

    /// Stytch's page about the error. Its form varies; do not parse it.
    pub fn error_url(&self) -> Option<&str> {
        self.error_url.as_deref()
    }

    /// More about the error; the keys vary. As sent: it may repeat what the request held.
    pub fn error_details(&self) -> Option<&Value> {
        self.error_details.as_ref()
    }

    /// The wait that a `Retry-After` header asks for, given in seconds or as a date.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Where a redirect points, which is never followed. As sent: it may repeat what the request held.
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// How many requests were sent for the call.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The first 1,024 bytes of a body that is not a JSON object, such as a proxy's page; empty
    /// otherwise. As sent: no rendering of the error shows it, and it may repeat what the request
    /// held.
    pub fn body_excerpt(&self) -> &[u8] {
        &self.body
    }
}

/// Where a redirect points, as far as a message may tell: paths hold ids, and a proxy may put more
/// into them.
fn target(url: &Url, location: &str, redaction: &Redaction) -> String {
    match url.join(location) {
        Ok(target) if target.origin() == url.origin() => "another path of the same server".to_owned(),
        Ok(target) if target.has_host() => {
            let origin = target.origin().ascii_serialization();
            if redaction.concerns(&origin) { "another server".to_owned() } else { origin }
        }
        Ok(_) => "something that is not a server".to_owned(),
        Err(_) => "something that is not a URL".to_owned(),
    }
}

/// RFC 9110's `Retry-After`: seconds, or a date. A date in the past asks for no wait; anything else
/// counts as absent.
///
/// The server's own clock is what its date is measured by, if it tells; this machine's may be wrong.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: HeaderName| Some(headers.get(name)?.to_str().ok()?.trim());
    let date = |text: &str| httpdate::parse_http_date(text).ok();
    let now = text(DATE).and_then(date).unwrap_or(now);
    let text = text(RETRY_AFTER)?;
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More seconds than fit are more than anybody waits.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    Some(date(text)?.duration_since(now).unwrap_or_default())
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operation.id, self.status)?;
        for text in [&self.error_type, &self.error_message].into_iter().flatten() {
            write!(f, ": {}", text.trim_end_matches('.'))?;
        }
        if let Some(target) = &self.target {
            write!(f, "; it redirects to {target}, which is not followed: check the base URL")?;
        }
        if let Some(wait) = self.retry_after {
            write!(f, "; the server asks to wait {} s", wait.as_secs_f64().ceil())?;
        }
        write_note(f, self.attempts, self.request_id.as_deref())
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("error_type", &self.error_type)
            .field("error_message", &self.error_message)
            .field("error_url", &self.error_url)
            .field("target", &self.target)
            .field("retry_after", &self.retry_after)
            .field("attempts", &self.attempts)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for ApiError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_may_stand_among_spaces() {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, " 7 ".parse().expect("a header value"))]);
        assert_eq!(retry_after(&headers, SystemTime::UNIX_EPOCH), Some(Duration::from_secs(7)));
    }
}
