//! The searches of a review: pages that go round in circles, fields that are missing, and failures that pass.

use serde_json::{Value, json};
use stytch_connected_apps_sandbox::Seed;

use crate::support::World;

fn page(users: &[&str], next: Value) -> Value {
    let users: Vec<Value> = users.iter().map(|id| json!({"user_id": id})).collect();
    json!({"results": users, "results_metadata": {"next_cursor": next}})
}

fn seed() -> Seed {
    Seed::new().grant("user-1", "agent", "openid").grant("user-2", "agent", "openid")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_circle_of_pages_ends_a_review() {
    for circle in [&["a"][..], &["a", "b"], &["a", "b", "c"]] {
        let world = World::new(seed()).await;
        for request in 0..20_usize {
            let next = circle[request % circle.len()];
            let user = format!("user-{request}");
            let page = page(&[&user], next.into());
            world.sandbox.on("search_users").nth(request as u64 + 1).respond(200).body(page);
        }
        let ran = world.run(&["review", "r.sqlite", "--users"]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        let expected =
            format!("page {} of a search: the cursor is that of an earlier page", circle.len() + 1);
        assert!(ran.err.contains(&expected), "{ran:?}");
        assert_eq!(world.value::<i64>("SELECT count(*) FROM review WHERE finished_at IS NULL"), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn new_cursors_with_the_same_people_end_a_review() {
    let world = World::new(seed()).await;
    for request in 1..=30 {
        let page = page(&["user-1", "user-2"], format!("cursor-{request}").into());
        world.sandbox.on("search_users").nth(request).respond(200).body(page);
    }
    let ran = world.run(&["review", "r.sqlite", "--users"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("the last 10 pages name nothing new"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_needs_no_more_than_ids_and_a_cursor() {
    let metadata = json!({"next_cursor": null, "total": null});
    let user =
        json!({"user_id": "user-1", "emails": null, "status": null, "name": null, "external_id": null});
    for body in [
        json!({"results": [user], "results_metadata": metadata}),
        json!({"results": [{"user_id": "user-1"}], "results_metadata": {}}),
        json!({"results": [{"user_id": "user-1", "emails": [{"email": null}, {"email": "ada@example.com"}]}],
               "results_metadata": metadata, "request_id": null, "status_code": null}),
    ] {
        let world = World::new(seed()).await;
        world.sandbox.on("search_users").respond(200).body(body);
        world.succeed(&["review", "r.sqlite", "--users"]);
        assert_eq!(world.value::<i64>("SELECT count(*) FROM granted"), 1);
    }
    for body in
        [json!({"results": null, "results_metadata": metadata}), json!({"results_metadata": metadata})]
    {
        let world = World::new(seed()).await;
        world.sandbox.on("search_users").respond(200).body(body);
        world.succeed(&["review", "r.sqlite", "--users"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_that_passes_does_not_end_a_search() {
    for status in [408, 425, 500, 503, 520, 522, 524, 529] {
        let world = World::new(seed()).await;
        world.sandbox.on("search_users").times(2).respond(status).body(json!("down"));
        world.succeed(&["review", "r.sqlite", "--users"]);
        assert_eq!(world.value::<i64>("SELECT count(*) FROM granted"), 2, "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_that_lasts_names_the_page_and_the_request() {
    let world = World::new(seed()).await;
    world.sandbox.on("search_users").nth(1).respond(200).body(page(&["user-1"], "a".into()));
    let refusal = json!({"status_code": 403, "request_id": "request-id-test-1", "error_type": "forbidden"});
    world.sandbox.on("search_users").nth(2).respond(403).body(refusal);
    let ran = world.run(&["review", "r.sqlite", "--users"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("request-id-test-1") && ran.err.contains("at its page 2"), "{ran:?}");
}
