//! The sandbox serves what the document describes.

mod access;
mod apps;
mod asserts;
mod consent;
mod consent_page;
mod control;
mod discovery;
mod exchange;
mod grants;
mod https;
mod keys;
mod limits;
mod mistakes;
mod oauth;
mod people;
mod revocation;
mod scripts;
mod seeds;
mod support;
mod tokens;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::Value;
use stytch_connected_apps::operations;
use stytch_connected_apps::reqwest::header::ALLOW;
use stytch_connected_apps::reqwest::{Method, Response};
use stytch_connected_apps_sandbox::Sandbox;

use crate::support::plain_http;

async fn start() -> Sandbox {
    Sandbox::start().await.expect("a free port on loopback")
}

/// Sends a request with a plain HTTP client. `prefer` is the value of its `Prefer` header.
async fn request(
    sandbox: &Sandbox,
    method: Method,
    path: &str,
    secret: &str,
    prefer: Option<&str>,
) -> Response {
    let mut request = plain_http()
        .request(method, format!("{}{path}", sandbox.url()))
        .basic_auth(Sandbox::PROJECT_ID, Some(secret));
    if let Some(prefer) = prefer {
        request = request.header("prefer", prefer);
    }
    request.send().await.expect("a response")
}

async fn get(sandbox: &Sandbox, path: &str, prefer: Option<&str>) -> (u16, Value) {
    let response = request(sandbox, Method::GET, path, Sandbox::SECRET, prefer).await;
    let status = response.status().as_u16();
    assert_eq!(response.headers()["content-type"], "application/json");
    (status, response.json().await.expect("JSON"))
}

const USER: &str = "/v1/users/user-test-16d9ba61-97a1-4ba4-9720-b03761dc50c6/connected_apps";
const MEMBER: &str = "/v1/b2b/organizations/organization-test-07971b06-ac8b-4cdb-9c15-63b17e653931/members/member-test-32fc5024-9c09-4da3-bd2e-c9ce4da9375f/connected_apps";

#[tokio::test]
async fn every_operation_responds_to_its_example_with_a_documented_response() {
    for operation in operations::all() {
        // A new one each time: what the document's examples show may be revoked only once.
        let sandbox = start().await;
        let client = sandbox.client().expect("the settings are valid");
        if let Err(error) = operation.invoke(&client, operation.example_arguments()).await {
            let mut documented = operation.example_responses().iter();
            let is_documented = documented.any(|example| error.error_type() == Some(example.name));
            assert!(is_documented, "{}: {error:?}", operation.id);
        }
    }
    let (_, body) = get(&start().await, USER, None).await;
    assert_eq!(body["connected_apps"][0]["name"], "first-party-confidential-app");
}

#[tokio::test]
async fn wrong_credentials_are_unauthorized() {
    let sandbox = start().await;
    for path in [USER, MEMBER] {
        let response = request(&sandbox, Method::GET, path, "wrong", None).await;
        assert_eq!(response.status(), 401);
        let body: Value = response.json().await.expect("JSON");
        assert_eq!(body["error_type"], "unauthorized_credentials");
        // A `Prefer` header does not bypass the check.
        let response = request(&sandbox, Method::GET, path, "wrong", Some("code=200")).await;
        assert_eq!(response.status(), 401);
    }
}

#[tokio::test]
async fn a_path_outside_the_document_is_not_found() {
    let sandbox = start().await;
    for path in [
        "/",
        "/v1/users//connected_apps",
        &format!("{USER}/"),
        &format!("{USER}/no/such/path"),
        &format!("/no{USER}"),
    ] {
        let (status, body) = get(&sandbox, path, None).await;
        assert_eq!(
            (status, &body["error_type"], &body["status_code"]),
            (404, &"route_not_found".into(), &404.into())
        );
        assert!(
            body["request_id"].is_string()
                && body["error_message"].is_string()
                && body["error_url"].is_string()
        );
    }
}

#[tokio::test]
async fn a_method_outside_the_document_is_not_allowed() {
    let sandbox = start().await;
    let response = request(&sandbox, Method::DELETE, USER, Sandbox::SECRET, None).await;
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()[ALLOW], "GET");
    let body: Value = response.json().await.expect("JSON");
    assert_eq!((&body["error_type"], &body["status_code"]), (&"method_not_allowed".into(), &405.into()));
}

#[tokio::test]
async fn prefer_selects_a_documented_response_by_status_or_example() {
    let sandbox = start().await;
    let (status, body) = get(&sandbox, USER, Some("code=429")).await;
    assert_eq!((status, &body["status_code"]), (429, &429.into()));
    let (status, body) =
        get(&sandbox, MEMBER, Some("respond-async, code=404; example=\"session_not_found\"")).await;
    assert_eq!((status, &body["error_type"]), (404, &"session_not_found".into()));
    let (status, body) = get(&sandbox, MEMBER, Some("example=session_authorization_tenancy_error")).await;
    assert_eq!((status, &body["error_type"]), (403, &"session_authorization_tenancy_error".into()));
}

#[tokio::test]
async fn an_undocumented_preference_is_a_bad_request_that_lists_the_valid_ones() {
    let sandbox = start().await;
    for preference in ["code=418", "code=abc", "example=nothing", "code=200, example=bad_request"] {
        let (status, body) = get(&sandbox, USER, Some(preference)).await;
        assert_eq!((status, &body["error_type"]), (400, &"bad_request".into()), "{preference}");
    }
    let (_, body) = get(&sandbox, USER, Some("code=418")).await;
    let message = body["error_message"].as_str().expect("a message");
    assert!(message.contains("code=404, example=user_not_found"), "{message}");
}

#[tokio::test]
async fn a_preference_without_a_code_or_example_is_rejected() {
    let sandbox = start().await;
    for preference in ["429", "cod=429", "Code=404", "code=", "code=abc", "", "respond-async", "a\nb"] {
        let panic = catch_unwind(AssertUnwindSafe(|| sandbox.client_preferring(preference)));
        let panic = panic.expect_err("no code or example").downcast::<String>().expect("a message");
        assert!(panic.contains("code=429"), "{preference:?}: {panic}");
    }
    sandbox.client_preferring("example=user_not_found").expect("a preference");
}

#[tokio::test]
async fn two_session_headers_are_a_bad_request() {
    let sandbox = start().await;
    let send = async |names: &[&str]| {
        let mut request = plain_http()
            .get(format!("{}{MEMBER}", sandbox.url()))
            .basic_auth(Sandbox::PROJECT_ID, Some(Sandbox::SECRET));
        for name in names {
            request = request.header(*name, crate::support::TOKEN);
        }
        request.send().await.expect("a response").status().as_u16()
    };
    assert_eq!(send(&["X-Stytch-Member-Session"]).await, 200);
    assert_eq!(send(&["X-Stytch-Member-SessionJWT"]).await, 200);
    assert_eq!(send(&["X-Stytch-Member-Session", "X-Stytch-Member-SessionJWT"]).await, 400);
}

#[tokio::test]
async fn sandboxes_are_independent_and_stop_when_dropped() {
    let (one, other) = (start().await, start().await);
    assert_ne!(one.url(), other.url());
    let client = one.client().expect("the settings are valid");
    let user = "user-test-16d9ba61-97a1-4ba4-9720-b03761dc50c6";
    client.get_user_connected_apps().user_id(user).await.expect("running");
    drop(one);
    let error = client.get_user_connected_apps().user_id(user).await.expect_err("stopped");
    assert!(error.is_connect(), "{error:?}");
    other.client().expect("valid").get_user_connected_apps().user_id(user).await.expect("running");
}

#[tokio::test]
async fn a_body_that_the_document_does_not_describe_is_a_bad_request_that_names_the_field() {
    let sandbox = Sandbox::start().await.expect("a free port on loopback");
    let post = async |body: &'static str| {
        let request = plain_http().post(format!("{}/v1/connected_apps/clients", sandbox.url()));
        let request = request.basic_auth(Sandbox::PROJECT_ID, Some(Sandbox::SECRET)).body(body);
        let response = request.send().await.expect("a response");
        let status = response.status().as_u16();
        let body: Value = response.json().await.expect("JSON");
        (status, body["error_message"].as_str().unwrap_or_default().to_owned())
    };
    for (body, named) in [
        (r#"{}"#, "client_type"),
        ("", "client_type"),
        (r#"{"client_type": "first_party", "redirect_urls": ["a", 5]}"#, "redirect_urls[1]"),
        (r#"{"client_type": 5}"#, "client_type"),
        ("[]", "invalid type"),
        ("{", "EOF"),
        (r#"{"client_type": "first_party"} {}"#, "trailing characters"),
        (r#"{"client_type": "first_party", "access_token_expiry_minutes": "1"}"#, "expected an integer at"),
    ] {
        let (status, message) = post(body).await;
        assert_eq!(status, 400, "{body}");
        assert!(message.contains(named), "{body}: {message}");
    }
    // A revocation's body is an empty object.
    for (body, status) in [("{}", 404), (r#"{"user_id": "u"}"#, 404), ("", 404), ("[1]", 400), ("x", 400)] {
        let request = plain_http().post(format!("{}/v1/users/u/connected_apps/a/revoke", sandbox.url()));
        let request = request.basic_auth(Sandbox::PROJECT_ID, Some(Sandbox::SECRET)).body(body);
        assert_eq!(request.send().await.expect("a response").status().as_u16(), status, "{body}");
    }
    // Other SDKs send more than the document has.
    assert_eq!(post(r#"{"client_type": "first_party", "client_id": "more"}"#).await.0, 200);
}

#[tokio::test]
async fn every_response_has_a_request_id_of_its_own() {
    let sandbox = Sandbox::start().await.expect("a free port on loopback");
    let client = sandbox.client().expect("the settings are valid");
    let mut ids = BTreeSet::new();
    for _ in 0..3 {
        let found = client.search_connected_app_clients().await.expect("a page");
        ids.insert(found.request_id.expect("an id"));
        let error = client.get_user_connected_apps().user_id("nobody").await.expect_err("unknown");
        ids.insert(error.request_id().expect("an id").to_owned());
    }
    assert_eq!(ids.len(), 6);
    for path in ["/elsewhere", "/v1/users/u", "/_sandbox/elsewhere", "/_sandbox/seed"] {
        let response = plain_http().delete(format!("{}{path}", sandbox.url())).send().await;
        let body: Value = response.expect("a response").json().await.expect("JSON");
        assert!(ids.insert(body["request_id"].as_str().expect("an id").to_owned()), "{path}");
    }
}
