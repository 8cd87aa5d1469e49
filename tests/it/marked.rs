//! Fields that hold secrets: they travel, they are readable on request, and they do not print.

use scripted_server::{Server, json};
use stytch_connected_apps::types::{AuthorizeUserRequest, ClientType, CreateConnectedAppClientRequest};
use stytch_connected_apps::{RetryPolicy, Secret};

use crate::support::client;
use crate::support::log::Log;

const SESSION: &str = "mZAYn5aLEqKUlZ-session";
const CODE: &str = "the-authorization-code";
const CLIENT_SECRET: &str = "the-client-secret";

#[test]
fn a_secret_shows_only_to_who_asks() {
    let secret = Secret::from(SESSION);
    assert_eq!(format!("{secret:?} {secret:#?}"), "[redacted] [redacted]");
    assert_eq!(secret.expose_secret(), SESSION);
    assert_eq!(serde_json::to_string(&secret).expect("a text"), format!("\"{SESSION}\""));
    assert_eq!(serde_json::from_str::<Secret>(&format!("\"{SESSION}\"")).expect("a text"), secret);
}

#[tokio::test]
async fn a_secret_in_a_request_is_sent_and_one_in_an_answer_is_read() {
    let log = Log::capture();
    let answer =
        format!(r#"{{"redirect_uri":"https://app.example.com/?code={CODE}","authorization_code":"{CODE}"}}"#);
    let server = Server::responding([json(200, &answer)]).await;
    let body: AuthorizeUserRequest = AuthorizeUserRequest::builder()
        .client_id("connected-app-test-1")
        .redirect_uri("https://app.example.com/")
        .response_type("code")
        .scopes(vec!["openid".to_owned()])
        .session_token(Some(SESSION.into()))
        .consent_granted(true)
        .try_into()
        .expect("all that is required");
    assert!(!format!("{body:?} {body:#?}").contains(SESSION), "{body:?}");
    let client = client(&server.url);
    let call = client.authorize_user().body(body);
    assert!(!format!("{call:?}").contains(SESSION), "{call:?}");
    let answer = call.send().await.expect("200");
    assert!(server.request().contains(&format!(r#""session_token":"{SESSION}""#)), "{}", server.request());
    assert!(!format!("{answer:?} {answer:#?}").contains(CODE), "{answer:?}");
    assert_eq!(answer.authorization_code.as_ref().map(Secret::expose_secret), Some(CODE));
    let text = log.text();
    assert!(text.contains("http.client.request"), "the log is captured");
    assert!(!text.contains(SESSION) && !text.contains(CODE), "{text}");
}

#[tokio::test]
async fn a_new_apps_secret_is_shown_once_and_not_printed() {
    let answer = format!(
        r#"{{"connected_app":{{"client_id":"c","client_name":"n","client_type":"third_party","status":"active","client_secret":"{CLIENT_SECRET}"}}}}"#
    );
    let server = Server::responding([json(200, &answer)]).await;
    let body = CreateConnectedAppClientRequest::builder().client_type(ClientType::ThirdParty);
    let answer = client(&server.url).create_connected_app_client().body(body).await.expect("200");
    assert!(!format!("{answer:?}").contains(CLIENT_SECRET), "{answer:?}");
    assert_eq!(answer.connected_app.client_secret.as_ref().map(Secret::expose_secret), Some(CLIENT_SECRET));
    // What was not set is not sent: the server's defaults are the server's.
    let request = server.request();
    assert!(request.ends_with("\r\n\r\n{\"client_type\":\"third_party\"}"), "{request}");
}

#[tokio::test]
async fn an_empty_list_is_sent_and_an_absent_one_is_not() {
    let app = r#"{"connected_app":{"client_id":"c","client_name":"n","client_type":"third_party","status":"active"}}"#;
    let server = Server::responding([json(200, app), json(200, app)]).await;
    let client = client(&server.url);
    let update = || client.update_connected_app_client().client_id("c");
    update().body_map(|body| body.redirect_urls(Some(Vec::new()))).await.expect("200");
    update().body_map(|body| body.client_name(Some("new".to_owned()))).await.expect("200");
    let bodies: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.rsplit("\r\n").next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(bodies, [r#"{"redirect_urls":[]}"#, r#"{"client_name":"new"}"#]);
}

#[tokio::test]
async fn a_revoke_sends_an_empty_object_and_may_be_repeated() {
    let server = Server::responding([scripted_server::error(503, "x"), json(200, "{}")]).await;
    let policy = RetryPolicy::default().backoff(std::time::Duration::ZERO, std::time::Duration::ZERO);
    let client = crate::support::builder(&server.url).retry(policy).build().expect("valid");
    client.revoke_user_connected_app().user_id("u").connected_app_id("a").await.expect("200");
    for request in server.requests() {
        assert!(request.starts_with("POST /v1/users/u/connected_apps/a/revoke HTTP/1.1\r\n"), "{request}");
        assert!(request.ends_with("\r\n\r\n{}"), "{request}");
        assert!(request.contains("\r\ncontent-type: application/json\r\n"), "{request}");
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_create_is_not_repeated() {
    let server = Server::responding([scripted_server::error(503, "x"), json(200, "{}")]).await;
    let body = CreateConnectedAppClientRequest::builder().client_type(ClientType::ThirdParty);
    let error = client(&server.url).create_connected_app_client().body(body).await.expect_err("503");
    assert_eq!((error.attempts(), server.requests().len()), (1, 1));
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_secret_of_the_body_that_comes_back_in_an_error_does_not_show() {
    for reply in [
        json(400, &format!(r#"{{"error_type":"x","error_message":"session {SESSION} is expired"}}"#)),
        json(200, &format!(r#"{{"request_id":"for {SESSION}","redirect_uri":5}}"#)),
    ] {
        let server = Server::responding([reply]).await;
        let arguments = serde_json::json!({"body": {
            "client_id": "c", "redirect_uri": "https://app.example.com/", "response_type": "code",
            "scopes": [], "consent_granted": true, "session_token": SESSION,
        }});
        let mut operations = stytch_connected_apps::operations().iter();
        let operation = operations.find(|operation| operation.id == "authorize_user").expect("an operation");
        let error = operation.invoke(&client(&server.url), arguments).await.expect_err("no success");
        assert!(server.request().contains(SESSION));
        let text = format!("{error} {error:?}");
        assert!(!text.contains(SESSION) && text.contains("[redacted]"), "{text}");
    }
}

#[tokio::test]
async fn a_path_names_what_the_document_has_and_no_key_of_the_body() {
    let body = r#"{"request_id":"r-1","user":{"jane@example.com":[tru"#;
    let server = Server::responding([json(200, body)]).await;
    let client = client(&server.url);
    let mut operations = stytch_connected_apps::operations().iter();
    let start =
        operations.find(|operation| operation.id == "start_user_authorization").expect("an operation");
    let error = start.invoke(&client, start.example_arguments()).await.expect_err("cut");
    let stytch_connected_apps::Error::Decode(decode) = &error else { panic!("undecodable: {error:?}") };
    assert_eq!(decode.path(), "user.*[0]");
    assert!(!format!("{error} {error:?}").contains("jane"), "{error:?}");
}
