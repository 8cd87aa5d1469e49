//! `apps delete` keeps what may be in use unseen.

use serde_json::json;

use crate::apps_delete::{UNUSED, apps, reviewed_twice, third_party};
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
