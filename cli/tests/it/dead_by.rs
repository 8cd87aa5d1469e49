//! The time by which no service accepts a token of a revoked grant.

use std::time::{Duration, SystemTime};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use stytch_connected_apps::verify::{Recheck, TokenVerifier};
use stytch_connected_apps_sandbox::{App, Seed, Session};

use crate::support::World;

fn app(minutes: i64) -> App {
    let mut app = App::new("agent");
    app.access_token_expiry_minutes = minutes;
    app
}

fn seed(minutes: i64) -> Seed {
    Seed::new().grant("user-1", app(minutes), "openid").grant("user-2", "agent", "openid")
}

async fn reviewed(minutes: i64) -> World {
    let world = World::new(seed(minutes)).await;
    world.succeed(&["review", "r.sqlite"]);
    world
}

const REVOKE: [&str; 7] = ["revoke", "r.sqlite", "--app", "agent", "--yes", "--output", "json"];

/// The rows that a command prints, and the time from each response to the time when tokens are dead, in seconds.
fn seconds(output: &str) -> Vec<i64> {
    let rows: Vec<Value> = serde_json::from_str(output).expect("JSON");
    let time = |row: &Value, name: &str| -> Timestamp {
        row[name].as_str().unwrap_or_else(|| panic!("{row}")).parse().expect("a time")
    };
    let life = |row| time(row, "dead_by").duration_since(time(row, "at"));
    rows.iter().map(|row| life(row).as_secs()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_dead_when_the_last_one_has_expired() {
    let world = reviewed(90).await;
    let ran = world.run(&REVOKE);
    assert_eq!(seconds(&ran.out), [90 * 60 + 10, 90 * 60 + 10]);
    assert_eq!(world.requests("get_connected_app_client"), 1, "once for an app");
    let last = ran.err.lines().last().expect("a line");
    assert!(last.starts_with("gone now; no service can accept a token of theirs after 20"), "{ran:?}");
    assert!(last.ends_with(" UTC"), "{ran:?}");
    let sql = "SELECT count(*) FROM revocation WHERE access_token_minutes = 90 AND NOT minutes_assumed AND dead_by > at";
    assert_eq!(world.value::<i64>(sql), 2);
    let report: Value =
        serde_json::from_str(&world.succeed(&["report", "r.sqlite", "--output", "json"])).expect("JSON");
    assert!(report["revocations"][0]["dead_by"].is_string(), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_never_asks_accepts_the_last_token_until_then_and_no_longer() {
    let world = reviewed(60).await;
    let token = world.sandbox.consent("user-1", "agent").scopes("openid").tokens().access_token;
    world.succeed(&REVOKE);
    let sql = "SELECT dead_by FROM revocation WHERE person_id = 'user-1'";
    let dead_by: Timestamp = world.value::<String>(sql).parse().expect("a time");
    let dead_by = dead_by.as_millisecond() as u64;
    let client = world.sandbox.client().expect("valid");
    for (before, is_accepted) in [(5, true), (0, false)] {
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(dead_by) - Duration::from_secs(before);
        let verifier = TokenVerifier::builder(&client).recheck(Recheck::Never).clock(move || now);
        let verified = verifier.build().expect("valid").verify(token.expose_secret()).await;
        assert_eq!(verified.is_ok(), is_accepted, "{verified:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_longer_life_that_the_record_has_seen_counts() {
    let mut world = reviewed(90).await;
    let sql = "INSERT OR REPLACE INTO project_app
               VALUES (1, 'agent', 'agent', 'first_party', 'active', 'api', '[]', NULL, 0, 0, 240, '[]')";
    world.record().execute(sql, []).expect("written");
    assert_eq!(seconds(&world.succeed(&REVOKE)), [240 * 60 + 10; 2]);
    // Also if Stytch does not say it any more.
    world.reseed(seed(30)).await;
    world.sandbox.on("get_connected_app_client").respond(404);
    world.succeed(&["review", "r.sqlite"]);
    assert_eq!(seconds(&world.succeed(&REVOKE)), [240 * 60 + 10; 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_usual_life_is_assumed_if_nobody_says_and_the_evidence_says_so() {
    let world = reviewed(90).await;
    world.sandbox.on("get_connected_app_client").respond(403);
    world.record().execute("DELETE FROM project_app", []).expect("written");
    let ran = world.run(&REVOKE);
    assert_eq!(seconds(&ran.out), [3610, 3610]);
    assert!(
        ran.err.starts_with(
            "warning: how long access tokens of agent live is not known, so 60 minutes are assumed: \
             get_connected_app_client: 403"
        ),
        "{ran:?}"
    );
    assert!(ran.err.ends_with(" UTC, if access tokens live no longer than 60 minutes\n"), "{ran:?}");
    let sql = "SELECT count(*) FROM revocation WHERE access_token_minutes = 60 AND minutes_assumed";
    assert_eq!(world.value::<i64>(sql), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn services_that_ask_again_stop_earlier() {
    for (recheck, expected) in [("60s", 70), ("5m", 310), ("0s", 10), ("24h", 3610)] {
        let world = reviewed(60).await;
        let line = [&REVOKE[..], &["--recheck", recheck]].concat();
        let ran = world.run(&line);
        assert_eq!((ran.code, seconds(&ran.out)), (Some(0), vec![expected; 2]), "{ran:?}");
        assert!(ran.err.contains("no service that asks again within "), "{ran:?}");
    }
    let world = reviewed(60).await;
    for wrong in ["soon", "-5s", "", "1.5.2s", "99999999999999999h"] {
        let ran = world.run(&[&REVOKE[..], &[&*format!("--recheck={wrong}")]].concat());
        assert_eq!(ran.code, Some(2), "{wrong}: {ran:?}");
        assert!(ran.err.contains("write a time such as `60s` or `5m`"), "{ran:?}");
    }
    assert_eq!(world.requests("revoke_user_connected_app"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_was_gone_already_may_have_had_tokens_until_it_was_found_gone() {
    let world = reviewed(60).await;
    let client = world.sandbox.client().expect("valid");
    client.revoke_user_connected_app().user_id("user-2").connected_app_id("agent").await.expect("granted");
    let output = world.succeed(&REVOKE);
    let rows: Vec<Value> = serde_json::from_str(&output).expect("JSON");
    assert_eq!(rows[1]["state"], "already_gone");
    assert_eq!(seconds(&output), [3610, 3610]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_is_not_gone_has_no_such_time() {
    let world = reviewed(60).await;
    let ok = json!({"status_code": 200, "request_id": "request-id-test-1"});
    world.sandbox.on("revoke_user_connected_app").nth(1).respond(200).body(ok);
    world.sandbox.on("revoke_user_connected_app").nth(2).respond(403);
    assert_eq!(world.run(&REVOKE).code, Some(3));
    let failed = "SELECT count(*) FROM revocation WHERE state = 'failed' AND dead_by IS NULL";
    assert_eq!(world.value::<i64>(failed), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jwt_of_a_session_may_outlive_a_token_about_which_services_ask() {
    let made = Session::new("t", "user-1").app("agent");
    let world = World::new(Seed::new().grant("user-1", "agent", "full_access").session(made)).await;
    world.succeed(&["review", "r.sqlite"]);
    let ran = world.run(&[&REVOKE[..], &["--recheck", "1s"]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains(" UTC, and none a JWT of their sessions after 20"), "{ran:?}");
    let rows: Vec<Value> = serde_json::from_str(&ran.out).expect("JSON");
    let session = &rows[0]["sessions"][0];
    let time = |name: &str| session[name].as_str().expect("a time").parse::<Timestamp>().expect("a time");
    assert_eq!(time("dead_by").duration_since(time("at")), SignedDuration::from_secs(310));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_life_that_stytch_cannot_be_asked_about_is_assumed_to_be_the_usual_one_at_least() {
    let world = reviewed(5).await;
    world.sandbox.on("get_connected_app_client").respond(500);
    let ran = world.run(&REVOKE);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("so 60 minutes are assumed: "), "{ran:?}");
    let assumed = "SELECT count(*) FROM revocation WHERE minutes_assumed AND access_token_minutes = 60";
    assert_eq!(world.value::<i64>(assumed), 2);
}
