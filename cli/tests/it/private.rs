//! Files with personal data are their owner's alone.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use stytch_connected_apps_sandbox::{Generate, Seed};

use crate::command::command;
use crate::support::{World, ended, few, signal};

#[track_caller]
fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).permissions().mode()
        & 0o777
}

#[tokio::test(flavor = "multi_thread")]
async fn records_reports_and_decisions_are_private_whatever_the_umask() {
    for umask in ["umask 000", "umask 022", "umask 0377"] {
        let world = World::new(few()).await;
        let run = |arguments: &[&str]| {
            let ran = ended(world.in_shell(umask, arguments));
            assert_eq!(ran.code, Some(0), "{umask}: {ran:?}");
        };
        run(&["review", "r.sqlite"]);
        run(&["report", "r.sqlite", "--html", "r.html", "--decisions", "r.csv"]);
        run(&["revoke", "live.sqlite", "--live", "--user", "user-1", "--yes"]);
        for file in ["r.sqlite", "r.html", "r.csv", "live.sqlite"] {
            assert_eq!(mode(&world.path(file)), 0o600, "{umask}: {file}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_of_a_record_is_private_too() {
    let seed = Seed::new().generate(Generate::new(1).users(300));
    let world = World::with(seed, |builder| builder.latency(Duration::from_millis(100))).await;
    let mut command = world.in_shell("umask 000", &["review", "r.sqlite", "--users", "--rate", "100/s"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
    world.wait_for(&mut child, "get_user_connected_apps", 50);
    let files: Vec<_> = std::fs::read_dir(world.directory.path()).expect("a directory").collect();
    assert_eq!(files.len(), 2, "the record and its journal");
    for file in files {
        assert_eq!(mode(&file.expect("a file").path()), 0o600);
    }
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn an_unfinished_file_is_private_and_the_next_report_removes_it_once_its_process_is_gone() {
    let folder = tempfile::tempdir().expect("a directory");
    let record = folder.path().join("r.sqlite");
    let connection = crate::records::empty(&record);
    // So many that it takes a while to write them.
    let grants = "INSERT INTO review (review, started_at, finished_at, scope) VALUES (1, '2026-03-01T08:00:00.000Z', '2026-03-01T08:01:00.000Z',
                      '{\"users\":\"all\",\"organizations\":\"all\"}');
                  INSERT INTO app VALUES (1, 'app', 'App', 'third_party');
                  WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 300000)
                  INSERT INTO granted SELECT 1, 'app', '', 'user-' || n, 'openid' FROM n;";
    connection.execute_batch(grants).expect("rows");
    drop(connection);
    let unfinished = || {
        let files = std::fs::read_dir(folder.path()).expect("a directory").map(|file| file.expect("a file"));
        let names = files.map(|file| file.file_name().into_string().expect("UTF-8"));
        names.filter(|name| name.starts_with('.')).collect::<Vec<_>>()
    };
    let report = |out: &str| {
        let mut report = command("report r.sqlite --output json --decisions");
        report.current_dir(folder.path()).arg(out).stdout(Stdio::null()).stderr(Stdio::null());
        report.spawn().expect("the binary runs")
    };
    let mut child = report("1.csv");
    // Once it has rows, it is locked.
    let has_rows = |name: &String| folder.path().join(name).metadata().is_ok_and(|file| file.len() > 0);
    while !unfinished().iter().any(has_rows) {
        assert_eq!(child.try_wait().expect("a child"), None, "it has ended too early");
    }
    signal(&child, "STOP");
    let [name] = &unfinished()[..] else { panic!("{:?}", unfinished()) };
    assert_eq!(mode(&folder.path().join(name)), 0o600);
    assert!(report("2.csv").wait().expect("it ends").success());
    assert_eq!(
        unfinished().as_slice(),
        std::slice::from_ref(name),
        "a report that is being written is left alone"
    );
    signal(&child, "KILL");
    child.wait().expect("it ends");
    assert!(report("3.csv").wait().expect("it ends").success());
    assert_eq!(unfinished(), Vec::<String>::new());
    assert!(!folder.path().join("1.csv").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_permissions_of_a_record_that_exists_stay() {
    let world = World::new(few()).await;
    world.succeed(&["review", "r.sqlite"]);
    std::fs::set_permissions(world.path("r.sqlite"), PermissionsExt::from_mode(0o640)).expect("its owner");
    world.succeed(&["review", "r.sqlite"]);
    assert_eq!(mode(&world.path("r.sqlite")), 0o640);
}
