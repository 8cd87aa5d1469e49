//! What a call puts on the wire.

use crate::support::{BASIC, EMPTY, TOKEN, builder, client};
use scripted_server::{Server, json};
use stytch_connected_apps::MemberSession;

#[tokio::test]
async fn a_call_sends_exactly_this() {
    let server = Server::responding([json(200, EMPTY)]).await;
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
async fn a_member_call_adds_the_session_header_and_nothing_else() {
    let server = Server::responding([json(200, EMPTY)]).await;
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
    let server = Server::responding([json(200, EMPTY)]).await;
    let client = builder(&server.url).user_agent_suffix("acme-console/2.1 (eu)").build().expect("valid");
    client.get_user_connected_apps().user_id("u").await.expect("200");
    let version = env!("CARGO_PKG_VERSION");
    let line = format!("\r\nuser-agent: stytch-connected-apps/{version} acme-console/2.1 (eu)\r\n");
    assert!(server.request().contains(&line), "{}", server.request());
}

#[tokio::test]
async fn a_base_url_may_have_a_path_with_or_without_a_slash_at_its_end() {
    for suffix in ["", "/", "/gateway", "/gateway/", "/a/b//"] {
        let server = Server::responding([json(200, EMPTY)]).await;
        client(&format!("{}{suffix}", server.url)).get_user_connected_apps().user_id("u").await.expect("200");
        let line = format!("GET {}/v1/users/u/connected_apps HTTP/1.1\r\n", suffix.trim_end_matches('/'));
        assert!(server.request().starts_with(&line), "{}", server.request());
    }
}

#[tokio::test]
async fn a_transport_of_the_callers_own_keeps_its_default_headers() {
    let server = Server::responding([json(200, EMPTY)]).await;
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

#[test]
fn a_client_and_its_futures_can_be_shared_between_threads() {
    fn shared<T: Clone + Send + Sync + std::fmt::Debug + 'static>(_: &T) {}
    fn sent<T: Send>(_: T) {}
    fn error<T: std::error::Error + Send + Sync + 'static>() {}
    let client = client("http://127.0.0.1:1");
    shared(&client);
    sent(client.get_user_connected_apps().user_id("u").into_future());
    sent(client.get_user_connected_apps().user_id("u").send());
    error::<stytch_connected_apps::Error>();
}

#[test]
#[cfg(target_pointer_width = "64")]
fn a_call_is_small_enough_for_the_allocators_cache() {
    let client = client("http://127.0.0.1:1");
    let size = size_of_val(&client.get_user_connected_apps().user_id("u").send());
    // Glibc's takes up to 1,032 bytes.
    assert!(size <= 1032, "{size}");
}
