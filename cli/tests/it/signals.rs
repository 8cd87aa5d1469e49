//! SIGINT and SIGTERM.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::command::command;
use crate::support::{World, few, signal};

/// A signal that no command handles ends the process without an exit code, and as the first process of a container it
/// does nothing at all.
#[tokio::test(flavor = "multi_thread")]
async fn either_signal_ends_a_command_that_waits_for_its_response() {
    let world = World::with(few(), |builder| builder.latency(Duration::from_secs(300))).await;
    for name in ["INT", "TERM"] {
        for (line, operation) in [
            (&["call", "search_users", "--all"][..], "search_users"),
            (&["revoke", "r.sqlite", "--live", "--user", "user-1"], "get_user_connected_apps"),
        ] {
            let mut child = world.start(line);
            world.wait_for(&mut child, operation, 1);
            signal(&child, name);
            let output = child.wait_with_output().expect("it ends");
            assert_eq!(output.status.code(), Some(1), "{line:?}");
            assert_eq!(String::from_utf8_lossy(&output.stderr), "error: interrupted\n");
            world.sandbox.reset();
        }
    }
}

#[test]
fn either_signal_ends_a_command_that_waits_for_its_input() {
    for name in ["INT", "TERM"] {
        let mut review = command("review r.sqlite --ids - --sandbox");
        let folder = tempfile::tempdir().expect("a directory");
        review.current_dir(folder.path()).stdin(Stdio::piped()).stderr(Stdio::piped());
        let child = review.spawn().expect("the binary runs");
        // The record is created before the input is read.
        while !folder.path().join("r.sqlite").exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        signal(&child, name);
        let output = child.wait_with_output().expect("it ends");
        assert_eq!((output.status.code(), &*output.stderr), (Some(1), &b"error: interrupted\n"[..]));
    }
}

#[test]
fn either_signal_ends_the_sandbox_in_good_order() {
    for name in ["INT", "TERM"] {
        let mut sandbox = command("sandbox");
        let mut child = sandbox.stdout(Stdio::piped()).spawn().expect("the binary runs");
        let mut first = [0; 1];
        child.stdout.as_mut().expect("it is piped").read_exact(&mut first).expect("it has started");
        signal(&child, name);
        assert_eq!(child.wait().expect("it ends").code(), Some(0));
    }
}

/// As a container's first process has to, or the container is killed only after its grace period.
#[tokio::test(flavor = "multi_thread")]
async fn a_signal_ends_the_sandbox_at_once_whatever_its_clients_wait_for() {
    let mut sandbox = command("sandbox --latency 300000");
    let mut child = sandbox.stdout(Stdio::piped()).spawn().expect("the binary runs");
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let url = lines.find_map(|line| {
        line.ok()?.strip_prefix("base URL")?.trim().strip_prefix("http://").map(str::to_owned)
    });
    let url = url.expect("it has started");
    let mut client = TcpStream::connect(&url).expect("it listens");
    // The first is served at once: then the other has been read as well, and waits.
    let health = format!("GET /_sandbox/health HTTP/1.1\r\nHost: {url}\r\n\r\n");
    let call = format!("GET /v1/users/user-1/connected_apps HTTP/1.1\r\nHost: {url}\r\n\r\n");
    client.write_all(format!("{health}{call}").as_bytes()).expect("it reads");
    let mut status = [0; 12];
    client.read_exact(&mut status).expect("it responds");
    assert_eq!(&status, b"HTTP/1.1 204");
    let start = Instant::now();
    signal(&child, "TERM");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_in_flight_get_5_seconds_and_a_second_signal_ends_them_at_once() {
    let world = World::with(few(), |builder| builder.latency(Duration::from_secs(300))).await;
    for (line, operation, signals, least, most) in [
        (&["review", "r.sqlite"][..], "search_users", 1, 4.5, 20.0),
        (&["review", "r.sqlite"], "search_users", 2, 0.0, 4.0),
        (&["call", "get_user", "--user-id", "user-1"], "get_user", 1, 4.5, 20.0),
        (&["call", "get_user", "--user-id", "user-1"], "get_user", 2, 0.0, 4.0),
    ] {
        let mut child = world.start(line);
        world.wait_for(&mut child, operation, 1);
        let start = Instant::now();
        for _ in 0..signals {
            signal(&child, "TERM");
            std::thread::sleep(Duration::from_millis(300));
        }
        child.wait().expect("it ends");
        let took = start.elapsed().as_secs_f64();
        assert!((least..most).contains(&took), "{line:?}, {signals} signals: {took} s");
        world.sandbox.reset();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_response_to_a_call_that_is_in_flight_at_a_signal_is_printed() {
    let world = World::with(few(), |builder| builder.latency(Duration::from_secs(2))).await;
    let mut command = world.command(&["call", "get_user", "--user-id", "user-1", "--output", "csv"]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the binary runs");
    world.wait_for(&mut child, "get_user", 1);
    signal(&child, "INT");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("user_id,user-1"));
}
