//! What `unblock` finds undone by others.

use crate::block::{BLOCK, UNBLOCK, policies, world};

#[tokio::test(flavor = "multi_thread")]
async fn a_later_block_takes_the_place_of_one_that_somebody_has_undone_by_hand() {
    let world = world().await;
    let before = policies(&world);
    world.succeed(&["block", "r.sqlite", "--app", "bad", "--organization", "open", "--yes"]);
    let client = world.sandbox.client().expect("valid");
    let update = || client.update_organization().organization_id("open");
    let policy = |kind: &'static str, apps: &'static [&'static str]| {
        update().body_map(move |body| {
            body.third_party_connected_apps_allowed_type(kind)
                .allowed_third_party_connected_apps(apps.to_vec())
        })
    };
    policy("ALL_ALLOWED", &[]).await.expect("updated");
    world.succeed(&BLOCK);
    world.succeed(&UNBLOCK);
    assert_eq!(policies(&world), before);
    for _ in 0..2 {
        world.succeed(&["review", "r.sqlite"]);
    }
    let ran = world.run(&["apps", "delete", "r.sqlite", "--unused"]);
    assert!(ran.code == Some(0) && !ran.err.contains("blocked app"), "{ran:?}");
    // What looks like the first block is now somebody's own policy.
    policy("RESTRICTED", &["other"]).await.expect("updated");
    let ran = world.run(&UNBLOCK);
    assert!(ran.code == Some(0) && ran.err.contains("nothing to change"), "{ran:?}");
    assert_eq!(policies(&world)[0], "open: RESTRICTED [other]");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_that_is_gone_is_not_one_that_is_restored() {
    let mut world = world().await;
    world.succeed(&BLOCK);
    let mut seed = world.sandbox.snapshot();
    seed.organizations.retain(|organization| organization.organization_id != "listed");
    world.reseed(seed).await;
    let ran = world.run(&UNBLOCK);
    assert!(ran.code == Some(0) && !ran.err.contains("restored already"), "{ran:?}");
    assert!(ran.err.contains("gone from Stytch, with nothing to restore: 1 Organization\n"), "{ran:?}");
    assert!(ran.err.contains("restored and verified: 2 Organizations\n"), "{ran:?}");
}
