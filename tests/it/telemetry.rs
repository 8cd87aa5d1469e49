//! One span for each attempt, after OpenTelemetry's conventions.

use crate::support::client;
use crate::support::log::Log;
use crate::support::{EMPTY, builder};
use scripted_server::{Server, error, json};
use stytch_connected_apps::RetryPolicy;

#[tokio::test]
async fn each_attempt_has_a_span_with_the_conventional_fields() {
    let server = Server::answering([error(503, "server_unavailable"), json(200, EMPTY)]).await;
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
    let [first, second] = closed.as_slice() else { panic!("two spans: {text}") };
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
    // An id belongs into no span of ours.
    assert!(closed.iter().all(|line| !line.contains("user-test-secretive")), "{closed:?}");
    let retry = text.lines().find(|line| line.contains("retrying")).expect("an event for the retry");
    assert!(retry.contains("DEBUG") && retry.contains("delay_ms="), "{retry}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_may_be_noticed_is_a_warning() {
    for (seconds, level) in [("1", "DEBUG"), ("2", "WARN")] {
        let limited = scripted_server::http(503, &[("retry-after", seconds)], "");
        let server = Server::answering([limited, json(200, EMPTY)]).await;
        let client = client(&server.url);
        let log = Log::capture();
        let call = async { client.get_user_connected_apps().user_id("u").await };
        crate::support::time::drive(call).await.0.expect("the second attempt");
        let text = log.text();
        let retry = text.lines().find(|line| line.contains("retrying")).expect("an event for the retry");
        assert!(retry.contains(level), "{seconds} s: {retry}");
    }
}

#[tokio::test]
async fn a_failure_without_an_answer_names_its_kind() {
    let log = Log::capture();
    let client = builder("http://127.0.0.1:1").retry(RetryPolicy::none()).build().expect("valid");
    client.get_user_connected_apps().user_id("u").await.expect_err("nobody listens on port 1");
    let text = log.text();
    assert!(text.contains("error.type=\"connect\""), "{text}");
}
