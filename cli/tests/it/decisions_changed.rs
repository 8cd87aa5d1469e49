//! Decisions that a reviewer changes, or that a revocation meets half-way.

use stytch_connected_apps_sandbox::Seed;

use crate::decisions_due::asked;
use crate::decisions_kept::{HEADER, PAST, decide, decided, reviewed};
use crate::support::World;

const KEEP: &str = "keep,Ann,,,agent,,user-1\n";
const REVOKE: &str = "revoke,Bob,,,agent,,user-1\n";
const CONTINUE: [&str; 3] = ["revoke", "r.sqlite", "--yes"];

fn has_grant(world: &World) -> bool {
    world.granted().iter().any(|(app, _, person, _)| (&**app, &**person) == ("agent", "user-1"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfinished_revocation_is_not_carried_out_once_a_reviewer_keeps_the_grant() {
    let world = reviewed().await;
    world.sandbox.on("revoke_user_connected_app").times(1).respond(403);
    assert_eq!(
        decide(&world, &format!("{REVOKE}revoke,Bob,,,agent,acme,member-1\n"), &["--yes"]).code,
        Some(3)
    );
    decided(&world, KEEP);
    let ran = world.run(&CONTINUE);
    let held = "not carried out: 1 unfinished revocation of earlier runs, as a reviewer has decided since to keep the \
                grants\nnothing to revoke\n";
    assert_eq!((ran.code, &*ran.err), (Some(0), held), "{ran:?}");
    // Nor is it by a selection that finds other grants.
    world.succeed(&["revoke", "r.sqlite", "--app", "calendar", "--user", "user-1", "--yes"]);
    assert!(has_grant(&world));
    assert_eq!((world.requests("revoke_user_connected_app"), world.count("failed")), (2, 1));

    // Whoever decides or selects anew has it carried out.
    world.sandbox.on("revoke_user_connected_app").times(1).respond(403);
    let ran = decide(&world, "revoke,Ann,after all,,agent,,user-1\n", &["--yes"]);
    assert!(ran.code == Some(3) && !ran.err.contains("not carried out"), "{ran:?}");
    world.succeed(&CONTINUE);
    assert!(!has_grant(&world));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_that_a_decision_continues_refers_to_it() {
    let world = reviewed().await;
    world.sandbox.on("revoke_user_connected_app").times(2).respond(403);
    let selected = ["revoke", "r.sqlite", "--app", "agent", "--user", "user-1", "--yes"];
    assert_eq!(world.run(&selected).code, Some(3));
    let of =
        "SELECT coalesce(group_concat(reviewer), 'nobody') FROM revocation JOIN decision USING (decision)";
    assert_eq!(world.value::<String>(of), "nobody");
    assert_eq!(decide(&world, REVOKE, &["--yes"]).code, Some(3));
    // The first decision to revoke it is the one that it carries out.
    decided(&world, "revoke,Ann,,,agent,,user-1\n");
    assert_eq!((world.value::<String>(of), world.count("revoked")), ("Bob".to_owned(), 1));
    let evidence = "SELECT count(*) FROM evidence, revocation WHERE of_table = 'revocation'
                    AND content ->> 'decision' = decision AND content ->> 'verified_at' = verified_at";
    assert_eq!(world.value::<i64>(evidence), 1);
    world.succeed(&["verify-record", "r.sqlite"]);
}

const KEEP_BOTH: &str = "keep,Ann,,,agent,,user-1\nkeep,Ann,,,agent,,user-2\n";

fn two() -> Seed {
    Seed::new().grant("user-1", "agent", "openid offline_access").grant("user-2", "agent", "openid")
}

/// The grants that the next quarter asks about, if reviewers decide about the undecided ones.
fn undecided(world: &World) -> Vec<String> {
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&["report", "r.sqlite", "--decisions", "u.csv", "--undecided"]);
    let asked = asked(world, "u.csv");
    std::fs::remove_file(world.path("u.csv")).expect("written");
    asked
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_grant_that_a_complete_review_lacked_is_to_be_decided_again() {
    let mut world = reviewed().await;
    decided(&world, KEEP_BOTH);
    world.reseed(Seed::new().user("user-1").grant("user-2", "agent", "openid")).await;
    world.succeed(&["review", "r.sqlite"]);
    world.reseed(two()).await;
    assert_eq!(undecided(&world), ["agent user-1"]);
    // Once it is decided, the gap is past.
    decided(&world, KEEP);
    assert_eq!(undecided(&world), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_about_a_grant_before_its_revocation_does_not_keep_the_one_after_it() {
    let mut world = reviewed().await;
    world.succeed(&["revoke", "r.sqlite", "--app", "agent", "--user", "user-1", "--yes"]);
    decided(&world, KEEP_BOTH);
    world.reseed(two()).await;
    assert_eq!(undecided(&world), ["agent user-1"]);
    decided(&world, KEEP);
    assert_eq!(undecided(&world), [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_used_again_after_another_one_is_the_last_decision() {
    let world = reviewed().await;
    decided(&world, KEEP_BOTH);
    decided(&world, &format!("keep,Ann,,{PAST},agent,,user-1\n"));
    let due = |world: &World| undecided(world).contains(&"agent user-1".to_owned());
    assert!(due(&world));
    let again = ["revoke", "r.sqlite", "--decisions", "d.csv", "--review", "1", "--yes"];
    let decisions = |world: &World| world.value::<i64>("SELECT count(*) FROM decision");
    for expected in [5, 5] {
        std::fs::write(world.path("d.csv"), format!("{HEADER}{KEEP_BOTH}")).expect("a file");
        world.succeed(&again);
        assert_eq!(decisions(&world), expected);
    }
    assert!(!due(&world));
    // Two files that agree are both read once.
    std::fs::write(world.path("e.csv"), format!("{HEADER}{KEEP}")).expect("a file");
    for _ in 0..2 {
        world.succeed(&[&again[..], &["--decisions", "e.csv"]].concat());
        assert_eq!(decisions(&world), 6);
    }
    world.succeed(&["verify-record", "r.sqlite"]);
}
