//! Measurements, which take a while: `cargo nextest run -p stytch-connected-apps-cli --run-ignored only`.

use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use stytch_connected_apps_sandbox::{Generate, RateLimit, Seed};

use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes half a minute, and measures time"]
async fn a_review_takes_hardly_longer_than_its_rate_limit_asks_for() {
    const USERS: usize = 8_000;
    const RATE: u64 = 400;
    let limit = RateLimit::in_each(Duration::from_secs(1), RATE);
    let seed = Seed::new().generate(Generate::new(1).users(USERS));
    let world =
        World::with(seed, |builder| builder.rate_limit(limit).latency(Duration::from_millis(20))).await;
    let start = Instant::now();
    world.succeed(&["review", "r.sqlite", "--users"]);
    let ratio = start.elapsed().as_secs_f64() / (USERS as f64 / RATE as f64);
    println!("{ratio:.3} of the ideal time");
    assert!(ratio <= 1.15, "{ratio}");
}

/// `USERS` sets how many Users there are, 1,000,000 by default.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes many minutes, and needs gigabytes for the sandbox"]
async fn memory_does_not_grow_with_the_number_of_users() {
    let users: usize = std::env::var("USERS").map_or(1_000_000, |users| users.parse().expect("a number"));
    let world = World::new(Seed::new().generate(Generate::new(1).users(users))).await;
    let start = Instant::now();
    let mut command = world.command(&["review", "r.sqlite", "--users"]);
    let mut child = command.stdout(Stdio::null()).spawn().expect("it starts");
    let mut peak = 0;
    while child.try_wait().expect("it runs").is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let kib = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = kib.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        peak = kib.unwrap_or(0).max(peak);
        sleep(Duration::from_millis(100));
    }
    println!("{users} Users: {} MiB at most, {:.0} s", peak / 1024, start.elapsed().as_secs_f64());
    assert_eq!(world.value::<usize>("SELECT count(*) FROM subject WHERE state = 'done'"), users);
    assert!(peak > 0 && peak <= 200 * 1024, "{peak} KiB");
}
