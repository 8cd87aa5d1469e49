use std::time::{Duration, Instant};

use serde_json::json;
use stytch_connected_apps_sandbox::{Generate, Member, Seed};

use crate::support::{World, few};

#[tokio::test(flavor = "multi_thread")]
async fn a_finished_review_is_followed_by_a_new_one_beside_it() {
    let world = World::new(few()).await;
    let first = world.succeed(&["review", "r.sqlite", "--output", "csv"]);
    assert_eq!(first, "\u{feff}review,users,organizations,apps,grants,failed\n1,2,2,2,6,0\n");
    let second = world.succeed(&["review", "r.sqlite", "--users", "--output", "csv"]);
    assert_eq!(second, "\u{feff}review,users,organizations,apps,grants,failed\n2,2,0,2,3,0\n");
    assert_eq!(world.found(1), world.granted());
    assert_eq!(world.value::<i64>("SELECT count(*) FROM review WHERE finished_at IS NOT NULL"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_are_given_are_reviewed() {
    let world = World::new(
        few().organization(stytch_connected_apps_sandbox::Organization::new("organization-9").slug("a-slug")),
    )
    .await;
    std::fs::write(world.path("ids.txt"), "\u{feff}user-2\r\n\n user-2 \n").expect("a file");
    world.succeed(&["review", "r.sqlite", "--ids", "ids.txt", "--organizations", "acme", "a-slug"]);
    let found: Vec<_> = world.found(1).into_iter().map(|grant| grant.2).collect();
    assert_eq!(found, ["user-2", "member-1", "member-2"]);
    // The record has the id that the API has, and the name.
    let name =
        world.value::<String>("SELECT name FROM subject WHERE id = 'organization-9' AND state = 'done'");
    assert_eq!(name, "organization-9");
    assert_eq!(world.requests("search_users") + world.requests("search_organizations"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_is_a_row_and_the_next_run_tries_it_again() {
    let world = World::new(few()).await;
    world.sandbox.on("get_user_connected_apps").path("/v1/users/user-1/connected_apps").respond(500);
    let ran = world.run(&["review", "r.sqlite", "--output", "csv"]);
    assert_eq!((ran.code, ran.out.lines().last()), (Some(3), Some("1,2,2,2,4,1")), "{ran:?}");
    assert!(
        ran.err.ends_with("error: 1 of the calls failed; `stytch-apps report --html` lists them, and the same command tries them again\n"),
        "{ran:?}"
    );
    let error = world.value::<String>("SELECT error FROM subject WHERE state = 'failed'");
    assert!(error.contains("500 Internal Server Error"), "{error}");

    // The call that fails is now the only one.
    assert_eq!(world.run(&["review", "r.sqlite"]).code, Some(3));
    assert_eq!(world.value::<i64>("SELECT count(*) FROM subject WHERE state = 'failed'"), 1);

    world.sandbox.reset();
    let again = world.succeed(&["review", "r.sqlite", "--output", "csv"]);
    assert_eq!(again.lines().last(), Some("1,2,2,2,6,0"));
    assert_eq!(world.requests("get_user_connected_apps"), 1);
    assert_eq!(world.found(1), world.granted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_was_deleted_since_the_search_has_no_grants_but_a_given_id_must_exist() {
    let world = World::new(few()).await;
    let gone = || {
        let on = world.sandbox.on("get_user_connected_apps").path("/v1/users/user-1/connected_apps");
        on.respond(404).body(serde_json::json!({
            "status_code": 404, "request_id": "r", "error_type": "user_not_found", "error_message": "none"
        }));
    };
    gone();
    let summary = world.succeed(&["review", "r.sqlite", "--users", "--output", "csv"]);
    assert_eq!(summary.lines().last(), Some("1,2,0,1,1,0"));

    std::fs::write(world.path("ids.txt"), "user-1\n").expect("a file");
    let ran = world.run(&["review", "r.sqlite", "--ids", "ids.txt", "--output", "csv"]);
    assert_eq!((ran.code, ran.out.lines().last()), (Some(3), Some("2,1,0,0,0,1")), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_404_that_is_not_the_apis_says_nothing_about_a_user() {
    let world = World::new(few()).await;
    world.sandbox.on("get_user_connected_apps").respond(404).body("<html>");
    let ran = world.run(&["review", "r.sqlite", "--users", "--output", "csv"]);
    assert_eq!((ran.code, ran.out.lines().last()), (Some(3), Some("1,2,0,0,0,2")), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfinished_review_of_another_scope_is_kept() {
    let world = World::new(few()).await;
    world.sandbox.on("get_user_connected_apps").path("/v1/users/user-1/connected_apps").respond(500);
    assert_eq!(world.run(&["review", "r.sqlite", "--users"]).code, Some(3));
    let ran = world.run(&["review", "r.sqlite"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        ran.err,
        "error: review 1 is not complete, and covers all Users, not all Users and all Organizations; continue it with the same \
         options as before, or begin a new one with --new\n"
    );
    world.sandbox.reset();
    let new = world.succeed(&["review", "r.sqlite", "--new", "--output", "csv"]);
    assert_eq!(new.lines().last(), Some("2,2,2,2,6,0"));
    assert_eq!(world.found(1).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_whose_cursor_has_expired_begins_again_and_adds_nobody_twice() {
    let seed = Seed::new().generate(Generate::new(1).users(2_500));
    let world = World::new(seed).await;
    // The second page is not to be had: the first run ends there.
    world.sandbox.on("search_users").nth(2).times(1).respond(403);
    let ran = world.run(&["review", "r.sqlite", "--users"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(world.value::<i64>("SELECT count(*) FROM subject"), 1000);
    world.sandbox.on("search_users").nth(1).times(1).respond(400);
    world.succeed(&["review", "r.sqlite", "--users"]);
    assert_eq!(world.found(1), world.granted());
    assert_eq!(world.value::<i64>("SELECT count(*) FROM subject"), 2500);
}

/// Members of Organizations, who have email addresses. The first one of each Organization granted nothing.
fn members(organizations: usize, of_each: usize) -> Seed {
    let mut seed = Seed::new();
    for organization in 1..=organizations {
        let id = format!("organization-{organization}");
        for number in 0..=of_each {
            let member = format!("member-{organization}-{number}");
            seed = seed.member(&id, Member::new(&*member).email(format!("{member}@example.com")));
            if number > 0 {
                seed = seed.grant((&*id, &*member), "agent", "openid");
            }
        }
    }
    seed
}

#[tokio::test(flavor = "multi_thread")]
async fn members_who_granted_access_have_names_from_few_searches() {
    let world = World::new(members(30, 7)).await;
    world.succeed(&["review", "r.sqlite", "--organizations"]);
    let is_named = "kind = 'member' AND state = 'done' AND name = id || '@example.com'";
    assert_eq!(world.value::<i64>(&format!("SELECT count(*) FROM subject WHERE {is_named}")), 210);
    assert_eq!(world.requests("search_members"), 3);
    world.succeed(&["report", "r.sqlite", "--decisions", "d.csv"]);
    let decisions = std::fs::read_to_string(world.path("d.csv")).expect("written");
    assert!(
        decisions.contains(",member-1-2@example.com,openid,agent,organization-1,member-1-2\n"),
        "{decisions}"
    );
    let member = "organization-1/member-1-2";
    let plan = world.succeed(&["revoke", "r.sqlite", "--member", member, "--output", "csv"]);
    assert!(plan.contains(",member-1-2,member-1-2@example.com,openid,planned,"), "{plan}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_whose_names_are_missing_is_not_done_and_the_same_command_finds_them() {
    let world = World::new(members(2, 3)).await;
    world.sandbox.on("search_members").respond(403);
    let ran = world.run(&["review", "r.sqlite", "--output", "csv"]);
    assert_eq!((ran.code, ran.out.lines().last()), (Some(3), Some("1,0,2,1,6,0")), "{ran:?}");
    assert_eq!(
        ran.err,
        "error: names are missing: 6 of the Members have none, as the search for them failed; the same command tries \
         again\n"
    );
    assert_eq!(world.found(1), world.granted());
    let ran = world.run(&["report", "r.sqlite", "--html", "r.html"]);
    let warning = "warning: Members without a name in review 1, as the search for them failed: 6; `stytch-apps \
                   review` searches again\n";
    assert!(ran.err.ends_with(warning), "{ran:?}");
    assert!(std::fs::read_to_string(world.path("r.html")).expect("written").contains("search_members: 403"));
    // All grants are known, so nothing is missing when they are revoked.
    let ran = world.run(&["revoke", "r.sqlite", "--app", "agent"]);
    assert!(!ran.err.contains("warning"), "{ran:?}");
    world.sandbox.reset();
    world.succeed(&["review", "r.sqlite"]);
    let named = "SELECT count(*) FROM subject WHERE review = 1 AND name LIKE 'member-%@%'";
    assert_eq!(world.value::<i64>(named), 6);
    // The names are all that was asked for.
    assert_eq!(world.sandbox.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_deleted_before_the_search_for_names_takes_them_from_nobody_else() {
    let world = World::new(members(3, 2)).await;
    // The search about all three Organizations, and then the one about the second alone.
    let body = json!({
        "status_code": 404, "request_id": "r", "error_type": "organization_not_found", "error_message": "none"
    });
    for number in [1, 3] {
        world.sandbox.on("search_members").nth(number).respond(404).body(body.clone());
    }
    world.succeed(&["review", "r.sqlite", "--organizations", "--rate", "20/s"]);
    let requests = world.sandbox.requests();
    let searches = requests.iter().filter(|request| request.operation == Some("search_members"));
    let searches: Vec<_> = searches.map(|request| request.at).collect();
    assert_eq!(searches.len(), 4);
    let took = searches[3].duration_since(searches[0]).expect("in order");
    assert!(took >= Duration::from_millis(100), "3 more calls in {took:?} exceed the rate");
    let unnamed = "SELECT group_concat(id) FROM subject WHERE kind = 'member' AND name = ''";
    assert_eq!(world.value::<String>(unnamed), "member-2-1,member-2-2");
    assert_eq!(world.value::<i64>("SELECT count(*) FROM subject WHERE state <> 'done'"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_finds_fewer_than_there_are_is_told() {
    let world = World::new(few()).await;
    let page = json!({
        "status_code": 200, "request_id": "r", "results": [], "results_metadata": {"total": 2, "next_cursor": null}
    });
    world.sandbox.on("search_users").respond(200).body(page);
    let ran = world.run(&["review", "r.sqlite", "--users"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.err, "warning: Stytch counts 2 Users, but the search found 0; review again\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistaken_id_is_corrected_in_the_same_record() {
    let world = World::new(few()).await;
    for (id, code) in [("user-x", Some(3)), ("user-1", Some(0))] {
        std::fs::write(world.path("ids.txt"), id).expect("a file");
        assert_eq!(world.run(&["review", "r.sqlite", "--ids", "ids.txt"]).code, code, "{id}");
    }
    // The first review found nothing, and stays as evidence of that.
    assert_eq!(world.found(2).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_caps_the_calls() {
    let world = World::new(Seed::new().generate(Generate::new(1).users(100))).await;
    let start = Instant::now();
    world.succeed(&["review", "r.sqlite", "--users", "--rate", "50/s"]);
    let took = start.elapsed();
    // 101 calls, the first one at once.
    assert!(took >= Duration::from_millis(1950) && took < Duration::from_secs(6), "{took:?}");
    let times: Vec<_> = world.sandbox.requests().iter().map(|request| request.at).collect();
    for window in times.windows(31) {
        let took = window[30].duration_since(window[0]).expect("in order");
        assert!(took >= Duration::from_millis(450), "30 calls in {took:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_outage_is_waited_out() {
    let world = World::new(Seed::new().generate(Generate::new(1).users(300))).await;
    world.sandbox.on("get_user_connected_apps").nth(100).times(120).disconnect();
    world.succeed(&["review", "r.sqlite", "--users"]);
    assert_eq!(world.found(1), world.granted());
}
