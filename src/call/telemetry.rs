//! Spans after OpenTelemetry's conventions for HTTP clients. They contain no body, no header and no id.
//!
//! <https://opentelemetry.io/docs/specs/semconv/http/http-spans/>

use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use tracing::Span;
use tracing::field::Empty;

use crate::call::Call;
use crate::error::Error;
use crate::table::operation::Operation;

/// The span of one attempt, counted from 1.
pub(super) fn span(call: &Call, attempt: u32) -> Span {
    let (operation, url) = (call.operation, call.url());
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

/// Records how the attempt ended: with a success of this status, or with an error.
pub(super) fn ended(span: &Span, outcome: Result<StatusCode, &Error>) {
    if let Some(status) = outcome.map_or_else(Error::status, Some) {
        span.record("http.response.status_code", status.as_u16());
    }
    match outcome {
        Err(Error::Transport(error)) => span.record("error.type", error.name()),
        Err(Error::Api(error)) => span.record("error.type", error.status().as_u16()),
        _ => span,
    };
}

/// Logs a retry: at WARN if the delay is noticeable. A rate limit delays many calls, so its limiter logs it once.
pub(super) fn retrying(operation: &Operation, error: &Error, wait: Duration) {
    // Of an API error only the status, because its message comes from the response body.
    let status = error.status();
    let reason: &dyn fmt::Display = match (error, &status) {
        (Error::Api(_), Some(status)) => status,
        _ => error,
    };
    let delay_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
    if wait > Duration::from_secs(1) && !error.is_rate_limited() {
        tracing::warn!(operation = operation.id, delay_ms, %reason, "retrying");
    } else {
        tracing::debug!(operation = operation.id, delay_ms, %reason, "retrying");
    }
}
