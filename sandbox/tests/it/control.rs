//! The sandbox's own API, as a program in another language uses it.

use serde_json::{Value, json};
use stytch_connected_apps::RetryPolicy;
use stytch_connected_apps::reqwest::{Method, Url};
use stytch_connected_apps::types::CreateConnectedAppClientRequest;
use stytch_connected_apps_sandbox::{Generate, Organization, Sandbox, Seed};

use crate::support::{CALLBACK, apps, authorize, plain_http, start};

/// Asks the sandbox itself, without credentials.
async fn ask(sandbox: &Sandbox, method: Method, path: &str, body: Option<Value>) -> (u16, String) {
    let mut request = plain_http().request(method, format!("{}/_sandbox/{path}", sandbox.url()));
    if let Some(body) = body {
        request = request.header("content-type", "application/json").body(body.to_string());
    }
    let response = request.send().await.expect("a response");
    (response.status().as_u16(), response.text().await.expect("text"))
}

async fn script(sandbox: &Sandbox, script: Value) -> (u16, String) {
    ask(sandbox, Method::POST, "on", Some(script)).await
}

fn document() -> Value {
    let text = std::fs::read_to_string("openapi.yaml").expect("the document");
    yaml_serde::from_str(&text).expect("YAML")
}

#[tokio::test]
async fn every_route_of_its_document_is_served() {
    let document = document();
    let seed = &document["paths"]["/_sandbox/seed"]["put"]["requestBody"]["content"]["application/json"];
    let seed = serde_json::from_value(seed["example"].clone()).expect("a seed");
    let (sandbox, _client) = start(seed).await;
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let body = operation.pointer("/requestBody/content/application~1json/example").cloned();
            let method = Method::try_from(method.to_uppercase().as_str()).expect("a method");
            let required = operation["parameters"].as_array().into_iter().flatten();
            let required = required.filter(|parameter| parameter["required"] == true);
            let text = |value: &Value| value.as_str().expect("a string").to_owned();
            let query: Vec<_> =
                required.map(|parameter| (text(&parameter["name"]), text(&parameter["example"]))).collect();
            let url = Url::parse_with_params("http://localhost", query).expect("a URL");
            let query = url.query().filter(|query| !query.is_empty());
            let query = query.map_or_else(String::new, |query| format!("?{query}"));
            let path = format!("{}{query}", path.trim_start_matches("/_sandbox/"));
            let (status, text) = ask(&sandbox, method, &path, body).await;
            let statuses = operation["responses"].as_object().expect("responses").keys();
            let success = statuses.min().expect("a response");
            assert_eq!(
                (status.to_string(), text.is_empty()),
                (success.clone(), matches!(status, 204 | 302)),
                "{path}: {text}"
            );
        }
    }
    assert!(sandbox.requests().is_empty(), "the log is about Stytch's API");
}

#[tokio::test]
async fn the_document_describes_every_field_of_a_seed() {
    let session = stytch_connected_apps_sandbox::Session::new("s", ("o", "m")).actions(["a"]);
    let seed = Seed::documented().grant(("o", "m"), "a", "openid").session(session);
    let seed = seed.authorize_as(("o", "m")).dynamic_registration();
    let (sandbox, _client) = start(seed).await;
    let (_, text) = ask(&sandbox, Method::GET, "seed", None).await;
    let seed: Value = serde_json::from_str(&text).expect("JSON");
    let document = document();
    for (schema, pointer) in [
        ("Seed", ""),
        ("App", "/apps/0"),
        ("User", "/users/0"),
        ("Grant", "/users/0/grants/0"),
        ("Organization", "/organizations/0"),
        ("Member", "/organizations/0/members/0"),
        ("Session", "/sessions/0"),
    ] {
        let described = &document["components"]["schemas"][schema]["properties"];
        for field in seed.pointer(pointer).and_then(Value::as_object).expect(schema).keys() {
            assert!(described.get(field).is_some(), "{schema}.{field}");
        }
    }
}

#[tokio::test]
async fn a_seed_replaces_everything_and_reset_returns_to_it() {
    let (sandbox, client) = start(Seed::new().grant("u", "a", "openid")).await;
    sandbox.on("get_user_connected_apps").respond(500);
    let seed = json!({"users": [{"user_id": "v", "grants": [{"app": "b", "scopes": "openid"}]}]});
    assert_eq!(ask(&sandbox, Method::PUT, "seed", Some(seed)).await.0, 204);
    assert_eq!(apps(&client, "v").await, [("b".to_owned(), "openid".to_owned())]);
    client.revoke_user_connected_app().user_id("v").connected_app_id("b").await.expect("revoked");
    let (_, after) = ask(&sandbox, Method::GET, "seed", None).await;
    assert_eq!(ask(&sandbox, Method::POST, "reset", None).await.0, 204);
    sandbox.assert_grants("v", ["b"]);
    let after: Value = serde_json::from_str(&after).expect("JSON");
    assert_eq!(ask(&sandbox, Method::PUT, "seed", Some(after)).await.0, 204);
    sandbox.assert_grants("v", []);
}

#[tokio::test]
async fn a_snapshot_comes_back_however_long_it_is() {
    let organization = Organization::new("o").slug("p");
    let seed =
        Seed::new().organization(organization).organization("q").generate(Generate::new(1).users(8_000));
    let (sandbox, client) = start(seed).await;
    let body = CreateConnectedAppClientRequest::builder().client_type("third_party");
    let body = body.client_name("new".to_owned()).redirect_urls(vec![CALLBACK.to_owned()]);
    let app = client.create_connected_app_client().body(body).await.expect("created").connected_app;
    authorize(&client, "user-1", &app.client_id).await.expect("granted");
    let (_, before) = ask(&sandbox, Method::GET, "seed", None).await;
    assert!(before.len() > 1024 * 1024, "longer than the body of a call may be");
    let before: Value = serde_json::from_str(&before).expect("JSON");
    let (status, text) = ask(&sandbox, Method::PUT, "seed", Some(before.clone())).await;
    assert_eq!(status, 204, "{text}");
    let (_, after) = ask(&sandbox, Method::GET, "seed", None).await;
    assert_eq!(serde_json::from_str::<Value>(&after).expect("JSON"), before);
    let script =
        json!({"operation": "get_user", "respond": {"status": 500, "body": "a".repeat(1024 * 1024)}});
    assert_eq!(ask(&sandbox, Method::POST, "on", Some(script)).await.0, 413, "other bodies are short");
}

#[tokio::test]
async fn scripts_and_the_log_are_those_of_rust() {
    let (sandbox, _client) = start(Seed::new().grant("u", "a", "openid").grant("v", "a", "openid")).await;
    let client = sandbox.client_builder().retry(RetryPolicy::none()).build().expect("valid");
    let respond = json!({"status": 429, "headers": {"retry-after": "7"}, "body": {"error_type": "own"}});
    let (status, _) =
        script(&sandbox, json!({"operation": "revoke_user_connected_app", "nth": 2, "respond": respond}))
            .await;
    assert_eq!(status, 204);
    let revoke =
        |user: &str| client.revoke_user_connected_app().user_id(user).connected_app_id("a").into_future();
    revoke("u").await.expect("the first one");
    let error = revoke("v").await.expect_err("the second one");
    assert_eq!((error.error_type(), error.retry_after().map(|wait| wait.as_secs())), (Some("own"), Some(7)));
    let path = "/v1/users/v/connected_apps";
    let broken =
        json!({"operation": "get_user_connected_apps", "path": path, "times": 1, "disconnect": true});
    assert_eq!(script(&sandbox, broken).await.0, 204);
    client.get_user_connected_apps().user_id("v").await.expect_err("no response");
    assert_eq!(apps(&client, "v").await.len(), 1);

    let (_, log) = ask(&sandbox, Method::GET, "requests?operation=get_user_connected_apps", None).await;
    let log: Value = serde_json::from_str(&log).expect("JSON");
    let log = log["requests"].as_array().expect("a list");
    assert_eq!(log.len(), 2);
    assert_eq!(
        (&log[0]["path"], &log[0]["status"], &log[1]["status"]),
        (&json!(path), &json!(null), &json!(200))
    );
    assert!(log[0]["at"].as_f64().expect("seconds") > 1.7e9);
    let (_, all) = ask(&sandbox, Method::GET, "requests", None).await;
    let all: Value = serde_json::from_str(&all).expect("JSON");
    assert_eq!(all["requests"].as_array().expect("a list").len(), 4);
}

#[tokio::test]
async fn a_program_in_another_language_moves_the_time_and_rotates_the_keys() {
    let (sandbox, _client) = start(Seed::new().user("u").app("a")).await;
    let before = sandbox.now();
    let seconds = |body: Value| ask(&sandbox, Method::POST, "advance", Some(body));
    assert_eq!(seconds(json!({"seconds": 3600})).await.0, 204);
    let moved = sandbox.now().duration_since(before).expect("later").as_secs();
    assert!((3600..7200).contains(&moved), "{moved}");
    for (wrong, named) in [
        (json!({}), "seconds"),
        (json!({"seconds": -1}), "seconds"),
        (json!({"minutes": 1}), "minutes"),
        (json!({"seconds": u64::MAX}), "at most"),
    ] {
        let (status, text) = seconds(wrong).await;
        assert!(status == 400 && text.contains(named), "{text}");
    }
    let old = sandbox.access_token("u", "a");
    assert_eq!(ask(&sandbox, Method::POST, "rotate_keys", None).await.0, 204);
    let new = sandbox.access_token("u", "a");
    assert_ne!(crate::oauth::header(&old)["kid"], crate::oauth::header(&new)["kid"]);
}
