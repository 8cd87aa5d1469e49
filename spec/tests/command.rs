//! The command line, as a program.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use spec::committed;
use tempfile::TempDir;

fn spec(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_spec")).args(arguments).output().expect("the program runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn document(name: &str) -> String {
    committed::path(&format!("tests/documents/{name}")).display().to_string()
}

/// A copy of the document to import into.
fn ours(folder: &TempDir) -> PathBuf {
    let path = folder.path().join("ours.yaml");
    fs::copy(document("importing.yaml"), &path).expect("a copy");
    path
}

#[test]
fn each_command_has_help() {
    let help = text(&spec(&["--help"]).stdout);
    for command in ["api", "drift", "import", "release", "summary"] {
        assert!(help.contains(&format!("\n  {command} ")), "{help}");
        let output = spec(&[command, "--help"]);
        assert!(output.status.success() && text(&output.stdout).contains("Usage: cargo spec "), "{command}");
    }
    assert_eq!(spec(&["sumary"]).status.code(), Some(2));
}

#[test]
fn drift_exits_with_status_1_until_every_difference_has_a_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let baseline = folder.path().join("drift.yaml");
    let file = baseline.display().to_string();
    let drift = |options: &[&str]| {
        spec(&[&["drift", &document("vendor_consumer.yaml"), "--baseline", &file][..], options].concat())
            .status
            .code()
    };
    assert_eq!((drift(&[]), baseline.exists()), (Some(1), false));
    assert_eq!(drift(&["--update"]), Some(1));
    let rows = fs::read_to_string(&baseline).expect("a baseline");
    assert!(
        rows.contains("operation: POST /v1/users/{user_id}/connected_apps/{connected_app_id}/revoke"),
        "{rows}"
    );
    assert_eq!(drift(&[]), Some(1), "the rows have no reason");
    fs::write(&baseline, rows.replace("reason: TODO", "reason: It is invented.")).expect("a baseline");
    assert_eq!(drift(&[]), Some(0));
}

#[test]
fn import_prints_the_operation_and_says_what_is_left_to_write() {
    let folder = tempfile::tempdir().expect("a folder");
    let (theirs, ours) = (document("importable.yaml"), ours(&folder));
    let before = fs::read_to_string(&ours).expect("a document");
    // For our own document, which will never have devices.
    let rotate = "POST /v1/devices/{device_id}/keys/rotate/start";
    let output = spec(&["import", &theirs, rotate, "--fields", "device.email"]);
    assert!(output.status.success());
    let printed = text(&output.stdout);
    assert!(printed.contains("    post:\n      operationId: start_device_key_rotation\n"), "{printed}");
    assert!(!printed.contains("next_key_secret"), "{printed}");
    assert!(
        text(&output.stderr).contains("stdout:9: summary: 'TODO: summarize start_device_key_rotation'\n")
    );

    let into = ours.display().to_string();
    let output = spec(&["import", &theirs, "POST /v1/users/search", "--into", &into]);
    assert!(output.status.success() && output.stdout.is_empty());
    let after = fs::read_to_string(&ours).expect("a document");
    assert!(after.contains("operationId: search_users") && after.len() > before.len());
    let left = text(&output.stderr);
    assert_eq!(left.lines().count(), after.matches("TODO:").count(), "{left}");
    assert!(left.lines().all(|line| line.starts_with(&into)), "{left}");
}

#[test]
fn bad_input_gets_one_error_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let (theirs, ours) = (document("importable.yaml"), ours(&folder));
    let before = fs::read_to_string(&ours).expect("a document");
    let into = ours.display().to_string();
    for (arguments, status, expected) in [
        (
            vec!["import", &theirs, "POST /v1/user", "--into", &into],
            1,
            "has no POST /v1/user: the closest is",
        ),
        (vec!["import", "none.yml", "POST /v1/users", "--into", &into], 1, "error: none.yml: No such file"),
        (vec!["import", &theirs, "search", "--into", &into], 2, "write the method and the path"),
        (vec!["drift", "Cargo.toml"], 1, "error: Cargo.toml:"),
        (vec!["release", "next"], 1, "error: `next` is not a version"),
        (vec!["release", "9.0.0", "--date", "today"], 2, "invalid value 'today' for '--date"),
    ] {
        let output = spec(&arguments);
        let message = text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{message}");
        assert!(message.contains(expected) && output.stdout.is_empty(), "{message}");
        assert_eq!(message.matches("error:").count(), 1, "{message}");
    }
    assert_eq!(fs::read_to_string(&ours).expect("a document"), before);
}
