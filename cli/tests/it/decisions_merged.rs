//! The files of several reviewers, read together.

use std::collections::BTreeSet;
use std::fs::{create_dir, read_to_string, remove_file, write};

use stytch_connected_apps_sandbox::Seed;

use crate::decisions_split::{file, files, fill, refuses, split};

const REVOKE: [&str; 5] = ["revoke", "r.sqlite", "--decisions", "q", "--yes"];

fn names<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(str::to_owned).into()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quarter_with_three_reviewers_files() {
    let mut world = split().await;
    assert_eq!(files(&world), names(["acme_acme.csv", "globex_globex.csv", "users.csv"]));
    // One is not back yet, and one has not been filled in.
    fill(&world, "users", "keep,Ann,needed,2999-12-31");
    let late = file(&world, "globex");
    let back = read_to_string(world.path(&late)).expect("written");
    remove_file(world.path(&late)).expect("a file");
    let ran = world.run(&REVOKE[..4]);
    assert_eq!(
        ran.err,
        "files without a decision: q/acme_acme.csv\n\
         rows without a decision: 2; their grants are kept\n\
         warning: rows missing from q: 1 of the 6 grants of review 1; these grants are kept\n\
         warning: files missing from q: globex_globex.csv\n\
         nothing to revoke: no row says revoke\n\
         a dry run: no decision was written to the record; to write them, add --yes\n"
    );
    // They come back by mail, under another name and with semicolons.
    write(
        world.path("q/Globex (bob).csv"),
        back.replace("\n,,,,", "\nrevoke,Bob,unknown app,,").replace(',', ";"),
    )
    .expect("a file");
    fill(&world, "acme", "revoke,Carol,left,");
    let ran = world.run(&[&REVOKE[..], &["--operator", "ops"]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let expected = "written to the record: 6 decisions\n\
                    verified as gone: 3 of 3 grants; `stytch-apps report r.sqlite --html OUT.html` shows the evidence\n";
    assert!(ran.err.starts_with(expected), "{}", ran.err);
    let by = "SELECT group_concat(reviewer || ' ' || word || ' ' || number, ', ') FROM (
                  SELECT reviewer, word, count(*) AS number FROM decision GROUP BY reviewer ORDER BY reviewer)";
    assert_eq!(world.value::<String>(by), "Ann keep 3, Bob revoke 1, Carol revoke 2");
    let by = "SELECT count(*) FROM decision_file JOIN decision USING (decision_file)
              WHERE decision_file.name = 'q/Globex (bob).csv' AND reviewer = 'Bob'";
    assert_eq!(world.value::<i64>(by), 1);
    assert_eq!(world.granted().len(), 3);

    // The next quarter asks only about what is new.
    world
        .reseed(
            Seed::new()
                .grant("user-1", "calendar", "openid calendar:write")
                .grant("user-1", "agent", "openid offline_access")
                .grant("user-2", "agent", "openid")
                .grant(("acme", "member-4"), "agent", "openid"),
        )
        .await;
    world.succeed(&["review", "r.sqlite"]);
    let ran =
        world.run(&["report", "r.sqlite", "--decisions", "q3", "--split", "organization", "--undecided"]);
    let expected = "left out, as kept by a decision that holds: 3 of the 4 grants\n\
                    files written into q3: 1; write keep or revoke into the column decision\n";
    assert!(ran.err.starts_with(expected), "{}", ran.err);
    assert!(world.path("q3/acme_acme.csv").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contradiction_names_both_files_and_lines_and_the_same_decision_twice_is_none() {
    let world = split().await;
    fill(&world, "users", "keep,Ann,needed,2999-12-31");
    let users = read_to_string(world.path("q/users.csv")).expect("a file");
    let copy =
        |from: &str, to: &str| write(world.path("q/users (1).csv"), users.replace(from, to)).expect("a file");
    copy("keep,Ann,needed,2999-12-31,calendar", "revoke,Bob,,,calendar");
    refuses(
        &world.run(&REVOKE),
        "error: nothing was revoked, as the files have mistakes\n  q/users.csv, line 4: keep until 2999-12-31 for \"user-1\" \
         and \"calendar\", but q/users (1).csv, line 4, says revoke; let one of the two decide",
    );
    copy("2999-12-31,agent,,,openid,agent,,user-2", "2999-11-30,agent,,,openid,agent,,user-2");
    let ran = world.run(&REVOKE);
    assert!(ran.err.contains("but q/users (1).csv, line 3, says keep until 2999-11-30"), "{ran:?}");
    // Another person may say the same, and an empty copy says nothing.
    copy("keep,Ann,needed,", "keep,Bob,me too,");
    write(world.path("q/users - old.csv"), users.replace("keep,Ann,needed,2999-12-31", ",,,"))
        .expect("a file");
    world.succeed(&REVOKE);
    assert_eq!(world.value::<i64>("SELECT count(*) FROM decision"), 6);
    // A mistake names its file, too.
    write(world.path("q/users (1).csv"), users.replacen("keep", "perhaps", 1)).expect("a file");
    refuses(
        &world.run(&REVOKE),
        "q/users (1).csv, line 2: the decision is \"perhaps\"; write keep, revoke or nothing",
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_csv_is_read_and_what_may_hold_decisions_is_said() {
    let world = split().await;
    fill(&world, "users", "revoke,Ann,left,");
    for hidden in [
        ".DS_Store",
        "Thumbs.db",
        "desktop.ini",
        "~$users.xlsx",
        "._users.csv",
        ".~lock.users.csv#",
        "~$b.csv",
    ] {
        write(world.path("q").join(hidden), "\0").expect("a file");
    }
    write(world.path("q/notes.txt"), "").expect("a file");
    create_dir(world.path("q/old")).expect("a directory");
    create_dir(world.path("q/dir.csv")).expect("a directory");
    let ran = world.run(&REVOKE[..4]);
    assert!(
        ran.err.starts_with(
            "warning: users.csv is open in a program, and may have changes that are not saved\n\
             left out of q, as only *.csv is read: dir.csv/, notes.txt, old/\n"
        ),
        "{ran:?}"
    );
    assert!(ran.code == Some(0) && ran.out.contains("user-1"), "{ran:?}");
    write(world.path("q/acme.XLSX"), "PK\u{3}\u{4}").expect("a file");
    refuses(
        &world.run(&REVOKE),
        "error: q/acme.XLSX: it is a workbook, not CSV; open it and save it as CSV UTF-8, and move the workbook elsewhere",
    );
    create_dir(world.path("empty")).expect("a directory");
    let ran = world.run(&["revoke", "r.sqlite", "--decisions", "empty"]);
    assert!(ran.code == Some(1) && ran.err.starts_with("error: empty has no *.csv; "), "{ran:?}");
    assert_eq!(world.requests("revoke_user_connected_app"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_files_are_read_together() {
    let world = split().await;
    fill(&world, "users", "keep,Ann,,");
    fill(&world, "globex", "revoke,Bob,,");
    let globex = file(&world, "globex");
    let files = ["revoke", "r.sqlite", "--decisions", &globex, "--decisions", "q/users.csv", "--yes"];
    let ran = world.run(&files);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.err.contains(&format!("rows missing from {globex}, q/users.csv: 2 of the 6 grants")),
        "{ran:?}"
    );
    assert_eq!(world.value::<i64>("SELECT count(*) FROM decision_file"), 2);
    assert_eq!(world.granted().len(), 5);
}
