//! Sessions that apps make from their access tokens.

use std::time::Duration;

use serde_json::json;
use stytch_connected_apps::types::ExchangeAccessTokenRequest;
use stytch_connected_apps::{Client, Error, MemberSession, Secret};
use stytch_connected_apps_sandbox::{App, Sandbox, Seed};

use crate::oauth::{claims, verify};
use crate::support::{refusal, refused, start};

const FULL: &str = "openid full_access";

fn app(id: &str, client_type: &str) -> App {
    let mut app = App::new(id).client_type(client_type);
    app.full_access_allowed = client_type.starts_with("first");
    app
}

fn request(token: &str) -> stytch_connected_apps::types::builder::ExchangeAccessTokenRequest {
    ExchangeAccessTokenRequest::builder().access_token(Secret::from(token))
}

/// The session's token, for a User.
async fn exchange(client: &Client, token: &str) -> Result<String, Error> {
    let session = client.exchange_user_access_token().body(request(token)).await?;
    Ok(session.session_token.expose_secret().to_owned())
}

#[tokio::test]
async fn a_token_of_a_first_party_app_with_full_access_becomes_a_session_once_and_within_5_minutes() {
    let seed = Seed::new().user("u").app(app("first", "first_party")).app(app("third", "third_party"));
    let (sandbox, client) = start(seed).await;
    let token = |app: &str, scopes: &str| {
        let tokens = sandbox.consent("u", app).scopes(scopes).tokens();
        tokens.access_token.expose_secret().to_owned()
    };
    let could_not = refused(404, "idp_access_token_could_not_be_exchanged");
    let not_found = refused(404, "idp_access_token_not_found");
    let full = token("first", FULL);
    exchange(&client, &full).await.expect("a session");
    assert_eq!(refusal(exchange(&client, &full).await), could_not, "twice");
    assert_eq!(refusal(exchange(&client, &token("first", "openid")).await), could_not, "without full_access");
    assert_eq!(refusal(exchange(&client, &token("third", FULL)).await), could_not, "a third-party app's");
    assert_eq!(refusal(exchange(&client, "unknown").await), not_found);
    let (young, old) = (token("first", FULL), token("first", FULL));
    sandbox.advance(Duration::from_secs(200));
    exchange(&client, &young).await.expect("young enough");
    sandbox.advance(Duration::from_secs(101));
    assert_eq!(refusal(exchange(&client, &old).await), could_not, "too old");
    let revoked = token("first", FULL);
    client.revoke_user_connected_app().user_id("u").connected_app_id("first").await.expect("revoked");
    assert_eq!(refusal(exchange(&client, &revoked).await), not_found);
    for minutes in [4, 527_041] {
        let body = request(&token("first", FULL)).session_duration_minutes(minutes);
        let result = client.exchange_user_access_token().body(body).await;
        assert_eq!(refusal(result), refused(400, "bad_request"), "{minutes}");
    }
}

#[tokio::test]
async fn the_session_acts_for_its_person_and_its_jwt_is_signed_like_a_token() {
    let seed = Seed::new().app(app("first", "first_party")).member("acme", "m").member("acme", "n");
    let (sandbox, client) = start(seed).await;
    let token = sandbox.consent(("acme", "m"), "first").scopes(FULL).tokens().access_token;
    let body = request(token.expose_secret()).session_duration_minutes(60);
    let made = client.exchange_member_access_token().body(body).await.expect("a session");
    let (session, jwt) = (made.session_token.expose_secret(), made.session_jwt.expose_secret());
    let list = |session: MemberSession, member: &str| {
        let client = client.with_member_session(session);
        client.get_member_connected_apps().organization_id("acme").member_id(member)
    };
    list(MemberSession::token(session), "m").await.expect("their own");
    list(MemberSession::jwt(jwt), "m").await.expect("their own");
    let others = list(MemberSession::token(session), "n").await;
    assert_eq!(refusal(others), refused(403, "session_authorization_error"));

    let jwks = crate::oauth::Client::new(&sandbox).get("/.well-known/jwks.json").await;
    assert!(verify(jwt, &jwks));
    let claims = claims(jwt);
    assert_eq!(claims["aud"], json!([Sandbox::PROJECT_ID]));
    assert_eq!(claims["iss"], format!("stytch.com/{}", Sandbox::PROJECT_ID));
    assert_eq!((&claims["sub"], claims.get("client_id")), (&"m".into(), None));
    let factor = &claims["https://stytch.com/session"]["authentication_factors"][0];
    assert_eq!(factor["oauth_access_token_exchange_factor"]["client_id"], "first");
    assert_eq!(claims["exp"].as_i64().expect("a time") - claims["iat"].as_i64().expect("a time"), 300);

    sandbox.advance(Duration::from_secs(300));
    let expired = list(MemberSession::jwt(jwt), "m").await;
    assert_eq!(refusal(expired), refused(404, "session_not_found"));
    sandbox.advance(Duration::from_secs(3000));
    list(MemberSession::token(session), "m").await.expect("it lasts for an hour");
    sandbox.advance(Duration::from_secs(300));
    let expired = list(MemberSession::token(session), "m").await;
    assert_eq!(refusal(expired), refused(404, "session_not_found"));
}
