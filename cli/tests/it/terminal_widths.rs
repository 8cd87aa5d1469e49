//! The tables and questions at terminals of several widths, with names as people have them.

use std::process::Command;
use std::time::Duration;

use insta::assert_snapshot;
use rexpect::session::spawn_command;
use stytch_connected_apps_sandbox::{App, Generate, Member, Organization, Seed, User};

use crate::support::World;

/// The longest time until a command ends, in milliseconds.
const PATIENCE: u64 = 60_000;

fn named() -> Seed {
    let app = |number: u32, name: &str, client_type: &str| {
        App::new(format!("connected-app-test-{number}adeabc-a3a3-4796-83d0-b757e300100{number}"))
            .name(name)
            .client_type(client_type)
    };
    let user = |number: u32| format!("user-test-{number}6d9ba61-97a1-4ba4-9720-b03761dc50c{number}");
    let member = |number: u32| format!("member-test-{number}2fc5024-9c09-4da3-bd2e-c9ce4da9375{number}");
    let acme = "organization-test-07971b06-ac8b-4cdb-9c15-63b17e653931";
    let calendar = app(1, "Meridian Calendar & Scheduling Assistant for Teams", "third_party_public");
    let notes = app(2, "日本語ノート", "third_party");
    let portal = app(3, "Zoë’s Portal", "first_party");
    let lookalike = app(4, "zoë’s portal", "third_party_public");
    let wide = "openid profile email calendar.events:write calendar.settings:readonly offline_access";
    Seed::new()
        .organization(Organization::new(acme).slug("acme"))
        .user(User::new(user(1)).email("wilhelmina.featherstonehaugh@mail.example.com"))
        .user(User::new(user(2)).email("山田太郎@example.jp"))
        .user(User::new(user(3)))
        .member(acme, Member::new(member(1)).email("josé.garcía-márquez@example.com"))
        .grant(user(1), calendar.clone(), wide)
        .grant(user(2), calendar.clone(), "openid")
        .grant(user(3), calendar.clone(), wide)
        .grant(user(2), notes.clone(), "openid notes:write")
        .grant(user(1), portal, "openid full_access")
        .grant(user(2), lookalike, "openid profile")
        .grant((acme, member(1).as_str()), calendar, wide)
        .grant((acme, member(1).as_str()), notes, "openid")
}

/// What a terminal of this width shows of a command that is given this input.
fn shown(world: &World, columns: u16, arguments: &[&str], input: Option<&str>) -> String {
    let mut command = Command::new("sh");
    let script = format!("stty cols {columns} rows 50 -echo; exec \"$0\" \"$@\"");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_stytch-apps")]).args(arguments);
    world.prepare(&mut command);
    command.env("TERM", "xterm").env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let mut session = spawn_command(command, Some(PATIENCE)).expect("a terminal");
    let mut shown = String::new();
    if let Some(input) = input {
        shown += &session.exp_string("[y/N] ").expect("a question");
        shown += "[y/N] \n";
        session.send_line(input).expect("it reads");
    }
    shown += &session.exp_eof().expect("it ends");
    // The terminal's library takes each byte for a character.
    let shown = shown.chars().filter(|c| *c != '\r').map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
    format!("$ stytch-apps {}\n{}\n", arguments.join(" "), String::from_utf8(shown).expect("UTF-8"))
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_meet_fits_40_80_and_160_columns() {
    let mut world = World::new(named()).await;
    world.succeed(&["review", "r.sqlite"]);
    let gone = "connected-app-test-2adeabc-a3a3-4796-83d0-b757e3001002";
    world.reseed(named().grant("user-test-new", "connected-app-test-late", "openid")).await;
    world
        .sandbox
        .client()
        .expect("valid")
        .delete_connected_app_client()
        .client_id(gone)
        .await
        .expect("there");
    world.succeed(&["review", "r.sqlite"]);
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z", "2026-06-01T08:00:00.000Z");
    for columns in [40, 80, 160] {
        let mut all = String::new();
        for (arguments, input) in [
            (&["report", "r.sqlite"][..], None),
            (&["report", "r.sqlite", "--since", "1"], None),
            (
                &["revoke", "r.sqlite", "--app", "connected-app-test-1adeabc-a3a3-4796-83d0-b757e3001001"],
                Some("n"),
            ),
            (&["call", "search_users"], None),
        ] {
            all += &shown(&world, columns, arguments, input);
        }
        settings.bind(|| assert_snapshot!(format!("at_{columns}_columns"), all));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn progress_fits_40_columns_and_names_no_number_that_is_not_known() {
    let seed = Seed::new().generate(Generate::new(7).users(300));
    let world = World::with(seed, |builder| builder.latency(Duration::from_millis(40))).await;
    let shown = shown(&world, 40, &["review", "r.sqlite", "--users", "--rate", "200/s"], None);
    let begins = ["0/1", "0/s", "0s left"];
    let frames: Vec<&str> = shown.split('\u{1b}').filter(|frame| frame.contains("review ")).collect();
    let frames: Vec<&str> = frames.iter().filter_map(|frame| frame.split("review ").nth(1)).collect();
    assert!(frames.iter().any(|frame| frame.contains("/300, ") && frame.contains("/s, ")), "{frames:?}");
    for frame in frames {
        assert!("review ".len() + frame.trim_end().chars().count() <= 40, "{frame:?}");
        assert!(
            begins.iter().all(|number| !frame.split(", ").any(|part| part.trim() == *number)),
            "{frame:?}"
        );
    }
    let quiet = self::shown(&world, 40, &["review", "q.sqlite", "--users", "--quiet"], None);
    assert_eq!(quiet, "$ stytch-apps review q.sqlite --users --quiet\n\n");
}
