//! Sessions that an earlier run has not ended, and what has happened meanwhile.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use stytch_connected_apps_sandbox::{Seed, Session};

use crate::support::World;

const FULL: &str = "openid full_access";
const REVOKE: [&str; 5] = ["revoke", "r.sqlite", "--app", "agent", "--yes"];

fn granted() -> Seed {
    Seed::new().grant("user-1", "agent", FULL)
}

async fn reviewed(seed: Seed) -> World {
    let world = World::new(seed).await;
    world.succeed(&["review", "r.sqlite"]);
    world
}

/// The tokens of the sessions that are open.
fn open(world: &World) -> BTreeSet<String> {
    let sessions = world.sandbox.snapshot().sessions;
    sessions.iter().map(|session| session.token.expose_secret().to_owned()).collect()
}

/// A list with sessions that the app made, each with the time of its start.
fn list(sessions: &[(&str, Option<&str>)]) -> Value {
    let session = |(id, started): &(&str, Option<&str>)| {
        json!({"session_id": id, "started_at": started, "authentication_factors": [
            {"type": "oauth", "oauth_access_token_exchange_factor": {"client_id": "agent"}}
        ]})
    };
    let sessions: Vec<Value> = sessions.iter().map(session).collect();
    json!({"status_code": 200, "request_id": "r", "sessions": sessions})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_is_back_is_not_called_gone_and_keeps_its_new_sessions() {
    let mut world = reviewed(granted()).await;
    world.sandbox.on("list_user_sessions").respond(403);
    assert_eq!(world.run(&REVOKE).code, Some(3));
    // The person consents again.
    world.reseed(granted().session(Session::new("new", "user-1").app("agent"))).await;
    let ran = world.run(&REVOKE);
    assert_eq!(
        (ran.code, &*ran.err),
        (
            Some(3),
            "revoked already: 1 grant of the selection\n\
             verified as gone: 0 of 1 grants; `stytch-apps report r.sqlite --html OUT.html` shows the evidence\n\
             error: granted again since the revocation: 1 of 1 grants; run `stytch-apps review`, and revoke again\n"
        )
    );
    assert_eq!((open(&world).len(), world.granted().len()), (1, 1));
    // As it says:
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&REVOKE);
    assert_eq!((open(&world).len(), world.granted().len()), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_grant_that_is_back_only_the_sessions_from_before_the_revocation_end() {
    let mut world = reviewed(granted()).await;
    world.sandbox.on("list_user_sessions").respond(403);
    assert_eq!(world.run(&REVOKE).code, Some(3));
    world.reseed(granted()).await;
    let after = [("new", Some("2999-01-01T00:00:00Z")), ("timeless", None)];
    let before = [&[("old", Some("2020-01-01T00:00:00Z"))][..], &after].concat();
    world.sandbox.on("list_user_sessions").nth(1).respond(200).body(list(&before));
    world.sandbox.on("list_user_sessions").nth(2).respond(200).body(list(&after));
    let ok = json!({"status_code": 200, "request_id": "request-id-test-1"});
    world.sandbox.on("revoke_user_session").respond(200).body(ok);
    let ran = world.run(&REVOKE);
    assert!(ran.code == Some(3) && ran.err.contains("gone: 0 of 1 grants and 1 session;"), "{ran:?}");
    let ended = "SELECT group_concat(session_id || ' ' || state) FROM session";
    assert_eq!(world.value::<String>(ended), "old revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_wait_if_nobody_knows_whether_the_grant_is_back() {
    let world = reviewed(granted().session(Session::new("old", "user-1").app("agent"))).await;
    world.sandbox.on("list_user_sessions").times(1).respond(403);
    assert_eq!(world.run(&REVOKE).code, Some(3));
    world.sandbox.on("get_user_connected_apps").times(1).respond(403);
    let ran = world.run(&REVOKE);
    assert!(ran.code == Some(3) && ran.err.contains("verified as gone: 0 of 1 grants;"), "{ran:?}");
    assert!(ran.err.contains("(the grants are not listed again: get_user_connected_apps: 403"), "{ran:?}");
    assert_eq!(open(&world).len(), 1);
    world.succeed(&REVOKE);
    assert_eq!(open(&world).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_404_from_the_list_of_sessions_alone_is_no_proof_that_the_person_is_gone() {
    let seed = Seed::new()
        .grant("user-1", "agent", FULL)
        .grant(("acme", "member-1"), "agent", FULL)
        .session(Session::new("t1", "user-1").app("agent"))
        .session(Session::new("t2", ("acme", "member-1")).app("agent"));
    let world = reviewed(seed).await;
    for (operation, missing) in
        [("list_user_sessions", "user_not_found"), ("list_member_sessions", "member_not_found")]
    {
        let body =
            json!({"status_code": 404, "request_id": "r", "error_type": missing, "error_message": "none"});
        world.sandbox.on(operation).times(1).respond(404).body(body);
    }
    let ran = world.run(&REVOKE);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(
        ran.err.contains("not looked for: those of 2 of 2 grants (the sessions are not listed: "),
        "{ran:?}"
    );
    assert_eq!(open(&world).len(), 2);
    world.succeed(&REVOKE);
    assert_eq!(open(&world).len(), 0);
}

/// Both apps made one session together.
async fn shared() -> World {
    let seed = granted().grant("user-1", "calendar", FULL);
    let world = reviewed(seed.session(Session::new("both", "user-1").app("agent").app("calendar"))).await;
    let ran = world.run(&REVOKE);
    assert!(ran.code == Some(0) && ran.err.contains("left: 1 session "), "{ran:?}");
    world
}

const OTHER: [&str; 7] = ["revoke", "r.sqlite", "--app", "calendar", "--yes", "--output", "json"];

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_two_apps_ends_with_the_second_if_they_are_revoked_one_after_the_other() {
    let world = shared().await;
    let rows: Value = serde_json::from_str(&world.succeed(&OTHER)).expect("JSON");
    assert_eq!(rows[0]["sessions"][0]["state"], "revoked", "{rows}");
    assert_eq!(open(&world).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_two_apps_is_left_and_shown_while_a_review_has_found_the_first_again() {
    let mut world = shared().await;
    let session = || Session::new("both", "user-1").app("agent").app("calendar");
    world.reseed(granted().grant("user-1", "calendar", FULL).session(session())).await;
    world.succeed(&["review", "r.sqlite"]);
    let ran = world.run(&OTHER);
    assert!(ran.code == Some(0) && ran.err.contains("left: 1 session "), "{ran:?}");
    let rows: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(rows[0]["sessions"][0]["factors"], "app:agent app:calendar", "{rows}");
    let ended = world.succeed(&[&OTHER[..], &["--sessions", "all"]].concat());
    let rows: Value = serde_json::from_str(&ended).expect("JSON");
    let states: Vec<&str> = rows[0]["sessions"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["state"].as_str())
        .collect();
    assert!(states.contains(&"revoked"), "{rows}");
    assert_eq!(open(&world).len(), 0);
}
