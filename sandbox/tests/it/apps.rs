//! The life of an app, the rotation of its secret, and its authorization by a User or a Member.

use serde_json::{Value, json};
use stytch_connected_apps::Secret;
use stytch_connected_apps::types::{
    AuthorizeMemberRequest, CreateConnectedAppClientRequest, Prompt, StartUserAuthorizationRequest,
};
use stytch_connected_apps_sandbox::{App, Organization, Sandbox, Seed, Session};

use crate::support::{
    CALLBACK, apps, authorize, decide, organization_apps, plain_http, refusal, refused, start,
};

#[tokio::test]
async fn an_app_lives_from_its_creation_to_its_deletion() {
    let (_sandbox, client) = start(Seed::new().user("u")).await;
    let create = |kind: &str| {
        let request = CreateConnectedAppClientRequest::builder().client_type(kind);
        client
            .create_connected_app_client()
            .body(request.client_name("calendar".to_owned()).redirect_urls(vec![CALLBACK.to_owned()]))
    };
    let app = create("third_party").await.expect("created").connected_app;
    let secret = app.client_secret.expect("a confidential app has a secret");
    assert_eq!(app.client_secret_last_four.as_deref(), Some(&secret.expose_secret()[40..]));
    let public = create("third_party_public").await.expect("created").connected_app;
    assert!(public.client_secret.is_none() && public.client_secret_last_four.is_none());
    assert_ne!(app.client_id, public.client_id);
    assert_eq!(refusal(create("fourth_party").await), refused(400, "invalid_connected_app_type"));

    let id = &app.client_id;
    let get = || client.get_connected_app_client().client_id(id);
    let shown = get().await.expect("there").connected_app;
    assert_eq!(
        (&*shown.client_name, shown.client_secret_last_four),
        ("calendar", app.client_secret_last_four)
    );

    let update = client.update_connected_app_client().client_id(id);
    update.body_map(|body| body.client_name("diary".to_owned())).await.expect("updated");
    let shown = get().await.expect("there").connected_app;
    assert_eq!((&*shown.client_name, &*shown.redirect_urls), ("diary", &[CALLBACK.to_owned()][..]));
    let update = client.update_connected_app_client().client_id(id);
    let conflict = update.body_map(|body| body.full_access_allowed(true)).await;
    assert_eq!(refusal(conflict), refused(400, "third_party_clients_cannot_use_full_access"));

    authorize(&client, "u", id).await.expect("granted");
    assert_eq!(apps(&client, "u").await.len(), 1);
    let delete = || client.delete_connected_app_client().client_id(id);
    assert_eq!(delete().await.expect("deleted").client_id, *id);
    assert!(apps(&client, "u").await.is_empty(), "a deleted app has no grants");
    let not_found = refused(404, "connected_app_not_found");
    assert_eq!(refusal(get().await), not_found);
    assert_eq!(refusal(delete().await), not_found);
    client
        .get_connected_app_client()
        .client_id(&public.client_id)
        .await
        .expect("the other app is still there");
}

#[tokio::test]
async fn a_rotation_is_started_and_then_completed_or_cancelled() {
    let public = App::new("public").client_type("first_party_public");
    let (_sandbox, client) = start(Seed::new().app("a").app(public)).await;
    let start = |id: &str| client.start_connected_app_client_secret_rotation().client_id(id);
    let complete = || client.complete_connected_app_client_secret_rotation().client_id("a");
    let cancel = || client.cancel_connected_app_client_secret_rotation().client_id("a");
    let last_fours = async || {
        let app = client.get_connected_app_client().client_id("a").await.expect("there").connected_app;
        (app.client_secret_last_four.expect("a secret"), app.next_client_secret_last_four)
    };
    let none = refused(400, "connected_app_not_rotating_secret");
    assert_eq!(refusal(complete().await), none);
    assert_eq!(refusal(cancel().await), none);
    assert_eq!(refusal(start("public").await), refused(400, "public_connected_apps_do_not_have_secrets"));

    let (before, _) = last_fours().await;
    let next = start("a").await.expect("started").connected_app.next_client_secret;
    let next = next.expose_secret()[40..].to_owned();
    assert_eq!(last_fours().await, (before.clone(), Some(next)));
    assert_eq!(refusal(start("a").await), refused(400, "connected_app_already_rotating_secret"));
    cancel().await.expect("cancelled");
    assert_eq!(last_fours().await, (before, None));

    let next = start("a").await.expect("started").connected_app.next_client_secret;
    complete().await.expect("completed");
    assert_eq!(last_fours().await, (next.expose_secret()[40..].to_owned(), None));
    assert_eq!(refusal(complete().await), none);
}

#[tokio::test]
async fn apps_come_in_pages() {
    let seed = (0..250).fold(Seed::new(), |seed, number| seed.app(format!("app-{number}")));
    let (_sandbox, client) = start(seed).await;
    let page = |limit: i32, cursor: Option<&str>| {
        let call = client.search_connected_app_clients().body_map(|body| body.limit(limit));
        match cursor {
            Some(cursor) => call.body_map(|body| body.limit(limit).cursor(cursor.to_owned())),
            None => call,
        }
    };
    let first = page(0, None).await.expect("a page");
    assert_eq!((first.connected_apps.len(), first.results_metadata.total), (100, Some(250)));
    let cursor = first.results_metadata.next_cursor.expect("there is more");
    let rest = page(1000, Some(&cursor)).await.expect("a page");
    assert_eq!((rest.connected_apps.len(), rest.results_metadata.next_cursor), (150, None));
    assert_eq!(rest.connected_apps[0].client_id, "app-100");
    assert_eq!(refusal(page(1001, None).await), refused(400, "bad_request"));
    assert_eq!(refusal(page(1, Some("made-up")).await), refused(400, "bad_request"));
}

#[tokio::test]
async fn a_cursor_survives_the_deletion_of_apps() {
    let seed = (0..6).fold(Seed::new(), |seed, number| seed.app(format!("app-{number}")));
    let (_sandbox, client) = start(seed).await;
    let search = |cursor: Option<String>| {
        client.search_connected_app_clients().body_map(|body| body.limit(2).cursor(cursor))
    };
    let first = search(None).await.expect("a page");
    // One of the page, and the one with which the next page would begin.
    for app in ["app-0", "app-2"] {
        client.delete_connected_app_client().client_id(app).await.expect("deleted");
    }
    let next = search(first.results_metadata.next_cursor).await.expect("a page");
    let ids: Vec<&str> = next.connected_apps.iter().map(|app| app.client_id.as_str()).collect();
    assert_eq!(ids, ["app-3", "app-4"]);
}

#[tokio::test]
async fn an_authorization_makes_a_grant() {
    let app = |id: &str, kind: &str| App::new(id).client_type(kind).redirect_url(CALLBACK);
    let seed = Seed::new().user("u").app(app("a", "third_party")).app(app("public", "first_party_public"));
    let (sandbox, client) = start(seed.session(Session::new("session", "u"))).await;
    let ask = |scopes: &[&str], prompt: Option<&str>| {
        let request = StartUserAuthorizationRequest::builder()
            .client_id("a")
            .redirect_uri(CALLBACK)
            .response_type("code")
            .scopes(scopes.iter().map(|scope| (*scope).to_owned()).collect::<Vec<_>>())
            .session_token(Secret::from("session"));
        let request = if let Some(prompt) = prompt { request.prompt(Prompt::from(prompt)) } else { request };
        client.start_user_authorization().body(request)
    };
    let consent =
        async |scopes: &[&str], prompt| ask(scopes, prompt).await.expect("started").consent_required;
    assert!(consent(&["openid"], None).await);

    let url = decide(&client, "u", "a", false).await.expect("a denial is a success");
    assert_eq!(url, format!("{CALLBACK}?error=access_denied&state=a+b"));
    assert!(apps(&client, "u").await.is_empty());

    let first = authorize(&client, "u", "a").await.expect("granted");
    assert_eq!(apps(&client, "u").await, [("a".to_owned(), "openid".to_owned())]);
    assert!(!consent(&["openid"], None).await, "the scopes are granted");
    assert!(consent(&["openid", "email"], None).await, "another scope");
    assert!(consent(&["openid"], Some("consent")).await, "the app asks for it");
    assert_eq!(refusal(ask(&["openid"], Some("login")).await), refused(400, "bad_request"));
    assert!(consent(&["openid", "offline_access"], None).await);
    let second = authorize(&client, "u", "a").await.expect("granted");
    assert_ne!(first, second, "each code is for one use");
    assert_eq!(apps(&client, "u").await.len(), 1);

    client.revoke_user_connected_app().user_id("u").connected_app_id("a").await.expect("revoked");
    assert!(consent(&["openid"], None).await, "the grant was revoked");

    let unregistered = refused(401, "connected_app_supplied_redirect_url_not_found_in_client");
    let elsewhere = ask(&["openid"], None).body_map(|body| body.redirect_uri("https://elsewhere.example"));
    assert_eq!(refusal(elsewhere.await), unregistered);
    // Our client does not send these.
    let url = format!("{}/v1/idp/oauth/authorize/start", sandbox.url());
    for (who, refused) in [
        (json!({}), "no_oauth_authorize_user_selector"),
        (json!({"user_id": "u", "session_token": "session"}), "too_many_user_selection_arguments"),
    ] {
        let mut body =
            json!({"client_id": "a", "redirect_uri": CALLBACK, "response_type": "code", "scopes": []});
        body.as_object_mut().expect("an object").extend(who.as_object().expect("an object").clone());
        let request = plain_http().post(&url).basic_auth(Sandbox::PROJECT_ID, Some(Sandbox::SECRET));
        let response = request.body(body.to_string()).header("content-type", "application/json").send().await;
        let response: Value = response.expect("a response").json().await.expect("JSON");
        assert_eq!((&response["status_code"], &response["error_type"]), (&json!(400), &json!(refused)));
    }
    let public = refusal(authorize(&client, "u", "public").await);
    assert_eq!(public, refused(400, "pkce_required_for_idp_authorization_flow"));
}

#[tokio::test]
async fn a_member_authorizes_what_the_organization_allows() {
    let app = |id: &str| App::new(id).client_type("third_party").redirect_url(CALLBACK);
    let seed = Seed::new()
        .organization(Organization::new("o").allowing_third_party(["allowed"]))
        .member("o", "m")
        .app(app("allowed"))
        .app(app("hidden"));
    let (_sandbox, client) = start(seed).await;
    let authorize = |app: &str| {
        let request = AuthorizeMemberRequest::builder()
            .client_id(app)
            .redirect_uri(CALLBACK)
            .response_type("code")
            .scopes(["openid".to_owned()])
            .organization_id("o".to_owned())
            .member_id("m".to_owned())
            .consent_granted(true);
        client.authorize_member().body(request)
    };
    let twice =
        authorize("allowed").body_map(|body| body.scopes(["openid", "email", "openid"].map(str::to_owned)));
    twice.await.expect("granted");
    let apps = client.get_member_connected_apps().organization_id("o").member_id("m").await.expect("a list");
    assert_eq!(apps.connected_apps[0].scopes_granted, "openid email", "each scope once");
    assert_eq!(organization_apps(&client, "o").await, ["allowed"]);
    assert_eq!(refusal(authorize("hidden").await), refused(403, "connected_app_not_allowed_for_org"));
}
