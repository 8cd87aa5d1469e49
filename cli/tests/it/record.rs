//! Records that a command cannot use, and runs that cannot go on. Nothing is ever lost.

use std::fs::{read, write};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use stytch_connected_apps::sandbox::{Generate, Sandbox, Seed};

use crate::support::{World, ended, few};

const REVIEW: [&str; 2] = ["review", "r.sqlite"];

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
    world.record().pragma_update(None, "user_version", 7).expect("a record");
    refuses(
        &world,
        "r.sqlite is a record of version 7, but this stytch-apps reads and writes version 2; use the stytch-apps that \
         wrote it, or choose another name",
    );
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
    assert_eq!(
        second.err,
        "error: another stytch-apps is working on r.sqlite; wait until it has ended, then run the command again\n"
    );
    assert_eq!(first.wait().expect("it ends").code(), Some(0));
    assert_eq!(world.found(1), world.granted());
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
    let world = World::new(Seed::new().generate(Generate::new(1).users(3000))).await;
    let mut command = Command::new("sh");
    // In blocks of 512 bytes. The signal would end the process, a full disk does not.
    command.args([
        "-c",
        "trap '' XFSZ; ulimit -f 500; exec \"$0\" \"$@\"",
        env!("CARGO_BIN_EXE_stytch-apps"),
    ]);
    command.args(REVIEW);
    world.prepare(&mut command);
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
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
