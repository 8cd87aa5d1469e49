//! What a call sends.

use std::time::Duration;

use scripted_server::{Server, error};
use serde_json::json;
use stytch_connected_apps::{MemberSession, RetryPolicy, operations};

use crate::support::{BASIC, EMPTY, TOKEN, builder, client};

#[tokio::test]
async fn a_request_has_exactly_the_expected_headers() {
    let server = Server::responding([scripted_server::json(200, EMPTY)]).await;
    client(&server.url).get_user_connected_apps().user_id("user-test-1").await.expect("200");
    let host = server.url.trim_start_matches("http://");
    let version = env!("CARGO_PKG_VERSION");
    let mut lines: Vec<String> = server.request().lines().map(str::to_owned).collect();
    lines[1..].sort();
    assert_eq!(
        lines,
        [
            "GET /v1/users/user-test-1/connected_apps HTTP/1.1".to_owned(),
            String::new(),
            #[cfg(feature = "gzip")]
            "accept-encoding: gzip".to_owned(),
            "accept: application/json".to_owned(),
            format!("authorization: Basic {BASIC}"),
            format!("host: {host}"),
            format!("user-agent: stytch-connected-apps/{version}"),
        ]
    );
}

#[tokio::test]
async fn a_member_session_adds_one_header_and_nothing_else() {
    let server = Server::responding([scripted_server::json(200, EMPTY)]).await;
    client(&server.url)
        .with_member_session(MemberSession::token(TOKEN))
        .get_member_connected_apps()
        .organization_id("org")
        .member_id("member")
        .await
        .expect("200");
    let request = server.request();
    assert!(
        request.starts_with("GET /v1/b2b/organizations/org/members/member/connected_apps HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(request.contains(&format!("\r\nx-stytch-member-session: {TOKEN}\r\n")), "{request}");
    assert_eq!(request.lines().count(), 7 + usize::from(cfg!(feature = "gzip")), "{request}");
}

#[tokio::test]
async fn the_user_agent_takes_a_suffix() {
    let server = Server::responding([scripted_server::json(200, EMPTY)]).await;
    let client = builder(&server.url).user_agent_suffix("acme-console/2.1 (eu)").build().expect("valid");
    client.get_user_connected_apps().user_id("u").await.expect("200");
    let version = env!("CARGO_PKG_VERSION");
    let line = format!("\r\nuser-agent: stytch-connected-apps/{version} acme-console/2.1 (eu)\r\n");
    assert!(server.request().contains(&line), "{}", server.request());
}

#[tokio::test]
async fn a_base_url_may_have_a_path_and_a_trailing_slash() {
    for suffix in ["", "/", "/gateway", "/gateway/", "/a/b//"] {
        let server = Server::responding([scripted_server::json(200, EMPTY)]).await;
        client(&format!("{}{suffix}", server.url)).get_user_connected_apps().user_id("u").await.expect("200");
        let line = format!("GET {}/v1/users/u/connected_apps HTTP/1.1\r\n", suffix.trim_end_matches('/'));
        assert!(server.request().starts_with(&line), "{}", server.request());
    }
}

#[tokio::test]
async fn a_callers_http_client_keeps_its_default_headers() {
    let server = Server::responding([scripted_server::json(200, EMPTY)]).await;
    let headers = reqwest::header::HeaderMap::from_iter([
        (reqwest::header::HeaderName::from_static("x-team"), "blue".parse().expect("a header value")),
        (reqwest::header::AUTHORIZATION, "Bearer other".parse().expect("a header value")),
    ]);
    let transport = reqwest::Client::builder().default_headers(headers).user_agent("other/1");
    let client = builder(&server.url).reqwest_builder(transport).build().expect("valid");
    client.get_user_connected_apps().user_id("u").await.expect("200");
    let request = server.request();
    assert!(request.contains("\r\nx-team: blue\r\n"), "{request}");
    assert!(request.contains(&format!("\r\nauthorization: Basic {BASIC}\r\n")), "{request}");
    assert!(!request.contains("other"), "{request}");
}

#[tokio::test]
async fn an_empty_list_is_sent_and_an_unset_one_is_not() {
    let app = r#"{"connected_app":{"client_id":"c","client_name":"n","client_type":"third_party","status":"active"}}"#;
    let server = Server::responding([scripted_server::json(200, app), scripted_server::json(200, app)]).await;
    let client = client(&server.url);
    let update = || client.update_connected_app_client().client_id("c");
    update().body_map(|body| body.redirect_urls(Some(Vec::<String>::new()))).await.expect("200");
    update().body_map(|body| body.client_name(Some("new".to_owned()))).await.expect("200");
    let bodies: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.rsplit("\r\n").next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(bodies, [r#"{"redirect_urls":[]}"#, r#"{"client_name":"new"}"#]);
}

#[tokio::test]
async fn a_post_without_a_body_sends_an_empty_object_and_is_retried() {
    let server =
        Server::responding([error(503, "x"), scripted_server::json(200, r#"{"request_id":"r"}"#)]).await;
    let policy = RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO);
    let client = builder(&server.url).retry(policy).build().expect("valid");
    client.revoke_user_connected_app().user_id("u").connected_app_id("a").await.expect("200");
    for request in server.requests() {
        assert!(request.starts_with("POST /v1/users/u/connected_apps/a/revoke HTTP/1.1\r\n"), "{request}");
        assert!(request.ends_with("\r\n\r\n{}"), "{request}");
        assert!(request.contains("\r\ncontent-type: application/json\r\n"), "{request}");
    }
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn clients_are_send_and_sync_and_futures_are_send() {
    fn is_shareable<T: Clone + Send + Sync + std::fmt::Debug + 'static>(_: &T) {}
    fn is_send<T: Send>(_: T) {}
    fn is_error<T: std::error::Error + Send + Sync + 'static>() {}
    let client = client("http://127.0.0.1:1");
    is_shareable(&client);
    is_send(client.get_user_connected_apps().user_id("u").into_future());
    is_send(client.get_user_connected_apps().user_id("u").send());
    is_error::<stytch_connected_apps::Error>();
}

#[test]
#[cfg(target_pointer_width = "64")]
fn a_calls_future_is_small_enough_for_the_allocators_cache() {
    let client = client("http://127.0.0.1:1");
    let size = size_of_val(&client.get_user_connected_apps().user_id("u").send());
    // The limit of glibc's tcache is 1,032 bytes.
    assert!(size <= 1032, "{size}");
}

/// A misspelt field would be dropped in silence, and its setting with it.
#[tokio::test]
async fn a_field_that_the_request_does_not_have_is_rejected_by_its_path() {
    let server = Server::responding([]).await;
    let client = client(&server.url);
    for (id, arguments, path) in [
        ("update_connected_app_client", json!({"client_id": "a", "body": {"client_nam": "b"}}), "client_nam"),
        (
            "update_connected_app_client",
            json!({"client_id": "a", "body": {"client_nam": null}}),
            "client_nam",
        ),
        ("search_users", json!({"body": {"limits": []}}), "limits"),
        (
            "search_users",
            json!({"body": {"query": {"operator": "AND", "operands": [], "limit": 1}}}),
            "query.limit",
        ),
        (
            "search_users",
            json!({"body": {"query": {"operator": "AND", "operands": [
                {"filter_name": "status", "filter_value": "active"},
                {"filter_name": "status", "filter_value": "active", "filter": "status"},
            ]}}}),
            "query.operands[1].filter",
        ),
    ] {
        let operation = operations::all().iter().find(|operation| operation.id == id).expect("an operation");
        let error = operation.invoke(&client, arguments).await.expect_err("no such field");
        let expected = format!("{id}: body: the request has no field `{path}`");
        assert_eq!((error.to_string(), error.is_retryable()), (expected, false));
    }
    assert_eq!(server.requests().len(), 0);
}
