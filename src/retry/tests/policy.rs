//! What is tried again, for every outcome of an attempt.

use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::{StatusCode, Url};

use crate::error::redaction::Redaction;
use crate::error::{
    ApiError, Attempts, DecodeError, Error, InvalidRequestError, Origin, TransportError, TransportKind,
};
use crate::retry::policy::{Decision, FailedAttempt, RetryPolicy};

const SECOND: Duration = Duration::from_secs(1);

/// When a kind of failure is tried again.
#[derive(Debug, Clone, Copy)]
enum Again {
    Never,
    /// Up to `max_attempts`, if the operation is idempotent.
    IfIdempotent,
    /// Up to `max_attempts`, whether idempotent or not.
    Always,
    /// As long as there is time to wait.
    FlowControl,
}

type Outcome = (&'static str, Again, Box<dyn Fn(Origin) -> Error>);

fn outcomes() -> Vec<Outcome> {
    let transport = |name, again, kind| -> Outcome {
        let error = move |origin| {
            Error::Transport(Box::new(TransportError::new(origin, kind, None, None, &Redaction::new([]))))
        };
        (name, again, Box::new(error))
    };
    let api = |status: u16, kind: &'static str, retry_after: Option<&'static str>, again| -> Outcome {
        let error = move |origin| {
            let headers = retry_after.map(|wait| (RETRY_AFTER, wait.parse().expect("a value")));
            let url = Url::parse("https://api.example").expect("a URL");
            let status = StatusCode::from_u16(status).expect("a status");
            let body = format!(r#"{{"error_type":"{kind}"}}"#);
            let redaction = Redaction::new([]);
            let headers: HeaderMap = headers.into_iter().collect();
            Error::Api(Box::new(ApiError::new(origin, &url, status, &headers, body.as_bytes(), &redaction)))
        };
        (kind, again, Box::new(error))
    };
    use Again::{Always, FlowControl, IfIdempotent, Never};
    use TransportKind::{
        AttemptTimeout, BodyBroken, Broken, Connect, ConnectTimeout, Deadline, RateLimited, Refused, Tls,
        TooLarge, TransportTimeout,
    };
    vec![
        transport("connect", Always, Connect),
        transport("connect timeout", Always, ConnectTimeout(SECOND)),
        transport("refused", Always, Refused),
        transport("rate limited", FlowControl, RateLimited { wait: SECOND }),
        transport("attempt timeout", IfIdempotent, AttemptTimeout(SECOND)),
        transport("transport timeout", IfIdempotent, TransportTimeout),
        transport("deadline", IfIdempotent, Deadline(SECOND)),
        transport("broken", IfIdempotent, Broken),
        transport("body broken", IfIdempotent, BodyBroken),
        transport("tls", Never, Tls),
        transport("too large", Never, TooLarge { limit: 1 }),
        api(429, "too_many_requests", None, FlowControl),
        api(429, "too_many_requests", Some("0"), FlowControl),
        api(429, "too_many_requests", Some("2"), FlowControl),
        api(429, "captcha_failed", Some("2"), Never),
        api(500, "internal_server_error", None, IfIdempotent),
        api(502, "", None, IfIdempotent),
        api(503, "server_unavailable", Some("2"), IfIdempotent),
        api(504, "", None, IfIdempotent),
        api(501, "", None, Never),
        api(408, "", None, IfIdempotent),
        api(425, "", None, IfIdempotent),
        api(520, "", None, IfIdempotent),
        api(524, "", None, IfIdempotent),
        api(529, "", None, IfIdempotent),
        api(525, "", None, Never),
        api(400, "bad_request", None, Never),
        api(401, "unauthorized_credentials", None, Never),
        api(403, "session_authorization_error", None, Never),
        api(404, "user_not_found", None, Never),
        api(302, "", None, Never),
        (
            "undecodable",
            Never,
            Box::new(|origin| {
                let (status, headers) = (StatusCode::OK, HeaderMap::new());
                let redaction = Redaction::new([]);
                let error = DecodeError::diagnose::<u8>(origin, status, &headers, b"x", &[], &redaction);
                Error::Decode(Box::new(error))
            }),
        ),
        (
            "invalid request",
            Never,
            Box::new(|origin| {
                let error = InvalidRequestError::new(origin.operation, None, String::new());
                Error::InvalidRequest(Box::new(error))
            }),
        ),
        ("configuration", Never, Box::new(|_| Error::configuration("retry", ""))),
    ]
}

/// Outcome × idempotent × failures × time left.
#[test]
fn what_is_tried_again_is_what_is_safe() {
    let policy = RetryPolicy::default();
    let times = [SECOND * 60, SECOND, Duration::ZERO];
    for (name, again, error) in outcomes() {
        for idempotent in [true, false] {
            for failures in 1..=4 {
                for (remaining, patience, alone) in times
                    .into_iter()
                    .flat_map(|a| times.map(|b| (a, b)))
                    .flat_map(|(a, b)| [(a, b, 0), (a, b, 2)])
                {
                    // However many requests a rate limit rejected.
                    let attempts = Attempts { sent: failures + 20, rejected: 20 };
                    let error = error(Origin { operation: "an_operation", idempotent, attempts });
                    let failed = FailedAttempt { failures, alone, remaining, patience, random: 1.0 };
                    let asked = error.retry_after().unwrap_or_default();
                    let (retry, flow) = (
                        asked.max(policy.delay(failures, 1.0)),
                        match alone {
                            0 => asked,
                            alone => asked.max(policy.delay(alone, 1.0)),
                        },
                    );
                    let may_retry = retry < remaining && failures < 3;
                    let expected = match again {
                        Again::Never => Decision::Permanent,
                        Again::IfIdempotent if !idempotent => Decision::Permanent,
                        Again::IfIdempotent | Again::Always if may_retry => {
                            Decision::After { wait: retry, is_retry: true }
                        }
                        Again::FlowControl if flow < patience => {
                            Decision::After { wait: flow, is_retry: false }
                        }
                        _ => Decision::Exhausted,
                    };
                    let case = format!("{name} {idempotent} {failed:?}: {error}");
                    assert_eq!(policy.decide(failed, &error), expected, "{case}");
                    assert_eq!(RetryPolicy::none().decide(failed, &error), Decision::Permanent, "{case}");
                }
            }
        }
    }
}
