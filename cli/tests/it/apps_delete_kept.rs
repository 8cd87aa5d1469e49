//! `apps delete` keeps what may be in use unseen.

use serde_json::json;
use stytch_connected_apps_sandbox::Organization;

use crate::apps_delete::{UNUSED, apps, reviewed_twice, state, third_party};
use crate::support::few;

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_tells_of_no_organizations_only_if_no_review_has_seen_one() {
    let mut world = reviewed_twice(few().app(third_party("idle"))).await;
    let seed = world.sandbox.snapshot().grant(("acme", "member-1"), "idle", "openid");
    world.reseed(seed).await;
    for status in [400, 404] {
        let refusal = json!({"status_code": status, "request_id": "r", "error_type": "route_not_found"});
        world.sandbox.on("search_organizations").respond(status).body(refusal);
        let ran = world.run(&UNUSED);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(
            ran.err.contains("so it is not known whether Members use the apps now, and none was deleted")
        );
        assert!(apps(&world).contains("idle"));
        world.sandbox.reset();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_does_not_make_reviews_of_some_people_reviews_of_everybody() {
    let world = reviewed_twice(few().app(third_party("idle"))).await;
    for (search, some) in [("search_organizations", "--users"), ("search_users", "--organizations")] {
        world.succeed(&["review", "r.sqlite", some]);
        world.succeed(&["review", "r.sqlite", some]);
        world.sandbox.on(search).respond(404);
        let ran = world.run(&UNUSED);
        assert!(ran.code == Some(1) && ran.err.contains(&format!("{search}: 404")), "{ran:?}");
        world.sandbox.reset();
    }
    assert!(apps(&world).contains("idle"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_that_some_policy_does_not_allow_is_kept_as_its_grants_may_be_hidden() {
    let seed = few()
        .organization(Organization::new("listed").allowing_third_party(["idle"]))
        .app(third_party("idle"))
        .grant(("listed", "member-9"), third_party("hidden"), "openid");
    let world = reviewed_twice(seed).await;
    let ran = world.run(&UNUSED);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let reason = "not allowed by the policy of listed, which may hide who uses it; --app deletes it";
    assert!(
        ran.err.contains(&format!("not deleted: 1 app, {reason}\nverified as gone: 1 of 1 app;")),
        "{ran:?}"
    );
    assert_eq!((state(&world, "hidden"), state(&world, "idle")), ("kept".to_owned(), "done".to_owned()));
    assert!(apps(&world).contains("hidden"));
    world.succeed(&["apps", "delete", "r.sqlite", "--app", "hidden", "--yes"]);
    assert!(!apps(&world).contains("hidden"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deletion_whose_response_was_lost_is_not_taken_for_an_app_that_is_kept() {
    let world = reviewed_twice(
        few()
            .organization(Organization::new("listed").allowing_third_party(["idle"]))
            .app(third_party("idle")),
    )
    .await;
    world
        .sandbox
        .on("delete_connected_app_client")
        .times(1)
        .after(std::time::Duration::from_secs(300))
        .respond_late();
    let mut child = world.start(&UNUSED);
    world.wait_for(&mut child, "delete_connected_app_client", 1);
    child.kill().expect("it runs");
    child.wait().expect("it has run");
    // Stytch may take what is gone off the lists.
    let client = world.sandbox.client().expect("valid");
    let update = client.update_organization().organization_id("listed");
    update.body_map(|body| body.allowed_third_party_connected_apps(["other"])).await.expect("updated");
    world.succeed(&UNUSED);
    assert_eq!(state(&world, "idle"), "done_response_lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_of_an_interrupted_run_is_kept_once_the_record_blocks_the_app() {
    let world = reviewed_twice(few().app(third_party("idle"))).await;
    world.sandbox.on("delete_connected_app_client").times(1).respond(403);
    assert_eq!(world.run(&UNUSED).code, Some(3));
    world.succeed(&["block", "r.sqlite", "--app", "idle", "--all", "--yes"]);
    // Somebody restores the policies by hand, so that only the record tells of the block.
    let client = world.sandbox.client().expect("valid");
    for organization in ["acme", "globex"] {
        let update = client.update_organization().organization_id(organization);
        update
            .body_map(|body| body.third_party_connected_apps_allowed_type("ALL_ALLOWED"))
            .await
            .expect("updated");
    }
    let ran = world.run(&UNUSED);
    assert!(ran.err.contains("not deleted: 1 app, blocked by this record"), "{ran:?}");
    assert_eq!((ran.code, state(&world, "idle")), (Some(0), "kept".to_owned()));
    assert!(apps(&world).contains("idle"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_deletion_is_continued_only_for_the_same_reason() {
    let mut world = reviewed_twice(few().app(third_party("idle"))).await;
    let named = ["apps", "delete", "r.sqlite", "--app", "idle", "--yes"];
    world.sandbox.on("delete_connected_app_client").times(1).respond(403);
    assert_eq!(world.run(&named).code, Some(3));
    let seed = world.sandbox.snapshot().grant(("acme", "member-1"), "idle", "openid");
    world.reseed(seed).await;
    let ran = world.run(&UNUSED);
    assert!(ran.err.contains("not deleted: 1 app, in use by Members now"), "{ran:?}");
    assert!(apps(&world).contains("idle"));
    // The name overrides that, and nothing is left of the others.
    world.succeed(&named);
    let rows = "SELECT group_concat(reason || ' ' || state, ', ') FROM app_deletion";
    assert_eq!(world.value::<String>(rows), "named kept, unused kept, named done");
    let ran = world.run(&["apps", "delete", "r.sqlite", "--yes"]);
    assert!(ran.code == Some(2) && ran.err.contains("nothing is left of earlier deletions"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_duplicates_one_that_is_still_there_stays() {
    let client = |id: &str, port: u16| {
        third_party(id).name("CLI").redirect_url(format!("http://localhost:{port}/callback"))
    };
    let world =
        reviewed_twice(few().app(client("a", 1001)).app(client("b", 1002)).app(client("c", 1003))).await;
    let command = |by: &[&'static str]| [&["apps", "delete", "r.sqlite", "--yes"], by].concat();
    world.succeed(&command(&["--app", "a"]));
    world.succeed(&command(&["--duplicates"]));
    let left = || apps(&world).into_iter().filter(|app| app.len() == 1).collect::<Vec<_>>();
    assert_eq!(left(), ["b"]);
    // Once more, the one that stayed stays.
    world.succeed(&command(&["--duplicates"]));
    assert_eq!(left(), ["b"]);
}
