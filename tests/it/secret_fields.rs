//! Fields of type `Secret`: they are sent and received, readable on request, and never printed.

use scripted_server::{Server, json};
use stytch_connected_apps::types::{AuthorizeUserRequest, ClientType, CreateConnectedAppClientRequest};
use stytch_connected_apps::{Secret, operations};

use crate::support::client;
use crate::support::log::Log;

const SESSION: &str = "mZAYn5aLEqKUlZ-session";
const CODE: &str = "the-authorization-code";
const CLIENT_SECRET: &str = "the-client-secret";

#[test]
fn a_secret_serializes_but_does_not_print() {
    let secret = Secret::from(SESSION);
    assert_eq!(format!("{secret:?} {secret:#?}"), "[redacted] [redacted]");
    assert_eq!(secret.expose_secret(), SESSION);
    assert_eq!(serde_json::to_string(&secret).expect("a string"), format!("\"{SESSION}\""));
    assert_eq!(serde_json::from_str::<Secret>(&format!("\"{SESSION}\"")).expect("a string"), secret);
}

#[tokio::test]
async fn secrets_are_sent_and_received_but_not_printed_or_logged() {
    let log = Log::capture();
    let body =
        format!(r#"{{"redirect_uri":"https://app.example.com/?code={CODE}","authorization_code":"{CODE}"}}"#);
    let server = Server::responding([json(200, &body)]).await;
    let body: AuthorizeUserRequest = AuthorizeUserRequest::builder()
        .client_id("connected-app-test-1")
        .redirect_uri("https://app.example.com/")
        .response_type("code")
        .scopes(["openid"])
        .session_token(Some(SESSION.into()))
        .consent_granted(true)
        .try_into()
        .expect("all required fields are set");
    assert!(!format!("{body:?} {body:#?}").contains(SESSION), "{body:?}");
    let client = client(&server.url);
    let call = client.authorize_user().body(body);
    assert!(!format!("{call:?}").contains(SESSION), "{call:?}");
    let response = call.send().await.expect("200");
    assert!(server.request().contains(&format!(r#""session_token":"{SESSION}""#)), "{}", server.request());
    assert!(!format!("{response:?} {response:#?}").contains(CODE), "{response:?}");
    assert_eq!(response.authorization_code.as_ref().map(Secret::expose_secret), Some(CODE));
    let text = log.text();
    assert!(text.contains("http.client.request"), "nothing was captured: {text}");
    assert!(!text.contains(SESSION) && !text.contains(CODE), "{text}");
}

#[tokio::test]
async fn the_secret_of_a_new_app_is_readable_but_not_printed() {
    let body = format!(
        r#"{{"connected_app":{{"client_id":"c","client_name":"n","client_type":"third_party","status":"active","client_secret":"{CLIENT_SECRET}"}}}}"#
    );
    let server = Server::responding([json(200, &body)]).await;
    let body = CreateConnectedAppClientRequest::builder().client_type(ClientType::ThirdParty);
    let response = client(&server.url).create_connected_app_client().body(body).await.expect("200");
    assert!(!format!("{response:?}").contains(CLIENT_SECRET), "{response:?}");
    assert_eq!(response.connected_app.client_secret.as_ref().map(Secret::expose_secret), Some(CLIENT_SECRET));
    // Fields that are not set are left out, so that the server's defaults apply.
    let request = server.request();
    assert!(request.ends_with("\r\n\r\n{\"client_type\":\"third_party\"}"), "{request}");
}

#[tokio::test]
async fn an_error_that_quotes_a_secret_of_the_request_is_redacted() {
    for reply in [
        json(400, &format!(r#"{{"error_type":"x","error_message":"session {SESSION} is expired"}}"#)),
        json(200, &format!(r#"{{"request_id":"for {SESSION}","redirect_uri":5}}"#)),
    ] {
        let server = Server::responding([reply]).await;
        let arguments = serde_json::json!({"body": {
            "client_id": "c", "redirect_uri": "https://app.example.com/", "response_type": "code",
            "scopes": [], "consent_granted": true, "session_token": SESSION,
        }});
        let mut operations = operations::all().iter();
        let operation = operations.find(|operation| operation.id == "authorize_user").expect("an operation");
        let error = operation.invoke(&client(&server.url), arguments).await.expect_err("no success");
        assert!(server.request().contains(SESSION));
        let text = format!("{error} {error:?}");
        assert!(!text.contains(SESSION) && text.contains("[redacted]"), "{text}");
    }
}

#[test]
fn an_operation_redacts_secrets_at_any_depth() {
    let operation = stytch_connected_apps::operations::all().first().expect("an operation");
    let mut body = serde_json::json!({"connected_app": [{"client_id": "a", "client_secret": "s"}], "access_token": null});
    operation.redact(&mut body);
    let expected = serde_json::json!({"connected_app": [{"client_id": "a", "client_secret": "[redacted]"}], "access_token": null});
    assert_eq!(body, expected);
}
