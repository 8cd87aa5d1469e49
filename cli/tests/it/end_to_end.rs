use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::{Value, json};
use stytch_connected_apps_sandbox::{Generate, RateLimit, Seed};

use crate::support::{Grant, World};

#[tokio::test(flavor = "multi_thread")]
async fn a_project_is_reviewed_an_app_is_revoked_everywhere_and_the_next_review_shows_it() {
    let generate = Generate::new(15).users(2_000).organizations(20, 10);
    let limit = RateLimit::in_each(Duration::from_secs(1), 400);
    let world = World::with(Seed::new().generate(generate), |builder| builder.rate_limit(limit)).await;
    let before = world.granted();

    let summary = world.succeed(&["review", "r.sqlite", "--output", "csv"]);
    let expected =
        format!("\u{feff}review,users,organizations,apps,grants,failed\n1,2000,20,10,{},0\n", before.len());
    assert_eq!(summary, expected);
    assert_eq!(world.found(1), before);

    assert_eq!(reach(&world.succeed(&["report", "r.sqlite", "--output", "json"])), expected_reach(&before));

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
    let report = world.succeed(&["report", "r.sqlite", "--since", "1", "--output", "json"]);
    let mut expected = expected_reach(&after);
    expected.insert("app-2".to_owned(), [0; 3]);
    assert_eq!(reach(&report), expected);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    for app in report["apps"].as_array().expect("apps") {
        let change = match app["app_id"] == "app-2" {
            true => ("gone", of_app),
            false => ("same", 0),
        };
        assert_eq!(
            (&app["change"]["app"], &app["change"]["gone_grants"]),
            (&json!(change.0), &json!(change.1))
        );
    }
    let totals = json!({
        "apps": 9,
        "flagged_apps": report["totals"]["flagged_apps"],
        "users": people(&after, |organization| organization.is_empty()),
        "members": people(&after, |organization| !organization.is_empty()),
        "organizations": organizations(&after),
        "grants": after.len(),
    });
    assert_eq!(report["totals"], totals);
    let changes = json!({
        "new_grants": 0, "gone_grants": of_app, "returned_grants": 0, "changed_grants": 0, "same_grants": after.len(),
        "not_compared_grants": 0
    });
    assert_eq!(report["change_totals"], changes);
    assert_eq!(report["changes"].as_array().map(Vec::len), Some(of_app));
    assert_eq!(report["revocations"].as_array().map(Vec::len), Some(of_app));
    assert_eq!(
        world.value::<i64>("SELECT count(*) FROM revocation WHERE verified_at IS NOT NULL"),
        of_app as i64
    );
}

/// The number of Users, Members and Organizations that each app of a report reaches.
fn reach(report: &str) -> BTreeMap<String, [u64; 3]> {
    let report: Value = serde_json::from_str(report).expect("JSON");
    let count = |app: &Value, name: &str| app[name].as_u64().expect("a number");
    let apps = report["apps"].as_array().expect("apps").iter();
    apps.map(|app| {
        let id = app["app_id"].as_str().expect("an id").to_owned();
        (id, ["users", "members", "organizations"].map(|name| count(app, name)))
    })
    .collect()
}

fn expected_reach(grants: &BTreeSet<Grant>) -> BTreeMap<String, [u64; 3]> {
    let mut reach = BTreeMap::<String, [u64; 3]>::new();
    let mut seen = BTreeSet::new();
    for (app, organization, ..) in grants {
        let [users, members, organizations] = reach.entry(app.clone()).or_default();
        match organization.is_empty() {
            true => *users += 1,
            false => {
                *members += 1;
                *organizations += u64::from(seen.insert((app, organization)));
            }
        }
    }
    reach
}

/// The number of different people of some Organizations who granted something.
fn people(grants: &BTreeSet<Grant>, is_theirs: impl Fn(&str) -> bool) -> usize {
    let people = grants.iter().filter(|(_, organization, ..)| is_theirs(organization));
    people.map(|(_, organization, person, _)| (organization, person)).collect::<BTreeSet<_>>().len()
}

fn organizations(grants: &BTreeSet<Grant>) -> usize {
    let organizations = grants.iter().map(|(_, organization, ..)| organization);
    organizations.filter(|organization| !organization.is_empty()).collect::<BTreeSet<_>>().len()
}
