//! Records that a command cannot use, and runs that cannot go on. Nothing is ever lost.

use std::fs::{read, write};
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use stytch_connected_apps_sandbox::{Generate, Sandbox, Seed};

use crate::support::{World, ended, few, full_disk};

const REVIEW: [&str; 2] = ["review", "r.sqlite"];

const LOCKED: &str = "another process has locked r.sqlite, such as another stytch-apps or a database tool; wait until it has \
                      ended, or close it, then run the command again";

/// Runs the review, which has to fail with this message and to leave the file as it is.
#[track_caller]
fn refuses(world: &World, expected: &str) {
    let before = read(world.path("r.sqlite")).expect("the file");
    for command in [&REVIEW[..], &["revoke", "r.sqlite", "--app", "agent", "--yes"]] {
        let ran = world.run(command);
        assert_eq!((ran.code, &*ran.out, &*ran.err), (Some(1), "", &*format!("error: {expected}\n")));
        assert_eq!(read(world.path("r.sqlite")).expect("the file"), before);
    }
    assert_eq!(world.requests("revoke_user_connected_app"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_record_is_refused() {
    let world = World::new(few()).await;
    let expected =
        "r.sqlite exists and is not a record of stytch-apps. It was left alone; choose another name";
    write(world.path("r.sqlite"), "id,name\n".repeat(1000)).expect("a file");
    refuses(&world, expected);
    std::fs::remove_file(world.path("r.sqlite")).expect("the file");
    world.record().execute_batch("CREATE TABLE other (id TEXT)").expect("a database");
    refuses(&world, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_another_version_is_refused() {
    let world = World::new(few()).await;
    world.succeed(&REVIEW);
    for (version, expected) in [
        (
            7,
            "r.sqlite is a record of version 7, but this stytch-apps reads and writes version 4; use a newer stytch-apps, or \
             choose another name",
        ),
        (
            2,
            "r.sqlite is a record of version 2, which no release of stytch-apps has written; choose another name, and review \
             again",
        ),
    ] {
        world.record().pragma_update(None, "user_version", version).expect("a record");
        refuses(&world, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_of_another_project_is_refused() {
    let world = World::new(few()).await;
    world.succeed(&REVIEW);
    world.record().execute("UPDATE project SET project_id = 'project-test-other'", []).expect("a record");
    let ours = Sandbox::PROJECT_ID;
    refuses(
        &world,
        &format!(
            "r.sqlite is a record of project-test-other, but this command asks {ours}; choose another name, or ask the \
             record's own project (STYTCH_PROJECT_ID and STYTCH_SECRET, or --sandbox)"
        ),
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_process_on_a_record_is_refused_and_the_first_one_loses_nothing() {
    let seed = Seed::new().generate(Generate::new(1).users(600));
    let world = World::with(seed, |builder| builder.latency(Duration::from_millis(200))).await;
    let mut first = world.command(&REVIEW).stdout(Stdio::null()).spawn().expect("it starts");
    while world.requests("get_user_connected_apps") == 0 {
        assert_eq!(first.try_wait().expect("a child"), None, "it has ended too early");
        sleep(Duration::from_millis(5));
    }
    let second = world.run(&REVIEW);
    assert_eq!(second.code, Some(1));
    assert_eq!(second.err, format!("error: {LOCKED}\n"));
    assert_eq!(first.wait().expect("it ends").code(), Some(0));
    assert_eq!(world.found(1), world.granted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_a_database_tool_has_locked_is_not_called_another_stytch_apps() {
    let world = World::new(few()).await;
    world.succeed(&REVIEW);
    let tool = world.record();
    tool.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
    for command in [&REVIEW[..], &["report", "r.sqlite"], &["revoke", "r.sqlite", "--app", "agent"]] {
        let ran = world.run(command);
        assert_eq!((ran.code, ran.err), (Some(1), format!("error: {LOCKED}\n")));
    }
    drop(tool);
    world.succeed(&REVIEW);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_is_deleted_or_replaced_during_a_command_is_an_error() {
    let seed = || Seed::new().generate(Generate::new(1).users(600));
    let world = World::with(seed(), |builder| builder.latency(Duration::from_millis(200))).await;
    world.succeed(&["review", "other.sqlite", "--users"]);
    std::fs::copy(world.path("other.sqlite"), world.path("r.sqlite")).expect("a copy");
    world.sandbox.reset();
    for (command, operation, replace) in [
        (&["revoke", "r.sqlite", "--app", "app-1", "--yes"][..], "revoke_user_connected_app", false),
        (&REVIEW, "get_user_connected_apps", false),
        (&REVIEW, "get_user_connected_apps", true),
    ] {
        // So slow that it is not done by then, however busy the machine is.
        let mut child = world.start(&[command, &["--rate", "50/s"]].concat());
        world.wait_for(&mut child, operation, 40);
        std::fs::remove_file(world.path("r.sqlite")).expect("a record");
        if replace {
            std::fs::copy(world.path("other.sqlite"), world.path("r.sqlite")).expect("a copy");
        }
        let received = world.requests(operation);
        let output = child.wait_with_output().expect("it ends");
        let message = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{message}");
        let expected = "error: r.sqlite was deleted, moved or replaced during the command, so that the record lacks its \
                        latest results; move it back, or begin a new record\n";
        assert!(message.ends_with(expected), "{message}");
        // A review asks on until its next results are to be written.
        let is_revocation = operation == "revoke_user_connected_app";
        assert!(!is_revocation || world.requests(operation) <= received + 64, "only those in flight");
        world.sandbox.reset();
    }
}

/// A record that a wrong project id begins is nobody's, so that the right one goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_project_id_on_the_first_call_does_not_bind_the_record() {
    let world = World::new(few()).await;
    for begin in [&REVIEW[..], &["revoke", "r.sqlite", "--live", "--user", "user-1", "--yes"]] {
        let mut command = world.command(begin);
        command.env("STYTCH_PROJECT_ID", "project-test-wrong");
        let ran = ended(command);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains("401 Unauthorized"), "{ran:?}");
    }
    let report = world.succeed(&["report", "r.sqlite", "--output", "json"]);
    assert!(report.contains("\"project_id\": null"), "{report}");
    world.succeed(&REVIEW);
    assert_eq!(world.found(1), world.granted());
    assert_eq!(world.value::<String>("SELECT project_id FROM project"), Sandbox::PROJECT_ID);
    // From now on it is this project's.
    let mut command = world.command(&REVIEW);
    command.env("STYTCH_PROJECT_ID", "project-test-wrong");
    assert!(ended(command).err.contains("is a record of"));
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_of_two_environments_and_a_public_token_are_refused_before_anything_is_sent() {
    let world = World::new(few()).await;
    for (project, secret, expected) in [
        ("project-live-1", Sandbox::SECRET, "error: secret: a secret of the test environment"),
        (Sandbox::PROJECT_ID, "secret-live-1", "error: secret: a secret of the live environment"),
        (Sandbox::PROJECT_ID, "public-token-test-1", "error: secret: a public token"),
    ] {
        for line in [&REVIEW[..], &["revoke", "r.sqlite", "--live", "--user", "user-1", "--yes"]] {
            let mut command = world.command(line);
            command.env("STYTCH_PROJECT_ID", project).env("STYTCH_SECRET", secret);
            let ran = ended(command);
            assert_eq!(ran.code, Some(1), "{ran:?}");
            assert!(ran.err.starts_with(expected), "{ran:?}");
        }
    }
    assert!(world.sandbox.requests().is_empty());
    assert!(!world.path("r.sqlite").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_ends_a_review_and_the_right_one_goes_on() {
    let world = World::new(Seed::new().generate(Generate::new(1).users(300))).await;
    // The secret is revoked in the middle.
    world.sandbox.on("get_user_connected_apps").nth(200).times(1000).respond(401);
    let ran = world.run(&REVIEW);
    assert_eq!(ran.code, Some(1));
    let (first, message) = ran.err.split_once('\n').expect("two lines");
    assert!(first.starts_with("review 1: ") && first.ends_with("done, 0 failed"), "{first}");
    assert!(message.starts_with("error: get_user_connected_apps: 401 Unauthorized: "), "{message}");
    let hint =
        "; correct STYTCH_PROJECT_ID and STYTCH_SECRET, and the same command continues where it stopped\n";
    assert!(message.ends_with(hint) && message.lines().count() == 1, "{message}");
    let done = world.done();
    assert!((100..200).contains(&done.len()), "{}", done.len());
    assert_eq!(world.value::<i64>("SELECT count(*) FROM subject WHERE state = 'failed'"), 0);

    world.sandbox.reset();
    world.succeed(&REVIEW);
    assert!(world.asked().is_disjoint(&done), "what is done is not asked for again");
    assert_eq!(world.found(1), world.granted());

    let mut command = world.command(&REVIEW);
    command.env("STYTCH_SECRET", "secret-test-of-another-project");
    let ran = ended(command);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("401 Unauthorized") && !ran.err.contains("of-another-project"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_network_a_review_ends_at_once() {
    let world = World::new(few()).await;
    let closed =
        std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port");
    let mut command = world.command(&REVIEW);
    command.env("STYTCH_BASE_URL", format!("http://{closed}"));
    let start = Instant::now();
    let ran = ended(command);
    assert_eq!(ran.code, Some(1));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    let message = ran.err.lines().last().unwrap_or_default();
    assert!(message.contains("could not connect"), "{ran:?}");
    assert!(
        message.ends_with("; no call gets through; the same command continues where it stopped"),
        "{ran:?}"
    );
    world.succeed(&REVIEW);
    assert_eq!(world.found(1), world.granted());
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_a_review_ends_and_goes_on_when_there_is_space() {
    let world = World::new(Seed::new().generate(Generate::new(1).users(1500))).await;
    // All Users are found, but none is asked for.
    world.sandbox.on("get_user_connected_apps").respond(401);
    assert_eq!(world.run(&REVIEW).code, Some(1));
    world.sandbox.reset();
    // There is space for the results of some of them.
    let size = std::fs::metadata(world.path("r.sqlite")).expect("a record").len() as usize;
    let command = world.in_shell(&full_disk(size / 512 + 120), &["review", "r.sqlite", "--rate", "400/s"]);
    let ran = ended(command);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let message = ran.err.lines().last().unwrap_or_default();
    assert_eq!(
        message,
        "error: no space left to write to r.sqlite. The record is intact; free some space, and the same command \
         continues where it stopped"
    );
    let done = world.value::<i64>("SELECT count(*) FROM subject WHERE state = 'done'");
    assert!(done > 0, "{done}");
    world.succeed(&REVIEW);
    assert_eq!(world.found(1), world.granted());
    assert_eq!(world.value::<i64>("SELECT count(*) FROM review"), 1);
}
