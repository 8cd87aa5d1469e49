//! A sandbox with a seed, and what its clients see of it.

use stytch_connected_apps::types::AuthorizeUserRequest;
use stytch_connected_apps::{Client, Error, reqwest};
use stytch_connected_apps_sandbox::{Sandbox, Seed};

pub const TOKEN: &str = "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q";
pub const CALLBACK: &str = "https://app.example.com/callback";

pub async fn start(seed: Seed) -> (Sandbox, Client) {
    let sandbox = Sandbox::builder().seed(seed).start().await.expect("a free port on loopback");
    let client = sandbox.client().expect("the settings are valid");
    (sandbox, client)
}

/// An error's status and type.
pub fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> (u16, String) {
    let error = result.expect_err("a refusal");
    let status = error.status().map_or(0, |status| status.as_u16());
    (status, error.error_type().unwrap_or_default().to_owned())
}

pub fn refused(status: u16, error_type: &str) -> (u16, String) {
    (status, error_type.to_owned())
}

/// The apps of a User, with the scopes that were granted.
pub async fn apps(client: &Client, user: &str) -> Vec<(String, String)> {
    let apps = client.get_user_connected_apps().user_id(user).await.expect("a list").connected_apps;
    apps.into_iter().map(|app| (app.connected_app_id, app.scopes_granted)).collect()
}

pub async fn organization_apps(client: &Client, organization: &str) -> Vec<String> {
    let list = client.list_organization_connected_apps().organization_id(organization).await.expect("a list");
    list.connected_apps.into_iter().map(|app| app.connected_app_id).collect()
}

/// A User's consent.
pub async fn authorize(client: &Client, user: &str, app: &str) -> Result<String, Error> {
    decide(client, user, app, true).await
}

/// Where the browser goes after a User's decision.
pub async fn decide(client: &Client, user: &str, app: &str, consent: bool) -> Result<String, Error> {
    let request = AuthorizeUserRequest::builder()
        .client_id(app)
        .redirect_uri(CALLBACK)
        .response_type("code")
        .scopes(["openid".to_owned()])
        .state("a b".to_owned())
        .user_id(user.to_owned())
        .consent_granted(consent);
    let authorized = client.authorize_user().body(request).await?;
    let url = authorized.redirect_uri.expose_secret().to_owned();
    let code = authorized.authorization_code.map(|code| code.expose_secret().to_owned());
    assert_eq!(code.is_some_and(|code| url.contains(&format!("code={code}"))), consent, "{url}");
    Ok(url)
}

/// A plain reqwest client, which follows no redirect.
pub fn plain_http() -> reqwest::Client {
    let http = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .tls_backend_preconfigured(tls());
    http.build().expect("a plain client")
}

/// By default reqwest needs a rustls provider that is installed for the whole process.
pub fn tls() -> rustls::ClientConfig {
    rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
        .with_safe_default_protocol_versions()
        .expect("ring supports the default TLS versions")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}
