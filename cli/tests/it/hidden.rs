//! Grants that Stytch does not list, and that nobody has revoked: a policy only hides them.

use crate::support::{World, few};

const REVOKE: [&str; 5] = ["revoke", "r.sqlite", "--app", "agent", "--yes"];

async fn blocked() -> World {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&["block", "r.sqlite", "--app", "agent", "--organization", "acme", "--yes"]);
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_a_policy_hides_is_not_taken_for_gone() {
    let world = blocked().await;
    let ran = world.run(&REVOKE);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(ran.err.contains("not revoked or not verified: 2 of 4 grants"), "{ran:?}");
    let hidden = "SELECT count(*) FROM revocation WHERE organization_id = 'acme' AND state = 'failed' AND dead_by IS NULL
                      AND verified_at IS NULL AND error LIKE 'not known to be gone: %'";
    assert_eq!(world.value::<i64>(hidden), 2);
    world.succeed(&["unblock", "r.sqlite", "--app", "agent", "--organization", "acme", "--yes"]);
    world.succeed(&REVOKE);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation WHERE state = 'revoked'"), 4);
    assert!(world.granted().iter().all(|grant| grant.0 != "agent"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_to_a_deleted_app_is_gone_whatever_the_policy_says() {
    let world = blocked().await;
    world.succeed(&["call", "delete_connected_app_client", "--client-id", "agent", "--yes"]);
    world.succeed(&REVOKE);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation WHERE verified_at IS NOT NULL"), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_warns_of_grants_that_a_block_may_only_hide() {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&["block", "r.sqlite", "--app", "agent", "--organization", "acme", "--yes"]);
    let revoke = |app: &str| world.run(&["revoke", "r.sqlite", "--app", app, "--dry-run"]).err;
    let warning = "warning: a block keeps agent out where 2 grants of the selection belong.";
    assert!(revoke("agent").contains(warning), "{}", revoke("agent"));
    assert!(!revoke("calendar").contains("block"), "{}", revoke("calendar"));
    world.succeed(&["unblock", "r.sqlite", "--app", "agent", "--organization", "acme", "--yes"]);
    assert!(!revoke("agent").contains("block"), "{}", revoke("agent"));
}
