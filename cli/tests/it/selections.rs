//! People by email address, apps and Organizations by name: in `report`, and in `revoke` from a review or live.

use serde_json::Value;
use stytch_connected_apps_sandbox::{App, Member, Organization, Seed, User};

use crate::revoke::{people, revocations};
use crate::support::World;

/// Ann is a User and a Member of two Organizations; two apps have the same name.
fn named() -> Seed {
    let mut acme = Organization::new("organization-1").slug("acme").external_id("customer-7");
    acme.organization_name = "Acme Ltd".to_owned();
    Seed::new()
        .app(App::new("app-1").name("Calendar").client_type("third_party"))
        .app(App::new("app-2").name("Notes").client_type("third_party"))
        .app(App::new("app-3").name("Notes").client_type("third_party"))
        .user(User::new("user-1").email("ann@example.com"))
        .user(User::new("user-2").email("bob@example.com"))
        .organization(acme)
        .member("organization-1", Member::new("member-1").email("ann@example.com"))
        .member("organization-1", Member::new("member-2").email("bob@example.com"))
        .member("organization-2", Member::new("member-3").email("ann@example.com"))
        .grant("user-1", "app-1", "openid calendar:write")
        .grant("user-2", "app-1", "openid")
        .grant("user-2", "app-2", "openid")
        .grant(("organization-1", "member-1"), "app-1", "openid")
        .grant(("organization-1", "member-2"), "app-3", "openid")
        .grant(("organization-2", "member-3"), "app-2", "openid")
}

async fn reviewed() -> World {
    let world = World::new(named()).await;
    world.succeed(&["review", "r.sqlite"]);
    world
}

/// Selections that mean the same in a review, live and in a report, with their grants.
const SELECTIONS: &[(&[&str], &[&str])] = &[
    (&["--email", "ann@example.com"], &["app-1 user-1", "app-1 member-1", "app-2 member-3"]),
    (&["--email", "ANN@EXAMPLE.COM", "--app", "calendar"], &["app-1 user-1", "app-1 member-1"]),
    (&["--email", "bob@example.com", "--app", "app-2"], &["app-2 user-2"]),
    (&["--member", "acme/ann@example.com"], &["app-1 member-1"]),
    (&["--member", "Acme Ltd/member-2"], &["app-3 member-2"]),
    (&["--organization", "organization-1", "--app", "Calendar"], &["app-1 member-1"]),
    (&["--organization", "acme"], &["app-1 member-1", "app-3 member-2"]),
    (&["--organization", "customer-7"], &["app-1 member-1", "app-3 member-2"]),
    (&["--organization", "acme ltd"], &["app-1 member-1", "app-3 member-2"]),
];

#[tokio::test(flavor = "multi_thread")]
async fn names_and_email_addresses_select_the_same_from_a_review_and_live() {
    let world = reviewed().await;
    for (selection, expected) in SELECTIONS {
        for live in [&[][..], &["--live"]] {
            let line = [&["revoke", "r.sqlite", "--output", "json"], *selection, live].concat();
            assert_eq!(people(&world.succeed(&line)), *expected, "{line:?}");
        }
    }
    assert_eq!(revocations(&world), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_shows_only_the_grants_that_are_selected_in_every_form() {
    let world = reviewed().await;
    world.succeed(&["revoke", "r.sqlite", "--user", "user-2", "--app", "app-1", "--yes"]);
    world.succeed(&["review", "r.sqlite"]);
    let selections = SELECTIONS.iter().map(|(selection, expected)| (*selection, expected.to_vec()));
    let own = [
        (&["--scope", "calendar:*"][..], vec!["app-1 user-1"]),
        (&["--user", "user-2"], vec!["app-2 user-2"]),
        (&["--app", "app-3"], vec!["app-3 member-2"]),
        (&["--scope", "open*", "--app", "Calendar", "--user", "user-1"], vec!["app-1 user-1"]),
    ];
    for (selection, expected) in selections.chain(own) {
        // A record does not keep slugs and external ids.
        if selection
            .iter()
            .any(|word| word.starts_with("acme") && *word != "acme ltd" || *word == "customer-7")
        {
            continue;
        }
        let forms = ["--output", "json", "--decisions", "d.csv", "--html", "r.html"];
        let line = [&["report", "r.sqlite"], selection, &forms].concat();
        let report: Value = serde_json::from_str(&world.succeed(&line)).expect("JSON");
        assert_eq!(report["totals"]["grants"], expected.len(), "{line:?}");
        assert_eq!(
            report["revocations"].as_array().map(Vec::len),
            Some(usize::from(selection == ["--user", "user-2"]))
        );
        let decisions = std::fs::read_to_string(world.path("d.csv")).expect("written");
        let rows = decisions.lines().skip(1).map(|row| {
            let cells: Vec<&str> = row.split(',').collect();
            format!("{} {}", cells[8], cells[10])
        });
        assert_eq!(rows.collect::<Vec<_>>(), expected, "{line:?}");
        let html = std::fs::read_to_string(world.path("r.html")).expect("written");
        assert!(html.contains("this report shows only the grants") && !html.contains("app-9"), "{line:?}");
        assert_eq!(html.contains("user-1"), decisions.contains("user-1"), "{line:?}");
        std::fs::remove_file(world.path("d.csv")).expect("written");
    }
    let changes = |selection: &[&str]| {
        let line = [&["report", "r.sqlite", "--since", "1", "--output", "json"], selection].concat();
        let report: Value = serde_json::from_str(&world.succeed(&line)).expect("JSON");
        (report["change_totals"]["gone_grants"].as_u64(), report["change_totals"]["same_grants"].as_u64())
    };
    assert_eq!(changes(&["--app", "Calendar"]), (Some(1), Some(2)));
    assert_eq!(changes(&["--email", "ann@example.com"]), (Some(0), Some(3)));
    let table = world.succeed(&["report", "r.sqlite", "--email", "ann@example.com"]);
    assert!(table.contains("; this report shows only the grants of ann@example.com\n"), "{table}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_of_several_is_one_error_that_lists_their_ids() {
    let world = reviewed().await;
    let error = "error: 2 apps are called \"Notes\"; name one by its id:\n  app-2\n  app-3\n";
    for line in [
        &["revoke", "r.sqlite", "--app", "Notes", "--yes"][..],
        &["revoke", "r.sqlite", "--app", "Notes", "--live", "--user", "user-1", "--yes"],
        &["report", "r.sqlite", "--app", "Notes"],
    ] {
        let ran = world.run(line);
        assert_eq!((ran.code, ran.err.as_str()), (Some(2), error), "{line:?}");
    }
    assert_eq!(revocations(&world), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_and_what_nobody_knows_is_refused() {
    let world = reviewed().await;
    for (selection, code, error) in [
        (
            &["revoke", "r.sqlite", "--email", "eve@example.com"][..],
            1,
            "review 1 has no person with the email address eve@example.com; correct it, review again, or add --live to \
             ask Stytch",
        ),
        (
            &["revoke", "r.sqlite", "--email", "eve@example.com", "--live"],
            1,
            "no User and no Member of any Organization has the email address eve@example.com",
        ),
        (
            &["revoke", "r.sqlite", "--member", "acme/eve@example.com", "--live"],
            1,
            "no Member of organization-1 has the email address eve@example.com",
        ),
        (
            &["revoke", "r.sqlite", "--user", "user-1", "--app", "Calender", "--live"],
            1,
            "Stytch has no app Calender; `stytch-apps call search_connected_app_clients` lists them",
        ),
        (
            &["revoke", "r.sqlite", "--organization", "acne", "--live"],
            1,
            "Stytch has no Organization acne; name it by its id, its slug, its external id or its name",
        ),
        (
            &["revoke", "r.sqlite", "--organization", "acne"],
            1,
            "review 1 has no Organization acne; correct it, review again, or add --live to ask Stytch",
        ),
        (
            &["report", "r.sqlite", "--email", "eve@example.com"],
            2,
            "the record has no person with the email address eve@example.com",
        ),
        (
            &["report", "r.sqlite", "--app", "x", "--organization", "acme"],
            2,
            "the record has no app x, no Organization acme; it knows apps and Organizations by id or name, and people by id or email address",
        ),
    ] {
        let ran = world.run(&[selection, &["--output", "json"]].concat());
        assert_eq!((ran.code, ran.err), (Some(code), format!("error: {error}\n")), "{selection:?}");
    }
    let ran = world.run(&["report", "r.sqlite", "--app", "Calendar", "--scope", "none:*"]);
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (Some(0), "there are none of the grants to Calendar with a scope like none:*\n")
    );
    let ran = world.run(&["report", "r.sqlite", "--user", "ann@example.com"]);
    assert!(ran.code == Some(2) && ran.err.ends_with("; --email takes an email address\n"), "{ran:?}");
    // As from a variable of a shell that is not set.
    for option in ["--app", "--user", "--email", "--organization", "--member"] {
        let ran = world.run(&["revoke", "r.sqlite", option, "", "--yes"]);
        assert_eq!((ran.code, revocations(&world)), (Some(2), 0), "{option}: {ran:?}");
    }
    // Whoever names both may mean the Member of that Organization.
    let both = ["--email", "ann@example.com", "--organization", "acme"];
    for command in ["revoke", "report"] {
        let ran = world.run(&[&[command, "r.sqlite"], &both[..]].concat());
        assert!(ran.code == Some(2) && ran.err.contains("cannot be used with"), "{ran:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_without_organizations_or_without_users_finds_a_leaver_with_a_warning() {
    let world = World::new(named()).await;
    let line = ["revoke", "r.sqlite", "--live", "--email", "ann@example.com", "--output", "json"];
    for (refused, warning, expected) in [
        ("search_organizations", "warning: no Members were searched: ", &["app-1 user-1"][..]),
        ("search_users", "warning: no Users were searched: ", &["app-1 member-1", "app-2 member-3"]),
    ] {
        world.sandbox.reset();
        world.sandbox.on(refused).respond(400);
        let ran = world.run(&line);
        assert_eq!(people(&ran.out), expected, "{ran:?}");
        assert!(ran.err.starts_with(warning), "{ran:?}");
    }
    // Whoever could not be asked may have more.
    for status in [401, 403] {
        world.sandbox.reset();
        world.sandbox.on("search_organizations").respond(status);
        assert_eq!(world.run(&line).code, Some(1), "{status}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaver_by_email_address_is_gone_after_an_interruption_even_if_the_person_is_deleted() {
    let mut world = World::new(named()).await;
    let line = ["revoke", "r.sqlite", "--live", "--email", "ann@example.com", "--yes"];
    world.sandbox.on("revoke_user_connected_app").times(9).respond(401);
    world.sandbox.on("revoke_member_connected_app").times(9).respond(401);
    assert_eq!(world.run(&line).code, Some(1));
    world.reseed(Seed::new().grant("user-9", "app-1", "openid")).await;
    world.succeed(&line);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation WHERE verified_at IS NOT NULL"), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_that_may_not_know_an_email_address_says_so() {
    let world = World::new(named()).await;
    world.succeed(&["review", "r.sqlite", "--users"]);
    let line = ["revoke", "r.sqlite", "--email", "ann@example.com", "--output", "json"];
    let ran = world.run(&line);
    assert_eq!(people(&ran.out), ["app-1 user-1"], "{ran:?}");
    assert!(ran.err.starts_with("warning: review 1 covers all Users and nobody else, "), "{ran:?}");
    world.sandbox.on("search_members").respond(403);
    assert_eq!(world.run(&["review", "r.sqlite"]).code, Some(3));
    let ran = world.run(&line);
    assert!(ran.err.starts_with("warning: Members without a name in review 2: 3; "), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leaver_is_found_in_the_last_of_many_organizations_even_if_one_is_deleted_meanwhile() {
    let mut seed = Seed::new();
    for number in 0..101 {
        let member = Member::new(format!("member-{number}")).email(format!("m{number}@example.com"));
        seed = seed.member(&format!("organization-{number:03}"), member);
    }
    let world = World::new(seed.grant(("organization-100", "member-100"), "app-1", "openid")).await;
    // The search about the first hundred, and then the one about the first of them.
    let body = serde_json::json!({
        "status_code": 404, "request_id": "r", "error_type": "organization_not_found", "error_message": "gone"
    });
    world.sandbox.on("search_members").times(2).respond(404).body(body);
    let ran = world.run(&["revoke", "r.sqlite", "--live", "--email", "m100@example.com", "--output", "json"]);
    assert_eq!(people(&ran.out), ["app-1 member-100"], "{ran:?}");
    assert!(ran.err.starts_with("searching the Members of 101 Organizations\n"), "{ran:?}");
    let ran = world.run(&["revoke", "r.sqlite", "--live", "--email", "m0@example.com"]);
    assert_eq!(
        (ran.code, ran.err.lines().last()),
        (Some(0), Some("nothing to revoke: Stytch lists no such grant"))
    );
}
