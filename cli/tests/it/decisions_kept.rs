//! What the record keeps of decisions: who decided, why, and until when.

use std::fs::write;

use serde_json::{Value, json};

use crate::command::Run;
use crate::support::{World, ended, few};

pub const HEADER: &str = "decision,reviewer,reason,expires,app_id,organization_id,person_id\n";

/// A day that has passed, and one that has not.
pub const PAST: &str = "2020-01-31";
pub const FUTURE: &str = "2999-12-31";

pub async fn reviewed() -> World {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    world
}

/// Carries out a file of decisions.
pub fn decide(world: &World, rows: &str, arguments: &[&str]) -> Run {
    write(world.path("d.csv"), format!("{HEADER}{rows}")).expect("a file");
    world.run(&[&["revoke", "r.sqlite", "--decisions", "d.csv"], arguments].concat())
}

#[track_caller]
pub fn decided(world: &World, rows: &str) {
    let ran = decide(world, rows, &["--yes"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

/// The rows of a query, each as JSON.
fn rows(world: &World, sql: &str) -> Vec<Value> {
    let record = world.record();
    let mut select = record.prepare(sql).expect("valid");
    let rows = select.query_map([], |row| row.get::<_, String>(0)).expect("rows");
    rows.map(|row| serde_json::from_str(&row.expect("text")).expect("JSON")).collect()
}

fn decisions(world: &World) -> i64 {
    world.value("SELECT count(*) FROM decision")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_decision_is_in_the_record_with_its_reviewer_reason_expiry_file_and_operator() {
    let world = reviewed().await;
    let file = format!(
        "keep,Ann,\"needed,\n until the move\",{FUTURE},agent,acme,member-1\nrevoke,Bob,left,,agent,,user-1\n\
         ,,,,agent,,user-2\nkeep,,,,calendar,,user-1\n"
    );
    let ran = decide(&world, &file, &["--yes", "--operator", "ops@example.com", "--output", "csv"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.err.contains("written to the record: 3 decisions\n"), "{ran:?}");
    let mut lines = ran.out.lines();
    assert!(
        lines.next().expect("a header").ends_with(",error,operator,reviewer,reason,dead_by,sessions"),
        "{ran:?}"
    );
    assert!(lines.next().expect("a row").contains(",ops@example.com,Bob,left,"), "{ran:?}");

    let kept = "SELECT json_array(line, word, app_id, client_type, organization_id, person_id, scopes, reviewer, reason,
                    expires) FROM decision ORDER BY decision";
    assert_eq!(
        rows(&world, kept),
        [
            json!([
                2,
                "keep",
                "agent",
                "first_party",
                "acme",
                "member-1",
                "openid",
                "Ann",
                "needed, until the move",
                FUTURE
            ]),
            json!([
                4,
                "revoke",
                "agent",
                "first_party",
                "",
                "user-1",
                "openid offline_access",
                "Bob",
                "left",
                null
            ]),
            json!([
                6,
                "keep",
                "calendar",
                "first_party",
                "",
                "user-1",
                "openid calendar:write",
                "",
                "",
                null
            ]),
        ]
    );
    let bytes = std::fs::read(world.path("d.csv")).expect("a file");
    let hash = ring::digest::digest(&ring::digest::SHA256, &bytes);
    let hash: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let file = "SELECT json_array(review, name, sha256, operator) FROM decision_file";
    assert_eq!(rows(&world, file), [json!([1, "d.csv", hash, "ops@example.com"])]);
    let revoked =
        "SELECT json_array(word, d.reviewer, r.operator) FROM revocation r JOIN decision d USING (decision)";
    assert_eq!(rows(&world, revoked), [json!(["revoke", "Bob", "ops@example.com"])]);

    // All of it is evidence: what the chain has is what the tables have.
    let missing = "SELECT (SELECT count(*) FROM decision
                       WHERE decision NOT IN (SELECT of_row FROM evidence WHERE of_table = 'decision'))
                   + (SELECT count(*) FROM decision_file
                       WHERE decision_file NOT IN (SELECT of_row FROM evidence WHERE of_table = 'decision_file'))";
    assert_eq!(world.value::<i64>(missing), 0);
    let content = "SELECT content FROM evidence WHERE of_table = 'decision' AND of_row = 1";
    assert!(world.value::<String>(content).contains(r#""reason":"needed, until the move""#));

    let report = world.succeed(&["report", "r.sqlite", "--output", "json", "--html", "r.html"]);
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let revocation = &report["revocations"][0];
    assert_eq!(
        [&revocation["operator"], &revocation["reviewer"], &revocation["reason"]],
        ["ops@example.com", "Bob", "left"]
    );
    let file = &report["decision_files"][0];
    assert_eq!([&file["keep"], &file["revoke"], &file["sha256"]], [&json!(2), &json!(1), &json!(hash)]);
    let html = std::fs::read_to_string(world.path("r.html")).expect("written");
    for shown in ["decided by Bob", "until 2999-12-31<p>by Ann</p><p>needed, until the move</p>", &hash] {
        assert!(html.contains(shown), "{shown}: {html}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_read_again_adds_no_second_decision() {
    let world = reviewed().await;
    let file = "keep,Ann,,,agent,,user-2\nrevoke,Ann,,,agent,,user-1\nrevoke,Ann,,,agent,acme,member-1\n";
    // Only a part is carried out, but the reviewer has decided all of it.
    let ran = decide(&world, file, &["--yes", "--user", "user-1"]);
    assert!(ran.err.contains("written to the record: 3 decisions\n"), "{ran:?}");
    std::fs::rename(world.path("d.csv"), world.path("e.csv")).expect("a file");
    let ran = world.run(&["revoke", "r.sqlite", "--decisions", "e.csv", "--yes"]);
    assert!(ran.code == Some(0) && !ran.err.contains("written to the record"), "{ran:?}");
    assert_eq!((decisions(&world), world.count("revoked")), (3, 2));
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation JOIN decision USING (decision)"), 2);
    // Another file is another decision.
    decided(&world, "keep,Ann,still,,agent,,user-2\n");
    assert_eq!(decisions(&world), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn decisions_are_written_only_when_the_user_agrees() {
    let world = reviewed().await;
    let keep = "keep,Ann,,,agent,,user-2\n";
    for rows in ["revoke,Ann,,,agent,,user-1\n", keep] {
        for without in [&[][..], &["--dry-run"], &["--output", "json"]] {
            let ran = decide(&world, rows, without);
            assert!(ran.code == Some(0) && ran.err.contains("a dry run: n"), "{ran:?}");
            assert_eq!(decisions(&world), 0);
        }
    }
    assert_eq!(world.value::<i64>("SELECT count(*) FROM decision_file"), 0);
    let ran = decide(&world, keep, &["--yes"]);
    assert_eq!((ran.code, decisions(&world)), (Some(0), 1), "{ran:?}");
    assert!(
        ran.err.ends_with("nothing to revoke: no row says revoke\nwritten to the record: 1 decision\n"),
        "{ran:?}"
    );
    // There is nothing more to write.
    let ran = decide(&world, keep, &[]);
    assert!(ran.err.ends_with("nothing to revoke: no row says revoke\n"), "{ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operator_is_the_user_of_the_account_unless_one_is_named() {
    let world = reviewed().await;
    let operator = |arguments: &[&str], variables: &[(&str, &str)]| {
        let mut command = world.command(arguments);
        command.envs(variables.iter().copied());
        let ran = ended(command);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        world.value::<String>("SELECT operator FROM revocation ORDER BY revocation DESC LIMIT 1")
    };
    let revoke = |app: &'static str, user| ["revoke", "r.sqlite", "--app", app, "--user", user, "--yes"];
    assert_eq!(operator(&revoke("agent", "user-1"), &[("USER", "ann")]), "ann");
    assert_eq!(
        operator(&revoke("agent", "user-2"), &[("USER", "root"), ("SUDO_USER", "ann")]),
        "ann",
        "it is not root who decides"
    );
    let named = [&revoke("calendar", "user-1")[..], &["--operator", "ops"]].concat();
    assert_eq!(operator(&named, &[("USER", "ann")]), "ops");
    let live = ["revoke", "r.sqlite", "--live", "--organization", "acme", "--yes"];
    assert!(!operator(&live, &[]).is_empty());
    assert_eq!(world.run(&[&live[..], &["--operator", ""]].concat()).code, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_reviewer_writes_and_cannot_be_meant_is_named_with_what_to_write() {
    let world = reviewed().await;
    for (row, mistake) in [
        (
            "keep,Ann,,01/02/2027,agent,,user-1",
            "expires is \"01/02/2027\"; write the day with the year first, such as 2027-01-31",
        ),
        (
            "keep,Ann,,46387,agent,,user-1",
            "expires is \"46387\"; write the day with the year first, such as 2027-01-31",
        ),
        (
            "revoke,Ann,,2999-12-31,agent,,user-1",
            "the decision is revoke, and expires is \"2999-12-31\"; leave expires empty, or write keep",
        ),
        (",keep,,,agent,,user-1", "a decision is in another column; move it to the column decision"),
        (",Ann,,Revoke,agent,,user-1", "a decision is in another column; move it to the column decision"),
    ] {
        let ran = decide(&world, &format!("keep,Ann,,,agent,,user-2\n{row}\n"), &["--yes"]);
        assert!(ran.code == Some(1) && ran.err.ends_with(&format!("\n  line 3: {mistake}\n")), "{ran:?}");
    }
    // A legend below the rows is about no grant.
    let ran = decide(&world, "keep,Ann,,,agent,,user-2\n,keep,revoke\n", &["--dry-run"]);
    assert!(ran.code == Some(0) && ran.err.contains("and decide nothing: line 3\n"), "{ran:?}");
    let twice = format!("reason,{HEADER}");
    write(world.path("d.csv"), format!("{twice},keep,,,,agent,,user-1\n")).expect("a file");
    let ran = world.run(&["revoke", "r.sqlite", "--decisions", "d.csv", "--yes"]);
    assert!(ran.err.ends_with("  line 1: the column reason appears twice; remove one\n"), "{ran:?}");
    // As some spreadsheets save it, a reason would not be what the reviewer wrote.
    let latin = [HEADER.as_bytes(), b"keep,Ann,f\xfcr Zo\xeb,,agent,,user-1\n"].concat();
    write(world.path("d.csv"), latin).expect("a file");
    let ran = world.run(&["revoke", "r.sqlite", "--decisions", "d.csv", "--yes"]);
    assert!(
        ran.err.contains("line 2: the column reason has \"f\u{fffd}r Zo\u{fffd}\", which is not UTF-8"),
        "{ran:?}"
    );
    assert_eq!(decisions(&world), 0);
}
