//! `block` and `unblock`: an app is kept out of Organizations by their policies, and the policies are restored.

use serde_json::json;
use stytch_connected_apps_sandbox::{App, Organization, Seed};

use crate::support::World;

pub const BLOCK: [&str; 6] = ["block", "r.sqlite", "--app", "bad", "--all", "--yes"];
pub const UNBLOCK: [&str; 6] = ["unblock", "r.sqlite", "--app", "bad", "--all", "--yes"];

/// Four Organizations with a policy of each kind, and a bad third-party app among others.
fn seed() -> Seed {
    let mut closed = Organization::new("closed");
    closed.third_party_connected_apps_allowed_type = "NOT_ALLOWED".to_owned();
    // A list that does not count, and that is restored all the same.
    let mut stale = Organization::new("stale");
    stale.allowed_third_party_connected_apps = vec!["other".to_owned()];
    Seed::new()
        .organization(Organization::new("open").slug("open-slug"))
        .organization(Organization::new("listed").allowing_third_party(["other", "bad", "gone"]))
        .organization(closed)
        .organization(stale)
        .app(App::new("bad").name("Meeting Notes AI").client_type("third_party"))
        .app(App::new("other").client_type("third_party_public"))
        .app(App::new("ours"))
}

pub async fn world() -> World {
    World::new(seed()).await
}

/// The policies on third-party apps, by Organization.
pub fn policies(world: &World) -> Vec<String> {
    let organizations = world.sandbox.snapshot().organizations.into_iter();
    let policies = organizations.map(|organization| {
        let apps = organization.allowed_third_party_connected_apps.join(" ");
        format!(
            "{}: {} [{apps}]",
            organization.organization_id, organization.third_party_connected_apps_allowed_type
        )
    });
    policies.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_of_users_alone_does_not_tell_that_a_block_would_hide_nothing() {
    let world = World::new(crate::support::few()).await;
    world.succeed(&["review", "r.sqlite", "--users"]);
    let ran = world.run(&["block", "r.sqlite", "--app", "agent", "--all"]);
    let warning = "warning: the record has no complete last review of all Organizations";
    assert!(ran.code == Some(0) && ran.err.contains(warning), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_of_a_type_that_is_not_known_is_one_clear_error() {
    let world = World::new(seed().app(App::new("drone").client_type("fourth_party"))).await;
    let before = policies(&world);
    let ran = world.run(&["block", "r.sqlite", "--app", "drone", "--all", "--yes"]);
    let error =
        "error: drone is of the type fourth_party, and this version does not know which policy that is about";
    assert!(ran.code == Some(1) && ran.err.contains(error), "{ran:?}");
    assert!(policies(&world) == before && !world.path("r.sqlite").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_app_is_out_of_every_organization_and_unblock_restores_exactly_what_was() {
    let world = world().await;
    let before = policies(&world);
    let ran = world.run(&BLOCK);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        policies(&world),
        [
            "open: RESTRICTED [other]",
            "listed: RESTRICTED [other gone]",
            "closed: NOT_ALLOWED []",
            "stale: RESTRICTED [other]"
        ]
    );
    let listed = "2 Organizations go from all third-party apps to a list of 1 other that the project has now: \
                  third-party apps that come later are out there too, until somebody adds them\n";
    assert!(
        ran.err.contains(listed) && ran.err.contains("a block is for Members; for Users there is none"),
        "{ran:?}"
    );
    assert!(ran.err.contains("blocked already: 1 Organization\n"), "{ran:?}");
    assert!(ran.err.contains("blocked and verified: 3 Organizations\n"), "{ran:?}");
    // Nothing but the policy on third-party apps is sent.
    for request in
        world.sandbox.requests().iter().filter(|request| request.operation == Some("update_organization"))
    {
        let fields: Vec<&String> = request.body.as_object().expect("an object").keys().collect();
        assert_eq!(fields.len(), 2, "{fields:?}");
        assert!(fields.iter().all(|field| field.contains("third_party")), "{fields:?}");
    }
    let verified = "SELECT count(*) FROM policy_change WHERE state = 'done' AND request_id IS NOT NULL
                        AND verified_at >= at AND at >= sent_at";
    assert_eq!(world.value::<i64>(verified), 3);

    // Once more there is nothing to do.
    let ran = world.run(&BLOCK);
    assert!(
        ran.code == Some(0) && ran.err.contains("blocked already: 4 Organizations\nnothing to change\n"),
        "{ran:?}"
    );

    world.succeed(&UNBLOCK);
    assert_eq!(policies(&world), before);
    let ran = world.run(&UNBLOCK);
    assert!(ran.code == Some(0) && ran.err.contains("nothing to change\n"), "{ran:?}");
    let chained = "SELECT count(DISTINCT of_row) FROM evidence WHERE of_table = 'policy_change' AND content LIKE '%\"done\"%'";
    assert_eq!(world.value::<i64>(chained), 6);
    assert_eq!(world.requests("update_organization"), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_party_app_is_blocked_by_the_policy_on_first_party_apps() {
    let world = world().await;
    world.succeed(&["block", "r.sqlite", "--app", "ours", "--organization", "open-slug", "--yes"]);
    let open = &world.sandbox.snapshot().organizations[0];
    assert_eq!(open.first_party_connected_apps_allowed_type, "RESTRICTED");
    assert_eq!(open.third_party_connected_apps_allowed_type, "ALL_ALLOWED");
    assert!(open.allowed_first_party_connected_apps.is_empty());
    world.succeed(&["unblock", "r.sqlite", "--app", "ours", "--organization", "open", "--yes"]);
    assert_eq!(
        world.sandbox.snapshot().organizations[0].first_party_connected_apps_allowed_type,
        "ALL_ALLOWED"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_somebody_has_changed_since_is_left_alone_and_the_field_is_named() {
    let world = world().await;
    world.succeed(&BLOCK);
    let client = world.sandbox.client().expect("valid");
    let update = |id: &str| client.update_organization().organization_id(id.to_owned());
    let more = update("open").body_map(|body| body.allowed_third_party_connected_apps(["other", "new"]));
    more.await.expect("updated");
    let closed = update("stale").body_map(|body| body.third_party_connected_apps_allowed_type("NOT_ALLOWED"));
    closed.await.expect("updated");
    let ran = world.run(&UNBLOCK);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(
        ran.err.contains("left alone: open: allowed_third_party_connected_apps has 1 more: new\n"),
        "{ran:?}"
    );
    let stale = "left alone: stale: third_party_connected_apps_allowed_type is NOT_ALLOWED, not RESTRICTED\n";
    assert!(ran.err.contains(stale), "{ran:?}");
    assert_eq!(
        policies(&world),
        [
            "open: RESTRICTED [other new]",
            "listed: RESTRICTED [other bad gone]",
            "closed: NOT_ALLOWED []",
            "stale: NOT_ALLOWED [other]"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn blocks_of_two_apps_are_undone_in_the_reverse_order() {
    let world = world().await;
    let before = policies(&world);
    let other =
        |command: &'static str| [command, "r.sqlite", "--app", "other", "--organization", "open", "--yes"];
    world.succeed(&BLOCK);
    world.succeed(&other("block"));
    let ran = world.run(&UNBLOCK);
    assert!(
        ran.code == Some(3) && ran.err.contains("other was blocked there afterwards, so unblock that first"),
        "{ran:?}"
    );
    world.succeed(&other("unblock"));
    world.succeed(&UNBLOCK);
    assert_eq!(policies(&world), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_stytch_refuses_is_one_clear_error() {
    let world = world().await;
    let refusal = json!({"status_code": 400, "request_id": "request-id-test-1", "error_type": "bad_request",
                         "error_message": "too many apps"});
    world.sandbox.on("update_organization").respond(400).body(refusal);
    let ran = world.run(&BLOCK);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.err.contains("allowed apps: update_organization: 400")
            && ran.err.contains("if the list is too long"),
        "{ran:?}"
    );
    assert_eq!(ran.err.matches("Stytch refuses the policy").count(), 1, "{ran:?}");
    world.sandbox.reset();
    world.succeed(&BLOCK);
    assert!(policies(&world).iter().all(|policy| !policy.contains("bad")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_changes_nothing_and_leaves_no_file() {
    let world = world().await;
    let before = policies(&world);
    let ran = world.run(&["block", "r.sqlite", "--app", "bad", "--all"]);
    assert!(ran.code == Some(0) && ran.err.contains("a dry run: nothing was changed"), "{ran:?}");
    assert!(policies(&world) == before && !world.path("r.sqlite").exists());
    for (arguments, code, message) in [
        (&["block", "r.sqlite", "--app", "bad"][..], 2, "--organization"),
        (&["block", "r.sqlite", "--app", "nobody's", "--all"], 1, "Stytch has no app nobody's"),
        (
            &["block", "r.sqlite", "--app", "bad", "--organization", "nowhere"],
            1,
            "Stytch has no Organization nowhere",
        ),
        (&["unblock", "r.sqlite", "--app", "bad", "--all"], 1, "there is no record"),
    ] {
        let ran = world.run(arguments);
        assert!(ran.code == Some(code) && ran.err.contains(message), "{arguments:?}: {ran:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn for_users_there_is_no_block_and_the_message_offers_deletion() {
    let world =
        World::new(Seed::new().grant("user-1", App::new("bad").client_type("third_party"), "openid")).await;
    let refusal = json!({"status_code": 400, "request_id": "r", "error_type": "bad_request"});
    world.sandbox.on("search_organizations").respond(400).body(refusal);
    let ran = world.run(&BLOCK);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.err.contains("for Users there is no block; `stytch-apps apps delete r.sqlite --app APP`"),
        "{ran:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn grants_that_a_block_would_hide_are_told_until_they_are_revoked() {
    let bad = || App::new("bad").client_type("third_party");
    let world = World::new(seed().grant(("open", "member-1"), bad(), "openid").grant(
        ("closed", "m"),
        bad(),
        "openid",
    ))
    .await;
    world.succeed(&["review", "r.sqlite"]);
    let block = ["block", "r.sqlite", "--app", "bad", "--all"];
    let ran = world.run(&block);
    let hint = "people there granted it access (1); once it is blocked, Stytch may list their grants no more";
    assert!(
        ran.err.contains(hint) && ran.err.contains("run `stytch-apps revoke r.sqlite --app bad` first"),
        "{ran:?}"
    );
    world.succeed(&["revoke", "r.sqlite", "--app", "bad", "--yes"]);
    let ran = world.run(&block);
    assert!(!ran.err.contains("warning"), "{ran:?}");
    // A policy hides grants, and does not end them: they are back once it is restored.
    let hidden = ["block", "r.sqlite", "--app", "other", "--organization", "open", "--yes"];
    let seed = world.sandbox.snapshot().grant(("open", "member-2"), "other", "openid");
    let mut world = world;
    world.reseed(seed).await;
    world.succeed(&hidden);
    let client = world.sandbox.client().expect("valid");
    let listed =
        async || client.list_organization_connected_apps().organization_id("open").await.expect("listed");
    assert!(listed().await.connected_apps.is_empty());
    world.succeed(&["unblock", "r.sqlite", "--app", "other", "--all", "--yes"]);
    assert_eq!(listed().await.connected_apps.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_has_the_evidence_and_a_blocked_app_is_not_taken_for_unused() {
    let world = world().await;
    world.succeed(&BLOCK);
    for _ in 0..2 {
        world.succeed(&["review", "r.sqlite"]);
    }
    let ran = world.run(&["apps", "delete", "r.sqlite", "--unused", "--yes"]);
    assert!(
        ran.code == Some(0) && ran.err.contains("left out: 1 blocked app, whose grants Stytch may not list"),
        "{ran:?}"
    );
    world.succeed(&["apps", "delete", "r.sqlite", "--app", "other", "--yes"]);
    let report = world.succeed(&["report", "r.sqlite", "--html", "r.html", "--output", "json"]);
    let kept_out = &serde_json::from_str::<serde_json::Value>(&report).expect("JSON")["kept_out"];
    let deletions = kept_out["deletions"].as_array().expect("deletions").iter();
    let deletions: Vec<_> = deletions.map(|deletion| (&deletion["app_id"], &deletion["state"])).collect();
    for state in ["kept", "done"] {
        assert!(deletions.contains(&(&json!("other"), &json!(state))), "{deletions:?}");
    }
    let listed = kept_out["policies"]
        .as_array()
        .expect("changes")
        .iter()
        .find(|change| change["organization_id"] == "listed");
    let listed = listed.expect("a change");
    assert_eq!(
        (&listed["before"], &listed["allowed_before"], &listed["allowed_after"]),
        (&json!("RESTRICTED"), &json!(3), &json!(2))
    );
    let html = std::fs::read_to_string(world.path("r.html")).expect("written");
    let request = listed["request_id"].as_str().expect("an id");
    assert!(html.contains("Deleted and blocked apps") && html.contains(request), "{request}");
}
