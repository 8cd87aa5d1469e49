//! The sessions that a revoked app made.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};
use stytch_connected_apps_sandbox::{Organization, Person, Seed, Session};

use crate::support::{World, signal};

const FULL: &str = "openid full_access";

/// Two Users and a Member who granted `full_access`, and a User who did not. The app made a session for each of the
/// first three; one of these Users has signed in to another one of the app's as well, and to one that no app knows.
fn seed() -> Seed {
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

async fn reviewed(seed: Seed) -> World {
    let world = World::new(seed).await;
    world.succeed(&["review", "r.sqlite"]);
    world
}

const REVOKE: [&str; 7] = ["revoke", "r.sqlite", "--app", "agent", "--yes", "--output", "json"];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&REVOKE[..], more].concat()
}

/// The tokens of the sessions that are open.
fn open(world: &World) -> BTreeSet<String> {
    let sessions = world.sandbox.snapshot().sessions;
    sessions.iter().map(|session| session.token.expose_secret().to_owned()).collect()
}

fn tokens(tokens: &[&str]) -> BTreeSet<String> {
    tokens.iter().map(|token| (*token).to_owned()).collect()
}

/// The state and the factors of each session in the record.
fn states(world: &World) -> Vec<String> {
    let record = world.record();
    let sql = "SELECT person_id || ' ' || factors || ' ' || state FROM session ORDER BY 1";
    let mut select = record.prepare(sql).expect("the schema");
    let rows = select.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<Result<_, _>>().expect("text")
}

fn unfinished(world: &World) -> i64 {
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
async fn a_session_that_is_made_after_the_first_look_ends_as_well() {
    let world = reviewed(Seed::new().grant("user-1", "agent", FULL)).await;
    let session = |id: &str| {
        json!({"session_id": id, "authentication_factors": [
            {"type": "oauth", "oauth_access_token_exchange_factor": {"client_id": "agent"}}
        ]})
    };
    // A list that has one twice has one.
    for (look, ids) in [(1, &["early", "early"][..]), (2, &["late"]), (3, &[])] {
        let sessions: Vec<Value> = ids.iter().map(|id| session(id)).collect();
        let list = json!({"status_code": 200, "request_id": "r", "sessions": sessions});
        world.sandbox.on("list_user_sessions").nth(look).respond(200).body(list);
    }
    let ok = json!({"status_code": 200, "request_id": "request-id-test-1"});
    world.sandbox.on("revoke_user_session").respond(200).body(ok);
    world.succeed(&REVOKE);
    let verified =
        "SELECT group_concat(session_id) FROM session WHERE state = 'revoked' AND verified_at IS NOT NULL";
    assert_eq!(world.value::<String>(verified), "early,late");
    let order: Vec<_> = world.sandbox.requests().iter().filter_map(|request| request.operation).collect();
    let at = |operation: &str| order.iter().position(|one| *one == operation).expect("a request");
    assert!(at("revoke_user_connected_app") < at("list_user_sessions"), "{order:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_listed_after_its_end_is_a_failure_that_is_tried_again() {
    let world = reviewed(seed()).await;
    let ok = json!({"status_code": 200, "request_id": "request-id-test-1"});
    world.sandbox.on("revoke_user_session").times(1).respond(200).body(ok);
    let ran = world.run(&REVOKE);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    let message = "error: sessions that are not ended or not looked for: those of 1 of 4 grants (still listed after the \
                   revocation); the grants are revoked, and the same command tries again\n";
    assert!(ran.err.ends_with(message), "{ran:?}");
    assert_eq!(world.value::<i64>("SELECT count(*) FROM session WHERE state = 'failed'"), 1);
    world.succeed(&REVOKE);
    assert_eq!(open(&world), tokens(&["t3", "t4", "t5", "t6"]));
    assert_eq!(unfinished(&world), 0);
    assert_eq!(world.requests("revoke_user_connected_app"), 3, "no grant is revoked again");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_permission_to_list_or_end_sessions_the_grants_stay_revoked() {
    for (operation, status, code) in [
        ("list_user_sessions", 403, 3),
        ("list_user_sessions", 401, 1),
        ("revoke_user_session", 403, 3),
        ("revoke_user_session", 401, 1),
    ] {
        let world = reviewed(seed()).await;
        world.sandbox.on(operation).respond(status);
        let ran = world.run(&REVOKE);
        assert_eq!(ran.code, Some(code), "{ran:?}");
        let last = ran.err.lines().last().expect("a message");
        assert!(last.starts_with("error: ") && last.contains(&format!("{operation}: {status}")), "{ran:?}");
        assert!(last.contains("the grants are revoked"), "{ran:?}");
        assert!(world.granted().iter().all(|grant| grant.0 != "agent"));
        assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation WHERE verified_at IS NULL"), 0);
        world.sandbox.on(operation).respond_late();
        // Without a selection it continues as well.
        world.succeed(&["revoke", "r.sqlite", "--yes"]);
        assert_eq!(open(&world), tokens(&["t3", "t4", "t5", "t6"]), "{operation} {status}");
        assert_eq!(unfinished(&world), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_or_a_session_that_is_gone_is_a_success() {
    let missing = |error_type: &str| {
        let message = "none";
        json!({"status_code": 404, "request_id": "r-404", "error_type": error_type, "error_message": message})
    };
    let seed =
        || Seed::new().grant("user-1", "agent", FULL).session(Session::new("t1", "user-1").app("agent"));
    let world = reviewed(seed()).await;
    for operation in ["revoke_user_connected_app", "get_user_connected_apps", "list_user_sessions"] {
        world.sandbox.on(operation).respond(404).body(missing("user_not_found"));
    }
    world.succeed(&REVOKE);
    assert_eq!((states(&world).len(), world.requests("list_user_sessions"), unfinished(&world)), (0, 1, 0));
    let world = reviewed(seed()).await;
    world.sandbox.on("revoke_user_session").respond(404).body(missing("session_not_found"));
    let none = json!({"status_code": 200, "request_id": "r", "sessions": []});
    world.sandbox.on("list_user_sessions").nth(2).respond(200).body(none);
    world.succeed(&REVOKE);
    assert_eq!(states(&world), ["user-1 app:agent already_gone"]);
    assert_eq!(world.value::<String>("SELECT request_id FROM session"), "r-404");
    assert_eq!(unfinished(&world), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_gone_after_a_lost_response_is_the_commands_own_doing() {
    for name in ["KILL", "TERM"] {
        let world = reviewed(seed()).await;
        let late = Duration::from_secs(300);
        world.sandbox.on("revoke_member_session").times(1).after(late).respond_late();
        let mut child = world.start(&REVOKE);
        world.wait_for(&mut child, "revoke_member_session", 1);
        // The two others have their responses, but they may not yet be written.
        world.wait_for(&mut child, "revoke_user_session", 2);
        signal(&child, name);
        child.wait().expect("it ends");
        assert_eq!(
            world
                .value::<i64>("SELECT count(*) FROM session WHERE state = 'sent' AND person_id = 'member-1'"),
            1
        );
        assert!(!open(&world).contains("t7"), "Stytch has ended it");
        world.succeed(&REVOKE);
        let complete = "SELECT count(*) FROM session WHERE state = 'revoked_response_lost' AND person_id = 'member-1'
                        AND sent_at < at AND request_id IS NOT NULL AND verified_at IS NOT NULL AND error IS NULL";
        assert_eq!(world.value::<i64>(complete), 1);
        assert_eq!(world.requests("revoke_member_session"), 1, "it is not sent again");
        assert_eq!(unfinished(&world), 0);
    }
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
async fn a_run_killed_at_random_moments_ends_every_session_once_and_the_evidence_is_whole() {
    let person = |number: usize| match number % 3 {
        0 => Person::from(("acme", &*format!("member-{number}"))),
        _ => Person::User(format!("user-{number}")),
    };
    let seed = (0..60).fold(Seed::new(), |seed, number| {
        let seed = seed.grant(person(number), "agent", FULL);
        let session = |token: usize| Session::new(format!("t{number}-{token}"), person(number)).app("agent");
        let seed = seed.session(session(0)).session(session(1).factor("password"));
        if number % 2 == 0 { seed.session(session(2)) } else { seed }
    });
    let world = World::with(seed, |builder| builder.latency(Duration::from_millis(20))).await;
    world.succeed(&["review", "r.sqlite"]);
    let mut random = fastrand::Rng::with_seed(3);
    let mut kills = 0;
    // On a slow machine, fewer kills fit in.
    while kills < 10 && (kills == 0 || unfinished(&world) > 5) {
        let operation = ["list_user_sessions", "revoke_user_session"][kills % 2];
        let wanted = world.requests(operation) + random.usize(1..(6 + kills));
        let mut child = world.start(&[&REVOKE[..], &["--rate", "60/s"]].concat());
        while world.requests(operation) < wanted && child.try_wait().expect("a child").is_none() {
            sleep(Duration::from_millis(2));
        }
        let _ = child.kill();
        child.wait().expect("it has run");
        kills += 1;
    }
    assert!(kills >= 3, "the kills came too late");
    world.succeed(&REVOKE);
    let expected: BTreeSet<String> = (0..60).map(|number| format!("t{number}-1")).collect();
    assert_eq!(open(&world), expected);
    assert_eq!(unfinished(&world), 0);
    let count = |sql: &str| world.value::<i64>(&format!("SELECT count(*) FROM session WHERE {sql}"));
    assert_eq!((count("TRUE"), count("state = 'left'")), (150, 60));
    assert_eq!(count("state IN ('revoked', 'revoked_response_lost') AND verified_at IS NOT NULL"), 90);
    assert_eq!(count("state = 'already_gone'"), 0, "nobody else ended any");
    let lost = count("state = 'revoked_response_lost'");
    let sent = world.requests("revoke_user_session") + world.requests("revoke_member_session");
    assert!((90..=90 + lost.max(1) * 10).contains(&(sent as i64)), "{sent} requests, {lost} lost");
    // Each state is in the chain, and the last one of each row is the row.
    let stale = "SELECT count(*) FROM session WHERE NOT EXISTS (
                     SELECT 1 FROM evidence WHERE of_table = 'session' AND of_row = session.session
                     AND content ->> 'state' = session.state AND content ->> 'verified_at' IS session.verified_at)";
    assert_eq!(world.value::<i64>(stale), 0);
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
async fn sessions_end_also_if_the_grants_cannot_be_verified_and_that_error_stays() {
    let world = reviewed(seed()).await;
    world.sandbox.on("get_user_connected_apps").respond(403);
    let ran = world.run(&REVOKE);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(
        ran.err.ends_with("not revoked or not verified: 3 of 4 grants; the same command tries again\n"),
        "{ran:?}"
    );
    assert_eq!(open(&world), tokens(&["t3", "t4", "t5", "t6"]));
    let errors =
        "SELECT count(*) FROM revocation WHERE error LIKE 'not verified: get_user_connected_apps: 403%'";
    assert_eq!(world.value::<i64>(errors), 3);
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
