//! Reviews and reports that nobody watches.

use stytch_connected_apps_sandbox::{App, Seed};

use crate::command::Run;
use crate::support::{World, ended, few};

fn flagged() -> Seed {
    few().grant("user-2", App::new("notes").client_type("third_party"), "openid")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quiet_review_prints_nothing_but_what_went_wrong() {
    let world = World::new(few()).await;
    let review = ["review", "r.sqlite", "--quiet"];
    let printed = |ran: &Run| (ran.code, ran.out.clone(), ran.err.clone());
    world.sandbox.on("get_user_connected_apps").respond(403);
    let ran = world.run(&review);
    assert!(ran.code == Some(3) && ran.out.is_empty(), "{ran:?}");
    assert!(ran.err.starts_with("error: 2 of the calls failed; ") && ran.err.lines().count() == 1, "{ran:?}");
    world.sandbox.reset();
    // It continues, which is no news either.
    assert_eq!(printed(&world.run(&review)), (Some(0), String::new(), String::new()));
    assert_eq!(printed(&world.run(&review)), (Some(0), String::new(), String::new()));
    assert_eq!(world.found(2), world.granted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_fails_on_what_it_is_told_to_with_a_code_of_its_own() {
    let mut world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    let report = |world: &World, fail_on: &str| {
        world.run(&["report", "r.sqlite", "--since", "previous", "--fail-on", fail_on])
    };
    assert_eq!(report(&world, "new").code, Some(2), "nothing to compare with");
    assert_eq!(world.run(&["report", "r.sqlite", "--fail-on", "flagged"]).code, Some(0));
    for alone in ["new", "flagged,returned", "changed"] {
        let ran = world.run(&["report", "r.sqlite", "--fail-on", alone]);
        let error = "error: --fail-on new, returned or changed compares with an earlier review; add --since previous\n";
        assert_eq!((ran.code, ran.err.as_str(), ran.out.as_str()), (Some(2), error, ""), "{alone}");
    }
    world.succeed(&["review", "r.sqlite"]);
    let ran = report(&world, "new,returned,changed,flagged");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));

    world.succeed(&["revoke", "r.sqlite", "--app", "agent", "--user", "user-2", "--yes"]);
    let seed = flagged().grant("user-1", "calendar", "openid calendar:write calendar:delete");
    world.reseed(seed).await;
    world.succeed(&["review", "r.sqlite"]);
    for (fail_on, found) in [
        ("new", "new grants: 1"),
        ("flagged", "flagged apps: 1"),
        ("returned", "returned grants: 1"),
        ("changed", "changed grants: 1"),
        ("new,returned,flagged", "new grants: 1, returned grants: 1, flagged apps: 1"),
    ] {
        let ran = report(&world, fail_on);
        assert_eq!(ran.code, Some(4), "{ran:?}");
        assert!(ran.err.ends_with(&format!("error: --fail-on found {found}\n")), "{ran:?}");
        assert!(ran.out.contains("calendar"), "the report is there: {ran:?}");
    }
    let line = ["report", "r.sqlite", "--fail-on", "flagged", "--no-flag", "app=notes"];
    assert_eq!(world.run(&line).code, Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_of_a_review_that_is_not_complete_is_no_good_news() {
    let world = World::new(few()).await;
    world.sandbox.on("get_user_connected_apps").respond(403);
    assert_eq!(world.run(&["review", "r.sqlite"]).code, Some(3));
    let ran = world.run(&["report", "r.sqlite", "--fail-on", "flagged"]);
    let error =
        "error: --fail-on found nothing, but review 1 is not complete; `stytch-apps review` continues it\n";
    assert!(ran.code == Some(3) && ran.err.ends_with(error), "{ran:?}");
    world.sandbox.reset();
    world.succeed(&["revoke", "live.sqlite", "--live", "--user", "user-1", "--yes"]);
    assert_eq!(world.run(&["report", "live.sqlite", "--fail-on", "flagged"]).code, Some(1));
}

/// The script of the manual, in the directory of a world.
#[cfg(unix)]
fn script(world: &World) -> Run {
    let manual = include_str!("../../README.md");
    let script = manual.split("```sh\n#!/bin/sh\n").nth(1).and_then(|rest| rest.split("```").next());
    let script = script.expect("a script").replace("/var/lib/access-review", ".");
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &script]);
    world.prepare(&mut command);
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_stytch-apps")).parent().expect("a folder");
    command.env("PATH", format!("{}:/usr/bin:/bin", binary.display()));
    ended(command)
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_script_of_the_manual_prints_nothing_on_a_good_night_and_the_report_on_a_bad_one() {
    let mut world = World::new(few()).await;
    world.succeed(&["review", "nightly.sqlite"]);
    let ran = script(&world);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (Some(0), "", ""));
    world.reseed(flagged()).await;
    let ran = script(&world);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_eq!(ran.err, "error: --fail-on found new grants: 1, flagged apps: 1\n");
    assert!(ran.out.contains("third_party") && ran.out.contains("user-2"), "{ran:?}");
    world.sandbox.on("search_users").times(9).respond(403);
    let ran = script(&world);
    assert!(ran.code == Some(1) && ran.out.is_empty() && ran.err.contains("403"), "{ran:?}");
}
