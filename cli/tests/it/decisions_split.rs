//! A directory of decisions, with one file for each reviewer.

use std::collections::BTreeSet;
use std::fs::{read_to_string, remove_file, write};

use stytch_connected_apps_sandbox::{App, Organization, Seed};

use crate::command::Run;
use crate::support::{World, few};

const SPLIT: [&str; 6] = ["report", "r.sqlite", "--decisions", "q", "--split", "organization"];

async fn reviewed() -> World {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    world
}

pub async fn split() -> World {
    let world = reviewed().await;
    world.succeed(&SPLIT);
    world
}

pub fn files(world: &World) -> BTreeSet<String> {
    let files = world.path("q").read_dir().expect("a directory");
    files.map(|file| file.expect("a file").file_name().into_string().expect("UTF-8")).collect()
}

/// The file of a part, such as `acme`.
pub fn file(world: &World, part: &str) -> String {
    let of_part = |name: &String| {
        name.starts_with("users") && part == "users" || name.ends_with(&format!("_{part}.csv"))
    };
    let name = files(world).into_iter().find(of_part).expect("a file");
    format!("q/{name}")
}

/// Fills in each row of a file.
pub fn fill(world: &World, part: &str, with: &str) {
    let path = world.path(&file(world, part));
    let rows = read_to_string(&path).expect("written").replace("\n,,,,", &format!("\n{with},"));
    write(path, rows).expect("a file");
}

#[track_caller]
pub fn refuses(ran: &Run, mistake: &str) {
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
