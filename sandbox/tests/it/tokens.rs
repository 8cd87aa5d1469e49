//! Tokens from consent to the last request.

use std::time::Duration;

use serde_json::{Value, json};
use stytch_connected_apps_sandbox::{Sandbox, Seed, User};

use crate::oauth::{Client, calendar, claims, header, sandbox, verify};
use crate::support::start;

fn words(value: &Value) -> Vec<&str> {
    value.as_str().into_iter().flat_map(|words| words.split(' ')).collect()
}

#[tokio::test]
async fn an_access_token_has_the_documented_claims_and_a_key_of_the_key_set_signed_it() {
    let sandbox = sandbox().await;
    let client = Client::new(&sandbox);
    for (person, path, issuer, organization) in [
        ("u", "/v1/oauth2/token".to_owned(), sandbox.url(), None),
        (
            "acme/m",
            format!("/v1/public/{}/oauth2/token", Sandbox::PROJECT_ID),
            format!("stytch.com/{}", Sandbox::PROJECT_ID),
            Some(json!({"organization_id": "acme", "slug": "acme"})),
        ),
    ] {
        let code = client.code("agent", person, "openid email offline_access", &[]).await;
        let (status, tokens) = client.post(&path, &client.exchange("agent", &code)).await;
        assert_eq!(status, 200, "{tokens}");
        assert_eq!((&tokens["token_type"], &tokens["expires_in"]), (&"bearer".into(), &3600.into()));
        assert_eq!(tokens["scope"], "openid email offline_access");
        let token = tokens["access_token"].as_str().expect("a token");
        let jwks = client.get("/.well-known/jwks.json").await;
        assert!(verify(token, &jwks));
        let header = header(token);
        assert_eq!((&header["alg"], &header["typ"]), (&"RS256".into(), &"JWT".into()));
        let claims = claims(token);
        assert_eq!(claims["iss"], issuer);
        assert_eq!(claims["sub"], person.rsplit('/').next().expect("an id"));
        assert_eq!(claims["aud"], json!([Sandbox::PROJECT_ID]));
        assert_eq!(claims["client_id"], "agent");
        assert_eq!(words(&claims["scope"]), ["openid", "email", "offline_access"]);
        let at = claims["iat"].as_i64().expect("a time");
        assert_eq!((&claims["nbf"], &claims["exp"]), (&at.into(), &(at + 3600).into()));
        assert!(claims["jti"].is_string());
        assert_eq!(claims.get("https://stytch.com/organization"), organization.as_ref());
        let id_token = tokens["id_token"].as_str().expect("a token");
        assert!(verify(id_token, &jwks));
        let claims = crate::oauth::claims(id_token);
        assert_eq!((&claims["aud"], &claims["iss"]), (&json!(["agent"]), &issuer.into()));
        assert_eq!(claims.get("email").is_some(), person == "u", "the Member has none");
    }
}

#[tokio::test]
async fn what_is_issued_depends_on_the_scopes_and_on_the_app() {
    let mut app = calendar();
    app.access_token_expiry_minutes = 5;
    app.access_token_custom_audience = Some("https://api.example.com".to_owned());
    app.access_token_template_content =
        r#"{"plan": "gold", "email": "{{ user.emails }}", "external": "{{user.external_id}}", "sub": "forged", "no": "{{ user.shoe_size }}"}"#.to_owned();
    let seed = Seed::new().user(User::new("u").external_id("employee-1")).app(app);
    let (sandbox, _client) = start(seed).await;
    let tokens =
        sandbox.consent("u", "calendar").scopes("profile").resource("https://mcp.example.com").tokens();
    assert!(tokens.refresh_token.is_none() && tokens.id_token.is_none());
    assert_eq!(tokens.expires_in, Duration::from_secs(300));
    let claims = claims(tokens.access_token.expose_secret());
    assert_eq!(
        claims["aud"],
        json!([Sandbox::PROJECT_ID, "https://api.example.com", "https://mcp.example.com"])
    );
    assert_eq!(
        (&claims["plan"], &claims["external"], &claims["sub"]),
        (&"gold".into(), &"employee-1".into(), &"u".into())
    );
    assert_eq!((claims["email"].as_array().map(Vec::len), claims.get("no")), (Some(0), None));
    assert_eq!(claims["exp"].as_i64().expect("a time") - claims["iat"].as_i64().expect("a time"), 300);
    // The app may not have full access.
    let tokens = sandbox.consent("u", "calendar").scopes("openid full_access offline_access").tokens();
    assert_eq!(tokens.scope, "openid offline_access");
    assert!(tokens.refresh_token.is_some() && tokens.id_token.is_some());
    sandbox.assert_grants("u", ["calendar"]);
    // Without scopes, a token has those that were granted.
    assert_eq!(
        words(&crate::oauth::claims(&sandbox.access_token("u", "calendar"))["scope"]),
        ["openid", "offline_access"]
    );
}

#[tokio::test]
async fn a_code_works_once_for_its_app_its_url_and_its_verifier_and_for_a_minute() {
    let sandbox = sandbox().await;
    let client = Client::new(&sandbox);
    let path = "/v1/oauth2/token";
    let code = client.code("agent", "u", "openid", &[]).await;
    let exchange = client.exchange("agent", &code);
    let foreign = [("client_id", "calendar"), ("client_secret", "calendar's secret=")];
    let (status, body) = client.post(path, &exchange.with(&foreign)).await;
    assert_eq!((status, &body["error"]), (400, &"invalid_grant".into()), "another app's");
    assert_eq!(client.post(path, &exchange).await.0, 200, "which does not use it up");
    let (status, body) = client.post(path, &exchange).await;
    assert_eq!((status, &body["error"]), (400, &"invalid_grant".into()), "used");
    for (name, value) in [
        ("redirect_uri", "https://app.example.com/other"),
        ("code_verifier", "another"),
        ("code_verifier", ""),
    ] {
        let code = client.code("agent", "u", "openid", &[]).await;
        let exchange = client.exchange("agent", &code);
        let (status, body) = client.post(path, &exchange.with(&[(name, value)])).await;
        assert_eq!((status, &body["error"]), (400, &"invalid_grant".into()), "{name}: {value}");
        assert_eq!(client.post(path, &exchange).await.0, 400, "a failed exchange uses it up");
    }
    for (seconds, status) in [(20, 200), (60, 400)] {
        let code = client.code("agent", "u", "openid", &[]).await;
        sandbox.advance(Duration::from_secs(seconds));
        assert_eq!(client.post(path, &client.exchange("agent", &code)).await.0, status, "{seconds} s");
    }
    let code = client.code("agent", "u", "openid", &[]).await;
    sandbox.reset();
    assert_eq!(client.post(path, &client.exchange("agent", &code)).await.0, 400, "before the reset");
}

#[tokio::test]
async fn a_public_app_gets_another_refresh_token_at_each_use_and_a_confidential_app_keeps_its_own() {
    let sandbox = sandbox().await;
    let client = Client::new(&sandbox);
    let months = Duration::from_secs(89 * 24 * 3600);
    for (app, is_public) in [("agent", true), ("calendar", false)] {
        let tokens = sandbox.consent("u", app).scopes("openid profile offline_access").tokens();
        let first = tokens.refresh_token.expect("a token").expose_secret().to_owned();
        let refresh = client.refresh(app, &first);
        let (status, body) = client.post("/v1/oauth2/token", &refresh).await;
        assert_eq!(status, 200, "{body}");
        assert_ne!(body["access_token"], tokens.access_token.expose_secret());
        assert_eq!(
            (&body["scope"], body["id_token"].is_string()),
            (&"openid profile offline_access".into(), true)
        );
        let next = body["refresh_token"].as_str().expect("a token").to_owned();
        assert_eq!(next != first, is_public);
        let (status, body) = client.post("/v1/oauth2/token", &refresh).await;
        assert_eq!(status, if is_public { 400 } else { 200 }, "the first one again: {body}");
        let narrow = client.refresh(app, &next).with(&[("scope", "profile")]);
        let (_, body) = client.post("/v1/oauth2/token", &narrow).await;
        assert_eq!(body["scope"], "profile");
        assert!(body["id_token"].is_null());
        let next = body["refresh_token"].as_str().expect("a token").to_owned();
        let wide = client.refresh(app, &next).with(&[("scope", "profile admin")]);
        let (status, body) = client.post("/v1/oauth2/token", &wide).await;
        assert_eq!((status, &body["error"]), (400, &"invalid_scope".into()));
        // Each use is good for 3 months more.
        sandbox.advance(months);
        let (_, body) = client.post("/v1/oauth2/token", &client.refresh(app, &next)).await;
        assert_eq!(body["scope"], "openid profile offline_access", "what was granted remains");
        let next = body["refresh_token"].as_str().expect("a token").to_owned();
        sandbox.advance(months);
        let (status, body) = client.post("/v1/oauth2/token", &client.refresh(app, &next)).await;
        assert_eq!(status, 200, "{body}");
        let next = body["refresh_token"].as_str().expect("a token").to_owned();
        sandbox.advance(months + months);
        assert_eq!(client.post("/v1/oauth2/token", &client.refresh(app, &next)).await.0, 400, "expired");
    }
}

#[tokio::test]
async fn an_app_proves_itself_in_the_body_or_in_the_header() {
    let sandbox = sandbox().await;
    let client = Client::new(&sandbox);
    let refresh =
        sandbox.consent("u", "calendar").scopes("offline_access").tokens().refresh_token.expect("a token");
    let bare = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose_secret())];
    let post = async |fields: &[(&str, &str)], basic: Option<(&str, &str)>| {
        let mut request = client.form("/v1/oauth2/token", &[&bare, fields].concat());
        if let Some((id, secret)) = basic {
            request = request.basic_auth(id, Some(secret));
        }
        let response = request.send().await.expect("a response");
        let challenge = response.headers().contains_key("www-authenticate");
        assert_eq!(response.headers()["cache-control"], "no-store");
        let status = response.status().as_u16();
        let body: Value = response.json().await.expect("JSON");
        assert_eq!(body["status_code"], status);
        assert!(body["request_id"].is_string());
        (status, body["error"].as_str().unwrap_or_default().to_owned(), challenge)
    };
    let (id, secret) = (("client_id", "calendar"), ("client_secret", "calendar's secret="));
    assert_eq!(post(&[id, secret], None).await.0, 200);
    assert_eq!(post(&[], Some(("calendar", "calendar's secret="))).await.0, 200);
    assert_eq!(
        post(&[], Some(("calendar", "calendar%27s+secret%3D"))).await.0,
        200,
        "encoded as in RFC 6749"
    );
    assert_eq!(post(&[id, secret], Some(("calendar", "calendar's secret="))).await.0, 200);
    let project = Some((Sandbox::PROJECT_ID, Sandbox::SECRET));
    assert_eq!(post(&[id, secret], project).await.0, 200, "the project's are the SDK's habit");
    assert_eq!(post(&[id], None).await, (401, "invalid_client".to_owned(), false));
    assert_eq!(
        post(&[id, ("client_secret", "wrong")], None).await,
        (401, "invalid_client".to_owned(), false)
    );
    assert_eq!(post(&[("client_id", "nobody"), secret], None).await.1, "invalid_client");
    assert_eq!(post(&[], Some(("calendar", "wrong"))).await, (401, "invalid_client".to_owned(), true));
    assert_eq!(post(&[], None).await.1, "invalid_request");
    assert_eq!(
        post(&[("client_id", "agent")], Some(("calendar", "calendar's secret="))).await.1,
        "invalid_request"
    );
    assert_eq!(post(&[("client_id", "agent")], None).await.1, "invalid_grant", "another app's token");
    // Both secrets are right while they rotate.
    let api = sandbox.client().expect("a client");
    let started =
        api.start_connected_app_client_secret_rotation().client_id("calendar").await.expect("started");
    let next = started.connected_app.next_client_secret.expose_secret().to_owned();
    for secret in ["calendar's secret=", &next] {
        assert_eq!(post(&[id, ("client_secret", secret)], None).await.0, 200);
    }
    api.complete_connected_app_client_secret_rotation().client_id("calendar").await.expect("completed");
    assert_eq!(post(&[id, secret], None).await.0, 401);
}

#[tokio::test]
async fn a_wrong_token_request_has_an_error_of_oauths() {
    let sandbox = sandbox().await;
    let client = Client::new(&sandbox);
    let path = "/v1/oauth2/token";
    for (fields, error) in [
        (&[("client_id", "agent")][..], "invalid_request"),
        (&[("client_id", "agent"), ("grant_type", "password")], "unsupported_grant_type"),
        (&[("client_id", "agent"), ("grant_type", "authorization_code")], "invalid_request"),
        (&[("client_id", "agent"), ("grant_type", "refresh_token")], "invalid_request"),
        (&[], "invalid_request"),
    ] {
        let (status, body) = client.post(path, fields).await;
        assert_eq!((status, body["error"].as_str()), (400, Some(error)), "{fields:?}");
        assert!(body["error_description"].is_string() && body["error_uri"].is_string());
    }
    let http = crate::support::plain_http();
    let json = json!({"client_id": "agent", "grant_type": "password"}).to_string();
    for (media_type, body, error) in [
        ("application/json", &*json, "unsupported_grant_type"),
        ("application/json", "[1]", "invalid_request"),
        ("application/x-www-form-urlencoded", &*json, "unsupported_grant_type"),
        ("text/plain", "grant_type=password", "invalid_request"),
    ] {
        let request = http.post(format!("{}{path}", sandbox.url())).header("content-type", media_type);
        let response = request.body(body.to_owned()).send().await.expect("a response");
        let body: Value = response.json().await.expect("JSON");
        assert_eq!(body["error"], error, "{media_type}");
    }
    let elsewhere = client.post("/v1/public/project-test-1/oauth2/token", &[("client_id", "agent")]).await;
    assert_eq!((elsewhere.0, &elsewhere.1["error_type"]), (404, &"project_not_found".into()));
    let get = http.get(format!("{}{path}", sandbox.url())).send().await.expect("a response");
    assert_eq!((get.status().as_u16(), &get.headers()["allow"]), (405, &"POST".parse().expect("a header")));
}
