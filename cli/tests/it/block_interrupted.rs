//! Changes of policies that are interrupted end the same.

use std::thread::sleep;
use std::time::Duration;

use serde_json::json;
use stytch_connected_apps_sandbox::{App, Organization, Seed};

use crate::block::{BLOCK, UNBLOCK, policies, world};
use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_block_killed_at_random_moments_ends_the_same_and_is_undone_the_same() {
    let mut seed = Seed::new().app(App::new("bad").client_type("third_party"));
    for number in 0..9 {
        seed = seed.app(App::new(format!("app-{number}")).client_type("third_party"));
    }
    for number in 0..60 {
        let mut organization = Organization::new(format!("organization-{number:02}"));
        if number % 3 == 0 {
            organization = organization.allowing_third_party(["app-1", "bad"]);
        }
        seed = seed.organization(organization);
    }
    let world = World::with(seed, |builder| builder.latency(Duration::from_millis(20))).await;
    let before = policies(&world);
    let mut random = fastrand::Rng::with_seed(8);
    let (mut kills, mut sent) = (0, 0);
    for (command, left) in [(BLOCK, "bad"), (UNBLOCK, "")] {
        let paced = [&command[..], &["--rate", "60/s"]].concat();
        let begun = world.requests("update_organization");
        // On a slow machine, fewer kills fit in.
        for kill in 0..4 {
            if kill > 0 && world.requests("update_organization") - begun > 45 {
                break;
            }
            let so_far = world.requests("update_organization");
            let mut child = world.start(&paced);
            world.wait_for(&mut child, "update_organization", so_far + random.usize(1..8));
            sleep(Duration::from_millis(random.u64(..30)));
            child.kill().expect("it runs");
            child.wait().expect("it has run");
            sleep(Duration::from_millis(100));
            sent += world.value::<i64>("SELECT count(*) FROM policy_change WHERE state = 'sent'") as usize;
            kills += 1;
        }
        world.succeed(&command);
        if left.is_empty() {
            assert_eq!(policies(&world), before);
        } else {
            assert!(
                policies(&world)
                    .iter()
                    .all(|policy| policy.contains("RESTRICTED [app-") && !policy.contains(left))
            );
        }
        assert_eq!(world.value::<i64>("SELECT count(*) FROM policy_change WHERE verified_at IS NULL"), 0);
    }
    assert!(kills >= 4, "the kills came too late");
    assert_eq!(world.value::<i64>("SELECT count(*) FROM policy_change"), 120);
    assert!(
        world.requests("update_organization") <= 120 + sent,
        "only a request without a response is sent again"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_whose_response_was_lost_is_the_commands_own_doing() {
    let world = world().await;
    let late = Duration::from_secs(300);
    world.sandbox.on("update_organization").times(1).after(late).respond_late();
    let command = ["block", "r.sqlite", "--app", "Meeting Notes AI", "--organization", "open", "--yes"];
    let mut child = world.start(&command);
    world.wait_for(&mut child, "update_organization", 1);
    child.kill().expect("it runs");
    child.wait().expect("it has run");
    assert_eq!(policies(&world)[0], "open: RESTRICTED [other]", "Stytch has changed it");
    world.succeed(&command);
    assert_eq!(world.value::<String>("SELECT state FROM policy_change"), "done_response_lost");
    assert_eq!(world.requests("update_organization"), 1);
    world.succeed(&["unblock", "r.sqlite", "--app", "bad", "--all", "--yes"]);
    assert_eq!(policies(&world)[0], "open: ALL_ALLOWED []");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_changes_between_the_plan_and_the_request_is_not_overwritten() {
    let world = world().await;
    let changed = json!({"status_code": 200, "request_id": "r", "organization": {
        "organization_id": "open", "third_party_connected_apps_allowed_type": "NOT_ALLOWED"
    }});
    // Twice for the plan, and then just before the change.
    world.sandbox.on("get_organization").nth(3).respond(200).body(changed);
    let command = ["block", "r.sqlite", "--app", "bad", "--organization", "open", "--yes"];
    let ran = world.run(&command);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(world.requests("update_organization"), 0);
    let error: String =
        world.value("SELECT error FROM policy_change WHERE state = 'failed' AND sent_at IS NULL");
    let expected = "changed since it was planned: third_party_connected_apps_allowed_type is NOT_ALLOWED, not ALL_ALLOWED";
    assert_eq!(error, expected);
    world.sandbox.reset();
    world.succeed(&command);
    assert_eq!(policies(&world)[0], "open: RESTRICTED [other]");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_is_not_as_it_was_set_is_a_failure_and_the_same_command_tries_again() {
    let world = world().await;
    let unchanged = json!({"status_code": 200, "request_id": "r", "organization": {
        "organization_id": "open", "third_party_connected_apps_allowed_type": "RESTRICTED",
        "allowed_third_party_connected_apps": ["other", "bad"]
    }});
    // Twice for the plan, once before the change, and then to verify it.
    world.sandbox.on("get_organization").nth(4).respond(200).body(unchanged);
    let command = ["block", "r.sqlite", "--app", "bad", "--organization", "open", "--yes"];
    let ran = world.run(&command);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    let error: String = world.value("SELECT error FROM policy_change WHERE state = 'failed'");
    assert_eq!(error, "not as it was set: allowed_third_party_connected_apps has 1 more: bad");
    world.succeed(&command);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM policy_change WHERE verified_at IS NOT NULL"), 1);
    world.succeed(&["unblock", "r.sqlite", "--app", "bad", "--all", "--yes"]);
    assert_eq!(policies(&world)[0], "open: ALL_ALLOWED []");
}
