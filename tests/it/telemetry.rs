//! Each attempt has a span that follows OpenTelemetry's semantic conventions. Logs hold no
//! contents of requests or responses.

use std::time::Duration;

use scripted_server::{Authority, Http2Server, Reply, Server, error, error_body, http, json, send_and_close};
use serde_json::Value;
use stytch_connected_apps::{MemberSession, RetryPolicy, operations};

use crate::support::log::Log;
use crate::support::{BASIC, CALLS, EMPTY, PROJECT_ID, SECRET, TOKEN, builder, client};

#[tokio::test]
async fn each_attempt_has_a_span_with_the_conventional_fields() {
    let server = Server::responding([error(503, "server_unavailable"), json(200, EMPTY)]).await;
    let log = Log::capture();
    client(&server.url)
        .get_user_connected_apps()
        .user_id("user-test-secretive")
        .await
        .expect("the second attempt");
    let text = log.text();
    let closed: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("http.client.request{") && line.contains(": close "))
        .collect();
    let [first, second] = closed.as_slice() else { panic!("not two spans: {text}") };
    let port = server.url.rsplit(':').next().expect("a port");
    for field in [
        "otel.name=GET /v1/users/{user_id}/connected_apps",
        "otel.kind=\"client\"",
        "http.request.method=\"GET\"",
        "server.address=\"127.0.0.1\"",
        &format!("server.port={port}"),
        "url.template=\"/v1/users/{user_id}/connected_apps\"",
    ] {
        assert!(first.contains(field) && second.contains(field), "{field} in {first}");
    }
    assert!(first.contains("http.response.status_code=503") && first.contains("error.type=503"), "{first}");
    assert!(!first.contains("resend_count"), "{first}");
    assert!(second.contains("http.response.status_code=200") && !second.contains("error.type"), "{second}");
    assert!(second.contains("http.request.resend_count=1"), "{second}");
    // The spans hold no id.
    assert!(closed.iter().all(|line| !line.contains("user-test-secretive")), "{closed:?}");
    let retry = text.lines().find(|line| line.contains("retrying")).expect("an event for the retry");
    assert!(retry.contains("DEBUG") && retry.contains("delay_ms="), "{retry}");
}

#[tokio::test(start_paused = true)]
async fn a_retry_delay_of_two_seconds_is_logged_as_a_warning() {
    for (status, seconds, level) in [(503, "1", "DEBUG"), (503, "2", "WARN"), (429, "2", "DEBUG")] {
        let failure = http(status, &[("retry-after", seconds)], "");
        let server = Server::responding([failure, json(200, EMPTY)]).await;
        let client = client(&server.url);
        let log = Log::capture();
        let call = async { client.get_user_connected_apps().user_id("u").await };
        crate::support::time::drive(call).await.0.expect("the second attempt");
        let text = log.text();
        let retry = text.lines().find(|line| line.contains("retrying")).expect("an event for the retry");
        assert!(retry.contains(level), "{status}, {seconds} s: {retry}");
    }
}

#[tokio::test]
async fn an_attempt_without_a_response_records_error_type() {
    let log = Log::capture();
    let client = builder("http://127.0.0.1:1").retry(RetryPolicy::none()).build().expect("valid");
    client.get_user_connected_apps().user_id("u").await.expect_err("nothing listens on port 1");
    let text = log.text();
    assert!(text.contains("error.type=\"connect\""), "{text}");
}

/// Every string in `json`.
fn strings(json: &Value) -> Vec<&str> {
    match json {
        Value::String(string) => vec![string],
        Value::Array(items) => items.iter().flat_map(strings).collect(),
        Value::Object(members) => members.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn no_operation_or_fault_logs_contents_of_requests_or_responses() {
    const MARK: &str = "mark-of-the-response";
    let marked = [("x-mark", MARK), ("retry-after", "0"), ("location", MARK)];
    let body = error_body(503, MARK);
    let log = Log::capture();
    let policy = RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO).budget(1000);
    for operation in operations::all() {
        let success = operation.example_responses().first().expect("a documented success").body;
        for fault in [
            http(200, &marked, success),
            http(200, &marked, MARK),
            http(204, &marked, ""),
            http(302, &marked, MARK),
            http(401, &marked, &body),
            http(429, &marked, error_body(429, "too_many_requests").replace("Message", MARK)),
            http(503, &marked, &body),
            http(503, &marked, format!("<html>{MARK}")),
            Reply::Close,
            Reply::SendAndReset(Vec::new()),
            Reply::Hang,
            send_and_close(format!("HTTP/1.1 200 \r\ncontent-length: 900\r\nx-mark: {MARK}\r\n\r\n{MARK}")),
            send_and_close(format!("HTTP/1.1 200 \r\ntransfer-encoding: chunked\r\n\r\nzz{MARK}\r\n")),
            send_and_close(format!("{MARK}\r\n\r\n")),
        ] {
            let hangs = matches!(fault, Reply::Hang);
            let server = Server::responding(vec![fault; 3]).await;
            let limit = Duration::from_millis(if hangs { 5 } else { 5000 });
            let client = builder(&server.url).retry(policy.clone()).attempt_timeout(limit);
            let mut client = client.build().expect("valid");
            if !operation.session_headers.is_empty() {
                client = client.with_member_session(MemberSession::token(TOKEN));
            }
            // Other tests check the result.
            let _ = operation.invoke(&client, operation.example_arguments()).await;
            // A timeout of a few milliseconds may end before the request is sent.
            assert!(hangs || !server.requests().is_empty());
        }
        let text = log.text();
        let arguments = operation.example_arguments();
        // The document lists some values, and logs hold paths of the same words.
        let is_listed =
            |string: &&str| operation.parameters.iter().any(|other| other.allowed.contains(string));
        let ids = strings(&arguments).into_iter().filter(|string| string.len() > 9 && !is_listed(string));
        for hidden in [MARK, SECRET, BASIC, TOKEN, PROJECT_ID].into_iter().chain(ids) {
            assert!(!text.contains(hidden), "{}: {hidden}: {}", operation.id, lines_with(&text, hidden));
        }
        assert!(text.contains(operation.path) && text.contains("TRACE"), "nothing was captured: {text}");
    }
}

#[tokio::test]
async fn the_tls_and_http2_libraries_log_no_contents_either() {
    const MARK: &str = "mark-of-the-response";
    let authority = Authority::new("a");
    let log = Log::capture();
    let policy = RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO);
    for (status, body) in [(200, EMPTY), (503, r#"{"error_message":"mark-of-the-response"}"#)] {
        let server = Http2Server::responding(authority.identity("127.0.0.1", 0), status, body).await;
        let client = builder(&server.url).root_certificates(authority.pem()).retry(policy.clone());
        let client = client.build().expect("valid");
        for call in CALLS {
            assert_eq!(call(&client).await.is_ok(), status == 200);
        }
    }
    let text = log.text();
    for hidden in [MARK, SECRET, BASIC, TOKEN, PROJECT_ID, "secretive"] {
        assert!(!text.contains(hidden), "{hidden}: {}", lines_with(&text, hidden));
    }
    assert!(text.contains(" h2::"), "the events of h2 were not captured");
}

fn lines_with(text: &str, part: &str) -> String {
    text.lines().filter(|line| line.contains(part)).take(3).collect::<Vec<_>>().join("\n")
}
