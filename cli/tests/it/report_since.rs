//! `report --since`: what changed, person by person, among the grants that both reviews cover.

use serde_json::{Value, json};
use stytch_connected_apps_sandbox::{App, Organization, Seed, User};

use crate::support::{World, few};

/// A report in every form.
struct Report {
    table: String,
    csv: String,
    json: Value,
    html: String,
    /// The messages beside the table.
    err: String,
}

fn report(world: &World, since: &str) -> Report {
    let run = |rest: &[&str]| {
        let ran = world.run(&[&["report", "r.sqlite", "--since", since], rest].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran
    };
    let table = run(&["--html", "r.html"]);
    Report {
        table: table.out,
        err: table.err,
        csv: run(&["--output", "csv"]).out,
        json: serde_json::from_str(&run(&["--output", "json"]).out).expect("JSON"),
        html: std::fs::read_to_string(world.path("r.html")).expect("written"),
    }
}

impl Report {
    /// Each change with the app and the person.
    fn changes(&self) -> Vec<String> {
        let changes = self.json["changes"].as_array().expect("a list").iter();
        let of = |change: &Value, name: &str| change[name].as_str().expect("a string").to_owned();
        changes
            .map(|change| ["change", "app_id", "person_id"].map(|name| of(change, name)).join(" "))
            .collect()
    }

    fn total(&self, name: &str) -> i64 {
        self.json["change_totals"][name].as_i64().expect("a number")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_new_gone_returned_and_changed_grant_is_named_with_its_person() {
    let people = || {
        let email = |user: &str| User::new(user).email(format!("{user}@example.com"));
        Seed::new().user(email("user-1")).user(email("user-2")).user(email("user-4"))
    };
    let first = people()
        .grant("user-1", "calendar", "openid calendar:write")
        .grant("user-1", "agent", "openid offline_access")
        .grant("user-2", "agent", "openid")
        .grant(("acme", "member-1"), "agent", "openid")
        .grant(("acme", "member-2"), "agent", "openid")
        .grant(("globex", "member-3"), "calendar", "openid");
    let mut world = World::new(first).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&["revoke", "r.sqlite", "--user", "user-2", "--yes"]);
    world
        .reseed(
            people()
                .grant("user-1", "calendar", "calendar:write openid")
                .grant("user-1", "agent", "openid offline_access full_access")
                .grant("user-2", "agent", "openid")
                .grant("user-4", "agent", "openid")
                .grant(("acme", "member-1"), "agent", "openid")
                .organization(Organization::new("globex")),
        )
        .await;
    world.succeed(&["review", "r.sqlite"]);

    let report = report(&world, "1");
    let expected = [
        "changed agent user-1",
        "returned agent user-2",
        "new agent user-4",
        "gone agent member-2",
        "gone calendar member-3",
    ];
    assert_eq!(report.changes(), expected);
    let totals = json!({
        "new_grants": 1, "gone_grants": 2, "returned_grants": 1, "changed_grants": 1, "same_grants": 2,
        "not_compared_grants": 0
    });
    assert_eq!(report.json["change_totals"], totals);
    let agent = json!({
        "app": "changed", "new_grants": 1, "gone_grants": 1, "returned_grants": 1, "changed_grants": 1, "same_grants": 1,
        "not_compared_grants": 0
    });
    assert_eq!(report.json["apps"][0]["change"], agent);
    let changed = &report.json["changes"][0];
    assert_eq!(changed["scopes"], "openid offline_access full_access");
    assert_eq!(
        (&changed["earlier_scopes"], &changed["name"]),
        (&json!("openid offline_access"), &json!("user-1@example.com"))
    );

    let csv = "\u{feff}change,app,type,earlier_type,organization_id,person_id,name,scopes,earlier_scopes,app_id\n\
               changed,agent,first_party,,,user-1,user-1@example.com,openid offline_access full_access,\
               openid offline_access,agent\n\
               returned,agent,first_party,,,user-2,user-2@example.com,openid,openid,agent\n\
               new,agent,first_party,,,user-4,user-4@example.com,openid,,agent\n\
               gone,agent,first_party,,acme,member-2,,,openid,agent\n\
               gone,calendar,first_party,,globex,member-3,,,openid,calendar\n";
    assert_eq!(report.csv, csv);
    for change in expected {
        let [change, app, person] = change.split(' ').collect::<Vec<_>>()[..] else { unreachable!() };
        let is_row = |line: &&str| [change, app, person].iter().all(|word| line.contains(word));
        assert_eq!(
            report.table.lines().filter(is_row).count(),
            1,
            "{change} {app} {person}: {}",
            report.table
        );
    }
    let (_, changes) = report.html.split_once("Changes since review 1").expect("a section");
    let changes = changes.split("</section>").next().expect("a section");
    for kind in ["new", "gone", "returned", "changed"] {
        assert!(changes.contains(&format!("<span class=\"chip {kind}\">{kind}</span>")), "{kind}");
    }
    assert!(
        changes.contains(
            "before: <span class=\"chip\">offline_access</span> <span class=\"chip\">openid</span>"
        ),
        "{changes}"
    );
    for person in ["user-1@example.com", "user-2@example.com", "user-4@example.com", "member-2", "member-3"] {
        assert!(changes.contains(person), "{person}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_that_a_new_consent_has_undone_says_so() {
    let mut world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&["revoke", "r.sqlite", "--app", "calendar", "--yes"]);
    world.reseed(few()).await;
    world.succeed(&["review", "r.sqlite", "--users"]);
    let report = report(&world, "previous");
    assert_eq!(report.changes(), ["returned calendar user-1"]);
    let revocations = report.json["revocations"].as_array().expect("a list");
    let again: Vec<_> =
        revocations.iter().filter(|revocation| !revocation["granted_again"].is_null()).collect();
    assert_eq!((revocations.len(), again.len()), (2, 1));
    assert_eq!((&again[0]["person_id"], &again[0]["granted_again"]["review"]), (&json!("user-1"), &json!(2)));
    assert_eq!(report.html.matches("granted again, found by review 2 at").count(), 1);
    assert!(report.err.contains("what was revoked (2), and was granted again (1)"), "{}", report.err);
    // It stays returned, and is not new by a review before which it has come back.
    world.succeed(&["review", "r.sqlite"]);
    assert_eq!(
        self::report(&world, "1").changes(),
        ["returned calendar user-1", "returned calendar member-3"]
    );
    assert_eq!(self::report(&world, "2").changes(), ["returned calendar member-3"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_of_another_type_is_a_change_of_each_of_its_grants() {
    let mut world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    let seed = few().app(App::new("calendar").client_type("third_party"));
    world.reseed(seed).await;
    world.succeed(&["review", "r.sqlite"]);
    let report = report(&world, "previous");
    assert_eq!(report.changes(), ["changed calendar user-1", "changed calendar member-3"]);
    assert!(report.csv.contains("changed,calendar,third_party,first_party,,user-1,"), "{}", report.csv);
    assert!(report.html.contains("first_party, now third_party"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_only_one_review_covers_is_neither_new_nor_gone() {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    std::fs::write(world.path("ids.txt"), "user-2\n").expect("a file");
    for (number, (narrow, covers, not_compared)) in (2..).step_by(2).zip([
        (&["--users"][..], "all Users", 3),
        (&["--organizations"], "all Organizations", 3),
        (&["--organizations", "acme"], "the Organizations acme", 4),
        (&["--ids", "ids.txt"], "1 User", 5),
        (&["--ids", "ids.txt", "--organizations", "globex"], "1 User and the Organizations globex", 4),
    ]) {
        world.succeed(&[&["review", "r.sqlite"], narrow].concat());
        let narrower = report(&world, "previous");
        world.succeed(&["review", "r.sqlite"]);
        let wider = report(&world, "previous");
        for report in [&narrower, &wider] {
            assert_eq!(report.changes(), Vec::<String>::new(), "{narrow:?}");
            assert_eq!(report.total("not_compared_grants"), not_compared, "{narrow:?}");
            assert_eq!(report.total("same_grants"), 6 - not_compared, "{narrow:?}");
            let note =
                format!("not covered by both, so neither new nor gone: {not_compared} of the grants\n");
            assert!(report.table.contains(&note), "{}", report.table);
            let note = format!("{not_compared} grants are not covered by both, and so neither new nor gone.");
            assert!(report.html.contains(&note), "{narrow:?}");
            let apps = report.json["apps"].as_array().expect("apps").iter();
            let kinds: Vec<_> = apps.map(|app| app["change"]["app"].as_str().expect("a word")).collect();
            assert!(kinds.iter().all(|kind| ["same", "not_compared"].contains(kind)), "{kinds:?}");
        }
        assert_eq!(narrower.json["review"]["covers"], covers);
        assert_eq!(wider.json["since"]["covers"], covers);
        let title = format!("Review {number} of ");
        let line = narrower.table.lines().find(|line| line.starts_with(&title)).expect("a line");
        assert!(line.ends_with(&format!(" covers {covers}")), "{line}");
        assert!(narrower.html.contains(&format!("It covers {covers}.")), "{covers}");
        assert!(wider.html.contains(&format!("which covers {covers}.")), "{covers}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_grants_of_a_person_whose_call_failed_are_not_gone() {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    world.sandbox.on("get_user_connected_apps").path("/v1/users/user-1/connected_apps").respond(403);
    world.sandbox.on("list_organization_connected_apps").nth(1).respond(403);
    world.sandbox.on("get_organization_connected_app").nth(1).respond(403);
    assert_eq!(world.run(&["review", "r.sqlite"]).code, Some(3));
    let report = report(&world, "1");
    assert_eq!(report.changes(), Vec::<String>::new());
    assert_eq!(report.total("gone_grants"), 0);
    assert!(report.table.contains("but 3 of its calls failed\n"), "{}", report.table);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unfinished_review_on_either_side_is_said_to_be_one_and_hides_nobody() {
    let world = World::new(few()).await;
    world.sandbox.on("get_user_connected_apps").path("/v1/users/user-1/connected_apps").respond(401);
    assert_eq!(world.run(&["review", "r.sqlite", "--users", "--rate", "2/s"]).code, Some(1));
    world.sandbox.reset();
    world.succeed(&["review", "r.sqlite", "--users", "--new"]);
    let report = report(&world, "previous");
    assert_eq!(report.total("new_grants"), 0);
    assert!(report.total("not_compared_grants") >= 2);
    assert_eq!(
        (&report.json["since"]["finished_at"], &report.json["since"]["is_complete"]),
        (&Value::Null, &json!(false))
    );
    let line = report.table.lines().nth(1).expect("a line");
    assert!(line.contains("covers all Users, but is not finished: "), "{line}");
    assert!(report.html.contains("<strong>The earlier review is not complete.</strong>"));
    assert!(report.err.contains("warning: review 1 is not finished ("), "{}", report.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_found_fewer_than_there_are_makes_nobody_gone() {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite", "--users"]);
    let page = json!({
        "status_code": 200, "request_id": "r", "results": [], "results_metadata": {"total": 2, "next_cursor": null}
    });
    world.sandbox.on("search_users").respond(200).body(page);
    world.succeed(&["review", "r.sqlite", "--users"]);
    let report = report(&world, "1");
    assert_eq!((report.total("gone_grants"), report.total("not_compared_grants")), (0, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_person_and_a_deleted_organization_are_gone() {
    let mut world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    world
        .reseed(Seed::new().grant("user-2", "agent", "openid").grant(("acme", "member-1"), "agent", "openid"))
        .await;
    world.succeed(&["review", "r.sqlite"]);
    let expected =
        ["gone agent user-1", "gone agent member-2", "gone calendar user-1", "gone calendar member-3"];
    let report = report(&world, "previous");
    assert_eq!(report.changes(), expected);
    assert_eq!(report.json["apps"][1]["change"]["app"], "gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_earlier_review_there_is_nothing_to_compare_with() {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    for (since, expected) in [
        (
            "previous",
            "error: the record has no earlier review, so --since previous has nothing to compare with\n",
        ),
        ("1", "error: --since takes a review that is earlier than 1\n"),
        ("2", "error: the record has no review 2; the last one is 1\n"),
    ] {
        let ran = world.run(&["report", "r.sqlite", "--since", since]);
        assert_eq!((ran.code, &*ran.out, &*ran.err), (Some(2), "", expected));
    }
    assert_eq!(world.run(&["report", "r.sqlite", "--since", "last"]).code, Some(2));
}
