//! No error, log or debug output holds the secret, the `Authorization` header or a session, except for a log of
//! h2.

use std::error::Error as _;

use scripted_server::{Authority, Fault, Http2Server, Reply, Server, http, json, send_and_close};
use stytch_connected_apps::{Error, MemberSession, RetryPolicy, operations};

use crate::support::log::Log;
use crate::support::{BASIC, EMPTY, SECRET, TOKEN, builder, client};

#[track_caller]
fn assert_no_secret_in(text: &str) {
    for secret in [SECRET, BASIC, TOKEN] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

fn renderings(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    text
}

#[test]
fn debug_output_holds_no_secret() {
    let session = MemberSession::token(TOKEN);
    let builder = builder("http://127.0.0.1:1");
    assert_no_secret_in(&format!("{builder:?} {builder:#?} {session:?} {session:#?}"));
    assert!(format!("{session:?}").contains("MemberSession"), "{session:?}");
    let client = builder.build().expect("valid").with_member_session(session);
    let call = client.get_member_connected_apps().organization_id("o").member_id("m");
    assert_no_secret_in(&format!("{client:?} {client:#?} {call:?} {call:#?}"));
}

/// Replies that echo the request's secrets wherever they could end up in an error.
fn replies() -> Vec<Reply> {
    let echo = format!("{SECRET} {BASIC} {TOKEN}");
    let mut replies = vec![
        json(200, EMPTY),
        http(200, &[("x-echo", &echo)], EMPTY),
        json(200, &format!("{{\"request_id\":\"{echo}\",\"connected_apps\":\"{echo}\"}}")),
        json(200, &format!("{{\"connected_apps\":[{{\"{echo}\":1,\"name\":[\"{echo}\"]}}]}}")),
        json(200, &echo),
        http(302, &[("location", &format!("https://example.com/{TOKEN}?{BASIC}"))], &echo),
        http(502, &[("content-type", "text/html"), ("retry-after", &echo)], format!("<html>{echo}</html>")),
        Reply::Close,
        send_and_close(format!("HTTP/1.1 200 \r\ncontent-length: 9000\r\n\r\n{echo}")),
        send_and_close(format!("HTTP/1.1 200 \r\n{echo}\r\n\r\n")),
        send_and_close(echo.clone()),
    ];
    for fields in [
        ["request_id", "error_type", "error_message", "error_url", "error_details"],
        ["request_id", "error", "error_description", "error_uri", "other"],
    ] {
        let body: Vec<String> = fields.iter().map(|name| format!("\"{name}\":\"{echo}\"")).collect();
        replies.push(json(400, &format!("{{{}}}", body.join(","))));
    }
    replies
}

#[tokio::test]
async fn errors_and_logs_hold_no_secret_even_if_the_response_echoes_it() {
    let log = Log::capture();
    let mut failures = 0;
    for reply in replies() {
        let server = Server::responding([reply.clone(), reply.clone()]).await;
        let transport = reqwest::Client::builder().connection_verbose(true);
        let client = builder(&server.url)
            .reqwest_builder(transport)
            .retry(RetryPolicy::none())
            .build()
            .expect("valid");
        let session = client.with_member_session(MemberSession::token(TOKEN));
        let user = client.get_user_connected_apps().user_id("u").await.err();
        let member = session.get_member_connected_apps().organization_id("o").member_id("m").await.err();
        for error in [user, member].into_iter().flatten() {
            // The user's call did not send the session, so it does not redact it.
            let text = renderings(&error);
            let text = if error.operation() == Some("get_user_connected_apps") {
                text.replace(TOKEN, "")
            } else {
                text
            };
            assert_no_secret_in(&text);
            failures += 1;
        }
        // The secrets were sent.
        let requests = server.requests().join("");
        assert!(requests.contains(BASIC) && requests.contains(TOKEN), "{requests}");
    }
    assert_eq!(failures, 22);
    let text = log.text();
    // The log was captured: it has the crate's spans and its dependencies' events.
    assert!(text.contains("http.client.request") && text.contains("TRACE"), "{text}");
    assert_no_secret_in(&text);
}

#[tokio::test]
async fn an_error_holds_no_secret_that_an_http2_connection_closes_with() {
    let authority = Authority::new("a");
    let fault = Fault::GoAwaySaying(format!("bad credentials {BASIC} {SECRET}").leak());
    let server = Http2Server::faulty(authority.identity("127.0.0.1", 0), EMPTY, fault).await;
    let client = builder(&server.url).root_certificates(authority.pem()).retry(RetryPolicy::none());
    let client = client.build().expect("valid");
    let error = client.get_user_connected_apps().user_id("u").await.expect_err("the connection closes");
    let text = renderings(&error);
    assert!(text.contains("bad credentials [redacted]"), "{text}");
    assert_no_secret_in(&text);
}

#[tokio::test]
async fn http2_logs_hold_no_secret_of_a_request_or_of_its_response() {
    let log = Log::capture();
    let authority = Authority::new("a");
    let body: &'static str = format!(r#"{{"error_message":"{SECRET} {BASIC} {TOKEN}"}}"#).leak();
    let server = Http2Server::responding(authority.identity("127.0.0.1", 0), 400, body).await;
    let transport = reqwest::Client::builder().connection_verbose(true);
    let client = builder(&server.url).root_certificates(authority.pem()).reqwest_builder(transport);
    let client = client.build().expect("valid");
    let session = client.with_member_session(MemberSession::token(TOKEN));
    session.get_member_connected_apps().organization_id("o").member_id("m").await.expect_err("400");
    let operation = operations::all().iter().find(|operation| operation.id == "authorize_user");
    let operation = operation.expect("an operation");
    let mut arguments = operation.example_arguments();
    arguments["body"]["session_token"] = TOKEN.into();
    operation.invoke(&client, arguments).await.expect_err("400");
    let text = log.text();
    assert!(text.contains("TRACE") && text.contains(" h2::"), "nothing was captured: {text}");
    assert_no_secret_in(&text);
}

/// SECURITY.md says so, and what to do about it.
#[tokio::test]
async fn what_an_http2_connection_closes_with_is_logged_by_h2_alone_and_below_info() {
    let log = Log::capture();
    let authority = Authority::new("a");
    let fault = Fault::GoAwaySaying(SECRET);
    let server = Http2Server::faulty(authority.identity("127.0.0.1", 0), EMPTY, fault).await;
    let client = builder(&server.url).root_certificates(authority.pem()).build().expect("valid");
    client.get_user_connected_apps().user_id("u").await.expect("the second attempt");
    let text = log.text();
    let lines: Vec<&str> = text.lines().filter(|line| line.contains(SECRET)).collect();
    assert!(!lines.is_empty(), "h2 no longer logs it: correct SECURITY.md");
    for line in lines {
        let level = line.split_whitespace().nth(1);
        assert!(matches!(level, Some("DEBUG" | "TRACE")) && line.contains(" h2::"), "{line}");
    }
}

#[tokio::test]
async fn a_session_too_short_to_be_a_secret_is_not_redacted() {
    let reply = scripted_server::error(429, "too_many_requests");
    let server = Server::responding([reply]).await;
    let client = builder(&server.url).retry(RetryPolicy::none()).build().expect("valid");
    let session = client.with_member_session(MemberSession::token("many"));
    let error =
        session.get_member_connected_apps().organization_id("o").member_id("m").await.expect_err("429");
    assert_eq!(error.error_type(), Some("too_many_requests"));
    assert!(error.is_rate_limited());
}

#[tokio::test]
async fn an_error_names_its_operation_but_no_url_or_example() {
    let client = builder("http://127.0.0.1:1").retry(RetryPolicy::none()).build().expect("valid");
    let error = client.get_user_connected_apps().user_id("u").await.expect_err("nothing listens on port 1");
    let text = format!("{error:?}");
    assert!(text.contains("\"get_user_connected_apps\"") && !text.contains("example"), "{text}");
    // The path of the URL holds ids.
    assert!(!renderings(&error).contains("/v1/users"), "{}", renderings(&error));
}

#[tokio::test]
async fn an_argument_of_the_wrong_type_is_not_quoted() {
    let client = client("http://127.0.0.1:1");
    let operation = operations::all().iter().find(|operation| operation.id == "authorize_user");
    let body = serde_json::json!({"body": {"consent_granted": TOKEN}});
    let error = operation.expect("an operation").invoke(&client, body).await.expect_err("not a boolean");
    assert!(error.to_string().contains("body: invalid at `consent_granted`"), "{error}");
    assert_no_secret_in(&renderings(&error));
}

#[tokio::test]
async fn an_invalid_session_is_not_quoted() {
    let client = client("http://127.0.0.1:1").with_member_session(MemberSession::jwt(format!("{TOKEN}\n")));
    let error = client
        .get_member_connected_apps()
        .organization_id("o")
        .member_id("m")
        .await
        .expect_err("the session cannot be sent");
    assert_no_secret_in(&renderings(&error));
}
