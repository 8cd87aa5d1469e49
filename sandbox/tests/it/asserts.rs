//! The sandbox's assertions of one line, and its judgement of a seed.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::json;
use stytch_connected_apps_sandbox::{Generate, Sandbox, Seed};

use crate::support::start;

/// The message of the panic in `work`.
fn panic_of(work: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(work)).expect_err("a panic");
    *panic.downcast::<String>().expect("a message")
}

#[tokio::test]
async fn a_failed_assertion_shows_what_there_is() {
    let (sandbox, client) = start(Seed::new().grant("u", "a", "openid").grant(("o", "m"), "b", "")).await;
    client.get_user_connected_apps().user_id("u").await.expect("a list");
    sandbox.assert_requests("get_user_connected_apps", 1);
    sandbox.assert_requests("revoke_user_connected_app", 0);
    sandbox.assert_grants("u", ["a"]);
    sandbox.assert_grants(("o", "m"), ["b"]);
    for (message, parts) in [
        (
            panic_of(|| sandbox.assert_requests("get_user_connected_apps", 2)),
            &["1 requests of `get_user_connected_apps`, expected 2", "GET /v1/users/u/connected_apps: 200"][..],
        ),
        (panic_of(|| sandbox.assert_requests("get", 0)), &["no operation `get`"]),
        (panic_of(|| sandbox.assert_grants("u", [])), &["granted access to [\"a\"], expected []"]),
        (panic_of(|| sandbox.assert_grants("v", [])), &["the sandbox has no User(\"v\")"]),
    ] {
        for part in parts {
            assert!(message.contains(part), "{message}");
        }
    }
}

#[tokio::test]
async fn a_seed_whose_ids_are_missing_or_there_twice_does_not_start() {
    for (seed, expected) in [
        (json!({"apps": [{"client_name": "a"}]}), "apps[0].client_id: missing or empty"),
        (json!({"users": [{"user_id": "u"}, {"user_id": "u"}]}), "users[1].user_id: `u` appears twice"),
        (json!({"organizations": [{}]}), "organizations[0].organization_id: missing or empty"),
        (
            json!({"organizations": [{"organization_id": "o", "members": [{"member_id": ""}]}]}),
            "organizations[0].members[0].member_id: missing or empty",
        ),
    ] {
        let seed: Seed = serde_json::from_value(seed).expect("a seed");
        let error = Sandbox::builder().seed(seed).start().await.expect_err("not valid");
        assert_eq!(error.to_string(), format!("the seed is not valid: {expected}"));
    }
    let twice = Seed::new().user("user-1").generate(Generate::new(1).users(1));
    Sandbox::builder().seed(twice).start().await.expect_err("`user-1` is generated as well");
}
