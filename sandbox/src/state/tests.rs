//! Behaviours of operations that the document need not have.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Refusal, Request, State, behaviour};
use crate::seed::{App, Organization, Seed, Session};

const NOW: i64 = 1_000_000;

/// Calls an operation; `now` is in seconds after the start.
fn call(state: &mut State, id: &str, parameters: Value, body: &Value, now: i64) -> Result<Value, Refusal> {
    let parameters = parameters.as_object().into_iter().flatten();
    let parameters: BTreeMap<String, String> = parameters
        .map(|(name, value)| (name.clone(), value.as_str().expect("a string").to_owned()))
        .collect();
    let session = parameters.get("session").cloned();
    let request = Request {
        parameters: &parameters,
        body,
        session: session.as_deref(),
        now: NOW + now,
        origin: "http://localhost",
        issuer: "http://localhost",
    };
    behaviour(id).expect("a behaviour")(state, &request)
}

fn get(state: &mut State, id: &str, parameters: Value, now: i64) -> Value {
    call(state, id, parameters, &Value::Null, now).expect("a success")
}

fn refused(result: Result<Value, Refusal>) -> (u16, &'static str) {
    let refusal = result.expect_err("a refusal");
    (refusal.status, refusal.error_type)
}

fn state() -> State {
    let mut app = App::new("first");
    app.full_access_allowed = true;
    let seed = Seed::new()
        .grant("u", app, "openid full_access")
        .grant("v", "first", "openid")
        .organization(Organization::new("acme"))
        .grant(("acme", "m"), "first", "openid full_access")
        .member("other", "m")
        .session(Session::new("signed-in", "u"))
        .session(Session::new("member's", ("acme", "m")))
        .session(Session::new("elsewhere", ("other", "m")));
    State::new(seed, NOW).expect("a seed")
}

/// An access token for everything that was granted.
fn token(state: &mut State, person: impl Into<crate::seed::Person>) -> String {
    let request = Request {
        parameters: &BTreeMap::new(),
        body: &Value::Null,
        session: None,
        now: NOW,
        origin: "http://localhost",
        issuer: "http://localhost",
    };
    let tokens = state.tokens(&request, (&person.into(), "first"), None, &[]).expect("tokens");
    tokens["access_token"].as_str().expect("a token").to_owned()
}

fn is_active(state: &mut State, token: &str) -> bool {
    let app = state.app("first").expect("an app");
    let secret = app.client_secret.as_ref().expect("a secret").expose_secret().to_owned();
    let body = json!({"client_id": "first", "client_secret": secret, "token": token});
    call(state, "introspect_token", json!({}), &body, 0).expect("a success")["active"] == true
}

#[test]
fn an_apps_session_is_listed_with_the_app_and_outlives_the_grant() {
    let state = &mut state();
    let token = token(state, "u");
    let body = json!({"access_token": token, "session_duration_minutes": 5, "session_custom_claims": {"tier": "gold"}});
    let made = call(state, "exchange_user_access_token", json!({}), &body, 0).expect("a session");
    let list = |state: &mut State, now| {
        let sessions = get(state, "list_user_sessions", json!({"user_id": "u"}), now);
        sessions["sessions"].as_array().expect("a list").clone()
    };
    let sessions = list(state, 0);
    assert_eq!(sessions.len(), 2);
    let factor = |session: &Value| {
        session.pointer("/authentication_factors/0/oauth_access_token_exchange_factor/client_id").cloned()
    };
    assert_eq!((factor(&sessions[0]), factor(&sessions[1])), (None, Some("first".into())));
    assert_eq!(sessions[1], made["session"]);
    assert_eq!(
        (&sessions[1]["user_id"], &sessions[1]["custom_claims"]),
        (&"u".into(), &json!({"tier": "gold"}))
    );
    assert_eq!(sessions[1]["started_at"], "1970-01-12T13:46:40Z");
    assert_eq!(sessions[1]["expires_at"], "1970-01-12T13:51:40Z");
    let grant = json!({"user_id": "u", "connected_app_id": "first"});
    get(state, "revoke_user_connected_app", grant, 0);
    assert!(!is_active(state, &token));
    assert_eq!(list(state, 299).len(), 2);
    assert_eq!(list(state, 300).len(), 1, "its time is up");
    assert_eq!(list(state, 366 * 24 * 3600).len(), 0);
}

#[test]
fn a_session_is_revoked_by_its_id_its_token_or_its_jwt() {
    for by in ["session_id", "session_token", "session_jwt"] {
        let state = &mut state();
        let token = token(state, "u");
        let made = call(state, "exchange_user_access_token", json!({}), &json!({"access_token": token}), 0);
        let mut made = made.expect("a session");
        made["session_id"] = made["session"]["session_id"].take();
        let body = json!({by: made[by]});
        call(state, "revoke_user_session", json!({}), &body, 0).expect("revoked");
        let again = call(state, "revoke_user_session", json!({}), &body, 0);
        assert_eq!(refused(again), (404, "session_not_found"));
        let sessions = get(state, "list_user_sessions", json!({"user_id": "u"}), 0);
        assert_eq!(sessions["sessions"].as_array().map(Vec::len), Some(1), "the person's own remains");
        let token = json!({"session_token": made["session_token"]});
        assert_eq!(refused(call(state, "revoke_user_session", json!({}), &token, 0)).0, 404);
    }
    let state = &mut state();
    assert_eq!(
        refused(call(state, "revoke_user_session", json!({}), &json!({}), 0)),
        (400, "no_session_arguments")
    );
    let two = json!({"session_id": "a", "session_token": "b"});
    assert_eq!(
        refused(call(state, "revoke_user_session", json!({}), &two, 0)),
        (400, "too_many_session_arguments")
    );
    let members = json!({"session_token": "member's"});
    assert_eq!(
        refused(call(state, "revoke_user_session", json!({}), &members, 0)),
        (404, "session_not_found")
    );
}

#[test]
fn a_token_is_exchanged_until_it_is_5_minutes_old() {
    let state = &mut state();
    let (young, old) = (token(state, "u"), token(state, "u"));
    let exchange = |state: &mut State, token: String, now| {
        call(state, "exchange_user_access_token", json!({}), &json!({"access_token": token}), now)
    };
    exchange(state, young, 300).expect("a session");
    assert_eq!(refused(exchange(state, old, 301)).1, "idp_access_token_could_not_be_exchanged");
}

#[test]
fn a_sessions_jwt_ends_before_the_session() {
    let state = &mut state();
    let token = token(state, "u");
    let made = call(state, "exchange_user_access_token", json!({}), &json!({"access_token": token}), 0);
    let jwt = json!({"session_jwt": made.expect("a session")["session_jwt"]});
    let late = call(state, "revoke_user_session", json!({}), &jwt, 300);
    assert_eq!(refused(late), (404, "session_not_found"));
    call(state, "revoke_user_session", json!({}), &jwt, 299).expect("revoked");
}

#[test]
fn a_members_sessions_are_those_of_the_organization() {
    let state = &mut state();
    let token = token(state, ("acme", "m"));
    let body = json!({"access_token": token});
    assert_eq!(
        refused(call(state, "exchange_user_access_token", json!({}), &body, 0)),
        (404, "idp_access_token_not_found")
    );
    let made = call(state, "exchange_member_access_token", json!({}), &body, 0).expect("a session");
    let ids = json!({"organization_id": "acme", "member_id": "m"});
    let list = |state: &mut State, ids: &Value| {
        get(state, "list_member_sessions", ids.clone(), 0)["member_sessions"].clone()
    };
    let sessions = list(state, &ids);
    assert_eq!(sessions.as_array().map(Vec::len), Some(2));
    assert_eq!(sessions[1], made["member_session"]);
    assert_eq!((&sessions[1]["organization_slug"], &sessions[1]["member_id"]), (&"acme".into(), &"m".into()));
    // The app's session is one of the Member's, so it may act as such.
    let mut with = ids.clone();
    with["session"] = made["session_token"].clone();
    get(state, "list_member_sessions", with.clone(), 0);
    with["session"] = "elsewhere".into();
    let tenancy = (403, "session_authorization_tenancy_error");
    assert_eq!(refused(call(state, "list_member_sessions", with.clone(), &Value::Null, 0)), tenancy);
    let by_id = json!({"member_session_id": made["member_session"]["member_session_id"]});
    assert_eq!(
        refused(call(state, "revoke_member_session", json!({"session": "elsewhere"}), &by_id, 0)),
        tenancy
    );
    call(state, "revoke_member_session", json!({}), &by_id, 0).expect("revoked");
    assert_eq!(list(state, &ids).as_array().map(Vec::len), Some(1));
    let two = json!({"member_id": "m", "session_token": "member's"});
    assert_eq!(
        refused(call(state, "revoke_member_session", json!({}), &two, 0)).1,
        "too_many_session_arguments"
    );
    assert_eq!(
        refused(call(state, "revoke_member_session", json!({}), &json!({"member_id": "n"}), 0)).1,
        "member_not_found"
    );
    call(state, "revoke_member_session", json!({}), &json!({"member_id": "m"}), 0).expect("revoked");
    assert_eq!(list(state, &ids), json!([]));
}

#[test]
fn a_deleted_person_has_no_tokens_no_grants_and_no_sessions() {
    let state = &mut state();
    let (user, other, member) = (token(state, "u"), token(state, "v"), token(state, ("acme", "m")));
    assert_eq!(get(state, "delete_user", json!({"user_id": "u"}), 0)["user_id"], "u");
    get(state, "delete_member", json!({"organization_id": "acme", "member_id": "m"}), 0);
    assert!(!is_active(state, &user) && !is_active(state, &member) && is_active(state, &other));
    for (id, ids) in [
        ("get_user", json!({"user_id": "u"})),
        ("delete_user", json!({"user_id": "u"})),
        ("list_user_sessions", json!({"user_id": "u"})),
    ] {
        assert_eq!(refused(call(state, id, ids, &Value::Null, 0)), (404, "user_not_found"), "{id}");
    }
    let found = get(state, "search_users", json!({}), 0);
    assert_eq!(found["results"].as_array().map(Vec::len), Some(1));
    let body = json!({"session_token": "member's"});
    assert_eq!(
        refused(call(state, "revoke_member_session", json!({}), &body, 0)),
        (404, "session_not_found")
    );
    // The snapshot is a seed still.
    let snapshot = state.snapshot();
    assert_eq!((snapshot.users.len(), snapshot.sessions.len()), (1, 1));
    State::new(snapshot, NOW).expect("a seed");
}

#[test]
fn a_policy_ends_tokens_at_once() {
    let state = &mut state();
    let token = token(state, ("acme", "m"));
    assert!(is_active(state, &token));
    let ids = json!({"organization_id": "acme"});
    let closed = json!({"first_party_connected_apps_allowed_type": "NOT_ALLOWED"});
    let changed = call(state, "update_organization", ids.clone(), &closed, 0).expect("changed");
    assert_eq!(changed["organization"]["third_party_connected_apps_allowed_type"], "ALL_ALLOWED");
    assert!(!is_active(state, &token));
    let exchange = call(state, "exchange_member_access_token", json!({}), &json!({"access_token": token}), 0);
    assert_eq!(refused(exchange), (404, "idp_access_token_not_found"));
    let restricted = json!({
        "first_party_connected_apps_allowed_type": "RESTRICTED",
        "allowed_first_party_connected_apps": ["first"],
    });
    call(state, "update_organization", ids.clone(), &restricted, 0).expect("changed");
    assert!(is_active(state, &token), "the grant was never revoked");
    let wrong = json!({"first_party_connected_apps_allowed_type": "SOME"});
    assert_eq!(refused(call(state, "update_organization", ids, &wrong, 0)), (400, "bad_request"));
}

#[test]
fn a_cursor_survives_a_deletion() {
    let seed = (0..9).fold(Seed::new(), |seed, number| seed.user(format!("u{number}")));
    let state = &mut State::new(seed, NOW).expect("a seed");
    let page = |state: &mut State, cursor: &Value| {
        let body = json!({"limit": 3, "cursor": cursor});
        let page = call(state, "search_users", json!({}), &body, 0).expect("a page");
        let users = page["results"].as_array().expect("a list").iter();
        let users: Vec<String> =
            users.map(|user| user["user_id"].as_str().expect("an id").to_owned()).collect();
        (users, page["results_metadata"]["next_cursor"].clone())
    };
    let (users, cursor) = page(state, &Value::Null);
    assert_eq!(users, ["u0", "u1", "u2"]);
    for user in ["u0", "u3"] {
        get(state, "delete_user", json!({"user_id": user}), 0);
    }
    let (users, cursor) = page(state, &cursor);
    assert_eq!(users, ["u4", "u5", "u6"], "each once, and none left out");
    assert_eq!(page(state, &cursor), (vec!["u7".to_owned(), "u8".to_owned()], Value::Null));
}
