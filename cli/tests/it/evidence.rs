//! The record of revocations says what happened, whatever ended the command.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;
use stytch_connected_apps_sandbox::{Generate, Seed};

use crate::support::{World, ended, few, full_disk, signal};

const NOT_FOUND: &str = "connected_app_not_found";

async fn reviewed() -> World {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    world
}

const REVOKE: [&str; 5] = ["revoke", "r.sqlite", "--user", "user-2", "--yes"];

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_is_gone_after_a_lost_response_is_the_commands_own_doing() {
    for name in ["KILL", "TERM"] {
        let world = reviewed().await;
        let late = Duration::from_secs(300);
        world.sandbox.on("revoke_user_connected_app").times(1).after(late).respond_late();
        let mut child = world.start(&REVOKE);
        world.wait_for(&mut child, "revoke_user_connected_app", 1);
        signal(&child, name);
        child.wait().expect("it ends");
        assert_eq!(world.count("sent"), 1);
        assert!(world.granted().iter().all(|grant| grant.2 != "user-2"), "Stytch has revoked it");

        world.succeed(&REVOKE);
        assert_eq!(world.count("revoked_response_lost"), 1);
        let complete = "SELECT count(*) FROM revocation WHERE sent_at < at AND request_id IS NOT NULL
                        AND verified_at IS NOT NULL AND error IS NULL";
        assert_eq!(world.value::<i64>(complete), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_is_gone_at_a_retry_is_the_commands_own_doing() {
    let mut world = reviewed().await;
    let client = world.sandbox.client().expect("valid");
    client.revoke_user_connected_app().user_id("user-2").connected_app_id("agent").await.expect("granted");
    let without = world.sandbox.snapshot();
    world.reseed(without).await;
    world.sandbox.on("revoke_user_connected_app").times(1).disconnect();
    world.succeed(&REVOKE);
    assert_eq!(world.requests("revoke_user_connected_app"), 2);
    assert_eq!(world.count("revoked_response_lost"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_revocation_after_a_rejected_request_is_not_the_commands_own() {
    let world = reviewed().await;
    let client = world.sandbox.client().expect("valid");
    world.sandbox.on("revoke_user_connected_app").times(1).respond(403);
    assert_eq!(world.run(&REVOKE).code, Some(3));
    assert_eq!(world.value::<Option<String>>("SELECT sent_at FROM revocation"), None);
    client.revoke_user_connected_app().user_id("user-2").connected_app_id("agent").await.expect("granted");
    world.succeed(&REVOKE);
    assert_eq!(world.count("already_gone"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_a_wrong_secret_rejects_is_as_if_it_had_not_been_sent() {
    let world = reviewed().await;
    world.sandbox.on("revoke_user_connected_app").times(1).respond(401);
    let ran = world.run(&REVOKE);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!((world.count("planned"), world.count("sent")), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_was_still_listed_and_is_gone_later_has_the_request_that_revoked_it() {
    let world = reviewed().await;
    let body = json!({"status_code": 200, "request_id": "request-id-test-first"});
    world.sandbox.on("revoke_user_connected_app").times(1).respond(200).body(body);
    assert_eq!(world.run(&REVOKE).code, Some(3));
    let gone = json!({
        "status_code": 404, "request_id": "request-id-test-second", "error_type": NOT_FOUND, "error_message": "none"
    });
    world.sandbox.on("revoke_user_connected_app").times(1).respond(404).body(gone);
    let none = json!({"status_code": 200, "request_id": "r", "connected_apps": []});
    world.sandbox.on("get_user_connected_apps").respond(200).body(none);
    world.succeed(&REVOKE);
    assert_eq!(world.count("revoked"), 1);
    assert_eq!(world.value::<String>("SELECT request_id FROM revocation"), "request-id-test-first");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_that_a_full_disk_does_not_take_is_printed_with_its_request() {
    let seed = Seed::new().generate(Generate::new(3).users(900));
    let world = World::with(seed, |builder| builder.latency(Duration::from_millis(50))).await;
    world.succeed(&["review", "r.sqlite", "--users"]);
    let revoke = ["revoke", "r.sqlite", "--app", "app-1", "--yes"];
    // The plan is written, but nothing is revoked.
    world.sandbox.on("revoke_user_connected_app").respond(401);
    assert_eq!(world.run(&revoke).code, Some(1));
    world.sandbox.reset();
    // There is space for some outcomes, but not for all.
    let size = std::fs::metadata(world.path("r.sqlite")).expect("a record").len() as usize;
    let ran = ended(world.in_shell(&full_disk(size / 512 + 300), &revoke));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("error: no space left to write to r.sqlite."), "{}", ran.err);
    let received: BTreeSet<String> = world
        .sandbox
        .requests()
        .iter()
        .filter(|request| request.operation == Some("revoke_user_connected_app"))
        .map(|request| request.response["request_id"].as_str().expect("an id").to_owned())
        .collect();
    let written: BTreeSet<String> = {
        let record = world.record();
        let mut select =
            record.prepare("SELECT request_id FROM revocation WHERE state = 'revoked'").expect("valid");
        let ids = select.query_map([], |row| row.get(0)).expect("rows");
        ids.collect::<Result<_, _>>().expect("ids")
    };
    assert!(written.is_subset(&received) && written != received);
    for id in received.difference(&written) {
        let lines: Vec<_> = ran.err.lines().filter(|line| line.contains(id)).collect();
        let [line] = lines[..] else { panic!("{id} appears {} times", lines.len()) };
        assert!(line.starts_with("warning: not written to the record: revoked app-1 user-"), "{line}");
    }
    world.succeed(&revoke);
    assert_eq!(world.count("already_gone"), 0);
    assert!(world.count("revoked_response_lost") > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filled_in_file_of_decisions_goes_on_after_another_review() {
    let world = reviewed().await;
    let file = "app_id,organization_id,person_id,decision\nagent,,user-1,revoke\nagent,,user-2,revoke\n\
                calendar,,user-1,keep\nagent,acme,member-1,revoke\n";
    std::fs::write(world.path("d.csv"), file).expect("a file");
    let revoke = ["revoke", "r.sqlite", "--decisions", "d.csv", "--yes"];
    world.sandbox.on("revoke_member_connected_app").times(1).respond(401);
    let ran = world.run(&revoke);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    // A grant that was to be kept is gone meanwhile as well.
    let client = world.sandbox.client().expect("valid");
    client.revoke_user_connected_app().user_id("user-1").connected_app_id("calendar").await.expect("granted");
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&revoke);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation"), 3);
    assert_eq!(world.count("revoked"), 3);
    // What is gone is decided as it was.
    let scopes = "SELECT scopes FROM decision WHERE app_id = 'calendar' ORDER BY decision DESC LIMIT 1";
    assert_eq!(world.value::<String>(scopes), "openid calendar:write");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_decisions_that_has_been_carried_out_is_no_mistake_after_another_review() {
    let world = reviewed().await;
    let file = "app_id,organization_id,person_id,decision\nagent,,user-2,revoke\ncalendar,,user-1,keep\n";
    std::fs::write(world.path("d.csv"), file).expect("a file");
    let revoke = ["revoke", "r.sqlite", "--decisions", "d.csv", "--yes"];
    world.succeed(&revoke);
    world.succeed(&["review", "r.sqlite"]);
    let ran = world.run(&revoke);
    assert_eq!(
        (ran.code, &*ran.err),
        (
            Some(0),
            "warning: rows missing from d.csv: 4 of the 5 grants of review 2; these grants are kept\n\
         nothing to revoke: the review has no such grant\n\
         written to the record: 2 decisions\n"
        ),
        "{ran:?}"
    );
    assert_eq!(world.requests("revoke_user_connected_app"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfinished_revocation_goes_on_after_a_review_of_somebody_else() {
    let world = reviewed().await;
    for operation in ["revoke_user_connected_app", "revoke_member_connected_app"] {
        world.sandbox.on(operation).times(9).respond(401);
    }
    let by_app = ["revoke", "r.sqlite", "--app", "calendar", "--yes"];
    let by_user = ["revoke", "r.sqlite", "--user", "user-1", "--yes"];
    assert_eq!(world.run(&by_app).code, Some(1));
    assert_eq!(world.run(&by_user).code, Some(1));
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation"), 3, "one grant has one open row");
    world.sandbox.reset();
    world.succeed(&["review", "r.sqlite", "--organizations", "acme"]);
    world.succeed(&by_user);
    world.succeed(&by_app);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation"), 3);
    assert_eq!(world.count("revoked"), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_is_there_again_is_revoked_again() {
    let mut world = reviewed().await;
    world.succeed(&REVOKE);
    // By the same review there is nothing to do, nor by one that saw it before it was revoked.
    assert!(world.run(&REVOKE).err.starts_with("revoked already: 1 grant of the selection\n"));
    world.reseed(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    let ran = world.run(&REVOKE);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.starts_with("granted again after a revocation: 1 grant of the selection\n"), "{ran:?}");
    assert_eq!(world.count("revoked"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_that_came_before_a_revocation_does_not_repeat_it() {
    let world = reviewed().await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&[&REVOKE[..], &["--review", "1"]].concat());
    let ran = world.run(&REVOKE);
    assert_eq!(
        (ran.code, ran.err.lines().next()),
        (Some(0), Some("revoked already: 1 grant of the selection"))
    );
    assert_eq!(world.requests("revoke_user_connected_app"), 1);
}
