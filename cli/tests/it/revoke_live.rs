//! Revocations without a review.

use serde_json::{Value, json};
use stytch_connected_apps_sandbox::{Member, Organization, User};

use crate::revoke::{people, revocations};
use crate::support::{World, few};

#[tokio::test(flavor = "multi_thread")]
async fn a_live_dry_run_keeps_to_the_rate_and_leaves_no_file() {
    let world = World::new(few()).await;
    let start = std::time::Instant::now();
    let mut line = vec!["revoke", "r.sqlite", "--live", "--rate", "4/s", "--output", "json"];
    line.extend(["--user", "user-1", "--user", "user-2", "--member", "acme/member-1"]);
    assert_eq!(people(&world.succeed(&line)).len(), 4);
    // Four calls: one for the Organization, two for Users and one for a Member.
    assert!(start.elapsed().as_millis() >= 740, "{:?}", start.elapsed());
    assert!(!world.path("r.sqlite").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaver_is_revoked_live_without_a_review() {
    let world = World::new(few()).await;
    let revoke = [
        "revoke",
        "r.sqlite",
        "--live",
        "--user",
        "user-1",
        "--member",
        "acme/member-1",
        "--yes",
        "--output",
        "json",
    ];
    assert_eq!(people(&world.succeed(&revoke)), ["agent user-1", "agent member-1", "calendar user-1"]);
    assert_eq!(world.granted().len(), 3);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation WHERE review IS NULL"), 3);
    // The evidence needs no review either.
    let evidence = world.succeed(&["report", "r.sqlite", "--output", "csv"]);
    assert_eq!(evidence.lines().filter(|line| line.contains(",revoked,")).count(), 3, "{evidence}");
    let report = world.succeed(&["report", "r.sqlite", "--html", "r.html", "--output", "json"]);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!((&report["review"], report["revocations"].as_array().map(Vec::len)), (&Value::Null, Some(3)));
    let html = std::fs::read_to_string(world.path("r.html")).expect("written");
    assert!(
        html.contains("Nothing was reviewed") && html.contains("member-1") && html.contains("request-id-")
    );
    assert_eq!(people(&world.succeed(&revoke)), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_about_one_person_is_titled_as_one() {
    let world = World::new(few()).await;
    let heading = |record: &str| {
        world.succeed(&["report", record, "--html", "r.html"]);
        let html = std::fs::read_to_string(world.path("r.html")).expect("written");
        let (_, heading) = html.split_once("<h1>").expect("a heading");
        heading.split("</h1>").next().expect("its end").to_owned()
    };
    std::fs::write(world.path("ids.txt"), "user-1\n").expect("a file");
    world.succeed(&["review", "one.sqlite", "--users", "--ids", "ids.txt"]);
    // Neither command learns a name of this User.
    assert_eq!(heading("one.sqlite"), "What user-1 granted to which app");
    world.succeed(&["review", "all.sqlite"]);
    assert_eq!(heading("all.sqlite"), "Who granted what to which app");
    world.succeed(&["revoke", "live.sqlite", "--live", "--user", "user-1", "--yes"]);
    assert_eq!(heading("live.sqlite"), "The access of user-1, and what became of it");
    world.succeed(&["revoke", "live.sqlite", "--live", "--user", "user-2", "--yes"]);
    assert_eq!(heading("live.sqlite"), "What was revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_gives_an_email_address_is_told_that_ids_are_asked_for() {
    let world = World::new(few()).await;
    let ran = world.run(&["revoke", "r.sqlite", "--live", "--user", "ann@example.com"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("--user and --member take ids"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_member_and_the_whole_organization_are_refused_by_any_of_its_names() {
    let seed = few().organization(Organization::new("organization-9").slug("a-slug"));
    let world = World::new(seed.grant(("organization-9", "member-9"), "agent", "openid")).await;
    let line = ["--member", "a-slug/member-9", "--organization", "organization-9", "--yes"];
    let ran = world.run(&[&["revoke", "r.sqlite", "--live"], &line[..]].concat());
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(revocations(&world), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_is_deleted_meanwhile_does_not_keep_a_live_revocation_from_going_on() {
    let world = World::new(few()).await;
    let revoke = ["revoke", "r.sqlite", "--live", "--user", "user-1", "--user", "user-2", "--yes"];
    world.sandbox.on("revoke_user_connected_app").times(9).respond(401);
    assert_eq!(world.run(&revoke).code, Some(1));
    world.sandbox.reset();
    let gone = json!({
        "status_code": 404, "request_id": "r", "error_type": "user_not_found", "error_message": "none"
    });
    for (operation, path) in [
        ("get_user_connected_apps", "/v1/users/user-1/connected_apps"),
        ("revoke_user_connected_app", "/v1/users/user-1/connected_apps/agent/revoke"),
        ("revoke_user_connected_app", "/v1/users/user-1/connected_apps/calendar/revoke"),
    ] {
        world.sandbox.on(operation).path(path).times(9).respond(404).body(gone.clone());
    }
    world.succeed(&revoke);
    let count =
        |state: &str| world.value::<i64>(&format!("SELECT count(*) FROM revocation WHERE state = '{state}'"));
    assert_eq!((count("already_gone"), count("revoked")), (2, 1));
    // The evidence has the names of the apps.
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation WHERE app_name = ''"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_revocation_keeps_what_people_are_called_if_that_is_known() {
    let seed = few().user(User::new("user-3").email("eve@example.com")).grant("user-3", "agent", "openid");
    let seed = seed.member("acme", Member::new("member-4").email("dan@example.com"));
    let world = World::new(seed.grant(("acme", "member-4"), "agent", "openid")).await;
    let line = ["revoke", "r.sqlite", "--live", "--user", "user-3", "--member", "acme/member-4"];
    let shown = world.succeed(&line);
    assert!(shown.contains("eve@example.com") && shown.contains("dan@example.com"), "{shown}");
    world.sandbox.on("search_users").respond(403);
    let ran = world.run(&[&line[..], &["--yes"]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.starts_with("warning: some names are missing: search_users: 403"), "{ran:?}");
    let names = "SELECT group_concat(name, '|') FROM (SELECT name FROM revocation ORDER BY name)";
    assert_eq!(world.value::<String>(names), "|dan@example.com");
}
