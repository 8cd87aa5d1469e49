//! Who is told that a token is active, and what ends it.

use std::time::Duration;

use serde_json::{Value, json};
use stytch_connected_apps_sandbox::{App, Member, Organization, RateLimit, Sandbox, Seed};

use crate::oauth::{Client, calendar, claims, sandbox, seed};
use crate::support::start;

/// Whether introspection finds the token active, by the app that it was issued to.
async fn is_active(client: &Client<'_>, token: &str) -> bool {
    let app = claims(token)["client_id"].as_str().expect("an id").to_owned();
    client.introspect(&app, token).await["active"] == true
}

#[tokio::test]
async fn introspection_tells_an_app_what_its_own_active_tokens_are() {
    let sandbox = sandbox().await;
    let client = Client::new(&sandbox);
    let tokens = sandbox.consent(("acme", "m"), "calendar").scopes("openid offline_access").tokens();
    let (access, refresh) = (tokens.access_token.expose_secret(), tokens.refresh_token.expect("a token"));
    let shown = client.introspect("calendar", access).await;
    for (name, value) in claims(access).as_object().expect("claims") {
        assert_eq!(&shown[name], value, "{name}");
    }
    assert_eq!((&shown["active"], &shown["token_type"]), (&true.into(), &"access_token".into()));
    let shown = client.introspect("calendar", refresh.expose_secret()).await;
    assert_eq!((&shown["active"], &shown["token_type"]), (&true.into(), &"refresh_token".into()));
    assert_eq!((&shown["sub"], &shown["scope"]), (&"m".into(), &"openid offline_access".into()));
    let own = |name: &&str| !["status_code", "request_id"].contains(name);
    for (app, token) in
        [("agent", access), ("calendar", "unknown"), ("calendar", &format!("{access}x")), ("calendar", "")]
    {
        let shown = client.introspect(app, token).await;
        let names = shown.as_object().expect("an object").keys().map(String::as_str);
        assert_eq!(names.filter(own).collect::<Vec<_>>(), ["active"], "{token}");
        assert_eq!(shown["active"], false);
    }
    // Real time passes as well.
    sandbox.advance(Duration::from_secs(3000));
    assert!(is_active(&client, access).await);
    sandbox.advance(Duration::from_secs(600));
    assert!(!is_active(&client, access).await, "expired");
    // Of a token that it did not issue the sandbox knows nothing.
    assert!(!is_active(&client, &sandbox.sign(&claims(access))).await);
}

#[tokio::test]
async fn only_a_form_is_introspected() {
    let sandbox = sandbox().await;
    let token = sandbox.access_token("u", "agent");
    let body = json!({"client_id": "agent", "token": token}).to_string();
    for media_type in ["application/json", "application/x-www-form-urlencoded", "text/plain"] {
        for path in ["/v1/oauth2/introspect", "/v1/oauth2/revoke"] {
            let request = crate::support::plain_http().post(format!("{}{path}", sandbox.url()));
            let request = request.header("content-type", media_type).body(body.clone());
            let response = request.send().await.expect("a response");
            assert_eq!(response.status(), 400, "{media_type}");
            let body: Value = response.json().await.expect("JSON");
            assert_eq!(body["error"], "invalid_request");
        }
    }
    let client = Client::new(&sandbox);
    let (status, body) = client.post("/v1/oauth2/introspect", &[("client_id", "agent")]).await;
    assert_eq!((status, &body["error"]), (400, &"invalid_request".into()));
    assert!(body["error_description"].as_str().expect("a description").contains("token"), "{body}");
    assert!(is_active(&client, &token).await, "nothing was revoked");
}

#[tokio::test]
async fn an_app_revokes_a_token_and_with_a_refresh_token_what_came_with_it() {
    let sandbox = sandbox().await;
    let client = Client::new(&sandbox);
    let tokens = || sandbox.consent("u", "agent").scopes("openid offline_access").tokens();
    let (one, other) = (tokens(), tokens());
    let access = one.access_token.expose_secret();
    let revoke = async |app: &str, token: &str| {
        let (status, body) = client.post("/v1/oauth2/revoke", &client.about(app, token)).await;
        assert_eq!(status, 200, "{body}");
    };
    revoke("calendar", access).await;
    assert!(is_active(&client, access).await, "it is another app's");
    revoke("agent", access).await;
    assert!(!is_active(&client, access).await);
    let refresh = one.refresh_token.expect("a token").expose_secret().to_owned();
    let (status, body) = client.post("/v1/oauth2/token", &client.refresh("agent", &refresh)).await;
    assert_eq!(status, 200, "an access token takes nothing else with it");
    let (access, refresh) =
        (body["access_token"].as_str().expect("one"), body["refresh_token"].as_str().expect("one"));
    revoke("agent", refresh).await;
    revoke("agent", refresh).await;
    revoke("agent", "unknown").await;
    assert!(!is_active(&client, access).await);
    assert_eq!(client.post("/v1/oauth2/token", &client.refresh("agent", refresh)).await.0, 400);
    assert!(is_active(&client, other.access_token.expose_secret()).await, "another authorization's");
    sandbox.assert_grants("u", ["agent"]);
}

#[tokio::test]
async fn a_revoked_grant_ends_its_tokens_and_a_new_consent_does_not_bring_them_back() {
    let (sandbox, api) = start(seed().user("v")).await;
    let client = Client::new(&sandbox);
    let tokens = |person: &str| sandbox.consent(person, "calendar").scopes("openid offline_access").tokens();
    let (old, others) = (tokens("u"), tokens("v"));
    let pending = client.code("calendar", "u", "openid", &[]).await;
    api.revoke_user_connected_app().user_id("u").connected_app_id("calendar").await.expect("revoked");
    let refresh = old.refresh_token.expect("a token");
    let is_refused = async |fields: &crate::oauth::Form| {
        let (status, body) = client.post("/v1/oauth2/token", fields).await;
        (status, body["error"].as_str().map(str::to_owned)) == (400, Some("invalid_grant".to_owned()))
    };
    for _ in 0..2 {
        assert!(!is_active(&client, old.access_token.expose_secret()).await);
        assert!(is_refused(&client.refresh("calendar", refresh.expose_secret())).await);
        assert!(is_refused(&client.exchange("calendar", &pending)).await);
        assert!(is_active(&client, others.access_token.expose_secret()).await);
        let new = tokens("u");
        assert!(is_active(&client, new.access_token.expose_secret()).await);
    }
}

#[tokio::test]
async fn a_deleted_app_and_a_policy_end_tokens() {
    let third = App::new("third").client_type("third_party");
    let policy = Organization::new("acme").allowing_third_party(["third"]);
    let seed = Seed::new().app(third).app(calendar()).organization(policy);
    let seed = seed.member("acme", "m").member("acme", Member::new("gone").status("deleted")).user("u");
    let (sandbox, api) = start(seed).await;
    let client = Client::new(&sandbox);
    let token = sandbox.access_token("u", "calendar");
    api.delete_connected_app_client().client_id("calendar").await.expect("deleted");
    let (status, body) = client.post("/v1/oauth2/introspect", &client.about("calendar", &token)).await;
    assert_eq!((status, &body["error"]), (401, &"invalid_client".into()));
    let refused = |person: &str, app: &str| {
        let consent = sandbox.consent(("acme", person), app);
        let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| consent.tokens()));
        *panic.expect_err("refused").downcast::<String>().expect("a message")
    };
    assert!(refused("gone", "third").contains("the Member `gone` of `acme`"));
    assert!(refused("m", "calendar").contains("connected_app_not_found"));
    sandbox.access_token(("acme", "m"), "third");
}

#[tokio::test]
async fn the_log_has_no_code_no_token_and_no_secret() {
    let sandbox = sandbox().await;
    let client = Client::new(&sandbox);
    let code = client.code("calendar", "u", "openid offline_access", &[]).await;
    let (_, tokens) = client.post("/v1/oauth2/token", &client.exchange("calendar", &code)).await;
    let token = |name: &str| tokens[name].as_str().expect("a token").to_owned();
    client.introspect("calendar", &token("access_token")).await;
    client.post("/v1/oauth2/token", &client.refresh("calendar", &token("refresh_token"))).await;
    client.post("/v1/oauth2/revoke", &client.about("calendar", &token("refresh_token"))).await;
    // A form that says it is JSON, and JSON that says it is a form.
    let http = crate::support::plain_http();
    for (media_type, body) in [
        ("application/json", format!("code={code}")),
        ("application/x-www-form-urlencoded", json!({"code": code}).to_string()),
    ] {
        for path in ["token", "introspect"] {
            let request = http.post(format!("{}/v1/oauth2/{path}", sandbox.url()));
            request.header("content-type", media_type).body(body.clone()).send().await.expect("a response");
        }
    }
    let log = serde_json::to_string(&sandbox.requests()).expect("JSON");
    assert!(log.contains("/v1/oauth2/token") && log.contains("[redacted]"));
    let secrets = [code, token("access_token"), token("refresh_token"), token("id_token")];
    for secret in secrets.iter().map(String::as_str).chain([crate::oauth::VERIFIER, "calendar's secret"]) {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

#[tokio::test]
async fn the_rate_of_requests_for_tokens_is_limited_like_any_other() {
    let limit = RateLimit::in_each(Duration::from_secs(3600), 2).retry_after(7);
    let sandbox = Sandbox::builder().seed(seed()).rate_limit(limit).start().await.expect("a free port");
    let client = Client::new(&sandbox);
    for path in ["token", "introspect"] {
        let mut statuses = Vec::new();
        for host in ["/v1", &format!("/v1/public/{}", Sandbox::PROJECT_ID), "/v1"] {
            let request = client.form(&format!("{host}/oauth2/{path}"), &[("client_id", "agent")]);
            let response = request.send().await.expect("a response");
            statuses.push((response.status().as_u16(), response.headers().contains_key("retry-after")));
        }
        assert_eq!(statuses, [(400, false), (400, false), (429, true)], "{path}, on both hosts");
    }
}

#[tokio::test]
async fn a_signature_of_anything_is_one_of_the_current_key() {
    let sandbox = sandbox().await;
    let jwks = Client::new(&sandbox).get("/.well-known/jwks.json").await;
    let kid = &jwks["keys"][0]["kid"];
    let token = sandbox.sign_raw(&json!({"alg": "none", "kid": kid}).to_string(), "not JSON");
    assert!(crate::oauth::verify(&token, &jwks));
    assert_eq!(crate::oauth::header(&token), json!({"alg": "none", "kid": kid}));
    assert!(crate::oauth::verify(&sandbox.sign(&json!({"sub": "anybody"})), &jwks));
}
