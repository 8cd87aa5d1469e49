use std::fs::write;

use crate::support::{World, few};

const HEADER: &str = "app_id,app_name,organization_id,person_id,name,scopes,decision\n";

async fn reviewed() -> World {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    world
}

fn revoke(world: &World, file: impl AsRef<[u8]>) -> crate::command::Run {
    write(world.path("d.csv"), file).expect("a file");
    world.run(&["revoke", "r.sqlite", "--decisions", "d.csv", "--yes", "--output", "csv"])
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_to_be_revoked_is_and_the_rest_is_kept() {
    let world = reviewed().await;
    let file = format!(
        "\u{feff}{HEADER}agent,agent,,user-1,,openid,revoke\nagent,agent,,user-2,,,keep\n\
         agent,,acme,member-1,,,Revoke \ncalendar,,globex,member-3,\"x, y\",,\n"
    );
    let ran = revoke(&world, &file);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let (messages, gone) = ran.err.split_once("gone now; ").expect("the time by which tokens are dead");
    assert!(gone.starts_with("no service can accept a token of theirs after 20"), "{ran:?}");
    assert_eq!(
        messages,
        "rows without a decision: 1; their grants are kept\n\
         warning: rows missing from d.csv: 2 of the 6 grants of review 1; these grants are kept\n\
         written to the record: 3 decisions\n\
         verified as gone: 2 of 2 grants; `stytch-apps report r.sqlite --html OUT.html` shows the evidence\n"
    );
    assert_eq!(ran.out.lines().count(), 3, "{ran:?}");
    let left: Vec<_> = world.granted().into_iter().map(|grant| format!("{} {}", grant.0, grant.2)).collect();
    assert_eq!(left, ["agent user-2", "agent member-2", "calendar user-1", "calendar member-3"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_out_is_filled_in_with_semicolons_and_comes_back_after_another_review() {
    let world = reviewed().await;
    world.succeed(&["report", "r.sqlite", "--decisions", "out.csv"]);
    let file = std::fs::read_to_string(world.path("out.csv")).expect("written");
    let filled: String = file
        .lines()
        .map(|line| match line.starts_with(",,,,agent,") {
            true => format!("revoke{line}\n"),
            false => format!("{line}\n"),
        })
        .collect();
    let client = world.sandbox.client().expect("valid");
    client.revoke_user_connected_app().user_id("user-2").connected_app_id("agent").await.expect("granted");
    world.succeed(&["review", "r.sqlite"]);

    let filled = filled.replace(',', ";");
    let ran = revoke(&world, filled);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.err.contains("if the file belongs to an earlier review, name that review with --review"),
        "{ran:?}"
    );
    world.succeed(&["revoke", "r.sqlite", "--decisions", "d.csv", "--review", "1", "--yes"]);
    assert!(world.granted().iter().all(|grant| grant.0 == "calendar"), "{:?}", world.granted());
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation WHERE state = 'already_gone'"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_missing_are_counted_and_a_file_without_a_decision_says_so() {
    let world = reviewed().await;
    world.succeed(&["report", "r.sqlite", "--decisions", "out.csv"]);
    let file = std::fs::read_to_string(world.path("out.csv")).expect("written");
    for rows in [0, 4, 6] {
        let cut: Vec<&str> = file.lines().take(1 + rows).collect();
        let missing = match 6 - rows {
            0 => String::new(),
            missing => format!(
                "warning: rows missing from d.csv: {missing} of the 6 grants of review 1; these grants are kept\n"
            ),
        };
        let none =
            "d.csv has no decision; write keep or revoke into the column decision, and save the file\n";
        let nothing = "nothing to revoke: no row says revoke\n";
        let ran = revoke(&world, cut.join("\n"));
        assert_eq!((ran.code, ran.err), (Some(0), format!("{none}{missing}{nothing}")));
        let ran = revoke(&world, cut.join("\n").replace("\n,", "\nkeep,"));
        let none = if rows == 0 { none } else { "" };
        let kept = match rows {
            0 => String::new(),
            _ => format!("written to the record: {rows} decisions\n"),
        };
        assert_eq!((ran.code, ran.err), (Some(0), format!("{none}{missing}{nothing}{kept}")));
    }
    assert_eq!(world.granted().len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_options_narrow_what_is_decided() {
    let world = reviewed().await;
    write(world.path("d.csv"), format!("{HEADER}agent,,,user-1,,,revoke\nagent,,acme,member-1,,,revoke\n"))
        .expect("a file");
    let revoke =
        ["revoke", "r.sqlite", "--decisions", "d.csv", "--user", "user-1", "--user", "user-2", "--yes"];
    world.succeed(&revoke);
    assert_eq!(world.granted().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_a_mistake_is_refused_before_anything_is_revoked() {
    let world = reviewed().await;
    let good = "agent,,,user-1,,,revoke\n";
    let no_grant = |line| {
        format!(
            "line {line}: review 1 has no grant of \"user-2\" to \"calendar\"; if the file belongs to an earlier review, name that review with --review"
        )
    };
    for (file, expected) in [
        (
            format!("{HEADER}{good}agent,,,user-2,,,delete\n\"agent\n\",,,user-2,,,\n"),
            vec!["line 3: the decision is \"delete\"; write keep, revoke or nothing".to_owned()],
        ),
        (format!("{HEADER}{good}calendar,,,user-2,,,keep\n"), vec![no_grant(3)]),
        (
            format!("{HEADER}{good}agent,,,user-1,,,keep\n"),
            vec!["line 3: keep for \"user-1\" and \"agent\", but line 2 says revoke; let one of the two decide".to_owned()],
        ),
        (
            "app_id,organization_id,person_id,verdict\n".to_owned(),
            vec![
                "line 1: the column decision is missing among app_id, organization_id, person_id, verdict"
                    .to_owned(),
            ],
        ),
        (
            format!("{HEADER}agent,,,user-1,revoke\n\nagent,,,user-2,x, y,,keep\n"),
            [2, 4].map(|line| format!("line {line}: a decision is in another column; move it to the column decision")).to_vec(),
        ),
        (
            format!("{HEADER}agent,,,,,,revoke\n"),
            vec!["line 2: the decision is \"revoke\", and app_id or person_id is empty; fill them in".to_owned()],
        ),
        (
            "PK\u{3}\u{4}".to_owned(),
            vec!["it is a workbook, not CSV; open it and save it as CSV UTF-8".to_owned()],
        ),
        (
            "agent,,user-1,revoke\n".to_owned(),
            vec![
                "no row names the columns app_id, organization_id, person_id, decision; keep the header, and save as CSV \
                 UTF-8"
                    .to_owned(),
            ],
        ),
        (
            format!("app_id,{HEADER}"),
            vec!["line 1: the column app_id appears twice; remove one".to_owned()],
        ),
    ] {
        let ran = revoke(&world, &file);
        assert_eq!((ran.code, ran.out.as_str()), (Some(1), ""), "{ran:?}");
        let mut lines = ran.err.lines();
        assert_eq!(lines.next(), Some("error: d.csv: nothing was revoked, as the file has mistakes"));
        assert_eq!(lines.map(str::trim).collect::<Vec<_>>(), expected);
    }
    assert_eq!(
        world.requests("revoke_user_connected_app") + world.requests("revoke_member_connected_app"),
        0
    );
    assert_eq!(world.value::<i64>("SELECT count(*) FROM revocation"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistake_is_on_the_line_that_an_editor_shows() {
    let world = reviewed().await;
    for end in ["\n", "\r\n"] {
        let file = format!("{HEADER}agent,agent,,user-1,,openid,keep\nagent,agent,,user-2,,,maybe\n,,,,,,\n");
        let ran = revoke(&world, file.replace('\n', end));
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains("line 3: the decision is \"maybe\""), "{ran:?}");
    }
    let ran = revoke(&world, "App_ID,Organization_ID,Person_ID,Decision\r\nagent,,user-1,Revoke\r\n,,,\r\n");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(world.granted().len(), 5);
}
