//! Building a client fails if its settings cannot work. The message says what to correct.

use std::time::Duration;

use stytch_connected_apps::{Client, ClientBuilder, Error, RetryPolicy};

use crate::support::{PROJECT_ID, SECRET};

fn message(builder: ClientBuilder) -> String {
    match builder.build() {
        Err(Error::Configuration(error)) => error.to_string(),
        other => panic!("expected a configuration error: {other:?}"),
    }
}

fn base_url(client: &Client) -> String {
    format!("{client:?}")
}

#[test]
fn the_project_id_selects_the_host() {
    let live = Client::new("project-live-1", "secret-live-1").expect("live");
    assert!(base_url(&live).contains("\"https://api.stytch.com/\""), "{live:?}");
    let test = Client::new("project-test-1", SECRET).expect("test");
    assert!(base_url(&test).contains("\"https://test.stytch.com/\""), "{test:?}");
    for id in ["project-1", "live", "Project-live-1"] {
        assert!(message(Client::builder(id, SECRET)).contains("neither `project-live-` nor `project-test-`"));
        Client::builder(id, SECRET)
            .base_url("https://login.example.com")
            .build()
            .expect("a base URL is given");
    }
}

#[test]
fn a_builders_debug_output_shows_its_settings() {
    let builder =
        Client::builder(PROJECT_ID, SECRET).deadline(Duration::from_secs(7)).user_agent_suffix("x/1");
    let text = format!("{builder:?}");
    for shown in [PROJECT_ID, "deadline: Some(7s)", "user_agent_suffix: Some(\"x/1\")"] {
        assert!(text.contains(shown), "{text}");
    }
}

#[test]
fn credentials_that_cannot_be_sent_are_rejected() {
    for (id, secret, expected) in [
        ("", SECRET, "project_id: empty"),
        (PROJECT_ID, "", "secret: empty"),
        (PROJECT_ID, "secret-test-x\n", "secret: contains a space, a line break"),
        (PROJECT_ID, "secret test", "secret: contains a space, a line break"),
        (" project-test-1", SECRET, "project_id: contains a space, a line break"),
        ("project-test-1:x", SECRET, "project_id: contains a colon"),
        (SECRET, PROJECT_ID, "project_id: a secret"),
    ] {
        let builder = Client::builder(id, secret).base_url("https://login.example.com");
        assert!(!format!("{builder:?}").contains(SECRET), "{builder:?}");
        let message = message(builder);
        assert!(message.contains(expected), "{message}");
        assert!(secret.is_empty() || !message.contains(secret), "{message}");
        assert!(!message.contains(SECRET), "{message}");
    }
}

#[test]
fn a_base_url_uses_https_or_loopback() {
    let builder = |url: &str| Client::builder(PROJECT_ID, SECRET).base_url(url);
    for valid in [
        "https://login.example.com",
        "https://login.example.com:8443/prefix/",
        "http://localhost:1",
        "http://127.0.0.1",
        "http://127.8.9.1:80",
        "http://[::1]:8080/x",
    ] {
        builder(valid).build().unwrap_or_else(|error| panic!("{valid}: {error}"));
    }
    for (invalid, expected) in [
        ("http://login.example.com", "plain http is allowed only to this machine"),
        ("http://localhost.example.com", "plain http is allowed only to this machine"),
        ("http://127.0.0.1.example.com", "plain http is allowed only to this machine"),
        ("http://10.0.0.1", "plain http is allowed only to this machine"),
        ("ftp://127.0.0.1", "neither https nor http"),
        ("login.example.com", "base_url: not a URL"),
        ("", "base_url: not a URL"),
        ("https://user:hunter2@example.com", "contains a user name or password"),
        ("https://hunter2@example.com", "contains a user name or password"),
        ("https://example.com/?a=b", "has a query or fragment"),
        ("https://example.com/#a", "has a query or fragment"),
    ] {
        let message = message(builder(invalid));
        assert!(message.contains(expected), "{invalid}: {message}");
        assert!(!message.contains("hunter2"), "{message}");
    }
}

#[test]
fn limits_of_zero_are_rejected() {
    let builder = || Client::builder(PROJECT_ID, SECRET);
    assert!(message(builder().deadline(Duration::ZERO)).starts_with("deadline: zero"));
    assert!(message(builder().attempt_timeout(Duration::ZERO)).starts_with("attempt_timeout: zero"));
    assert!(message(builder().connect_timeout(Duration::ZERO)).starts_with("connect_timeout: zero"));
    assert!(message(builder().max_response_bytes(0)).starts_with("max_response_bytes: zero"));
    let policy = RetryPolicy::default();
    assert!(
        message(builder().retry(policy.clone().max_attempts(0))).starts_with("retry: `max_attempts` is 0")
    );
    let second = Duration::from_secs(1);
    assert!(
        message(builder().retry(policy.backoff(second * 2, second)))
            .contains("retry: the base of the backoff is longer than its cap")
    );
    // The largest values are valid and do not overflow.
    builder()
        .deadline(Duration::MAX)
        .attempt_timeout(Duration::MAX)
        .max_response_bytes(usize::MAX)
        .build()
        .expect("valid");
}

#[test]
fn a_user_agent_suffix_is_printable_ascii() {
    for suffix in ["", "a\r\nx-injected: 1", "é", "\u{0}"] {
        let message = message(Client::builder(PROJECT_ID, SECRET).user_agent_suffix(suffix));
        assert!(message.contains("acme-console/2.1"), "{message}");
    }
}
