//! The URL of a request is the template with each id percent-encoded in its place. A call with an id that
//! could change the path is not sent.

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use scripted_server::{Server, json};
use stytch_connected_apps::{Client, Error};

use crate::support::EMPTY;
use crate::support::client;

/// Percent-encodes all but RFC 3986's unreserved characters, independently of the crate.
fn encoded(id: &str) -> String {
    id.bytes().fold(String::new(), |text, byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            text + &char::from(byte).to_string()
        }
        _ => text + &format!("%{byte:02X}"),
    })
}

/// Why the crate rejects an id, if it does.
fn rejection(id: &str) -> Option<&'static str> {
    match id {
        "" => Some("must not be empty"),
        "." | ".." => Some("must not be `.` or `..`"),
        _ if id.contains(['/', '\\']) => Some("must not contain `/` or `\\`"),
        _ if id.chars().any(char::is_control) => Some("must not contain control characters"),
        _ => None,
    }
}

/// Makes a call with these ids and checks what is sent.
async fn check(client: &Client, server: &Server, organization: &str, member: &str) {
    let before = server.requests().len();
    let result = client.get_member_connected_apps().organization_id(organization).member_id(member).await;
    let sent = &server.requests()[before..];
    let rejected = [("organization_id", organization), ("member_id", member)]
        .into_iter()
        .find_map(|(name, id)| Some((name, rejection(id)?)));
    match rejected {
        Some((name, reason)) => {
            let error = result.expect_err("the id is rejected");
            assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
            assert!(error.to_string().contains(&format!("{name}: {reason}")), "{error}");
            assert_eq!(sent.len(), 0, "{sent:?}");
        }
        None => {
            result.expect("the id is accepted");
            let line = format!(
                "GET /v1/b2b/organizations/{}/members/{}/connected_apps HTTP/1.1\r\n",
                encoded(organization),
                encoded(member)
            );
            assert!(sent.len() == 1 && sent[0].starts_with(&line), "{line} is not in {sent:?}");
        }
    }
}

async fn server() -> Server {
    Server::responding(std::iter::repeat_n(json(200, EMPTY), 10_000)).await
}

#[tokio::test]
async fn known_dangerous_ids_never_change_the_path() {
    let server = server().await;
    let client = client(&server.url);
    for id in [
        "..",
        ".",
        "",
        "a/b",
        r"..\..\x",
        "a?b",
        "a#b",
        "%2e%2e",
        "%2E",
        ".%2e",
        "é",
        "a|b",
        "a\tb",
        "a\nb",
        "a\r\nb",
        "\0",
        "...",
        "a b",
        "a;b",
        "a:b",
        "[x]",
        "a@b",
        "%",
        "%2f",
        "\u{7f}",
        "\u{2028}",
        "{user_id}",
        "🦀",
    ] {
        check(&client, &server, id, "member").await;
        check(&client, &server, "organization", id).await;
    }
}

#[test]
fn arbitrary_ids_never_change_the_path() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (server, client) = runtime.block_on(async {
        let server = server().await;
        let client = client(&server.url);
        (server, client)
    });
    let id = prop_oneof![any::<String>(), "[./\\\\%a]{0,4}", "[ -~]{0,12}"];
    let mut runner = TestRunner::new(super::arbitrary::config(512));
    let outcome = runner.run(&(id.clone(), id), |(organization, member)| {
        runtime.block_on(check(&client, &server, &organization, &member));
        Ok(())
    });
    outcome.expect("no counterexample");
}

#[tokio::test]
async fn an_id_that_is_too_long_for_a_url_is_an_invalid_request() {
    let server = server().await;
    let client = client(&server.url);
    let others = format!("{}/v1/users//connected_apps", server.url).len();
    let longest = "a".repeat(65_534 - others);
    client.get_user_connected_apps().user_id(longest.clone()).await.expect("200");
    assert_eq!(server.requests().len(), 1);
    let error = client.get_user_connected_apps().user_id(longest + "a").await.expect_err("too long");
    assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
    assert!(
        error.to_string().ends_with("the URL is over 65534 bytes long; shorten the arguments"),
        "{error}"
    );
    assert!(!error.is_retryable() && server.requests().len() == 1);
}

#[tokio::test]
async fn a_missing_parameter_is_named_and_nothing_is_sent() {
    let server = server().await;
    let error =
        client(&server.url).get_member_connected_apps().organization_id("o").await.expect_err("no member");
    assert_eq!(error.to_string(), "get_member_connected_apps: member_id: missing");
    assert_eq!(error.attempts(), 0);
    assert_eq!(server.requests().len(), 0);
}
