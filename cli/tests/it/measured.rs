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
    let peak = measure(&world, &["review", "r.sqlite", "--users"]);
    assert_eq!(world.value::<usize>("SELECT count(*) FROM subject WHERE state = 'done'"), users);
    assert!(peak > 0 && peak <= 200 * 1024, "{peak} KiB");
    for command in [&["report", "r.sqlite", "--html", "june.html"][..], &["verify-record", "r.sqlite"]] {
        let peak = measure(&world, command);
        assert!(peak > 0 && peak <= 300 * 1024, "{peak} KiB");
    }
}

/// `GRANTS` sets how many grants there are, 1,000,000 by default, half of them of the Members of 10,000 Organizations.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes without optimization, and measures memory"]
async fn the_split_and_the_reading_of_decisions_take_little_memory() {
    let grants: usize = std::env::var("GRANTS").map_or(1_000_000, |grants| grants.parse().expect("a number"));
    let world = World::new(Seed::new()).await;
    let record = crate::records::empty(&world.path("r.sqlite"));
    let project = stytch_connected_apps_sandbox::Sandbox::PROJECT_ID;
    let rows = format!(
        "UPDATE project SET project_id = '{project}';
         INSERT INTO review (review, started_at, finished_at, scope) VALUES (1, '2026-03-01T08:00:00.000Z',
             '2026-03-01T08:01:00.000Z', '{{\"users\":\"all\",\"organizations\":\"all\"}}');
         WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 49)
             INSERT INTO app SELECT 1, 'connected-app-live-' || n, 'App ' || n, 'third_party' FROM n;
         WITH RECURSIVE n(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < {grants} - 1)
             INSERT INTO granted SELECT 1, 'connected-app-live-' || (n / 2 % 50),
                 CASE n % 2 WHEN 0 THEN '' ELSE 'organization-live-' || (n / 2 % 10000) END,
                 'person-live-' || printf('%036d', n), 'openid profile offline_access' FROM n;"
    );
    record.execute_batch(&rows).expect("rows");
    drop(record);
    let measure = |arguments: &[&str]| {
        let peak = measure(&world, arguments);
        assert!(peak > 0 && peak <= 300 * 1024, "{peak} KiB");
    };
    measure(&["report", "r.sqlite", "--html", "june.html"]);
    measure(&["report", "r.sqlite", "--output", "csv", "--decisions", "q", "--split", "organization"]);
    for file in world.path("q").read_dir().expect("a directory") {
        let path = file.expect("a file").path();
        let rows = std::fs::read_to_string(&path).expect("written");
        std::fs::write(path, rows.replace("\n,,,,", "\nkeep,Ann,needed,2999-12-31,")).expect("a file");
    }
    measure(&["revoke", "r.sqlite", "--decisions", "q", "--yes"]);
    assert_eq!(world.value::<usize>("SELECT count(*) FROM decision"), grants);
    measure(&["report", "r.sqlite", "--output", "csv", "--decisions", "q3", "--split", "app", "--undecided"]);
    assert_eq!(world.path("q3").read_dir().expect("a directory").count(), 0);
}

/// Runs a command, and prints and returns the most memory that it had, in KiB.
#[cfg(target_os = "linux")]
fn measure(world: &World, arguments: &[&str]) -> u64 {
    let start = Instant::now();
    let mut command = world.command(arguments);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut peak = 0;
    let status = loop {
        if let Some(status) = child.try_wait().expect("it runs") {
            break status;
        }
        peak = peak.max(resident(child.id()));
        sleep(Duration::from_millis(50));
    };
    println!("{}: {} MiB at most, {} s", arguments.join(" "), peak / 1024, start.elapsed().as_secs());
    assert!(status.success(), "{status}");
    peak
}

/// The most memory that a process has had, in KiB.
#[cfg(target_os = "linux")]
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let kib = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    kib.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
