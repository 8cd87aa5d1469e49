//! The sandbox remembers what calls change.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use stytch_connected_apps::sandbox::{App, Generate, Member, Organization, Sandbox, Seed, Session, User};
use stytch_connected_apps::types::{
    AuthorizeMemberRequest, AuthorizeUserRequest, CreateConnectedAppClientRequest, Prompt,
    StartUserAuthorizationRequest,
};
use stytch_connected_apps::{Client, Error, MemberSession, Secret};

const CALLBACK: &str = "https://app.example.com/callback";

async fn start(seed: Seed) -> (Sandbox, Client) {
    let sandbox = Sandbox::builder().seed(seed).start().await.expect("a free port on loopback");
    let client = sandbox.client().expect("the settings are valid");
    (sandbox, client)
}

/// An error's status and type.
fn refusal<T: std::fmt::Debug>(result: Result<T, Error>) -> (u16, String) {
    let error = result.expect_err("a refusal");
    let status = error.status().map_or(0, |status| status.as_u16());
    (status, error.error_type().unwrap_or_default().to_owned())
}

fn refused(status: u16, error_type: &str) -> (u16, String) {
    (status, error_type.to_owned())
}

/// The apps of a User, with the scopes that were granted.
async fn apps(client: &Client, user: &str) -> Vec<(String, String)> {
    let apps = client.get_user_connected_apps().user_id(user).await.expect("a list").connected_apps;
    apps.into_iter().map(|app| (app.connected_app_id, app.scopes_granted)).collect()
}

async fn organization_apps(client: &Client, organization: &str) -> Vec<String> {
    let list = client.list_organization_connected_apps().organization_id(organization).await.expect("a list");
    list.connected_apps.into_iter().map(|app| app.connected_app_id).collect()
}

/// The Members of one app, with the scopes that they granted.
async fn members(
    client: &Client,
    organization: &str,
    app: &str,
) -> Result<Vec<(String, Vec<String>)>, Error> {
    let call = client.get_organization_connected_app().organization_id(organization).connected_app_id(app);
    let members = call.await?.active_members;
    Ok(members.into_iter().map(|member| (member.member_id, member.granted_scopes)).collect())
}

#[tokio::test]
async fn a_users_revoked_app_is_gone_and_the_others_remain() {
    let seed =
        Seed::new().grant("u", "a", "openid").grant("u", "b", "openid email").grant("u", "c", "openid");
    let (_sandbox, client) = start(seed.grant("v", "b", "openid")).await;

    let revoke = || client.revoke_user_connected_app().user_id("u").connected_app_id("b");
    revoke().await.expect("revoked");
    let openid = |app: &str| (app.to_owned(), "openid".to_owned());
    assert_eq!(apps(&client, "u").await, [openid("a"), openid("c")]);
    assert_eq!(apps(&client, "v").await, [openid("b")], "another User's grant");
    assert_eq!(refusal(revoke().await), refused(404, "connected_app_not_found"));
    let unknown = client.revoke_user_connected_app().user_id("nobody").connected_app_id("b").await;
    assert_eq!(refusal(unknown), refused(404, "user_not_found"));
}

#[tokio::test]
async fn a_members_revoked_app_is_gone_from_all_views() {
    let seed = Seed::new().grant(("o", "m"), "a", "openid email").grant(("o", "n"), "a", "openid");
    let (_sandbox, client) = start(seed.grant(("p", "m"), "a", "openid")).await;
    let list =
        |organization: &str| client.get_member_connected_apps().organization_id(organization).member_id("m");
    let revoke = |member: &str| {
        client.revoke_member_connected_app().organization_id("o").member_id(member).connected_app_id("a")
    };
    let of = |member: &str, scopes: &[&str]| {
        (member.to_owned(), scopes.iter().map(|scope| (*scope).to_owned()).collect::<Vec<_>>())
    };

    let all = members(&client, "o", "a").await.expect("installed");
    assert_eq!(all, [of("m", &["openid", "email"]), of("n", &["openid"])]);
    revoke("m").await.expect("revoked");
    assert!(list("o").await.expect("a list").connected_apps.is_empty());
    assert_eq!(list("p").await.expect("a list").connected_apps.len(), 1, "another Organization's Member");
    assert_eq!(organization_apps(&client, "o").await, ["a"]);
    assert_eq!(members(&client, "o", "a").await.expect("installed"), [of("n", &["openid"])]);

    revoke("n").await.expect("revoked");
    assert!(organization_apps(&client, "o").await.is_empty());
    assert_eq!(refusal(members(&client, "o", "a").await), refused(404, "connected_app_not_found"));
    assert_eq!(refusal(revoke("n").await), refused(404, "connected_app_not_found"));
    assert_eq!(refusal(revoke("nobody").await), refused(404, "member_not_found"));
    let elsewhere = client.list_organization_connected_apps().organization_id("nowhere").await;
    assert_eq!(refusal(elsewhere), refused(404, "organization_not_found"));
}

#[tokio::test]
async fn an_organization_hides_the_apps_that_it_does_not_allow() {
    let third = |id: &str| App::new(id).client_type("third_party");
    let seed = Seed::new()
        .organization(Organization::new("o").allowing_third_party(["allowed"]))
        .grant(("o", "m"), third("allowed"), "openid")
        .grant(("o", "m"), third("hidden"), "openid")
        .grant(("o", "m"), "first", "openid");
    let (_sandbox, client) = start(seed).await;
    assert_eq!(organization_apps(&client, "o").await, ["allowed", "first"]);
    let list = client.get_member_connected_apps().organization_id("o").member_id("m").await.expect("a list");
    assert_eq!(list.connected_apps.len(), 2);
    let not_found = refused(404, "connected_app_not_found");
    assert_eq!(refusal(members(&client, "o", "hidden").await), not_found);
    let revoke = client.revoke_member_connected_app().organization_id("o").member_id("m");
    assert_eq!(refusal(revoke.connected_app_id("hidden").await), not_found);
}

#[tokio::test]
async fn people_have_other_names_than_their_ids() {
    let seed = Seed::new()
        .user(User::new("u").external_id("u-external"))
        .grant("u", "a", "openid")
        .organization(Organization::new("o").slug("o-slug").external_id("o-external"))
        .member("o", Member::new("m").external_id("m-external"))
        .grant(("o", "m"), "a", "openid");
    let (_sandbox, client) = start(seed).await;
    assert_eq!(apps(&client, "u-external").await.len(), 1);
    for organization in ["o", "o-slug", "o-external"] {
        for member in ["m", "m-external"] {
            let list =
                client.get_member_connected_apps().organization_id(organization).member_id(member).await;
            assert_eq!(list.expect("a list").connected_apps.len(), 1, "{organization} {member}");
        }
    }
}

#[tokio::test]
async fn a_session_is_looked_up() {
    let seed = Seed::new()
        .grant(("o", "m"), "a", "openid")
        .session(Session::new("everything", ("o", "m")))
        .session(Session::new("reading", ("o", "m")).actions(["get.connected-apps"]))
        .session(Session::new("elsewhere", ("p", "m")))
        .session(Session::new("user", "u"))
        .member("p", "m");
    let (_sandbox, client) = start(seed).await;
    let list = |session: &str| {
        let client = client.with_member_session(MemberSession::token(session));
        client.get_member_connected_apps().organization_id("o").member_id("m")
    };
    let revoke = |session: &str| {
        let client = client.with_member_session(MemberSession::jwt(session));
        client.revoke_member_connected_app().organization_id("o").member_id("m").connected_app_id("a")
    };
    assert_eq!(refusal(list("unknown").await), refused(404, "session_not_found"));
    assert_eq!(refusal(list("user").await), refused(404, "session_not_found"));
    assert_eq!(refusal(list("elsewhere").await), refused(403, "session_authorization_tenancy_error"));
    list("reading").await.expect("permitted");
    assert_eq!(refusal(revoke("reading").await), refused(403, "session_authorization_error"));
    list("everything").await.expect("nothing was revoked");
    revoke("everything").await.expect("permitted");
}

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

/// A User's consent.
async fn authorize(client: &Client, user: &str, app: &str) -> Result<String, Error> {
    decide(client, user, app, true).await
}

/// Where the browser goes after a User's decision.
async fn decide(client: &Client, user: &str, app: &str, consent: bool) -> Result<String, Error> {
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

#[tokio::test]
async fn an_authorization_makes_a_grant() {
    let app = |id: &str| App::new(id).redirect_url(CALLBACK);
    let seed = Seed::new().user("u").app(app("a")).app(app("public").client_type("first_party_public"));
    let (_sandbox, client) = start(seed.session(Session::new("session", "u"))).await;
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
    assert!(consent(&["openid", "offline_access"], None).await);
    let second = authorize(&client, "u", "a").await.expect("granted");
    assert_ne!(first, second, "each code is for one use");
    assert_eq!(apps(&client, "u").await.len(), 1);

    client.revoke_user_connected_app().user_id("u").connected_app_id("a").await.expect("revoked");
    assert!(consent(&["openid"], None).await, "the grant was revoked");

    let unregistered = refused(401, "connected_app_supplied_redirect_url_not_found_in_client");
    let elsewhere = ask(&["openid"], None).body_map(|body| body.redirect_uri("https://elsewhere.example"));
    assert_eq!(refusal(elsewhere.await), unregistered);
    let nobody = client.start_user_authorization().body_map(|body| {
        body.client_id("a").redirect_uri(CALLBACK).response_type("code").scopes(["openid".to_owned()])
    });
    assert_eq!(refusal(nobody.await), refused(400, "no_oauth_authorize_user_selector"));
    let twice = ask(&["openid"], None).body_map(|body| body.user_id("u".to_owned()));
    assert_eq!(refusal(twice.await), refused(400, "too_many_user_selection_arguments"));
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
    authorize("allowed").await.expect("granted");
    assert_eq!(organization_apps(&client, "o").await, ["allowed"]);
    assert_eq!(refusal(authorize("hidden").await), refused(403, "connected_app_not_allowed_for_org"));
}

#[tokio::test]
async fn a_body_that_the_document_does_not_describe_is_a_bad_request_that_names_the_field() {
    let sandbox = Sandbox::start().await.expect("a free port on loopback");
    let post = async |body: &'static str| {
        let request =
            crate::support::plain_http().post(format!("{}/v1/connected_apps/clients", sandbox.url()));
        let request = request.basic_auth(Sandbox::PROJECT_ID, Some(Sandbox::SECRET)).body(body);
        let response = request.send().await.expect("a response");
        let status = response.status().as_u16();
        let body: serde_json::Value = response.json().await.expect("JSON");
        (status, body["error_message"].as_str().unwrap_or_default().to_owned())
    };
    for (body, named) in [
        (r#"{}"#, "client_type"),
        ("", "client_type"),
        (r#"{"client_type": "first_party", "redirect_urls": ["a", 5]}"#, "redirect_urls[1]"),
        (r#"{"client_type": 5}"#, "client_type"),
        ("[]", "invalid type"),
        ("{", "EOF"),
    ] {
        let (status, message) = post(body).await;
        assert_eq!(status, 400, "{body}");
        assert!(message.contains(named), "{body}: {message}");
    }
    // Other SDKs send more than the document has.
    assert_eq!(post(r#"{"client_type": "first_party", "client_id": "more"}"#).await.0, 200);
}

#[tokio::test]
async fn every_response_has_a_request_id_of_its_own() {
    let sandbox = Sandbox::start().await.expect("a free port on loopback");
    let client = sandbox.client().expect("the settings are valid");
    let mut ids = BTreeSet::new();
    for _ in 0..3 {
        let found = client.search_connected_app_clients().await.expect("a page");
        ids.insert(found.request_id.expect("an id"));
        let error = client.get_user_connected_apps().user_id("nobody").await.expect_err("unknown");
        ids.insert(error.request_id().expect("an id").to_owned());
    }
    assert_eq!(ids.len(), 6);
}

#[tokio::test]
async fn a_reset_returns_to_the_seed_and_a_snapshot_goes_on_from_where_it_is() {
    let seed = Seed::new().grant("u", "a", "openid").grant("u", "b", "openid");
    let (sandbox, client) = start(seed).await;
    client.revoke_user_connected_app().user_id("u").connected_app_id("a").await.expect("revoked");
    let (_other, other) = start(sandbox.snapshot()).await;
    assert_eq!(apps(&other, "u").await.len(), 1);
    sandbox.reset();
    assert_eq!(apps(&client, "u").await.len(), 2);
    assert_eq!(sandbox.requests().len(), 1, "the log starts anew as well");
}

#[tokio::test]
async fn what_is_generated_is_always_the_same() {
    let seed = || Seed::new().generate(Generate::new(7).users(300).organizations(3, 4).apps(8));
    let ((one, client), (other, _)) = (start(seed()).await, start(seed()).await);
    assert_eq!(one.snapshot(), other.snapshot());
    let (differently, _) =
        start(Seed::new().generate(Generate::new(8).users(300).organizations(3, 4).apps(8))).await;
    assert_ne!(one.snapshot(), differently.snapshot());

    let snapshot = one.snapshot();
    assert_eq!((snapshot.users.len(), snapshot.organizations.len(), snapshot.apps.len()), (300, 3, 8));
    let mut grants = BTreeMap::<&str, usize>::new();
    for grant in snapshot.users.iter().flat_map(|user| &user.grants) {
        *grants.entry(&grant.app).or_default() += 1;
    }
    assert!(grants["app-1"] > 2 * grants["app-5"], "{grants:?}");
    assert_eq!(apps(&client, "user-300").await.len(), snapshot.users[299].grants.len());
}

/// What happens to grants, in a model of one set.
#[derive(Debug, Clone)]
enum Step {
    Authorize { user: usize, app: usize },
    Revoke { user: usize, app: usize },
    Delete { app: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..3_usize, 0..4_usize).prop_map(|(user, app)| Step::Authorize { user, app }),
        3 => (0..3_usize, 0..4_usize).prop_map(|(user, app)| Step::Revoke { user, app }),
        1 => (0..4_usize).prop_map(|app| Step::Delete { app }),
    ];
    prop::collection::vec(step, 1..25)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_calls_leaves_what_a_model_of_it_leaves(steps in steps()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let apps_of = |user: usize| format!("u{user}");
            let seed = (0..3).fold(Seed::new(), |seed, user| seed.user(apps_of(user)));
            let seed = (0..4).fold(seed, |seed, app| seed.app(App::new(format!("a{app}")).redirect_url(CALLBACK)));
            let (_sandbox, client) = start(seed).await;
            let (mut known, mut grants) = (BTreeSet::from([0, 1, 2, 3]), BTreeSet::new());
            for step in steps {
                let (succeeds, expected) = match step {
                    Step::Authorize { user, app } => {
                        let result = authorize(&client, &apps_of(user), &format!("a{app}")).await;
                        let is_known = known.contains(&app);
                        if is_known {
                            grants.insert((user, app));
                        }
                        (result.is_ok(), is_known)
                    }
                    Step::Revoke { user, app } => {
                        let call = client.revoke_user_connected_app().user_id(apps_of(user));
                        (call.connected_app_id(format!("a{app}")).await.is_ok(), grants.remove(&(user, app)))
                    }
                    Step::Delete { app } => {
                        let result = client.delete_connected_app_client().client_id(format!("a{app}")).await;
                        grants.retain(|(_, other)| *other != app);
                        (result.is_ok(), known.remove(&app))
                    }
                };
                assert_eq!(succeeds, expected);
                for user in 0..3 {
                    let listed: BTreeSet<_> = apps(&client, &apps_of(user)).await.into_iter().map(|(id, _)| id).collect();
                    let modelled = grants.iter().filter(|(other, _)| *other == user);
                    assert_eq!(listed, modelled.map(|(_, app)| format!("a{app}")).collect::<BTreeSet<_>>());
                }
            }
        });
    }
}
