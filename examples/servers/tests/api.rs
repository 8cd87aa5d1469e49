//! The API's routes, with tokens of the sandbox.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use servers::api;
use servers::guard::Guard;
use stytch_connected_apps::verify::{ProtectedResource, TokenVerifier};
use stytch_connected_apps_sandbox::{Person, Sandbox, Seed};
use tower::ServiceExt;

/// The API, and the sandbox that it asks.
async fn started() -> (Sandbox, Router) {
    let seed = Seed::new().app("agent").user("user-1").member("acme", "member-1");
    let sandbox = Sandbox::builder().seed(seed).start().await.expect("a free port on loopback");
    let verifier =
        TokenVerifier::builder(&sandbox.client().expect("a client")).build().expect("valid settings");
    let resource = ProtectedResource::new("https://api.example.com").expect("a URL");
    let resource = Arc::new(resource.authorization_server(sandbox.url()).scopes(api::SCOPES));
    let router = api::router(Guard { verifier, resource });
    (sandbox, router)
}

/// The status, the challenge and the body of a response.
async fn get(router: &Router, path: &str, token: Option<String>) -> (StatusCode, String, Value) {
    let mut request = Request::get(path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let request = request.body(Body::empty()).expect("a request");
    let response = router.clone().oneshot(request).await.expect("a response");
    let challenge = response.headers().get(header::WWW_AUTHENTICATE);
    let challenge = challenge.map_or("", |value| value.to_str().expect("ASCII")).to_owned();
    let status = response.status();
    let body = to_bytes(response.into_body(), 10_000).await.expect("a body");
    (status, challenge, serde_json::from_slice(&body).unwrap_or_default())
}

fn token(sandbox: &Sandbox, person: impl Into<Person>, scopes: &str) -> Option<String> {
    let token = sandbox.consent(person, "agent").scopes(scopes).tokens().access_token;
    Some(token.expose_secret().to_owned())
}

#[tokio::test]
async fn without_a_token_a_client_learns_where_to_get_one() {
    let (sandbox, router) = started().await;
    let (status, challenge, _) = get(&router, "/issues", None).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let expected = "Bearer resource_metadata=\"https://api.example.com/.well-known/oauth-protected-resource\", \
                    scope=\"read:issues\"";
    assert_eq!(challenge, expected);
    let (status, _, metadata) = get(&router, "/.well-known/oauth-protected-resource", None).await;
    assert_eq!((status, &metadata["authorization_servers"]), (StatusCode::OK, &json!([sandbox.url()])));
}

#[tokio::test]
async fn a_token_without_the_scope_is_forbidden_and_the_challenge_names_it() {
    let (sandbox, router) = started().await;
    let (status, challenge, _) = get(&router, "/issues", token(&sandbox, "user-1", "openid")).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert!(challenge.ends_with("error=\"insufficient_scope\", scope=\"read:issues\""), "{challenge}");
    let (status, _, body) = get(&router, "/issues", token(&sandbox, "user-1", "read:issues")).await;
    assert_eq!((status, &body["assignee"]), (StatusCode::OK, &json!("user-1")));
}

#[tokio::test]
async fn an_organizations_issues_are_for_apps_of_its_members() {
    let (sandbox, router) = started().await;
    let members = || token(&sandbox, ("acme", "member-1"), "read:issues");
    assert_eq!(get(&router, "/organizations/acme/issues", members()).await.0, StatusCode::OK);
    assert_eq!(get(&router, "/organizations/globex/issues", members()).await.0, StatusCode::FORBIDDEN);
    let users = token(&sandbox, "user-1", "read:issues");
    assert_eq!(get(&router, "/organizations/acme/issues", users).await.0, StatusCode::FORBIDDEN);
}
