//! The apps of the project: a review records them all, and a report shows what is odd about them.

use serde_json::{Value, json};
use stytch_connected_apps_sandbox::{App, Generate, Seed};

use crate::support::{World, few};

/// An app as a page of the search has it.
fn page(ids: &[String], next: Value) -> Value {
    let app = |id: &String| json!({"client_id": id, "client_name": id, "client_type": "third_party", "status": "active"});
    json!({"connected_apps": ids.iter().map(app).collect::<Vec<_>>(), "results_metadata": {"next_cursor": next}})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_records_every_app_of_the_project_with_its_settings() {
    let mut app = App::new("unused").name("Unused").client_type("third_party");
    app.redirect_urls = vec!["https://b.example.com/cb".to_owned(), "https://a.example.com/cb".to_owned()];
    app.bypass_consent_for_offline_access = false;
    app.client_id_metadata_url = Some("https://a.example.com/client.json".to_owned());
    let world = World::new(few().app(app)).await;
    world.succeed(&["review", "r.sqlite"]);
    let ids = "SELECT group_concat(app_id, ' ') FROM (SELECT app_id FROM project_app ORDER BY app_id)";
    assert_eq!(world.value::<String>(ids), "agent calendar unused");
    let settings =
        "SELECT name || ' ' || client_type || ' ' || status || ' ' || creation_method || ' ' || redirect_urls
                        || ' ' || metadata_url || ' ' || full_access_allowed || bypasses_consent || ' '
                        || access_token_minutes || ' ' || json_array_length(secrets)
                    FROM project_app WHERE app_id = 'unused'";
    assert_eq!(
        world.value::<String>(settings),
        "Unused third_party active api [\"https://a.example.com/cb\",\"https://b.example.com/cb\"] \
         https://a.example.com/client.json 00 60 1"
    );
    // Only the last four characters of the secret.
    assert_eq!(world.value::<i64>("SELECT length(json_extract(secrets, '$[0]')) FROM project_app"), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_of_all_users_or_all_organizations_searches_the_apps_and_one_of_a_few_people_does_not() {
    let world = World::new(few()).await;
    std::fs::write(world.path("ids.txt"), "user-1\n").expect("a file");
    for (arguments, searches) in [
        (&["--users"][..], 1),
        (&["--organizations"], 1),
        (&[], 1),
        (&["--ids", "ids.txt"], 0),
        (&["--organizations", "acme"], 0),
        (&["--ids", "ids.txt", "--organizations"], 1),
    ] {
        world.sandbox.reset();
        world.succeed(&[&["review", "r.sqlite"], arguments].concat());
        assert_eq!(world.requests("search_connected_app_clients"), searches, "{arguments:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_of_apps_continues_at_its_page_after_a_failure() {
    let world = World::new(Seed::new().generate(Generate::new(1).users(3).apps(2_500))).await;
    world.sandbox.on("search_connected_app_clients").nth(2).respond(403);
    let ran = world.run(&["review", "r.sqlite", "--users"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("the search stopped at its page 2"), "{ran:?}");
    assert_eq!(world.value::<i64>("SELECT count(*) FROM project_app"), 1_000);
    world.sandbox.reset();
    world.succeed(&["review", "r.sqlite", "--users"]);
    assert_eq!(world.requests("search_connected_app_clients"), 2, "the first page is not asked for again");
    assert_eq!(world.value::<i64>("SELECT count(*) FROM project_app WHERE review = 1"), 2_500);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_circle_of_pages_of_apps_ends_a_review() {
    let world = World::new(few()).await;
    for request in 0..20 {
        let next = ["a", "b"][request % 2];
        let page = page(&[format!("app-{request}")], next.into());
        world.sandbox.on("search_connected_app_clients").nth(request as u64 + 1).respond(200).body(page);
    }
    let ran = world.run(&["review", "r.sqlite"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("page 3 of a search: the cursor is that of an earlier page"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_finds_fewer_apps_than_stytch_counts_is_told() {
    let world = World::new(few()).await;
    let mut page = page(&["agent".to_owned()], Value::Null);
    page["results_metadata"]["total"] = 2.into();
    world.sandbox.on("search_connected_app_clients").respond(200).body(page);
    let ran = world.run(&["review", "r.sqlite"]);
    assert_eq!(ran.err, "warning: Stytch counts 2 apps, but the search found 1; review again\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_needs_no_more_than_an_id_a_name_a_type_and_a_status() {
    let world = World::new(few()).await;
    let body = page(&["agent".to_owned()], Value::Null);
    world.sandbox.on("search_connected_app_clients").respond(200).body(body);
    world.succeed(&["review", "r.sqlite"]);
    let unknown = "SELECT count(*) FROM project_app WHERE creation_method = '' AND redirect_urls = '[]' AND secrets = '[]'
                       AND full_access_allowed IS NULL AND bypasses_consent IS NULL AND access_token_minutes IS NULL
                       AND metadata_url IS NULL";
    assert_eq!(world.value::<i64>(unknown), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_that_found_apps_and_nobody_gives_way_to_one_of_another_scope() {
    let world = World::new(few()).await;
    world.sandbox.on("search_users").respond(403);
    assert_eq!(world.run(&["review", "r.sqlite", "--users"]).code, Some(1));
    world.sandbox.reset();
    world.succeed(&["review", "r.sqlite", "--organizations"]);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM project_app"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_shows_unused_apps_and_what_changed_about_an_app() {
    let idle = App::new("idle").client_type("third_party").redirect_url("https://idle.example/cb");
    let mut world = World::new(few().app(idle).app(App::new("removed").client_type("third_party"))).await;
    world.succeed(&["review", "r.sqlite"]);
    let client = world.sandbox.client().expect("valid");
    let urls = ["https://idle.example/cb", "https://evil.example/cb"];
    let change = client.update_connected_app_client().client_id("idle");
    change.body_map(|body| body.redirect_urls(urls).access_token_expiry_minutes(90)).await.expect("updated");
    client.delete_connected_app_client().client_id("removed").await.expect("deleted");
    let seed = world.sandbox.snapshot().app(App::new("added").client_type("third_party"));
    world.reseed(seed).await;
    world.succeed(&["review", "r.sqlite"]);

    let report =
        world.succeed(&["report", "r.sqlite", "--since", "1", "--html", "r.html", "--output", "json"]);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let inventory = &report["inventory"];
    assert_eq!((&inventory["totals"]["apps"], &inventory["totals"]["unused"]), (&json!(4), &json!(2)));
    let changes = json!([
        {"app_id": "added", "name": "added", "change": "added", "settings": []},
        {"app_id": "idle", "name": "idle", "change": "changed", "settings": [
            {"setting": "redirect_urls", "before": ["https://idle.example/cb"],
             "after": ["https://evil.example/cb", "https://idle.example/cb"]},
            {"setting": "access_token_minutes", "before": 60, "after": 90},
        ]},
        {"app_id": "removed", "name": "removed", "change": "removed", "settings": []},
    ]);
    assert_eq!(inventory["changes"], changes);
    let html = std::fs::read_to_string(world.path("r.html")).expect("written");
    for shown in [
        "Unused: 2,",
        "access_token_minutes: 60, now 90",
        "Not the app's own",
        "evil.<wbr>example",
        "removed",
    ] {
        assert!(html.contains(shown), "{shown}");
    }
    let hint = "of the project's apps (4), unused: 2, with refresh tokens that never end: 1, redirecting to other hosts: 1; \
                `stytch-apps apps r.sqlite` lists them\n";
    let ran = world.run(&["report", "r.sqlite"]);
    assert!(ran.err.ends_with(hint), "{ran:?}");
    let ran = world.run(&["report", "r.sqlite", "--since", "1"]);
    let changes = "of the project's apps, since the earlier review, added: 1, removed: 1, with other settings: 1; --html and \
                   --output json show what has changed\n";
    assert!(ran.err.ends_with(changes), "{ran:?}");

    // Which apps are unused, a report about some grants or a review of some people cannot say.
    let filtered = world.succeed(&["report", "r.sqlite", "--app", "agent", "--output", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&filtered).expect("JSON").get("inventory"), None);
    world.succeed(&["review", "r.sqlite", "--users"]);
    let report = world.succeed(&["report", "r.sqlite", "--html", "r.html", "--output", "json"]);
    assert_eq!(
        serde_json::from_str::<Value>(&report).expect("JSON")["inventory"]["totals"]["unused"],
        Value::Null
    );
    assert!(
        std::fs::read_to_string(world.path("r.html"))
            .expect("written")
            .contains("Which are unused is not known")
    );
}
