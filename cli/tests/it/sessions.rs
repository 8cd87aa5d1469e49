//! The sessions that a revoked app made.

use std::collections::BTreeSet;

use serde_json::Value;
use stytch_connected_apps_sandbox::{Organization, Seed, Session};

use crate::support::World;

pub const FULL: &str = "openid full_access";

/// Two Users and a Member who granted `full_access`, and a User who did not. The app made a session for each of the
/// first three; one of these Users has signed in to another one of the app's as well, and to one that no app knows.
pub fn seed() -> Seed {
    Seed::new()
        .grant("user-1", "agent", FULL)
        .grant("user-2", "agent", FULL)
        .grant("user-2", "calendar", FULL)
        .grant("user-3", "agent", "openid")
        .organization(Organization::new("acme"))
        .grant(("acme", "member-1"), "agent", FULL)
        .session(Session::new("t1", "user-1").app("agent"))
        .session(Session::new("t2", "user-2").app("agent"))
        .session(Session::new("t3", "user-2").app("agent").factor("password"))
        .session(Session::new("t4", "user-2").app("calendar"))
        .session(Session::new("t5", "user-2"))
        .session(Session::new("t6", "user-3"))
        .session(Session::new("t7", ("acme", "member-1")).app("agent"))
}

pub async fn reviewed(seed: Seed) -> World {
    let world = World::new(seed).await;
    world.succeed(&["review", "r.sqlite"]);
    world
}

pub const REVOKE: [&str; 7] = ["revoke", "r.sqlite", "--app", "agent", "--yes", "--output", "json"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&REVOKE[..], more].concat()
}

/// The tokens of the sessions that are open.
pub fn open(world: &World) -> BTreeSet<String> {
    let sessions = world.sandbox.snapshot().sessions;
    sessions.iter().map(|session| session.token.expose_secret().to_owned()).collect()
}

pub fn tokens(tokens: &[&str]) -> BTreeSet<String> {
    tokens.iter().map(|token| (*token).to_owned()).collect()
}

/// The state and the factors of each session in the record.
pub fn states(world: &World) -> Vec<String> {
    let record = world.record();
    let sql = "SELECT person_id || ' ' || factors || ' ' || state FROM session ORDER BY 1";
    let mut select = record.prepare(sql).expect("the schema");
    let rows = select.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<Result<_, _>>().expect("text")
}

pub fn unfinished(world: &World) -> i64 {
    world.value(
        "SELECT count(*) FROM revocation
         WHERE verified_at IS NULL OR (end_sessions <> 'none' AND sessions_verified_at IS NULL)",
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_only_the_app_made_end_with_the_grant_and_the_others_are_left() {
    let world = reviewed(seed()).await;
    let ran = world.run(&REVOKE);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(open(&world), tokens(&["t3", "t4", "t5", "t6"]));
    assert_eq!(
        states(&world),
        [
            "member-1 app:agent revoked",
            "user-1 app:agent revoked",
            "user-2 app:agent password left",
            "user-2 app:agent revoked",
        ]
    );
    assert!(
        ran.err.contains("verified as gone: 4 of 4 grants and 3 sessions; `stytch-apps report"),
        "{ran:?}"
    );
    assert!(ran.err.contains("left: 1 session to which the person has signed in as well"), "{ran:?}");
    // Once before, once to verify. Whoever did not grant `full_access` has no session of the app.
    assert_eq!(world.requests("list_user_sessions"), 4);
    assert_eq!(world.requests("list_member_sessions"), 2);
    assert_eq!(world.requests("revoke_user_session"), 2);

    let rows: Vec<Value> = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(rows.len(), 4, "a row is a grant, as ever");
    let sent: Vec<Value> = world
        .sandbox
        .requests()
        .iter()
        .filter(|request| matches!(request.operation, Some("revoke_user_session" | "revoke_member_session")))
        .map(|request| request.response["request_id"].clone())
        .collect();
    for row in &rows {
        for session in row["sessions"].as_array().expect("a list") {
            assert_eq!((&session["app_id"], &session["person_id"]), (&row["app_id"], &row["person_id"]));
            assert!(session["expires_at"].is_string() && session["started_at"].is_string(), "{session}");
            if session["state"] == "revoked" {
                assert!(sent.contains(&session["request_id"]), "{session}");
                assert!(session["sent_at"].as_str() <= session["at"].as_str(), "{session}");
                assert!(session["at"].as_str() <= session["verified_at"].as_str(), "{session}");
                assert!(session["verified_at"].as_str() < session["dead_by"].as_str(), "{session}");
            } else {
                assert_eq!((&session["at"], &session["verified_at"]), (&Value::Null, &Value::Null));
            }
        }
    }
    let count = |person: &str| {
        let row = rows.iter().find(|row| row["person_id"] == person).expect("a row");
        row["sessions"].as_array().map(Vec::len)
    };
    assert_eq!((count("user-1"), count("user-2"), count("user-3")), (Some(1), Some(2), Some(0)));

    // Nothing is left to do.
    let before = world.sandbox.requests().len();
    assert!(world.run(&REVOKE).err.contains("nothing to revoke"));
    assert_eq!(world.sandbox.requests().len(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_left_ends_if_all_are_asked_for_afterwards() {
    let world = reviewed(seed()).await;
    world.succeed(&REVOKE);
    let ran = world.run(&["revoke", "r.sqlite", "--app", "agent", "--sessions", "all"]);
    assert!(ran.err.contains("then it looks for sessions of 3 people that the apps made"), "{ran:?}");
    assert!(ran.err.ends_with("to end the sessions of 3 people, add --yes\n"), "{ran:?}");
    assert!(ran.out.contains(" 1 revoked, 1 left "), "{ran:?}");
    world.succeed(&with(&["--sessions", "all"]));
    assert_eq!(open(&world), tokens(&["t4", "t5", "t6"]));
    assert_eq!(world.requests("revoke_user_connected_app"), 3, "no grant is revoked again");
    assert_eq!(unfinished(&world), 0);
    // It looks again whenever it is asked to.
    let before = world.requests("list_user_sessions");
    world.succeed(&with(&["--sessions", "app"]));
    assert!(world.requests("list_user_sessions") > before);
    assert_eq!(open(&world), tokens(&["t4", "t5", "t6"]));
    assert_eq!(world.requests("revoke_user_connected_app"), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_about_sessions_if_none_are_to_end() {
    let world = reviewed(seed()).await;
    world.succeed(&with(&["--sessions", "none"]));
    assert_eq!(open(&world).len(), 7);
    assert_eq!(world.requests("list_user_sessions") + world.requests("list_member_sessions"), 0);
    assert_eq!(states(&world), [""; 0]);
    world.succeed(&with(&["--sessions", "app"]));
    assert_eq!(open(&world), tokens(&["t3", "t4", "t5", "t6"]), "it can be made good");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_of_two_revoked_apps_ends_and_one_of_another_app_is_left() {
    let shared = || Session::new("both", "user-1").app("agent").app("calendar");
    let seed =
        || Seed::new().grant("user-1", "agent", FULL).grant("user-1", "calendar", FULL).session(shared());
    let world = reviewed(seed()).await;
    world.succeed(&REVOKE);
    assert_eq!(states(&world), ["user-1 app:agent app:calendar left"]);
    let world = reviewed(seed()).await;
    world.succeed(&["revoke", "r.sqlite", "--user", "user-1", "--yes"]);
    assert_eq!(states(&world), ["user-1 app:agent app:calendar revoked"]);
    assert_eq!(world.requests("list_user_sessions"), 2, "one call for a person, however many grants");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_shows_the_sessions_and_until_when_tokens_are_accepted() {
    let world = reviewed(seed()).await;
    world.succeed(&REVOKE);
    let report = world.succeed(&["report", "r.sqlite", "--html", "r.html", "--output", "json"]);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["sessions"].as_array().map(Vec::len), Some(4));
    let html = std::fs::read_to_string(world.path("r.html")).expect("written");
    let (_, section) = html.split_once("<h2 id=\"sessions\">").expect("a section");
    let (section, _) = section.split_once("</section>").expect("its end");
    assert!(section.contains("3 revoked, 1 left") && section.contains("app:agent password"), "{section}");
    for session in report["sessions"].as_array().expect("a list") {
        assert!(section.contains(session["session_id"].as_str().expect("an id")), "{session}");
    }
    assert_eq!(section.matches("no JWT accepted after 20").count(), 3, "{section}");
    let (_, revoked) = html.split_once("<h2 id=\"revoked\">").expect("a section");
    assert_eq!(revoked.matches("no token accepted after 20").count(), 4, "{revoked}");
    // A report about one person has the sessions of that one.
    let report = world.succeed(&["report", "r.sqlite", "--user", "user-1", "--output", "json"]);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    assert_eq!(report["sessions"].as_array().map(Vec::len), Some(1), "{report}");
    // Without any, there is no such section.
    let world = reviewed(seed()).await;
    world.succeed(&["report", "r.sqlite", "--html", "r.html"]);
    assert!(!std::fs::read_to_string(world.path("r.html")).expect("written").contains("id=\"sessions\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_of_sessions_follows_that_of_the_grants_and_csv_counts_them() {
    let world = reviewed(seed()).await;
    let plan = world.run(&["revoke", "r.sqlite", "--app", "agent"]);
    assert!(plan.err.contains("then it looks for sessions of 3 people that the apps made\n"), "{plan:?}");
    let none = world.run(&["revoke", "r.sqlite", "--app", "agent", "--sessions", "none"]);
    assert!(!none.err.contains("sessions"), "{none:?}");
    let table = world.succeed(&["revoke", "r.sqlite", "--app", "agent", "--yes"]);
    let (grants, sessions) = table.split_once("\n\n").expect("two tables");
    assert_eq!((grants.lines().count(), sessions.lines().count()), (5, 5), "{table}");
    assert!(sessions.contains("app:agent password") && grants.contains("1 revoked, 1 left"), "{table}");
    let world = reviewed(seed()).await;
    let csv = world.succeed(&["revoke", "r.sqlite", "--app", "agent", "--yes", "--output", "csv"]);
    assert!(csv.lines().next().is_some_and(|header| header.ends_with(",reason,dead_by,sessions")), "{csv}");
    assert_eq!((csv.lines().count(), csv.matches(",\"1 revoked, 1 left\"\n").count()), (5, 1), "{csv}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_for_sessions_again_has_them_looked_for_again() {
    let seed = || Seed::new().grant("user-1", "agent", FULL);
    let mut world = reviewed(seed()).await;
    world.succeed(&REVOKE);
    assert_eq!(states(&world), [""; 0]);
    // Made by a token of the last five minutes.
    let late = Seed::new().user("user-1").session(Session::new("late", "user-1").app("agent"));
    world.reseed(late).await;
    world.succeed(&REVOKE);
    assert_eq!(open(&world), tokens(&["late"]), "without the option there is nothing to do");
    world.succeed(&with(&["--sessions", "app"]));
    assert_eq!(states(&world), ["user-1 app:agent revoked"]);
    assert_eq!(unfinished(&world), 0);
    // A grant that was revoked twice is one row.
    world.reseed(seed()).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&REVOKE);
    let rows: Vec<Value> = serde_json::from_str(&world.succeed(&with(&["--sessions", "app"]))).expect("JSON");
    assert_eq!((rows.len(), world.value::<i64>("SELECT count(*) FROM revocation")), (1, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_had_full_access_in_an_earlier_review_has_sessions_still() {
    let session = || Session::new("t1", "user-1").app("agent");
    let mut world = reviewed(Seed::new().grant("user-1", "agent", FULL).session(session())).await;
    let fewer =
        Seed::new().grant("user-1", "agent", "openid").grant("user-2", "agent", "openid full_access_not");
    world.reseed(fewer.session(session())).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&REVOKE);
    assert_eq!(states(&world), ["user-1 app:agent revoked"]);
    assert_eq!(world.requests("list_user_sessions"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_whose_grant_is_not_revoked_keeps_its_sessions_until_it_is() {
    let world = reviewed(seed()).await;
    world.sandbox.on("revoke_user_connected_app").respond(403);
    assert_eq!(world.run(&REVOKE).code, Some(3));
    assert_eq!(open(&world), tokens(&["t1", "t2", "t3", "t4", "t5", "t6"]));
    world.sandbox.on("revoke_user_connected_app").respond_late();
    world.succeed(&REVOKE);
    assert_eq!(open(&world), tokens(&["t3", "t4", "t5", "t6"]));
    assert_eq!(unfinished(&world), 0);
}
