use std::time::Duration;

use stytch_connected_apps::sandbox::{Generate, RateLimit, Seed};

use crate::support::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_reviewed_an_app_is_revoked_everywhere_and_the_next_review_shows_it() {
    let generate = Generate::new(15).users(2_000).organizations(20, 10);
    let limit = RateLimit::in_each(Duration::from_secs(1), 400);
    let world = World::with(Seed::new().generate(generate), |builder| builder.rate_limit(limit)).await;
    let before = world.granted();

    let summary = world.succeed(&["review", "r.sqlite", "--output", "csv"]);
    let expected =
        format!("review,users,organizations,apps,grants,failed\n1,2000,20,10,{},0\n", before.len());
    assert_eq!(summary, expected);
    assert_eq!(world.found(1), before);

    let of_app = before.iter().filter(|grant| grant.0 == "app-2").count();
    assert!(of_app > 500, "{of_app}");
    let outcomes = world.succeed(&["revoke", "r.sqlite", "--app", "app-2", "--yes", "--output", "json"]);
    let outcomes: Vec<serde_json::Value> = serde_json::from_str(&outcomes).expect("JSON");
    assert_eq!(outcomes.len(), of_app);
    for outcome in outcomes {
        assert!(outcome["state"] == "revoked" && outcome["request_id"].is_string(), "{outcome}");
        assert!(outcome["at"].as_str() <= outcome["verified_at"].as_str(), "{outcome}");
    }

    let mut after = before;
    after.retain(|grant| grant.0 != "app-2");
    assert_eq!(world.granted(), after);
    world.succeed(&["review", "r.sqlite"]);
    assert_eq!(world.found(2), after);
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM revocation WHERE verified_at IS NOT NULL"),
        of_app as i64
    );
}
