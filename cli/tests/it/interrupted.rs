//! Commands that end early, and continue.

use std::fs::File;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use stytch_connected_apps_sandbox::{Generate, Seed};

use crate::support::{World, ended, few, signal};

const KILLS: usize = 20;

const SLOWLY: &[&str] = &["--rate", "50/s"];

/// Everything in the record but times and the ids of requests.
fn contents(record: &Connection) -> Vec<String> {
    let tables = [
        "SELECT 'review', review, finished_at IS NULL, scope, '', '' FROM review",
        "SELECT kind, organization_id, id, name, state, error FROM subject ORDER BY kind, organization_id, id",
        "SELECT 'search', kind, is_done, '', '', '' FROM search ORDER BY kind",
        "SELECT 'app', app_id, name, client_type, '', '' FROM app ORDER BY app_id",
        "SELECT 'project_app', app_id, name, client_type, redirect_urls, '' FROM project_app ORDER BY app_id",
        "SELECT 'grant', app_id, organization_id, person_id, scopes, ''
         FROM granted ORDER BY app_id, organization_id, person_id",
    ];
    let mut contents = Vec::new();
    for sql in tables {
        let mut select = record.prepare(sql).expect("the schema");
        let rows = select.query_map([], |row| {
            let column = |at| row.get::<_, rusqlite::types::Value>(at).map(|value| format!("{value:?}"));
            Ok((0..6).map(column).collect::<Result<Vec<_>, _>>()?.join(" "))
        });
        contents.extend(rows.expect("rows").collect::<Result<Vec<_>, _>>().expect("values"));
    }
    contents
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_killed_at_20_random_moments_ends_as_one_that_was_not() {
    let seed = Seed::new().generate(Generate::new(7).users(3_000).organizations(20, 10));
    let world = World::with(seed, |builder| builder.latency(Duration::from_millis(40))).await;
    world.succeed(&["review", "whole.sqlite"]);

    let mut random = fastrand::Rng::with_seed(9);
    let mut states: Vec<i64> = Vec::new();
    for _ in 0..KILLS {
        // Nothing but the log has changed.
        world.sandbox.reset();
        let mut command = world.command(&["review", "r.sqlite"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        let requests = random.usize(..220);
        while world.sandbox.requests().len() < requests {
            assert_eq!(child.try_wait().expect("a child"), None, "it has ended before it was killed");
            sleep(Duration::from_millis(5));
        }
        sleep(Duration::from_millis(random.u64(..50)));
        child.kill().expect("it runs");
        child.wait().expect("it has run");
        // The first kills may come before the record exists.
        let record = world.record();
        let done =
            record.query_row("SELECT count(*) FROM subject WHERE state = 'done'", [], |row| row.get(0));
        states.push(done.unwrap_or(0));
    }
    // The progress of each run depends on the machine's speed, but nothing that is done is ever lost.
    assert!(states.is_sorted(), "{states:?}");
    let pending: i64 = world.value("SELECT count(*) FROM subject WHERE state = 'pending'");
    assert!(pending > 0, "{states:?}");

    world.succeed(&["review", "r.sqlite"]);
    let whole = Connection::open(world.path("whole.sqlite")).expect("a record");
    assert_eq!(contents(&world.record()), contents(&whole));
    assert_eq!(world.found(1), world.granted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_revocation_goes_on_with_the_same_command_whatever_was_reviewed_since() {
    let seed = Seed::new().generate(Generate::new(3).users(900));
    let world = World::with(seed, |builder| builder.latency(Duration::from_millis(100))).await;
    world.succeed(&["review", "r.sqlite", "--users"]);
    let selected = world.granted().iter().filter(|grant| grant.0 == "app-1").count();
    let revoke = ["revoke", "r.sqlite", "--app", "app-1", "--yes"];

    // So slow that it is killed long before its end, however busy the machine is.
    let mut child = world.start(&[&revoke[..], SLOWLY].concat());
    // Until the record has the first outcomes: from then on the log shows each repetition.
    world.wait_for(&mut child, "revoke_user_connected_app", 60);
    child.kill().expect("it runs");
    child.wait().expect("it has run");
    let (planned, sent, revoked) = (world.count("planned"), world.count("sent"), world.count("revoked"));
    assert_eq!(planned + sent + revoked, selected);
    assert!(planned > 0 && revoked > 0, "it was interrupted at the wrong moment");
    let requests = || world.requests("revoke_user_connected_app");
    assert!(requests() <= sent + revoked, "what is sent is written before");

    // Requests that were in flight when it was killed may still arrive.
    sleep(Duration::from_millis(300));
    let before = requests();
    // Another review begins meanwhile. It lists none of the grants that are gone.
    world.succeed(&["review", "r.sqlite", "--users"]);
    world.succeed(&revoke);
    assert_eq!(requests() - before, planned + sent, "what is not open is not sent");
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation") as usize, selected);
    assert_eq!(world.count("revoked") + world.count("revoked_response_lost"), selected);
    assert!(world.count("revoked_response_lost") <= sent);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation WHERE verified_at IS NULL"), 0);
    assert!(world.granted().iter().all(|grant| grant.0 != "app-1"));

    // Once more there is nothing to do, by either review.
    let before = requests();
    world.succeed(&revoke);
    world.succeed(&[&revoke[..], &["--review", "1"]].concat());
    assert_eq!(requests(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_killed_at_random_moments_revokes_each_grant_once_and_calls_none_somebody_elses() {
    let seed = Seed::new().generate(Generate::new(5).users(1_500));
    let world = World::with(seed, |builder| builder.latency(Duration::from_millis(40))).await;
    world.succeed(&["review", "r.sqlite", "--users"]);
    let selected = world.granted().iter().filter(|grant| grant.0 == "app-1").count();
    let revoke = ["revoke", "r.sqlite", "--app", "app-1", "--yes"];

    let paced = [&revoke[..], &["--rate", "100/s"]].concat();
    let mut random = fastrand::Rng::with_seed(4);
    let (mut kills, mut sent) = (0, 0);
    // On a slow machine, fewer kills fit in.
    while kills < 8 && (kills == 0 || world.count("planned") > 100) {
        let before = world.requests("revoke_user_connected_app");
        let mut child = world.start(&paced);
        world.wait_for(&mut child, "revoke_user_connected_app", before + random.usize(1..60));
        sleep(Duration::from_millis(random.u64(..50)));
        child.kill().expect("it runs");
        child.wait().expect("it has run");
        // Requests that were in flight may still arrive.
        sleep(Duration::from_millis(100));
        sent += world.count("sent");
        kills += 1;
        if kills % 3 == 0 {
            world.succeed(&["review", "r.sqlite", "--users"]);
        }
    }
    assert!(kills >= 3, "the kills came too late");
    world.succeed(&revoke);
    assert!(world.granted().iter().all(|grant| grant.0 != "app-1"));
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM revocation WHERE verified_at IS NOT NULL") as usize,
        selected
    );
    let lost = world.count("revoked_response_lost");
    assert_eq!(world.count("revoked") + lost, selected);
    assert!(0 < lost && lost <= sent, "{lost} of {sent}");
    // Only a request without a response is sent again.
    assert!(world.requests("revoke_user_connected_app") <= selected + sent);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_lets_the_revocations_in_flight_end_and_keeps_their_results() {
    for name in ["INT", "TERM"] {
        let seed = Seed::new().generate(Generate::new(3).users(900));
        let world = World::with(seed, |builder| builder.latency(Duration::from_millis(100))).await;
        world.succeed(&["review", "r.sqlite", "--users"]);
        let selected = world.granted().iter().filter(|grant| grant.0 == "app-1").count();
        let revoke = ["revoke", "r.sqlite", "--app", "app-1", "--yes"];
        let mut child = world.start(&[&revoke[..], SLOWLY].concat());
        world.wait_for(&mut child, "revoke_user_connected_app", 60);
        signal(&child, name);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(1));
        let message = String::from_utf8_lossy(&output.stderr);
        let hint = "error: interrupted; the same command continues where it stopped\n";
        assert!(message.ends_with(hint), "{message}");
        let requests = world.requests("revoke_user_connected_app");
        assert!(requests < selected);
        assert_eq!((world.count("revoked"), world.count("sent")), (requests, 0));

        world.succeed(&revoke);
        assert_eq!(world.requests("revoke_user_connected_app"), selected);
        assert_eq!(world.count("revoked"), selected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupt_writes_the_results_of_a_review_and_the_same_command_goes_on() {
    let seed = Seed::new().generate(Generate::new(7).users(500));
    let world = World::with(seed, |builder| builder.latency(Duration::from_millis(40))).await;
    let mut child = world.start(&["review", "r.sqlite", "--rate", "100/s"]);
    world.wait_for(&mut child, "get_user_connected_apps", 50);
    signal(&child, "INT");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(
        message.ends_with("error: interrupted; the same command continues where it stopped\n"),
        "{message}"
    );
    let asked = world.requests("get_user_connected_apps");
    assert_eq!(world.done().len(), asked, "the calls in flight end, and their results are kept");
    world.succeed(&["review", "r.sqlite"]);
    assert_eq!(world.requests("get_user_connected_apps"), 500);
    assert_eq!(world.found(1), world.granted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_network_lost_for_good_ends_a_review_after_a_while_and_fails_nobody() {
    let world = World::new(Seed::new().generate(Generate::new(7).users(500))).await;
    world.sandbox.on("get_user_connected_apps").nth(200).times(1_000_000).disconnect();
    let start = Instant::now();
    let ran = world.run(&["review", "r.sqlite", "--users"]);
    assert!(start.elapsed() > Duration::from_secs(30), "{ran:?}");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let hint = "; no call gets through; the same command continues where it stopped\n";
    assert!(ran.err.ends_with(hint), "{ran:?}");
    assert_eq!(world.value::<i64>("SELECT count(*) FROM subject WHERE state = 'failed'"), 0);
    let done = world.done();
    assert!((1..500).contains(&done.len()), "{}", done.len());

    world.sandbox.reset();
    world.succeed(&["review", "r.sqlite", "--users"]);
    assert!(world.asked().is_disjoint(&done), "what is done is not asked for again");
    assert_eq!(world.found(1), world.granted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_of_given_ids_goes_on_only_with_the_same_ids() {
    let world = World::new(few()).await;
    std::fs::write(world.path("ids.txt"), "user-1\nuser-2\n").expect("a file");
    std::fs::write(world.path("other.txt"), "user-1\nuser-3\n").expect("a file");
    world.sandbox.on("get_user_connected_apps").path("/v1/users/user-1/connected_apps").respond(500);
    assert_eq!(world.run(&["review", "r.sqlite", "--ids", "ids.txt"]).code, Some(3));
    world.sandbox.reset();
    let ran = world.run(&["review", "r.sqlite", "--ids", "other.txt"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.starts_with("error: review 1 is not complete, and covers 2 Users"), "{ran:?}");
    assert_eq!(world.sandbox.requests().len(), 0);

    let mut command = world.command(&["review", "r.sqlite", "--ids", "-", "--output", "csv"]);
    command.stdin(File::open(world.path("ids.txt")).expect("the file"));
    let ran = ended(command);
    assert_eq!((ran.code, ran.out.lines().last()), (Some(0), Some("1,2,0,2,3,0")), "{ran:?}");
    assert_eq!(world.sandbox.requests().len(), 1);
}
