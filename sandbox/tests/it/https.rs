//! The sandbox over HTTPS, HTTP/2 and HTTP/1.

use stytch_connected_apps::{Client, RetryPolicy, reqwest};
use stytch_connected_apps_sandbox::Sandbox;

const USER_ID: &str = "user-test-16d9ba61-97a1-4ba4-9720-b03761dc50c6";

async fn start() -> Sandbox {
    Sandbox::builder().https().start().await.expect("a free port on loopback")
}

#[tokio::test]
async fn a_client_that_trusts_the_authority_is_served() {
    let sandbox = start().await;
    assert!(sandbox.url().starts_with("https://127.0.0.1:"));
    let client = sandbox.client().expect("the settings are valid");
    let apps = client.get_user_connected_apps().user_id(USER_ID).await.expect("a response");
    assert_eq!(apps.connected_apps.len(), 1);
    let by_name = sandbox.client_builder().base_url(sandbox.url().replace("127.0.0.1", "localhost"));
    let by_name = by_name.build().expect("the settings are valid");
    by_name.get_user_connected_apps().user_id(USER_ID).await.expect("the certificate is for this name too");
}

#[tokio::test]
async fn a_client_that_does_not_trust_it_sends_nothing() {
    let (sandbox, other) = (start().await, start().await);
    let stranger = Client::builder(Sandbox::PROJECT_ID, Sandbox::SECRET).base_url(sandbox.url());
    let stranger = stranger.root_certificates(other.certificate().expect("HTTPS"));
    let stranger = stranger.retry(RetryPolicy::none()).build().expect("the settings are valid");
    let error = stranger.get_user_connected_apps().user_id(USER_ID).await.expect_err("another authority");
    assert!(error.is_tls(), "{error}");
    assert!(sandbox.requests().is_empty());
}

#[tokio::test]
async fn one_port_speaks_http_1_and_http_2() {
    for is_https in [false, true] {
        let builder = Sandbox::builder();
        let builder = if is_https { builder.https() } else { builder };
        let sandbox = builder.start().await.expect("a free port on loopback");
        // Neither of these clients falls back to the other version.
        for http in
            [reqwest::Client::builder().http1_only(), reqwest::Client::builder().http2_prior_knowledge()]
        {
            let client = sandbox.client_builder().reqwest_builder(http).build().expect("valid");
            client.get_user_connected_apps().user_id(USER_ID).await.expect("a response");
        }
    }
}

#[tokio::test]
async fn a_script_resets_a_stream_of_http_2_and_leaves_the_connection() {
    let sandbox = start().await;
    let client = sandbox.client_builder().retry(RetryPolicy::none()).build().expect("valid");
    sandbox.on("get_user_connected_apps").times(1).disconnect();
    let call = || client.get_user_connected_apps().user_id(USER_ID).into_future();
    let error = call().await.expect_err("no response");
    assert!(error.status().is_none() && !error.is_connect(), "{error:?}");
    call().await.expect("the connection is as good as before");
}
