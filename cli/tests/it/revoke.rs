use serde_json::{Value, json};
use stytch_connected_apps_sandbox::{App, Seed};

use crate::support::{World, few};

async fn reviewed() -> World {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    world
}

/// App and person of what a command prints.
pub fn people(output: &str) -> Vec<String> {
    let rows: Vec<Value> = serde_json::from_str(output).expect("JSON");
    let text = |row: &Value, column: &str| row[column].as_str().unwrap_or_default().to_owned();
    rows.iter().map(|row| format!("{} {}", text(row, "app_id"), text(row, "person_id"))).collect()
}

/// The number of revocations that the sandbox was asked for.
pub fn revocations(world: &World) -> usize {
    world.requests("revoke_user_connected_app") + world.requests("revoke_member_connected_app")
}

#[tokio::test(flavor = "multi_thread")]
async fn without_yes_it_shows_exactly_what_it_would_revoke_and_sends_nothing() {
    let world = reviewed().await;
    let before = std::fs::read(world.path("r.sqlite")).expect("the record");
    for (selection, expected) in [
        (&["--app", "agent"][..], &["agent user-1", "agent user-2", "agent member-1", "agent member-2"][..]),
        (&["--user", "user-1"], &["agent user-1", "calendar user-1"]),
        (&["--app", "agent", "--user", "user-1"], &["agent user-1"]),
        (&["--member", "acme/member-2"], &["agent member-2"]),
        (
            &["--organization", "acme", "--organization", "globex"],
            &["agent member-1", "agent member-2", "calendar member-3"],
        ),
        (&["--app", "calendar", "--organization", "globex", "--user", "user-2"], &["calendar member-3"]),
        (
            &["--app", "agent", "--app", "calendar", "--user", "user-2", "--member", "globex/member-3"],
            &["agent user-2", "calendar member-3"],
        ),
    ] {
        for live in [false, true] {
            if live && selection == ["--app", "agent"] {
                continue;
            }
            let mut arguments = [&["revoke", "r.sqlite", "--output", "json"], selection].concat();
            arguments.extend(live.then_some("--live"));
            assert_eq!(people(&world.succeed(&arguments)), expected, "{arguments:?}");
        }
    }
    let table = world.succeed(&["revoke", "r.sqlite", "--user", "user-2"]);
    assert_eq!(
        table.lines().map(str::trim).collect::<Vec<_>>(),
        [
            "APP NAME  NAME    SCOPES  APP ID  ORG ID  PERSON ID",
            "agent     user-2  openid  agent           user-2",
        ]
    );
    assert_eq!(revocations(&world), 0);
    assert_eq!(std::fs::read(world.path("r.sqlite")).expect("the record"), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_outcome_is_in_the_record_with_its_time_and_request() {
    let world = reviewed().await;
    let output =
        world.succeed(&["revoke", "r.sqlite", "--organization", "acme", "--yes", "--output", "json"]);
    assert_eq!(people(&output), ["agent member-1", "agent member-2"]);
    let sent = world.sandbox.requests();
    let sent: Vec<&Value> = sent
        .iter()
        .filter(|request| request.operation == Some("revoke_member_connected_app"))
        .map(|request| &request.response["request_id"])
        .collect();
    let rows: Vec<Value> = serde_json::from_str(&output).expect("JSON");
    for row in &rows {
        assert!(sent.contains(&&row["request_id"]), "{row}");
        assert_eq!((&row["state"], &row["error"]), (&json!("revoked"), &Value::Null));
        let sql = format!(
            "SELECT count(*) FROM revocation WHERE request_id = '{}' AND at = '{}' AND verified_at = '{}'",
            row["request_id"].as_str().expect("text"),
            row["at"].as_str().expect("text"),
            row["verified_at"].as_str().expect("text")
        );
        assert_eq!(world.value::<i64>(&sql), 1);
    }
    assert_eq!(world.granted().len(), 4);
    assert_eq!(world.requests("get_member_connected_apps"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_already_gone_is_a_success() {
    let world = reviewed().await;
    let client = world.sandbox.client().expect("valid");
    client.revoke_user_connected_app().user_id("user-2").connected_app_id("agent").await.expect("granted");
    let output = world.succeed(&["revoke", "r.sqlite", "--user", "user-2", "--yes", "--output", "json"]);
    let rows: Vec<Value> = serde_json::from_str(&output).expect("JSON");
    assert_eq!((rows.len(), &rows[0]["state"]), (1, &json!("already_gone")));
    assert!(rows[0]["request_id"].is_string() && rows[0]["verified_at"].is_string(), "{rows:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_tried_again_and_the_rest_is_not() {
    let world = reviewed().await;
    world
        .sandbox
        .on("revoke_user_connected_app")
        .path("/v1/users/user-1/connected_apps/agent/revoke")
        .respond(403);
    let revoke = ["revoke", "r.sqlite", "--app", "agent", "--yes", "--output", "json"];
    let ran = world.run(&revoke);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(ran.err, "error: not revoked or not verified: 1 of 4 grants; the same command tries again\n");
    let rows: Vec<Value> = serde_json::from_str(&ran.out).expect("JSON");
    let failed: Vec<_> = rows.iter().filter(|row| row["state"] == "failed").collect();
    assert!(failed.len() == 1 && failed[0]["error"].as_str().is_some_and(|error| error.contains("403")));
    assert_eq!(world.granted().len(), 3);

    let before = revocations(&world);
    // The script is still in force for this path alone: a new one lets it through.
    world.sandbox.on("revoke_user_connected_app").respond_late();
    assert_eq!(people(&world.succeed(&revoke)), ["agent user-1"]);
    assert_eq!(revocations(&world) - before, 1);
    assert_eq!(world.granted().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_is_still_listed_afterwards_is_a_failure() {
    let world = reviewed().await;
    let ok = json!({"status_code": 200, "request_id": "request-id-test-1"});
    world.sandbox.on("revoke_user_connected_app").respond(200).body(ok);
    let ran = world.run(&["revoke", "r.sqlite", "--user", "user-2", "--yes", "--output", "json"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    let rows: Vec<Value> = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(rows[0]["state"], "failed");
    assert_eq!(rows[0]["error"], "still listed after the revocation");
    assert_eq!(world.value::<Option<String>>("SELECT verified_at FROM revocation"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_that_means_nothing_is_refused() {
    let world = reviewed().await;
    for (arguments, code, expected) in [
        (
            &["--app", "calender", "--user", "user-9"][..],
            1,
            "review 1 has no app calender, no User user-9; correct it, review again, or add --live to ask Stytch",
        ),
        (
            &["--organization", "acme", "--member", "acme/member-1"],
            2,
            "--organization acme selects all its Members, but --member acme/member-1 selects only one; leave one of the \
             two options out",
        ),
        (
            &["--live", "--app", "agent"],
            2,
            "Stytch has no list of an app's Users; say whose grants to revoke with --email, --user, --member or \
             --organization, or run `stytch-apps review` and leave --live out",
        ),
        (&["--app", "agent", "--review", "7"], 2, "the record has no review 7; the last one is 1"),
        (
            &[],
            2,
            "nothing is selected, and nothing is left of earlier revocations; select what to revoke with \
             --app, --email, --user, --member, --organization or --decisions",
        ),
    ] {
        let ran = world.run(&[&["revoke", "r.sqlite", "--yes"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (Some(code), ""), "{arguments:?}: {ran:?}");
        assert_eq!(ran.err, format!("error: {expected}\n"));
    }
    let ran = world.run(&["revoke", "none.sqlite", "--user", "user-1", "--yes"]);
    assert_eq!(
        ran.err,
        "error: there is no record none.sqlite; `stytch-apps review` begins one, and so does `stytch-apps revoke \
         --live`\n"
    );
    assert!(!world.path("none.sqlite").exists());
    assert_eq!(revocations(&world), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_is_gone_since_an_earlier_review_is_no_mistake() {
    let world = reviewed().await;
    let revoke = ["revoke", "r.sqlite", "--app", "calendar", "--yes"];
    world.succeed(&revoke);
    world.succeed(&["review", "r.sqlite"]);
    let ran = world.run(&revoke);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (Some(0), "nothing to revoke: the review has no such grant\n"),
        "{ran:?}"
    );
    // A review of somebody else says nothing about it.
    world.succeed(&["review", "r.sqlite", "--organizations", "acme"]);
    let ran = world.run(&revoke);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(
        ran.err,
        "warning: review 3 covers the Organizations acme and nobody else, so other grants are not revoked; \
         `stytch-apps review` without options covers everybody\n\
         error: review 3 has no app calendar; correct it, or review again\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_csv_commands_no_spreadsheet() {
    let seed = Seed::new().grant("user-1", App::new("app-1").name("=cmd|' /C calc'!A0;=1+1"), "openid");
    let world = World::new(seed).await;
    world.succeed(&["review", "r.sqlite", "--users"]);
    let output = world.succeed(&["revoke", "r.sqlite", "--app", "app-1", "--dry-run", "--output", "csv"]);
    assert!(output.starts_with('\u{feff}') && output.contains(",\"'=cmd|' /C calc'!A0;'=1+1\","), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_of_whom_no_review_knows_a_grant_is_refused() {
    let world = reviewed().await;
    let ran = world.run(&["revoke", "r.sqlite", "--member", "acme/member-typo", "--yes"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(
        ran.err,
        "error: review 1 has no grant of a Member acme/member-typo; correct it, review again, or add --live to ask \
         Stytch\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_tried_again_without_a_selection() {
    let world = reviewed().await;
    world.sandbox.on("revoke_user_connected_app").times(9).respond(400);
    let ran = world.run(&["revoke", "r.sqlite", "--user", "user-2", "--yes"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(world.run(&["revoke", "r.sqlite", "--yes"]).code, Some(3));
    world.sandbox.reset();
    let ran = world.run(&["revoke", "r.sqlite", "--yes", "--review", "9"]);
    assert_eq!((ran.code, &*ran.err), (Some(2), "error: the record has no review 9; the last one is 1\n"));
    world.succeed(&["revoke", "r.sqlite", "--yes"]);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation WHERE state = 'revoked'"), 1);
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_closed_standard_error_stops_nothing() {
    let world = reviewed().await;
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "\"$0\" revoke r.sqlite --app agent --yes 2>/dev/full"]);
    command.arg(env!("CARGO_BIN_EXE_stytch-apps"));
    world.prepare(&mut command);
    let ran = crate::support::ended(command);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(world.granted().iter().all(|grant| grant.0 != "agent"));
}
