//! When a person has to be asked.

use serde_json::{Value, json};
use stytch_connected_apps_sandbox::{App, Sandbox, Seed};

use crate::support::{CALLBACK, plain_http, start};

/// Whether a User has to be asked for these scopes, separated by spaces.
async fn is_asked(sandbox: &Sandbox, app: &str, scopes: &str, prompt: Option<&str>) -> bool {
    let mut body = json!({
        "client_id": app,
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scopes": scopes.split(' ').collect::<Vec<_>>(),
        "user_id": "u",
    });
    if let Some(prompt) = prompt {
        body["prompt"] = prompt.into();
    }
    let request = plain_http().post(format!("{}/v1/idp/oauth/authorize/start", sandbox.url()));
    let request = request.basic_auth(Sandbox::PROJECT_ID, Some(Sandbox::SECRET)).body(body.to_string());
    let body: Value = request.send().await.expect("a response").json().await.expect("JSON");
    body["consent_required"].as_bool().expect("a flag")
}

fn app(id: &str, client_type: &str) -> App {
    App::new(id).client_type(client_type).redirect_url(CALLBACK)
}

#[tokio::test]
async fn a_third_party_app_has_consent_for_the_scopes_that_were_granted_last_and_no_others() {
    let (sandbox, client) = start(Seed::new().user("u").app(app("third", "third_party"))).await;
    let is_asked = async |scopes| is_asked(&sandbox, "third", scopes, None).await;
    assert!(is_asked("openid email").await, "nothing was granted");
    sandbox.consent("u", "third").scopes("openid email").tokens();
    assert!(!is_asked("openid email").await);
    assert!(!is_asked("email openid").await, "in another order");
    assert!(is_asked("openid").await, "fewer");
    assert!(is_asked("openid email profile").await, "more");
    assert!(is_asked("openid profile").await, "others");
    sandbox.consent("u", "third").scopes("openid").tokens();
    assert!(!is_asked("openid").await);
    assert!(is_asked("openid email").await, "what was granted before");
    client.revoke_user_connected_app().user_id("u").connected_app_id("third").await.expect("revoked");
    assert!(is_asked("openid").await, "revoked");
}

#[tokio::test]
async fn a_first_party_app_is_trusted_until_its_grant_is_revoked() {
    let mut may_skip = app("may-skip", "first_party");
    may_skip.bypass_consent_for_offline_access = true;
    let seed = Seed::new().user("u").app(app("first", "first_party")).app(may_skip);
    let (sandbox, client) = start(seed).await;
    assert!(!is_asked(&sandbox, "first", "openid email", None).await);
    assert!(is_asked(&sandbox, "first", "openid", Some("consent")).await);
    assert!(is_asked(&sandbox, "first", "openid offline_access", None).await);
    assert!(!is_asked(&sandbox, "may-skip", "openid offline_access", None).await);
    sandbox.consent("u", "first").scopes("openid").tokens();
    assert!(!is_asked(&sandbox, "first", "openid email", None).await, "more");
    client.revoke_user_connected_app().user_id("u").connected_app_id("first").await.expect("revoked");
    assert!(is_asked(&sandbox, "first", "openid", None).await, "revoked");
    sandbox.consent("u", "first").scopes("openid").tokens();
    assert!(!is_asked(&sandbox, "first", "openid", None).await, "granted anew");
}
