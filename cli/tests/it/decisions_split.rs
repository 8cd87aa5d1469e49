//! A directory of decisions, with one file for each reviewer.

use std::collections::BTreeSet;
use std::fs::{create_dir, read_to_string, remove_file, write};

use stytch_connected_apps_sandbox::{App, Organization, Seed};

use crate::command::Run;
use crate::support::{World, few};

const SPLIT: [&str; 6] = ["report", "r.sqlite", "--decisions", "q", "--split", "organization"];
const REVOKE: [&str; 5] = ["revoke", "r.sqlite", "--decisions", "q", "--yes"];

async fn reviewed() -> World {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    world
}

async fn split() -> World {
    let world = reviewed().await;
    world.succeed(&SPLIT);
    world
}

fn files(world: &World) -> BTreeSet<String> {
    let files = world.path("q").read_dir().expect("a directory");
    files.map(|file| file.expect("a file").file_name().into_string().expect("UTF-8")).collect()
}

fn names<const N: usize>(names: [&str; N]) -> BTreeSet<String> {
    names.map(str::to_owned).into()
}

/// The file of a part, such as `acme`.
fn file(world: &World, part: &str) -> String {
    let of_part = |name: &String| {
        name.starts_with("users") && part == "users" || name.ends_with(&format!("_{part}.csv"))
    };
    let name = files(world).into_iter().find(of_part).expect("a file");
    format!("q/{name}")
}

/// Fills in each row of a file.
fn fill(world: &World, part: &str, with: &str) {
    let path = world.path(&file(world, part));
    let rows = read_to_string(&path).expect("written").replace("\n,,,,", &format!("\n{with},"));
    write(path, rows).expect("a file");
}

#[track_caller]
fn refuses(ran: &Run, mistake: &str) {
    assert!(ran.code == Some(1) && ran.err.ends_with(&format!("{mistake}\n")), "{mistake}: {ran:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_organization_or_app_has_a_file_and_users_have_one_of_their_own() {
    let world = reviewed().await;
    for (split, expected, rows) in [
        ("organization", vec!["acme", "globex", "users"], [2, 1, 3]),
        ("app", vec!["agent", "calendar"], [4, 2, 0]),
    ] {
        let ran = world.run(&["report", "r.sqlite", "--decisions", "q", "--split", split]);
        let count = expected.len();
        let wrote = format!("files written into q: {count}; write keep or revoke into the column decision\n");
        assert!(ran.code == Some(0) && ran.err.starts_with(&wrote), "{ran:?}");
        // Those of the other split are gone, as `revoke` would read them.
        assert_eq!(files(&world).len(), count, "{:?}", files(&world));
        for (part, rows) in expected.iter().zip(rows) {
            let file = read_to_string(world.path(&file(&world, part))).expect("written");
            assert_eq!(file.lines().count(), 1 + rows, "{part}: {file}");
            assert!(
                file.lines().skip(1).all(|row| *part == "users" || row.contains(&format!(",{part},"))),
                "{file}"
            );
        }
    }
    let narrow = ["report", "r.sqlite", "--decisions", "narrow", "--split", "app", "--user", "user-2"];
    world.succeed(&narrow);
    assert_eq!(world.path("narrow").read_dir().expect("a directory").count(), 1);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_directory_and_its_files_are_private_whatever_the_umask() {
    use std::os::unix::fs::PermissionsExt;

    let world = reviewed().await;
    for umask in ["umask 000", "umask 0277"] {
        let ran = crate::support::ended(world.in_shell(umask, &SPLIT));
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let mode =
            |path: &str| world.path(path).metadata().expect("it is there").permissions().mode() & 0o777;
        assert_eq!(mode("q"), 0o700);
        for file in files(&world) {
            assert_eq!(mode(&format!("q/{file}")), 0o600, "{file}");
        }
        std::fs::remove_dir_all(world.path("q")).expect("a directory");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_names_and_ids_make_plain_and_distinct_names_of_files() {
    let organization = |id: &str, name: &str| {
        let mut organization = Organization::new(id);
        organization.organization_name = name.to_owned();
        organization
    };
    let mut seed = Seed::new().app(App::new("app-1").name("../../../etc/passwd"));
    let ids = ["o-1", "o-2", "o-3", "o-4", "o-5", "o-6", "O-1", "o_1"];
    let long = "ä".repeat(300);
    for (id, name) in
        ids.into_iter().zip(["ACME/../x", "acme x", "CON", "..", "-rf", &*long, "acme x", "acme x"])
    {
        seed = seed.organization(organization(id, name)).grant((id, id), "app-1", "openid");
    }
    let world = World::new(seed).await;
    world.succeed(&["review", "r.sqlite"]);
    world.succeed(&SPLIT);
    let found = files(&world);
    assert_eq!(found.len(), ids.len());
    for expected in ["acme-x_o-1.csv", "acme-x_o-2.csv", "con_o-3.csv", "organization_o-4.csv", "rf_o-5.csv"]
    {
        assert!(found.contains(expected), "{expected}: {found:?}");
    }
    assert_eq!(found.iter().map(|name| name.to_lowercase()).collect::<BTreeSet<_>>(), found);
    // Once more, each has the name that it had.
    world.succeed(&SPLIT);
    assert_eq!(files(&world), found);
    world.succeed(&["report", "r.sqlite", "--decisions", "apps", "--split", "app"]);
    assert!(world.path("apps/etc-passwd_app-1.csv").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_that_somebody_filled_in_is_replaced_or_removed() {
    let world = split().await;
    let untouched = read_to_string(world.path(&file(&world, "acme"))).expect("written");
    for (part, with, objection) in [
        ("globex", "keep,,,", "has decisions"),
        ("globex", ",Ann,,", "has entries of a reviewer"),
        ("globex", ",,,2999-12-31", "has entries of a reviewer"),
    ] {
        fill(&world, part, with);
        let path = file(&world, part);
        let filled = read_to_string(world.path(&path)).expect("a file");
        // Neither replaced by one of its name, nor removed for a split that has no such file.
        for split in ["organization", "app"] {
            let ran = world.run(&["report", "r.sqlite", "--decisions", "q", "--split", split]);
            refuses(
                &ran,
                &format!("error: {path} exists and {objection}. It was left alone; choose another name"),
            );
            assert_eq!(read_to_string(world.path(&path)).expect("a file"), filled);
            assert_eq!(read_to_string(world.path(&file(&world, "acme"))).expect("a file"), untouched);
        }
        write(world.path(&path), filled.replace(&format!("\n{with},"), "\n,,,,")).expect("a file");
        world.succeed(&SPLIT);
    }
    write(world.path("q/notes.csv"), "a,b\n").expect("a file");
    let other = "error: q/notes.csv exists and is not a file of decisions that this command wrote. It was left alone; choose another name";
    refuses(&world.run(&SPLIT), other);
    remove_file(world.path("q/notes.csv")).expect("a file");
    write(world.path("q/notes.txt"), "mine").expect("a file");
    world.succeed(&SPLIT);
    assert_eq!(read_to_string(world.path("q/notes.txt")).expect("a file"), "mine");
    for (line, message) in [
        (&["report", "r.sqlite", "--decisions", "q"][..], "q is a directory; add --split"),
        (
            &["report", "r.sqlite", "--decisions", "r.sqlite", "--split", "app"],
            "r.sqlite is a file, but --split",
        ),
        (&["report", "r.sqlite", "--split", "app"], "--decisions"),
    ] {
        let ran = world.run(line);
        assert!(ran.code == Some(2) && ran.err.contains(message), "{ran:?}");
    }
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
