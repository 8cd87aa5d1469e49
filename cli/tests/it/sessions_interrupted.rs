//! Sessions that do not end at the first try.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};
use stytch_connected_apps_sandbox::{Person, Seed, Session};

use crate::sessions::{FULL, REVOKE, open, reviewed, seed, states, tokens, unfinished};
use crate::support::{World, signal};

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_made_after_the_first_look_ends_as_well() {
    let world = reviewed(Seed::new().grant("user-1", "agent", FULL)).await;
    let session = |id: &str| {
        json!({"session_id": id, "authentication_factors": [
            {"type": "oauth", "oauth_access_token_exchange_factor": {"client_id": "agent"}}
        ]})
    };
    // A list that has one twice has one.
    for (look, ids) in [(1, &["early", "early"][..]), (2, &["late"]), (3, &[])] {
        let sessions: Vec<Value> = ids.iter().map(|id| session(id)).collect();
        let list = json!({"status_code": 200, "request_id": "r", "sessions": sessions});
        world.sandbox.on("list_user_sessions").nth(look).respond(200).body(list);
    }
    let ok = json!({"status_code": 200, "request_id": "request-id-test-1"});
    world.sandbox.on("revoke_user_session").respond(200).body(ok);
    world.succeed(&REVOKE);
    let verified =
        "SELECT group_concat(session_id) FROM session WHERE state = 'revoked' AND verified_at IS NOT NULL";
    assert_eq!(world.value::<String>(verified), "early,late");
    let order: Vec<_> = world.sandbox.requests().iter().filter_map(|request| request.operation).collect();
    let at = |operation: &str| order.iter().position(|one| *one == operation).expect("a request");
    assert!(at("revoke_user_connected_app") < at("list_user_sessions"), "{order:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_listed_after_its_end_is_a_failure_that_is_tried_again() {
    let world = reviewed(seed()).await;
    let ok = json!({"status_code": 200, "request_id": "request-id-test-1"});
    world.sandbox.on("revoke_user_session").times(1).respond(200).body(ok);
    let ran = world.run(&REVOKE);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    let message = "error: sessions that are not ended or not looked for: those of 1 of 4 grants (still listed after the \
                   revocation); the grants are revoked, and the same command tries again\n";
    assert!(ran.err.ends_with(message), "{ran:?}");
    assert_eq!(world.value::<i64>("SELECT count(*) FROM session WHERE state = 'failed'"), 1);
    world.succeed(&REVOKE);
    assert_eq!(open(&world), tokens(&["t3", "t4", "t5", "t6"]));
    assert_eq!(unfinished(&world), 0);
    assert_eq!(world.requests("revoke_user_connected_app"), 3, "no grant is revoked again");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_permission_to_list_or_end_sessions_the_grants_stay_revoked() {
    for (operation, status, code) in [
        ("list_user_sessions", 403, 3),
        ("list_user_sessions", 401, 1),
        ("revoke_user_session", 403, 3),
        ("revoke_user_session", 401, 1),
    ] {
        let world = reviewed(seed()).await;
        world.sandbox.on(operation).respond(status);
        let ran = world.run(&REVOKE);
        assert_eq!(ran.code, Some(code), "{ran:?}");
        let last = ran.err.lines().last().expect("a message");
        assert!(last.starts_with("error: ") && last.contains(&format!("{operation}: {status}")), "{ran:?}");
        assert!(last.contains("the grants are revoked"), "{ran:?}");
        assert!(world.granted().iter().all(|grant| grant.0 != "agent"));
        assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation WHERE verified_at IS NULL"), 0);
        world.sandbox.on(operation).respond_late();
        // Without a selection it continues as well.
        world.succeed(&["revoke", "r.sqlite", "--yes"]);
        assert_eq!(open(&world), tokens(&["t3", "t4", "t5", "t6"]), "{operation} {status}");
        assert_eq!(unfinished(&world), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_or_a_session_that_is_gone_is_a_success() {
    let missing = |error_type: &str| {
        let message = "none";
        json!({"status_code": 404, "request_id": "r-404", "error_type": error_type, "error_message": message})
    };
    let seed =
        || Seed::new().grant("user-1", "agent", FULL).session(Session::new("t1", "user-1").app("agent"));
    let world = reviewed(seed()).await;
    for operation in ["revoke_user_connected_app", "get_user_connected_apps", "list_user_sessions"] {
        world.sandbox.on(operation).respond(404).body(missing("user_not_found"));
    }
    world.succeed(&REVOKE);
    assert_eq!((states(&world).len(), world.requests("list_user_sessions"), unfinished(&world)), (0, 1, 0));
    let world = reviewed(seed()).await;
    world.sandbox.on("revoke_user_session").respond(404).body(missing("session_not_found"));
    let none = json!({"status_code": 200, "request_id": "r", "sessions": []});
    world.sandbox.on("list_user_sessions").nth(2).respond(200).body(none);
    world.succeed(&REVOKE);
    assert_eq!(states(&world), ["user-1 app:agent already_gone"]);
    assert_eq!(world.value::<String>("SELECT request_id FROM session"), "r-404");
    assert_eq!(unfinished(&world), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_gone_after_a_lost_response_is_the_commands_own_doing() {
    for name in ["KILL", "TERM"] {
        let world = reviewed(seed()).await;
        let late = Duration::from_secs(300);
        world.sandbox.on("revoke_member_session").times(1).after(late).respond_late();
        let mut child = world.start(&REVOKE);
        world.wait_for(&mut child, "revoke_member_session", 1);
        // The two others have their responses, but they may not yet be written.
        world.wait_for(&mut child, "revoke_user_session", 2);
        signal(&child, name);
        child.wait().expect("it ends");
        assert_eq!(
            world
                .value::<i64>("SELECT count(*) FROM session WHERE state = 'sent' AND person_id = 'member-1'"),
            1
        );
        assert!(!open(&world).contains("t7"), "Stytch has ended it");
        world.succeed(&REVOKE);
        let complete = "SELECT count(*) FROM session WHERE state = 'revoked_response_lost' AND person_id = 'member-1'
                        AND sent_at < at AND request_id IS NOT NULL AND verified_at IS NOT NULL AND error IS NULL";
        assert_eq!(world.value::<i64>(complete), 1);
        assert_eq!(world.requests("revoke_member_session"), 1, "it is not sent again");
        assert_eq!(unfinished(&world), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_killed_at_random_moments_ends_every_session_once_and_the_evidence_is_whole() {
    let person = |number: usize| match number % 3 {
        0 => Person::from(("acme", &*format!("member-{number}"))),
        _ => Person::User(format!("user-{number}")),
    };
    let seed = (0..60).fold(Seed::new(), |seed, number| {
        let seed = seed.grant(person(number), "agent", FULL);
        let session = |token: usize| Session::new(format!("t{number}-{token}"), person(number)).app("agent");
        let seed = seed.session(session(0)).session(session(1).factor("password"));
        if number % 2 == 0 { seed.session(session(2)) } else { seed }
    });
    let world = World::with(seed, |builder| builder.latency(Duration::from_millis(20))).await;
    world.succeed(&["review", "r.sqlite"]);
    let mut random = fastrand::Rng::with_seed(3);
    let mut kills = 0;
    // On a slow machine, fewer kills fit in.
    while kills < 10 && (kills == 0 || unfinished(&world) > 5) {
        let operation = ["list_user_sessions", "revoke_user_session"][kills % 2];
        let wanted = world.requests(operation) + random.usize(1..(6 + kills));
        let mut child = world.start(&[&REVOKE[..], &["--rate", "60/s"]].concat());
        while world.requests(operation) < wanted && child.try_wait().expect("a child").is_none() {
            sleep(Duration::from_millis(2));
        }
        let _ = child.kill();
        child.wait().expect("it has run");
        kills += 1;
    }
    assert!(kills >= 3, "the kills came too late");
    world.succeed(&REVOKE);
    let expected: BTreeSet<String> = (0..60).map(|number| format!("t{number}-1")).collect();
    assert_eq!(open(&world), expected);
    assert_eq!(unfinished(&world), 0);
    let count = |sql: &str| world.value::<i64>(&format!("SELECT count(*) FROM session WHERE {sql}"));
    assert_eq!((count("TRUE"), count("state = 'left'")), (150, 60));
    assert_eq!(count("state IN ('revoked', 'revoked_response_lost') AND verified_at IS NOT NULL"), 90);
    assert_eq!(count("state = 'already_gone'"), 0, "nobody else ended any");
    let lost = count("state = 'revoked_response_lost'");
    let sent = world.requests("revoke_user_session") + world.requests("revoke_member_session");
    assert!((90..=90 + lost.max(1) * 10).contains(&(sent as i64)), "{sent} requests, {lost} lost");
    // Each state is in the chain, and the last one of each row is the row.
    let stale = "SELECT count(*) FROM session WHERE NOT EXISTS (
                     SELECT 1 FROM evidence WHERE of_table = 'session' AND of_row = session.session
                     AND content ->> 'state' = session.state AND content ->> 'verified_at' IS session.verified_at)";
    assert_eq!(world.value::<i64>(stale), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_end_also_if_the_grants_cannot_be_verified_and_that_error_stays() {
    let world = reviewed(seed()).await;
    world.sandbox.on("get_user_connected_apps").respond(403);
    let ran = world.run(&REVOKE);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(
        ran.err.ends_with("not revoked or not verified: 3 of 4 grants; the same command tries again\n"),
        "{ran:?}"
    );
    assert_eq!(open(&world), tokens(&["t3", "t4", "t5", "t6"]));
    let errors =
        "SELECT count(*) FROM revocation WHERE error LIKE 'not verified: get_user_connected_apps: 403%'";
    assert_eq!(world.value::<i64>(errors), 3);
}
