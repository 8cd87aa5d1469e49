//! The command line at a terminal.

use std::time::Duration;

use rexpect::session::{PtySession, spawn_command};
use stytch_connected_apps::operations;
use stytch_connected_apps_sandbox::{Generate, Seed};

use crate::support::{World, few};

/// The longest time until a terminal shows something, in milliseconds.
const PATIENCE: u64 = 60_000;

/// A command at a terminal.
fn at_terminal(world: &World, arguments: &[&str]) -> PtySession {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_stytch-apps"));
    command.args(arguments);
    world.prepare(&mut command);
    command.env("TERM", "xterm");
    spawn_command(command, Some(PATIENCE)).expect("a terminal")
}

#[track_caller]
fn ends_with(session: &PtySession, code: i32) {
    // The type of the status has no public name.
    let status = format!("{:?}", session.process().wait());
    assert!(status.starts_with("Ok(Exited(") && status.ends_with(&format!(", {code}))")), "{status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_terminal_a_revocation_asks_and_only_a_yes_revokes() {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    let before = world.granted();
    for no in ["", "n", "nonsense"] {
        let mut session = at_terminal(&world, &["revoke", "r.sqlite", "--app", "calendar"]);
        let shown = session.exp_string("Revoke 2 grants? [y/N] ").expect("a question");
        assert!(
            shown.contains("member-3") && shown.contains("user-1") && !shown.contains("agent"),
            "{shown}"
        );
        session.send_line(no).expect("it reads");
        session.exp_string("nothing was revoked").expect("an answer");
        ends_with(&session, 0);
        assert_eq!(world.granted(), before, "{no:?}");
    }
    let mut session = at_terminal(&world, &["revoke", "r.sqlite", "--app", "calendar"]);
    session.exp_string("Revoke 2 grants? [y/N] ").expect("a question");
    session.send_line("y").expect("it reads");
    session.exp_string("verified as gone: 2 of 2 grants").expect("an answer");
    ends_with(&session, 0);
    assert!(world.granted().iter().all(|grant| grant.0 != "calendar"));
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_terminal_decisions_to_keep_are_written_without_a_question_and_others_only_after_a_yes() {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    let decided = |row: &str| {
        let file = format!("decision,app_id,organization_id,person_id\n{row}\n");
        std::fs::write(world.path("d.csv"), file).expect("a file");
        at_terminal(&world, &["revoke", "r.sqlite", "--decisions", "d.csv"])
    };
    let decisions = || world.value::<i64>("SELECT count(*) FROM decision");
    let mut session = decided("revoke,agent,,user-1");
    session.exp_string("Revoke 1 grant? [y/N] ").expect("a question");
    session.send_line("n").expect("it reads");
    session.exp_string("nothing was revoked").expect("an answer");
    ends_with(&session, 0);
    assert_eq!(decisions(), 0);
    let mut session = decided("keep,agent,,user-2");
    session.exp_string("written to the record: 1 decision").expect("an answer");
    session.exp_eof().expect("it ends");
    ends_with(&session, 0);
    assert_eq!((decisions(), world.granted().len()), (1, 6));
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_terminal_an_interrupt_is_no_answer_to_the_question() {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    let mut session = at_terminal(&world, &["revoke", "r.sqlite", "--app", "calendar"]);
    session.exp_string("Revoke 2 grants? [y/N] ").expect("a question");
    session.send_control('c').expect("it reads");
    session.exp_string("error: interrupted").expect("a message");
    ends_with(&session, 1);
    assert_eq!(world.requests("revoke_user_connected_app"), 0);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_terminal_with_output_for_programs_a_revocation_does_not_ask() {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    let mut session = at_terminal(&world, &["revoke", "r.sqlite", "--app", "calendar", "--output", "json"]);
    session.exp_string("a dry run: nothing was revoked").expect("an answer");
    ends_with(&session, 0);
    assert_eq!(world.requests("revoke_user_connected_app"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_shows_how_far_a_review_has_come_and_an_interrupt_ends_it() {
    let seed = Seed::new().generate(Generate::new(7).users(500));
    let world = World::with(seed, |builder| builder.latency(Duration::from_millis(40))).await;
    let mut session = at_terminal(&world, &["review", "r.sqlite", "--users", "--rate", "50/s"]);
    session.exp_regex(r"review .*[1-9]\d*/500, \d+/s, .* left").expect("progress");
    session.send_control('c').expect("it reads");
    session.exp_string("error: interrupted; the same command continues where it stopped").expect("an answer");
    ends_with(&session, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_takes_something_away_asks_at_a_terminal_and_wants_yes_elsewhere() {
    let world = World::new(few()).await;
    let line = ["call", "revoke_user_connected_app", "--user-id", "user-1", "--connected-app-id", "calendar"];
    let ran = world.run(&line);
    let error =
        "error: revoke_user_connected_app takes something away, so nothing was sent; add --yes to send it\n";
    assert_eq!((ran.code, ran.err.as_str(), ran.out.as_str()), (Some(2), error, ""));
    let question = "POST /v1/users/user-1/connected_apps/calendar/revoke? [y/N] ";
    let mut session = at_terminal(&world, &line);
    session.exp_string(question).expect("a question");
    session.send_line("n").expect("it reads");
    session.exp_string("nothing was sent").expect("an answer");
    ends_with(&session, 0);
    assert_eq!((world.sandbox.requests().len(), world.granted().len()), (0, 6));
    let mut session = at_terminal(&world, &line);
    session.exp_string(question).expect("a question");
    session.send_line("y").expect("it reads");
    session.exp_eof().expect("it ends");
    ends_with(&session, 0);
    assert_eq!(world.granted().len(), 5);
    world.succeed(&["call", "delete_connected_app_client", "--client-id", "agent", "--yes"]);
    assert_eq!(world.granted().len(), 1);
}

/// Whoever adds a DELETE to the document need not think of it.
#[test]
fn only_a_call_that_takes_something_away_has_a_yes() {
    let destructive = operations::all().iter().filter(|operation| operation.destructive).count();
    assert!(destructive >= 5, "{destructive}");
    for operation in operations::all() {
        assert!(operation.destructive || operation.method != "DELETE", "{}", operation.id);
        let help = crate::command::printed(&format!("call {} --help", operation.id));
        assert_eq!(help.contains("--yes"), operation.destructive, "{}", operation.id);
    }
}
