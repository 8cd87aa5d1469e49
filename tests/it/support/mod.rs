pub mod log;
pub mod time;

use std::future::IntoFuture;

use scripted_server::{Reply, Server};
use stytch_connected_apps::types::ConnectedAppsResponse;
use stytch_connected_apps::{Client, ClientBuilder, Error, MemberSession, ResponseFuture, RetryPolicy};

pub const PROJECT_ID: &str = "project-test-11111111-1111-4111-8111-111111111111";
pub const SECRET: &str = "secret-test-pi6X1XtBb3DyzNPTbOzQ0hx9RHJGrA8cYNE=";
/// `PROJECT_ID:SECRET` in base64.
pub const BASIC: &str = "cHJvamVjdC10ZXN0LTExMTExMTExLTExMTEtNDExMS04MTExLTExMTExMTExMTExMTpzZWNyZXQtdGVzdC1waTZYMVh0QmIzRHl6TlBUYk96UTBoeDlSSEpHckE4Y1lORT0=";
pub const TOKEN: &str = "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q";

/// The body of a success without apps.
pub const EMPTY: &str = r#"{"connected_apps":[]}"#;

pub fn builder(url: &str) -> ClientBuilder {
    Client::builder(PROJECT_ID, SECRET).base_url(url)
}

pub fn client(url: &str) -> Client {
    builder(url).build().expect("the settings are valid")
}

/// The calls that tests of faults make: one for a User, and one for a Member with a session.
pub const CALLS: [fn(&Client) -> ResponseFuture<ConnectedAppsResponse>; 2] = [user, member];

pub fn user(client: &Client) -> ResponseFuture<ConnectedAppsResponse> {
    client.get_user_connected_apps().user_id("user-test-secretive").into_future()
}

pub fn member(client: &Client) -> ResponseFuture<ConnectedAppsResponse> {
    client
        .with_member_session(MemberSession::token(TOKEN))
        .get_member_connected_apps()
        .organization_id("organization-test-secretive")
        .member_id("member-test-secretive")
        .into_future()
}

/// The error of a call without retries that gets this reply. It is the same for both calls.
pub async fn error_of(reply: Reply) -> Error {
    let mut errors = Vec::new();
    for call in CALLS {
        let server = Server::responding([reply.clone()]).await;
        let client = builder(&server.url).retry(RetryPolicy::none()).build().expect("valid");
        errors.push(call(&client).await.expect_err("the reply is an error"));
    }
    let text = |error: &Error| format!("{error} {error:?}").replace("get_member_", "get_user_");
    assert_eq!(text(&errors[0]), text(&errors[1]));
    errors.swap_remove(0)
}

/// A body compressed with gzip.
pub fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut encoder, body).expect("writing to a vector never fails");
    encoder.finish().expect("writing to a vector never fails")
}
