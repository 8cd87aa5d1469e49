//! Scripts, rate limits and the log of the sandbox.

use std::time::Duration;

use scripted_server::time::{hold, soon};
use serde_json::json;
use stytch_connected_apps::types::StartUserAuthorizationRequest;
use stytch_connected_apps::{Client, Error, RetryPolicy, Secret};
use stytch_connected_apps_sandbox::{RateLimit, Sandbox, Seed};
use tokio::time::Instant;

const LIST: &str = "get_user_connected_apps";
const REVOKE: &str = "revoke_user_connected_app";

async fn start() -> (Sandbox, Client) {
    let seed = Seed::new().grant("u", "a", "openid").grant("v", "a", "openid");
    let sandbox = Sandbox::builder().seed(seed).start().await.expect("a free port on loopback");
    let client = sandbox.client_builder().retry(RetryPolicy::none()).build().expect("the settings are valid");
    (sandbox, client)
}

/// The status of a call that lists a User's apps; 0 if there is none.
async fn status(client: &Client, user: &str) -> u16 {
    match client.get_user_connected_apps().user_id(user).send().await {
        Ok(response) => response.status().as_u16(),
        Err(error) => error.status().map_or(0, |status| status.as_u16()),
    }
}

async fn statuses(client: &Client, count: usize) -> Vec<u16> {
    let mut statuses = Vec::new();
    for _ in 0..count {
        statuses.push(status(client, "u").await);
    }
    statuses
}

#[tokio::test]
async fn a_script_is_in_force_for_the_requests_that_it_names() {
    let (sandbox, client) = start().await;
    sandbox.on(LIST).nth(3).respond(429);
    assert_eq!(statuses(&client, 5).await, [200, 200, 429, 200, 200]);
    sandbox.on(LIST).times(2).respond(500);
    sandbox.on(LIST).nth(2).times(2).respond(503);
    assert_eq!(statuses(&client, 4).await, [500, 503, 503, 200]);
    sandbox.on(LIST).path("/v1/users/v/connected_apps").respond(403);
    assert_eq!((status(&client, "u").await, status(&client, "v").await), (200, 403));
    sandbox.on(REVOKE).respond(500);
    assert_eq!(status(&client, "u").await, 200, "another operation's script");
    sandbox.on(LIST).respond(418);
    assert_eq!(statuses(&client, 2).await, [418, 418]);
    sandbox.reset();
    assert_eq!(status(&client, "v").await, 200);
}

#[tokio::test]
async fn a_script_has_a_response_of_its_own() {
    let (sandbox, client) = start().await;
    let call = || client.revoke_user_connected_app().user_id("u").connected_app_id("a");
    sandbox.on(REVOKE).times(1).respond(429).header("retry-after", "7");
    let error = call().await.expect_err("scripted");
    assert_eq!(
        (error.error_type(), error.retry_after()),
        (Some("too_many_requests"), Some(Duration::from_secs(7)))
    );

    let body = json!({"error_type": "enterprise_endpoint", "error_message": "Ask for it."});
    sandbox.on(REVOKE).times(1).respond(401).body(body);
    assert_eq!(call().await.expect_err("scripted").error_type(), Some("enterprise_endpoint"));

    sandbox.on(REVOKE).times(1).respond(200).header("content-type", "text/html").body("<html>");
    assert!(matches!(call().await, Err(Error::Decode(_))));
    sandbox.on(REVOKE).times(1).respond(599);
    assert_eq!(call().await.expect_err("scripted").status().map(|status| status.as_u16()), Some(599));
    call().await.expect("none of these has revoked the grant");
}

#[tokio::test]
async fn a_scripted_response_is_valid_http() {
    let (sandbox, client) = start().await;
    for status in [204, 205, 304] {
        sandbox.on(LIST).respond(status).body(json!({"error_type": "more"}));
        let url = format!("{}/v1/users/u/connected_apps", sandbox.url());
        let response = crate::support::plain_http().get(url).send().await.expect("a response");
        assert_eq!(response.status().as_u16(), status);
        assert!(response.headers().get("content-type").is_none());
        assert!(response.text().await.expect("a body").is_empty());
        assert!(sandbox.requests().last().expect("a request").response.is_null());
    }
    for name in ["content-length", "Transfer-Encoding", "upgrade", "not a name"] {
        let header = std::panic::AssertUnwindSafe(|| _ = sandbox.on(REVOKE).respond(200).header(name, "5"));
        let message = std::panic::catch_unwind(header).expect_err("a panic");
        let message = message.downcast_ref::<String>().expect("a message");
        assert!(message.contains(&format!("`{name}`")), "{message}");
    }
    assert_eq!(status(&client, "v").await, 304);
}

#[tokio::test(start_paused = true)]
async fn the_longest_delay_and_a_latency_are_no_panic() {
    let _held = hold();
    let builder = Sandbox::builder().latency(Duration::from_millis(1));
    let sandbox = builder.start().await.expect("a free port on loopback");
    let client = sandbox.client_builder().retry(RetryPolicy::none()).build().expect("valid settings");
    sandbox.on(LIST).after(Duration::MAX).respond_late();
    let call = tokio::spawn(async move { status(&client, "u").await });
    soon(async {
        while sandbox.requests().is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert_eq!(sandbox.requests()[0].status, Some(404));
    assert!(!call.is_finished());
}

#[tokio::test]
async fn a_script_breaks_the_connection_or_the_response() {
    let (sandbox, client) = start().await;
    let call = || client.revoke_user_connected_app().user_id("u").connected_app_id("a");
    sandbox.on(REVOKE).times(1).disconnect();
    let error = call().await.expect_err("no response");
    assert!(matches!(error, Error::Transport(_)) && error.status().is_none(), "{error:?}");
    assert_eq!(sandbox.requests().last().expect("a request").status, None);
    assert_eq!(status(&client, "u").await, 200);

    sandbox.on(REVOKE).stall();
    let hurried = client.with_rate_limit_wait(Duration::ZERO);
    let call = hurried.revoke_user_connected_app().user_id("u").connected_app_id("a");
    let sent = tokio::time::timeout(Duration::from_millis(300), call.send());
    assert!(sent.await.is_err(), "the response never ends");
    sandbox.reset();
}

#[tokio::test(start_paused = true)]
async fn a_response_comes_after_the_delay() {
    let _held = hold();
    let (sandbox, client) = start().await;
    sandbox.on(REVOKE).after(Duration::from_secs(3)).respond_late();
    let call = client.revoke_user_connected_app().user_id("u").connected_app_id("a");
    let call = tokio::spawn(async { call.await });
    // The effect does not wait for the response.
    soon(async {
        while status(&client, "u").await != 200 || sandbox.requests().len() < 2 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(sandbox.snapshot().users[0].grants.is_empty() && !call.is_finished());
    tokio::time::advance(Duration::from_secs(4)).await;
    soon(call).await.expect("no panic").expect("revoked");
}

#[tokio::test(start_paused = true)]
async fn a_rate_limit_counts_each_operation_in_intervals_or_with_a_bucket() {
    let _held = hold();
    for (limit, later, after) in [
        (RateLimit::in_each(Duration::from_secs(60), 3), Duration::from_secs(60), [200, 200, 200, 429]),
        (RateLimit::token_bucket(1.0, 3).retry_after(1), Duration::from_secs(2), [200, 200, 429, 429]),
    ] {
        let seed = Seed::new().grant("u", "a", "openid");
        let sandbox = Sandbox::builder().seed(seed).rate_limit(limit).start().await.expect("a free port");
        let client = sandbox.client_builder().retry(RetryPolicy::none()).build().expect("valid settings");
        assert_eq!(statuses(&client, 4).await, [200, 200, 200, 429]);
        let error = client.get_user_connected_apps().user_id("u").await.expect_err("limited");
        assert_eq!(error.error_type(), Some("too_many_requests"));
        client.search_connected_app_clients().await.expect("another operation");
        tokio::time::advance(later).await;
        assert_eq!(statuses(&client, 4).await, after);
    }
}

#[tokio::test(start_paused = true)]
async fn every_response_takes_the_latency() {
    let _held = hold();
    let builder = Sandbox::builder().latency(Duration::from_millis(250));
    let sandbox = builder.start().await.expect("a free port on loopback");
    let client = sandbox.client().expect("the settings are valid");
    let started = Instant::now();
    let call = tokio::spawn(async move { client.search_connected_app_clients().await });
    soon(async {
        while sandbox.requests().is_empty() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    assert!(!call.is_finished());
    tokio::time::advance(Duration::from_millis(251)).await;
    soon(call).await.expect("no panic").expect("a response");
    assert!(started.elapsed() >= Duration::from_millis(250));
}

#[tokio::test]
async fn the_log_has_every_request_and_no_secret() {
    let (sandbox, client) = start().await;
    client.get_user_connected_apps().user_id("u|1").await.expect_err("nobody");
    let request = StartUserAuthorizationRequest::builder()
        .client_id("a")
        .redirect_uri("https://app.example.com")
        .response_type("code")
        .scopes(["openid".to_owned()])
        .session_token(Secret::from("a secret session token"));
    client.start_user_authorization().body(request).await.expect_err("not registered");
    let elsewhere = crate::support::plain_http().post(format!("{}/elsewhere?a=b", sandbox.url()));
    elsewhere
        .body(r#"{"client_id": "a", "client_secret": "a secret as well"}"#)
        .send()
        .await
        .expect("a response");

    let log = sandbox.requests();
    assert_eq!(log.len(), 3);
    assert_eq!(
        (log[0].operation, &*log[0].method, &*log[0].path),
        (Some(LIST), "GET", "/v1/users/u%7C1/connected_apps")
    );
    assert_eq!(log[0].parameters["user_id"], "u|1");
    assert_eq!((log[0].status, &log[0].response["error_type"]), (Some(404), &json!("user_not_found")));
    assert_eq!(
        (&log[1].body["client_id"], &log[1].body["session_token"]),
        (&json!("a"), &json!("[redacted]"))
    );
    assert!(!format!("{log:?}").contains("a secret"));
    assert_eq!((log[2].operation, log[2].status), (None, Some(404)));
    assert_eq!(log[2].body, json!({"client_id": "a", "client_secret": "[redacted]"}));
}

#[tokio::test]
async fn the_log_has_no_secret_whatever_the_case_of_its_name_or_where_it_stands() {
    let (sandbox, _client) = start().await;
    let query = "session_token=hidden&Session_Token=hidden&X-Stytch-Member-Session=hidden&clientSecret=hidden&page=shown";
    let body = json!({"Client-Secret": "hidden", "a": [{"SESSION_JWT": "hidden", "PassWord": 5}], "client_id": "shown"});
    for path in ["v1/users/u/connected_apps", "v1/users/search", "elsewhere"] {
        let request = crate::support::plain_http().post(format!("{}/{path}?{query}", sandbox.url()));
        request.body(body.to_string()).send().await.expect("a response");
    }
    let url = format!("{}/_sandbox/requests", sandbox.url());
    let log =
        crate::support::plain_http().get(url).send().await.expect("a response").text().await.expect("text");
    assert!(!log.contains("hidden") && !format!("{:?}", sandbox.requests()).contains("hidden"), "{log}");
    let log: serde_json::Value = serde_json::from_str(&log).expect("JSON");
    let exchange = &log["requests"][1];
    assert_eq!(
        (&exchange["operation"], &exchange["body"]["client_id"]),
        (&json!("search_users"), &json!("shown"))
    );
    assert_eq!(exchange["body"]["a"], json!([{"SESSION_JWT": "[redacted]", "PassWord": "[redacted]"}]));
    let parameters = &exchange["parameters"];
    assert_eq!((&parameters["Session_Token"], &parameters["page"]), (&json!("[redacted]"), &json!("shown")));
}

#[tokio::test]
async fn a_script_for_an_unknown_operation_is_a_mistake_in_the_test() {
    let (sandbox, _client) = start().await;
    let script =
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(sandbox.on("revoke_users_app"))));
    let message = script.expect_err("a panic");
    let message = message.downcast_ref::<String>().expect("a message");
    assert_eq!(message, "the document has no operation `revoke_users_app`");
}
