//! A record that somebody has changed.

use rusqlite::Connection;

use crate::command::Run;
use crate::support::{World, few};

const VERIFY: [&str; 2] = ["verify-record", "r.sqlite"];

/// A record of two reviews with a revocation between them.
async fn reviewed() -> World {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&["revoke", "r.sqlite", "--app", "agent", "--yes"]);
    world.succeed(&["block", "r.sqlite", "--app", "agent", "--all", "--yes"]);
    world.succeed(&["review", "r.sqlite"]);
    world
}

/// Runs the check on a copy of the record that `change` has changed.
fn changed(world: &World, change: impl FnOnce(&Connection)) -> Run {
    let copy = world.path("copy.sqlite");
    std::fs::copy(world.path("r.sqlite"), &copy).expect("a copy");
    let connection = Connection::open(&copy).expect("a record");
    connection.pragma_update(None, "foreign_keys", false).expect("a setting");
    change(&connection);
    drop(connection);
    world.run(&["verify-record", "copy.sqlite"])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_as_it_was_written_is_unchanged_since_its_first_row() {
    let world = reviewed().await;
    let out = world.succeed(&[&VERIFY[..], &["--output", "csv"]].concat());
    let first: String = world.value("SELECT at FROM evidence ORDER BY evidence LIMIT 1");
    let head: String = world.value("SELECT hash FROM evidence ORDER BY evidence DESC LIMIT 1");
    let rows: i64 = world.value("SELECT count(*) FROM evidence");
    let expected = format!("unchanged_since,rows,head\n{first},{rows},{head}\n");
    assert_eq!(out.trim_start_matches('\u{feff}').replace("\r\n", "\n"), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_row_that_does_not_fit_is_named() {
    let world = reviewed().await;
    let last: i64 = world.value("SELECT max(evidence) FROM evidence");
    let of_revocation: i64 =
        world.value("SELECT max(evidence) FROM evidence WHERE of_table = 'revocation' AND of_row = 1");
    for (sql, expected) in [
        (
            "UPDATE revocation SET state = 'failed' WHERE revocation = 1".to_owned(),
            format!(
                "revocation 1 is not as in its last evidence, row {of_revocation}: state is \"revoked\" there and \
                 \"failed\" now"
            ),
        ),
        (
            "UPDATE revocation SET verified_at = NULL WHERE revocation = 1".to_owned(),
            format!("revocation 1 is not as in its last evidence, row {of_revocation}: verified_at is"),
        ),
        (
            "DELETE FROM revocation WHERE revocation = 1".to_owned(),
            format!("revocation 1 is missing, which row {of_revocation} of the evidence has"),
        ),
        (
            "INSERT INTO revocation (revocation, app_id, app_name, organization_id, person_id, name, scopes, state,
                 planned_at, verified_at)
             SELECT 99, app_id, app_name, organization_id, person_id, name, scopes, state, planned_at, verified_at
             FROM revocation WHERE revocation = 1"
                .to_owned(),
            "revocation 99 has no evidence: it was inserted, or its evidence was removed".to_owned(),
        ),
        (
            "UPDATE evidence SET content = replace(content, 'agent', 'other') WHERE evidence = 3".to_owned(),
            "row 3 of the evidence, about revocation 1, does not fit".to_owned(),
        ),
        ("UPDATE evidence SET at = '2020-01-01T00:00:00.000Z' WHERE evidence = 2".to_owned(), "row 2 of the evidence, about".to_owned()),
        ("UPDATE evidence SET hash = upper(hash) WHERE evidence = 2".to_owned(), "row 2 of the evidence, about".to_owned()),
        ("DELETE FROM evidence WHERE evidence = 2".to_owned(), "row 2 of the evidence is missing".to_owned()),
        ("DELETE FROM evidence WHERE evidence = 1".to_owned(), "row 1 of the evidence is missing".to_owned()),
        (
            format!("DELETE FROM evidence WHERE evidence = {last}"),
            "review 2 has no evidence: it was inserted, or its evidence was removed".to_owned(),
        ),
        ("DELETE FROM granted WHERE review = 1".to_owned(), "what review 1 found was changed after it had finished".to_owned()),
        ("UPDATE granted SET scopes = 'openid' WHERE review = 2".to_owned(), "what review 2 found was changed".to_owned()),
        ("UPDATE subject SET state = 'done', error = NULL, name = 'x' WHERE review = 1".to_owned(), "what review 1 found was changed".to_owned()),
        ("UPDATE app SET name = 'x' WHERE review = 2".to_owned(), "what review 2 found was changed".to_owned()),
        ("UPDATE search SET total = 7 WHERE review = 2".to_owned(), "what review 2 found was changed".to_owned()),
(
            "UPDATE granted SET person_id = CAST(person_id AS BLOB) WHERE review = 2".to_owned(),
            "what review 2 found was changed".to_owned(),
        ),
        (
            "INSERT INTO granted VALUES (99, 'agent', '', 'user-1', 'openid')".to_owned(),
            "the table granted has rows of review 99, which is not there".to_owned(),
        ),
        (
            "UPDATE app_list SET apps = apps || ' ' WHERE apps <> '[]'".to_owned(),
            "the list of apps ".to_owned(),
        ),
        (
            "DELETE FROM app_list WHERE apps <> '[]'".to_owned(),
            "a list of apps is missing, which policy_change 1 has".to_owned(),
        ),
        ("UPDATE project SET project_id = 'other'".to_owned(), "project 1 is not as in its last evidence, row 1: project_id is".to_owned()),
        ("UPDATE review SET scope = '{}' WHERE review = 1".to_owned(), "review 1 is not as in its last evidence, row 2: scope is".to_owned()),
    ] {
        let ran = changed(&world, |record| {
            assert!(record.execute(&sql, []).expect("valid") > 0, "{sql}");
        });
        assert_eq!(ran.code, Some(1), "{sql}: {ran:?}");
        let beginning = format!("error: copy.sqlite is not as it was written: {expected}");
        assert!(ran.err.starts_with(&beginning), "{sql}: {}", ran.err);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_and_views_are_those_of_a_new_record() {
    let world = reviewed().await;
    for (sql, expected) in [
        ("DROP VIEW grants", "grants is missing"),
        ("DROP TABLE evidence", "evidence is missing"),
        (
            "DROP VIEW people; CREATE VIEW people AS SELECT 1 AS review",
            "the definition of people was changed",
        ),
        (
            "CREATE TRIGGER quiet AFTER INSERT ON revocation BEGIN DELETE FROM revocation; END",
            "the trigger quiet was added",
        ),
    ] {
        let ran = changed(&world, |record| record.execute_batch(sql).expect("valid"));
        let expected = format!("error: copy.sqlite is not as it was written: {expected}\n");
        assert_eq!((ran.code, ran.err), (Some(1), expected), "{sql}");
    }
    let ran = changed(&world, |record| {
        record.execute_batch("CREATE VIEW mine AS SELECT app_name FROM apps").expect("valid");
    });
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_unfinished_review_has_found_is_said_not_to_be_covered() {
    let world = reviewed().await;
    let ran = changed(&world, |record| {
        let sql =
            "INSERT INTO review (review, started_at, scope) VALUES (3, '2026-01-01T00:00:00.000Z', '{}')";
        record.execute(sql, []).expect("valid");
    });
    let note = "review 3 has not finished: what it has found so far is not covered\n";
    assert_eq!((ran.code, &*ran.err), (Some(0), note));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earlier_head_shows_that_nobody_has_rewritten_the_record() {
    let world = reviewed().await;
    let head: String = world.value("SELECT hash FROM evidence WHERE evidence = 2");
    let ran = world.run(&[&VERIFY[..], &["--head", &head.to_uppercase()]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.starts_with("the given head is row 2, of "), "{}", ran.err);
    let ran = world.run(&[&VERIFY[..], &["--head", &"0".repeat(64)]].concat());
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(ran.err.contains("lacks the given head"), "{}", ran.err);
    let ran = world.run(&[&VERIFY[..], &["--head", "abc"]].concat());
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_review_in_progress_is_no_evidence_and_one_that_is_resumed_fits() {
    let world = World::new(few()).await;
    world.sandbox.on("get_user_connected_apps").respond(403);
    assert_eq!(world.run(&["review", "r.sqlite"]).code, Some(3));
    world.succeed(&VERIFY);
    world.sandbox.on("get_user_connected_apps").respond(401);
    assert_eq!(world.run(&["review", "r.sqlite"]).code, Some(1));
    world.succeed(&VERIFY);
    world.sandbox.reset();
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&VERIFY);
}
