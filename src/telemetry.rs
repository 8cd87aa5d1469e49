//! Spans after OpenTelemetry's conventions for HTTP clients. No body, no header and no id goes into
//! them.
//!
//! <https://opentelemetry.io/docs/specs/semconv/http/http-spans/>

use std::time::Duration;

use reqwest::{StatusCode, Url};
use tracing::Span;
use tracing::field::Empty;

use crate::Error;
use crate::operation::Operation;

/// The span of one attempt, counted from 1.
pub(crate) fn attempt(operation: &Operation, url: &Url, attempt: u32) -> Span {
    let span = tracing::debug_span!(
        "http.client.request",
        otel.name = %format_args!("{} {}", operation.method, operation.path),
        otel.kind = "client",
        http.request.method = operation.method,
        server.address = url.host_str(),
        server.port = url.port_or_known_default(),
        url.template = operation.path,
        http.response.status_code = Empty,
        http.request.resend_count = Empty,
        error.type = Empty,
    );
    if attempt > 1 {
        span.record("http.request.resend_count", attempt - 1);
    }
    span
}

/// Notes on the span how the attempt ended.
pub(crate) fn ended(span: &Span, status: Option<StatusCode>, error: Option<&Error>) {
    let status = status.map(|status| status.as_u16());
    if let Some(status) = status {
        span.record("http.response.status_code", status);
    }
    if let Some(error) = error {
        match status {
            Some(status) => span.record("error.type", status),
            None if error.is_timeout() => span.record("error.type", "timeout"),
            None if error.is_connect() => span.record("error.type", "connect"),
            None => span.record("error.type", "transport"),
        };
    }
}

/// Says that an attempt failed and another follows: loudly when somebody may notice the wait.
pub(crate) fn retrying(operation: &Operation, error: &Error, wait: Duration) {
    let delay_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
    if wait > Duration::from_secs(1) {
        tracing::warn!(operation = operation.id, delay_ms, reason = %error, "retrying");
    } else {
        tracing::debug!(operation = operation.id, delay_ms, reason = %error, "retrying");
    }
}
