//! Decisions that hold for a time: what is due, and what the second quarter asks about.

use std::fs::write;

use serde_json::Value;
use stytch_connected_apps_sandbox::{App, Seed};

use crate::decisions_kept::{FUTURE, PAST, decide, decided, reviewed};
use crate::support::{World, few};

/// Every User and Member keeps everything.
fn keep_all(world: &World, expires: &str) {
    world.succeed(&["report", "r.sqlite", "--decisions", "all.csv"]);
    let file = std::fs::read_to_string(world.path("all.csv")).expect("written");
    let kept = file.replace("\n,,,,", &format!("\nkeep,Ann,needed,{expires},"));
    write(world.path("all.csv"), kept).expect("a file");
    world.succeed(&["revoke", "r.sqlite", "--decisions", "all.csv", "--yes"]);
}

/// The apps and people of the rows that a file of decisions has.
pub fn asked(world: &World, file: &str) -> Vec<String> {
    let file = std::fs::read_to_string(world.path(file)).expect("written");
    let rows = file.lines().skip(1).map(|row| row.split(',').collect::<Vec<_>>());
    rows.map(|cells| format!("{} {}", cells[8], cells[10])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_until_a_day_that_has_passed_is_due_while_it_is_there() {
    let world = reviewed().await;
    let file = format!(
        "keep,Ann,trial,{PAST},agent,,user-1\nkeep,Ann,,{FUTURE},agent,,user-2\nkeep,Ann,,,agent,acme,member-1\n\
         keep,Ann,trial,{PAST},agent,acme,member-2\n"
    );
    let ran = decide(&world, &file, &["--yes"]);
    assert!(
        ran.err.contains(
            "warning: decisions to keep that have expired already: 2; a report lists them as due\n"
        ),
        "{ran:?}"
    );
    world.succeed(&["review", "r.sqlite"]);
    let fail_on = ["report", "r.sqlite", "--fail-on", "due"];
    let ran = world.run(&fail_on);
    assert_eq!((ran.code, &*ran.err), (Some(4), "error: --fail-on found grants that are due: 2\n"));
    assert!(ran.out.contains("due: 2 of the grants were kept until a day that has passed"), "{ran:?}");
    let report = world.succeed(&["report", "r.sqlite", "--output", "json", "--html", "r.html"]);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let due = |report: &Value| {
        let due = report["due"].as_array().expect("a list").iter();
        due.map(|due| due["person_id"].as_str().expect("an id").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(due(&report), ["user-1", "member-2"]);
    assert_eq!([&report["due"][0]["reviewer"], &report["due"][0]["expires"]], ["Ann", PAST]);
    let html = std::fs::read_to_string(world.path("r.html")).expect("written");
    assert!(
        html.contains("2 grants are due.") && html.contains("until 2020-01-31, which has passed"),
        "{html}"
    );

    // A report about some grants is about their decisions only.
    let report =
        world.succeed(&["report", "r.sqlite", "--output", "json", "--user", "user-1", "--html", "u.html"]);
    assert_eq!(due(&serde_json::from_str(&report).expect("JSON")), ["user-1"]);
    let html = std::fs::read_to_string(world.path("u.html")).expect("written");
    assert!(!html.contains("member-1") && html.contains("1 grant is due."), "{html}");

    // It is decided anew, or gone.
    decided(&world, &format!("keep,Bob,longer,{FUTURE},agent,,user-1\n"));
    world.succeed(&["revoke", "r.sqlite", "--member", "acme/member-2", "--yes"]);
    assert_eq!(world.run(&fail_on).code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_quarter_asks_only_about_what_is_new_changed_expired_or_back() {
    let mut world = reviewed().await;
    keep_all(&world, FUTURE);
    decided(&world, &format!("keep,Ann,trial,{PAST},agent,acme,member-2\n"));
    let seed = Seed::new()
        .app(App::new("calendar").client_type("third_party"))
        // The same scopes in another order, then others.
        .grant("user-1", "agent", "offline_access openid")
        .grant("user-2", "agent", "openid offline_access")
        .grant("user-3", "agent", "openid")
        .grant(("acme", "member-1"), "agent", "openid")
        .grant(("acme", "member-2"), "agent", "openid")
        .grant(("globex", "member-3"), "calendar", "openid");
    world.reseed(seed).await;
    world.succeed(&["review", "r.sqlite"]);
    let report = ["report", "r.sqlite", "--decisions", "q2.csv", "--undecided"];
    let ran = world.run(&report);
    assert!(
        ran.err.starts_with("left out, as kept by a decision that holds: 2 of the 6 grants\n"),
        "{ran:?}"
    );
    assert_eq!(
        asked(&world, "q2.csv"),
        ["agent user-2", "agent user-3", "agent member-2", "calendar member-3"]
    );
    // What the file leaves out is not missing.
    let ran = world.run(&["revoke", "r.sqlite", "--decisions", "q2.csv"]);
    assert_eq!(
        ran.err,
        "q2.csv has no decision; write keep or revoke into the column decision, and save the file\n\
         kept by earlier decisions, and without a row here: 2 of the 6 grants of review 2\n\
         nothing to revoke: no row says revoke\n"
    );
    // A new consent after a revocation is nobody's decision.
    world.succeed(&["revoke", "r.sqlite", "--user", "user-1", "--yes"]);
    world.reseed(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&report);
    assert!(asked(&world, "q2.csv").contains(&"agent user-1".to_owned()));
    assert!(!asked(&world, "q2.csv").contains(&"agent member-1".to_owned()));
    // Without the option, it asks about everything.
    world.succeed(&["report", "r.sqlite", "--decisions", "q2.csv"]);
    assert_eq!(asked(&world, "q2.csv").len(), 6);
    assert_eq!(world.run(&["report", "r.sqlite", "--undecided"]).code, Some(2));
}
