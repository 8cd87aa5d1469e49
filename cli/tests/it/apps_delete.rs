//! `apps delete`: unused apps go, and none that is in use.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};
use stytch_connected_apps_sandbox::{App, Seed};

use crate::support::{World, few};

pub const UNUSED: [&str; 5] = ["apps", "delete", "r.sqlite", "--unused", "--yes"];

pub fn third_party(id: &str) -> App {
    App::new(id).client_type("third_party")
}

/// The apps that the sandbox has.
pub fn apps(world: &World) -> BTreeSet<String> {
    world.sandbox.snapshot().apps.into_iter().map(|app| app.client_id).collect()
}

/// Two complete reviews of a few people and an app that nobody uses.
pub async fn reviewed_twice(seed: Seed) -> World {
    let world = World::new(seed).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&["review", "r.sqlite"]);
    world
}

pub fn state(world: &World, app: &str) -> String {
    world.value(&format!("SELECT state FROM app_deletion WHERE app_id = '{app}'"))
}

#[tokio::test(flavor = "multi_thread")]
async fn of_58_apps_the_46_unused_are_deleted_and_none_of_the_12_in_use_whenever_it_is_killed() {
    let mut seed = Seed::new();
    for number in 0..58 {
        let app = third_party(&format!("app-{number:02}"));
        seed = match number {
            0..6 => seed.grant(&*format!("user-{number}"), app, "openid"),
            6..12 => seed.grant(("acme", &*format!("member-{number}")), app, "openid"),
            _ => seed.app(app),
        };
    }
    let world = World::with(seed, |builder| builder.latency(Duration::from_millis(20))).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&["review", "r.sqlite"]);
    let used: BTreeSet<String> = (0..12).map(|number| format!("app-{number:02}")).collect();

    let mut random = fastrand::Rng::with_seed(3);
    let paced = [&UNUSED[..], &["--rate", "40/s"]].concat();
    let (mut kills, mut sent) = (0, 0);
    while kills < 6
        && (kills == 0 || world.value::<i64>("SELECT count(*) FROM app_deletion WHERE state = 'planned'") > 8)
    {
        let before = world.requests("delete_connected_app_client");
        let mut child = world.start(&paced);
        world.wait_for(&mut child, "delete_connected_app_client", before + random.usize(1..6));
        sleep(Duration::from_millis(random.u64(..30)));
        child.kill().expect("it runs");
        child.wait().expect("it has run");
        sleep(Duration::from_millis(100));
        sent += world.value::<i64>("SELECT count(*) FROM app_deletion WHERE state = 'sent'") as usize;
        assert!(apps(&world).is_superset(&used));
        kills += 1;
    }
    assert!(kills >= 2, "the kills came too late");
    world.succeed(&UNUSED);
    assert_eq!(apps(&world), used);
    let finished =
        "SELECT count(*) FROM app_deletion WHERE verified_at IS NOT NULL AND reason = 'unused' AND review = 2
                        AND earlier_review = 1 AND state IN ('done', 'done_response_lost')";
    assert_eq!(
        (world.value::<i64>(finished), world.value::<i64>("SELECT count(*) FROM app_deletion")),
        (46, 46)
    );
    // Only a request without a response is sent again.
    assert!(world.requests("delete_connected_app_client") <= 46 + sent);
    let chained = "SELECT count(DISTINCT of_row) FROM evidence WHERE of_table = 'app_deletion'
                       AND content LIKE '%\"verified_at\":\"2%'";
    assert_eq!(world.value::<i64>(chained), 46);

    // Once more there is nothing to do.
    let before = world.requests("delete_connected_app_client");
    let ran = world.run(&UNUSED);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("deleted already: 46 apps\nnothing to delete"), "{ran:?}");
    assert_eq!(world.requests("delete_connected_app_client"), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_review_does_not_tell_that_an_app_is_unused_and_the_message_says_why() {
    let world = World::new(few().app(third_party("idle"))).await;
    world.succeed(&["review", "r.sqlite"]);
    // One of all Users alone does not cover everybody.
    world.succeed(&["review", "r.sqlite", "--users"]);
    let ran = world.run(&UNUSED);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.err.contains("Stytch tells neither when an app was created nor when it was last used"),
        "{ran:?}"
    );
    assert!(apps(&world).contains("idle"));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_users_are_everybody_in_a_project_without_organizations() {
    let world = World::new(Seed::new().grant("user-1", "agent", "openid").app(third_party("idle"))).await;
    let refusal = json!({"status_code": 400, "request_id": "r", "error_type": "bad_request"});
    world.sandbox.on("search_organizations").respond(400).body(refusal);
    world.succeed(&["review", "r.sqlite", "--users"]);
    world.succeed(&["review", "r.sqlite", "--users"]);
    world.succeed(&UNUSED);
    assert_eq!(apps(&world), BTreeSet::from(["agent".to_owned()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_was_used_or_added_between_the_reviews_stays() {
    let mut world = World::new(few().app(third_party("idle")).app(third_party("late"))).await;
    world.succeed(&["review", "r.sqlite"]);
    let mut seed = world.sandbox.snapshot();
    seed = seed.app(third_party("new")).grant("user-1", "late", "openid");
    world.reseed(seed).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&UNUSED);
    let left: Vec<String> = apps(&world).into_iter().collect();
    assert_eq!(left, ["agent", "calendar", "late", "new"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_members_use_since_the_last_review_is_kept() {
    let mut world = reviewed_twice(few().app(third_party("idle")).app(third_party("woken"))).await;
    let seed = world.sandbox.snapshot().grant(("acme", "member-1"), "woken", "openid");
    world.reseed(seed).await;
    let ran = world.run(&UNUSED);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.err.contains("not deleted: 1 app, in use by Members now\nverified as gone: 1 of 1 app;"),
        "{ran:?}"
    );
    assert_eq!((state(&world, "woken"), state(&world, "idle")), ("kept".to_owned(), "done".to_owned()));
    assert!(apps(&world).contains("woken"));
    // Nobody knows that its use has ended, until two reviews say so.
    assert_eq!(world.run(&UNUSED).code, Some(0));
    assert!(apps(&world).contains("woken"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_knowing_who_uses_the_apps_now_none_is_deleted() {
    let world = reviewed_twice(few().app(third_party("idle"))).await;
    world.sandbox.on("list_organization_connected_apps").respond(403);
    let ran = world.run(&UNUSED);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("none was deleted"), "{ran:?}");
    assert_eq!(
        (world.requests("delete_connected_app_client"), state(&world, "idle")),
        (0, "planned".to_owned())
    );
    world.sandbox.reset();
    world.succeed(&UNUSED);
    assert!(!apps(&world).contains("idle"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_in_use_is_deleted_only_by_its_name_and_the_plan_counts_who_loses_it() {
    let world = reviewed_twice(few()).await;
    let ran = world.run(&["apps", "delete", "r.sqlite", "--app", "agent"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("by review 2, 4 people would lose agent\n"), "{ran:?}");
    assert!(ran.err.contains("a dry run: nothing was deleted; to delete 1 app, add --yes\n"), "{ran:?}");
    assert_eq!(world.value::<i64>("SELECT count(*) FROM app_deletion"), 0);
    world.succeed(&["apps", "delete", "r.sqlite", "--app", "agent", "--yes"]);
    let row = "SELECT reason || ' ' || people || ' ' || json_extract(settings, '$.name') FROM app_deletion";
    assert_eq!(world.value::<String>(row), "named 4 agent");
    assert!(world.granted().iter().all(|grant| grant.0 != "agent"));
    let ran = world.run(&["apps", "delete", "r.sqlite", "--app", "nobody's"]);
    assert!(ran.code == Some(1) && ran.err.contains("the record has no app nobody's"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_party_app_that_nobody_uses_is_named_or_stays() {
    let world = reviewed_twice(few().app(App::new("ours")).app(third_party("idle"))).await;
    let ran = world.run(&UNUSED);
    assert!(ran.err.contains("left out: 1 first-party app that nobody uses; name one with --app"), "{ran:?}");
    assert!(apps(&world).contains("ours") && !apps(&world).contains("idle"));
    world.succeed(&["apps", "delete", "r.sqlite", "--app", "ours", "--yes"]);
    assert!(!apps(&world).contains("ours"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_duplicates_one_stays_and_so_does_what_is_unused_alone() {
    let client = |id: &str, port: u16| {
        third_party(id).name("CLI").redirect_url(format!("http://localhost:{port}/callback"))
    };
    let other = |id: &str| third_party(id).name(format!("Agent {id}"));
    let seed = few()
        .app(client("a", 1001))
        .app(client("b", 1002))
        .app(client("c", 1003))
        .app(other("3f2a9c1d"))
        .grant("user-1", other("00aa11bb"), "openid")
        .app(third_party("alone"));
    let world = reviewed_twice(seed).await;
    world.succeed(&["apps", "delete", "r.sqlite", "--duplicates", "--yes"]);
    let left: Vec<String> = apps(&world).into_iter().collect();
    assert_eq!(left, ["00aa11bb", "a", "agent", "alone", "calendar"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_outcome_is_told_from_the_others() {
    let ids = ["forbidden", "gone", "late", "stays"];
    let mut seed = few();
    for id in ids {
        seed = seed.app(third_party(id));
    }
    let world = reviewed_twice(seed).await;
    let client = world.sandbox.client().expect("valid");
    for id in ["gone", "late"] {
        client.delete_connected_app_client().client_id(id).await.expect("deleted");
    }
    let path = |id: &str| format!("/v1/connected_apps/clients/{id}");
    let on = |id: &str| world.sandbox.on("delete_connected_app_client").path(path(id));
    on("forbidden").times(1).respond(403);
    on("late").times(1).disconnect();
    let confirmed = json!({"status_code": 200, "request_id": "request-id-test-stays", "client_id": "stays"});
    on("stays").times(1).respond(200).body(confirmed);
    let ran = world.run(&UNUSED);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(
        ran.err.ends_with("error: not deleted or not verified: 2 of 4 apps; the same command tries again\n"),
        "{ran:?}"
    );
    let states = ids.map(|id| state(&world, id));
    assert_eq!(states, ["failed", "already_done", "done_response_lost", "failed"]);
    let error: String = world.value("SELECT error FROM app_deletion WHERE app_id = 'stays'");
    assert_eq!(error, "still there after the deletion");
    // Without a selection, what failed is tried again.
    world.succeed(&["apps", "delete", "r.sqlite", "--yes"]);
    assert_eq!((state(&world, "forbidden"), state(&world, "stays")), ("done".to_owned(), "done".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_has_every_app_with_its_findings() {
    let mut keeper = third_party("keeper").redirect_url("https://keeper.example/a");
    keeper.redirect_urls.extend(["https://keeper.example/b", "https://evil.example/a"].map(str::to_owned));
    let world =
        World::new(few().app(third_party("idle")).grant("user-2", keeper, "openid offline_access")).await;
    world.succeed(&["review", "r.sqlite"]);
    let list: Value =
        serde_json::from_str(&world.succeed(&["apps", "r.sqlite", "--output", "json"])).expect("JSON");
    // `agent` is confidential, too.
    let totals = json!({"apps": 4, "unused": 1, "duplicates": 0, "endless_refresh_tokens": 2, "other_redirect_hosts": 1});
    assert_eq!(list["totals"], totals);
    let csv = world.succeed(&["apps", "r.sqlite", "--output", "csv"]);
    let row = "keeper,third_party,1,endless_refresh_tokens other_redirect_hosts,evil.example,";
    assert!(csv.contains(row) && csv.contains("idle,third_party,0,unused,,"), "{csv}");
    world.succeed(&["review", "r.sqlite", "--users"]);
    let ran = world.run(&["apps", "r.sqlite"]);
    assert!(ran.err.contains("which apps are unused is not known") && !ran.out.contains("unused"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_planned_deletion_is_not_continued_once_a_review_has_found_the_app_in_use() {
    let mut world = reviewed_twice(few().app(third_party("idle")).app(third_party("woken"))).await;
    world.sandbox.on("delete_connected_app_client").respond(403);
    assert_eq!(world.run(&UNUSED).code, Some(3));
    let seed = world.sandbox.snapshot().grant("user-1", "woken", "openid");
    world.reseed(seed).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&UNUSED);
    assert_eq!((state(&world, "woken"), state(&world, "idle")), ("kept".to_owned(), "done".to_owned()));
    assert!(apps(&world).contains("woken"));
}
