use std::fmt;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::header::{DATE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER};
use reqwest::{StatusCode, Url};
use serde_json::{Map, Value};

use super::origin::Origin;
use super::redaction::Redaction;

/// A response with a status other than 2xx.
///
/// The status is always there. The rest is there if the body was a JSON object that had it, in Stytch's
/// format (`error_type`, `error_message`, `error_url`) or in OAuth's (`error`, `error_description`,
/// `error_uri`).
pub struct ApiError {
    pub(super) origin: Origin,
    status: StatusCode,
    retry_after: Option<Duration>,
    request_id: Option<String>,
    error_type: Option<String>,
    error_message: Option<String>,
    error_url: Option<String>,
    error_details: Option<Value>,
    location: Option<String>,
    /// The location as far as a message may show it.
    redirects_to: Option<String>,
    excerpt: Bytes,
}

/// How many bytes are kept of a body that is not a JSON object: enough to recognise a proxy's page.
const EXCERPT: usize = 1024;

/// The longest wait that is reported. More is more than anybody waits, and could not be added to every time.
const LONGEST_WAIT: Duration = Duration::from_secs(1 << 30);

impl ApiError {
    /// Builds the error from a response of `url`. Everything that `Display` and `Debug` show is redacted, because a
    /// proxy's page may echo the request.
    pub(crate) fn new(
        origin: Origin,
        url: &Url,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        redaction: &Redaction,
    ) -> Self {
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
        let mut error = Self {
            origin,
            status,
            redirects_to: location.as_deref().map(|location| target(url, location, redaction)),
            location,
            retry_after: retry_after(headers, SystemTime::now()),
            request_id: text(&fields, ["request_id"; 2]),
            error_type: text(&fields, ["error_type", "error"]),
            error_message: text(&fields, ["error_message", "error_description"]),
            error_url: text(&fields, ["error_url", "error_uri"]),
            error_details: fields.as_mut().and_then(|fields| fields.remove("error_details")),
            // A copy, so that an error kept in a log queue does not keep a large body alive.
            excerpt: match fields {
                Some(_) => Bytes::new(),
                None => Bytes::copy_from_slice(&body[..body.len().min(EXCERPT)]),
            },
        };
        error.origin.attempts.rejected += u32::from(error.is_rate_limited());
        error
    }

    pub(crate) fn is_rate_limited(&self) -> bool {
        self.status == StatusCode::TOO_MANY_REQUESTS
            && self.error_type.as_deref().is_none_or(|kind| kind == "too_many_requests")
    }

    /// Returns whether the status reports a transient failure of the server or of a proxy in front of it. 520 to 524
    /// and 529 are not registered: content delivery networks send them.
    pub(crate) fn is_transient(&self) -> bool {
        matches!(self.status.as_u16(), 408 | 425 | 500 | 502..=504 | 520..=524 | 529)
    }

    /// The `operationId` of the call.
    pub fn operation(&self) -> &'static str {
        self.origin.operation
    }

    /// The status of the response, whatever the body's `status_code` says.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Stytch's id of the request. Log it.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// A machine-readable error code, such as `user_not_found`. Stytch may add codes.
    pub fn error_type(&self) -> Option<&str> {
        self.error_type.as_deref()
    }

    /// A human-readable message.
    pub fn error_message(&self) -> Option<&str> {
        self.error_message.as_deref()
    }

    /// The URL of Stytch's page about the error. Its form varies; do not parse it.
    pub fn error_url(&self) -> Option<&str> {
        self.error_url.as_deref()
    }

    /// More about the error. The keys vary. The value is as the server sent it and may echo parts of the request.
    pub fn error_details(&self) -> Option<&Value> {
        self.error_details.as_ref()
    }

    /// The wait that the `Retry-After` header asks for, given in seconds or as a date: at most 34 years, so that it
    /// can be added to any time.
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Where a redirect points. The client never follows one. The value is as the server sent it and may
    /// echo parts of the request.
    pub fn location(&self) -> Option<&str> {
        self.location.as_deref()
    }

    /// How many requests the call sent.
    pub fn attempts(&self) -> u32 {
        self.origin.attempts.sent
    }

    /// The first 1,024 bytes of a body that is not a JSON object, such as a proxy's page. Empty
    /// otherwise. Neither `Display` nor `Debug` shows them. They are as the server sent them and may echo
    /// parts of the request.
    pub fn body_excerpt(&self) -> &[u8] {
        &self.excerpt
    }
}

/// The target of a redirect as far as a message may show it. A path may contain ids and anything that a proxy
/// adds, so a message shows the server alone.
fn target(url: &Url, location: &str, redaction: &Redaction) -> String {
    match url.join(location) {
        Ok(target) if target.origin() == url.origin() => "another path of the same server".to_owned(),
        Ok(target) if target.has_host() => redaction.presentable(&target.origin().ascii_serialization()),
        Ok(_) => "a URL without a server".to_owned(),
        Err(_) => "an invalid URL".to_owned(),
    }
}

/// RFC 9110's `Retry-After`: seconds, or a date. A date in the past asks for no wait; anything else counts
/// as absent. A date is measured by the response's own `Date`, as this machine's clock may be wrong.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: HeaderName| Some(headers.get(name)?.to_str().ok()?.trim());
    let date = |text: &str| httpdate::parse_http_date(text).ok();
    let now = text(DATE).and_then(date).unwrap_or(now);
    let text = text(RETRY_AFTER)?;
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Duration::from_secs(text.parse().unwrap_or(u64::MAX))
    } else {
        date(text)?.duration_since(now).unwrap_or_default()
    };
    Some(wait.min(LONGEST_WAIT))
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.origin.operation, self.status)?;
        for text in [&self.error_type, &self.error_message].into_iter().flatten() {
            write!(f, ": {}", text.trim_end_matches('.'))?;
        }
        if let Some(target) = &self.redirects_to {
            write!(f, "; it redirects to {target}, which the client does not follow; check the base URL")?;
        }
        if let Some(wait) = self.retry_after {
            write!(f, "; the server asks to wait {} s", wait.as_secs_f64().ceil())?;
        }
        self.origin.write_note(f, self.request_id.as_deref())
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.origin.operation)
            .field("status", &self.status)
            .field("request_id", &self.request_id)
            .field("error_type", &self.error_type)
            .field("error_message", &self.error_message)
            .field("error_url", &self.error_url)
            .field("redirects_to", &self.redirects_to)
            .field("retry_after", &self.retry_after)
            .field("attempts", &self.origin.attempts.sent)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for ApiError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Attempts;

    const ORIGIN: Origin =
        Origin { operation: "an_operation", idempotent: true, attempts: Attempts { sent: 1, rejected: 0 } };

    fn error(status: u16, headers: &[(HeaderName, &str)], body: &str) -> ApiError {
        let url = Url::parse("https://api.example/v1/users").expect("a URL");
        let status = StatusCode::from_u16(status).expect("a status");
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.parse().expect("a value")));
        let redaction = Redaction::new(["a-secret-of-the-request".to_owned()]);
        ApiError::new(ORIGIN, &url, status, &headers.collect(), body.as_bytes(), &redaction)
    }

    #[test]
    fn both_formats_fill_the_same_fields() {
        for body in [
            r#"{"request_id":"r","error_type":"t","error_message":"m","error_url":"u","error_details":{"a":1}}"#,
            r#"{"request_id":"r","error":"t","error_description":"m","error_uri":"u","error_details":{"a":1}}"#,
        ] {
            let error = error(400, &[], body);
            assert_eq!(
                [error.request_id(), error.error_type(), error.error_message(), error.error_url()],
                [Some("r"), Some("t"), Some("m"), Some("u")]
            );
            assert_eq!(error.error_details(), Some(&serde_json::json!({"a": 1})));
            assert_eq!(error.to_string(), "an_operation: 400 Bad Request: t: m (r)");
        }
    }

    #[test]
    fn a_body_that_is_not_an_object_is_kept_up_to_its_limit() {
        for body in ["<html>", "[1]", "", &"x".repeat(EXCERPT + 1)] {
            let error = error(502, &[], body);
            assert_eq!(error.body_excerpt(), &body.as_bytes()[..body.len().min(EXCERPT)]);
            assert_eq!((error.status().as_u16(), error.error_type()), (502, None));
        }
    }

    #[test]
    fn a_redirect_is_shown_by_its_server() {
        for (location, expected) in [
            ("/v1/users/user-test-1", "another path of the same server"),
            ("https://other.example/user-test-1", "https://other.example"),
            ("https://A-SECRET-OF-THE-REQUEST.example", "https://[redacted].example"),
            (&format!("https://{}.example", "a".repeat(100_000)), "[100016 bytes of text]"),
            ("mailto:someone", "a URL without a server"),
            ("https://[", "an invalid URL"),
        ] {
            let error = error(302, &[(LOCATION, location)], "");
            assert_eq!(error.location(), Some(location));
            assert!(error.to_string().contains(&format!("redirects to {expected},")), "{error}");
        }
        assert_eq!(error(400, &[(LOCATION, "/")], "").location(), None);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        let later = "Sun, 06 Nov 1994 08:49:40 GMT";
        for (value, now, expected) in [
            ("7", date, Some(Duration::from_secs(7))),
            (" 7 ", date, Some(Duration::from_secs(7))),
            ("99999999999999999999999", date, Some(LONGEST_WAIT)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", date, Some(LONGEST_WAIT)),
            (later, date, Some(Duration::from_secs(3))),
            (date, later, Some(Duration::ZERO)),
            ("soon", date, None),
            ("-5", date, None),
            ("", date, None),
        ] {
            let error = error(429, &[(RETRY_AFTER, value), (DATE, now)], "");
            assert_eq!(error.retry_after(), expected, "{value}");
        }
    }
}
