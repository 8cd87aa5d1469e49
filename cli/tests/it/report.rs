//! `report`. How the HTML looks and behaves is tested in a browser, by `cli/tests/browser`.

use std::path::Path;

use insta::assert_snapshot;
use serde_json::Value;
use tempfile::TempDir;

use crate::command::{Run, command, printed};
use crate::records::{HOSTILE, empty, sample};

/// Runs `report` on a record.
fn report(record: &Path, line: &str) -> Run {
    let mut command = command("report");
    command.arg(record).args(line.split_whitespace());
    command.output().expect("the binary runs").into()
}

/// Its output about the sample.
fn of_sample(line: &str) -> String {
    let folder = TempDir::new().expect("a directory");
    let record = folder.path().join("june.sqlite");
    sample(&record);
    let run = report(&record, line);
    assert_eq!(run.code, Some(0), "{}", run.err);
    format!("{}--- stderr\n{}", run.out, run.err)
}

#[test]
fn help_begins_with_examples() {
    assert_snapshot!("help", printed("--help"));
    assert_snapshot!("help_review", printed("review --help"));
    assert_snapshot!("help_report", printed("report --help"));
    assert_snapshot!("help_revoke", printed("revoke --help"));
    assert_snapshot!("help_apps", printed("apps --help"));
    assert_snapshot!("help_block", printed("block --help"));
    assert_snapshot!("help_unblock", printed("unblock --help"));
    assert_snapshot!("help_apps_delete", printed("apps delete --help"));
    assert_snapshot!("help_operations", printed("operations --help"));
    assert_snapshot!("help_sandbox", printed("sandbox --help"));
    assert_snapshot!("help_completions", printed("completions --help"));
    assert_snapshot!("help_man", printed("man --help"));
}

#[test]
fn apps_come_by_reach_as_a_table_json_or_csv() {
    assert_snapshot!("report_table", of_sample("--flag scope=calendar:*"));
    assert_snapshot!("report_csv", of_sample("--output csv"));
    assert_snapshot!("report_json", of_sample("--output json --flag scope=calendar:*"));
}

#[test]
fn an_earlier_review_shows_what_is_new_and_gone() {
    assert_snapshot!("report_since", of_sample("--since 1"));
    assert_snapshot!("report_of_an_earlier_review", of_sample("--review 1"));
}

#[test]
fn a_name_is_no_formula_and_no_markup_and_an_id_is_unchanged() {
    let folder = TempDir::new().expect("a directory");
    let [record, html, decisions] =
        ["june.sqlite", "june.html", "june.csv"].map(|name| folder.path().join(name));
    sample(&record);
    let run = report(&record, &format!("--html {} --decisions {}", html.display(), decisions.display()));
    assert_eq!(run.code, Some(0), "{}", run.err);
    let decisions = std::fs::read_to_string(decisions).expect("the file is written");
    assert_snapshot!("decisions", decisions);
    let html = std::fs::read_to_string(html).expect("the file is written");
    assert!(!html.contains("<script>alert") && !html.contains('\u{202e}'));
    assert!(html.contains("=cmd|&#39; /C calc&#39;!A0&#60;script&#62;alert(1)&#60;/script&#62;\u{fffd}"));
    // Whatever a browser would load.
    for attribute in ["src=", "href=\"http", "url(", "@import", "srcset="] {
        assert!(!html.contains(attribute), "{attribute}");
    }
    // The evidence: the time and the request of each revocation, and the failures.
    for evidence in ["request-4", "2026-03-02 09:00 UTC", "request-5", "403 Forbidden", "unlucky@example.com"]
    {
        assert!(html.contains(evidence), "{evidence}");
    }
    for person in ["ada@example.com", "user-1", "alan@example.com", "member-3", "First Organization", "org-2"]
    {
        assert!(html.contains(person), "{person}");
    }
}

#[test]
fn json_has_names_as_they_are() {
    let out = of_sample("--output json");
    let out: Value = serde_json::from_str(out.split("--- stderr").next().expect("a part")).expect("JSON");
    assert_eq!(out["apps"][1]["name"], HOSTILE);
}

#[test]
fn an_unfinished_review_is_said_to_be_one() {
    let folder = TempDir::new().expect("a directory");
    let record = folder.path().join("june.sqlite");
    sample(&record);
    let connection = rusqlite::Connection::open(&record).expect("a record");
    let batch = "UPDATE review SET finished_at = NULL WHERE review = 2;
                 INSERT INTO subject VALUES (2, 'user', '', 'user-9', '', 'pending', NULL, NULL, NULL);";
    connection.execute_batch(batch).expect("rows");
    drop(connection);
    let html = folder.path().join("june.html");
    let run = report(&record, &format!("--html {}", html.display()));
    let warning = "warning: review 2 is not finished (1 to go, 1 failed); run `stytch-apps review` again\n";
    assert!(run.err.ends_with(warning), "{}", run.err);
    assert!(
        std::fs::read_to_string(html).expect("the file is written").contains("This review is not finished.")
    );
}

#[test]
fn a_report_changes_nothing_in_the_record() {
    let folder = TempDir::new().expect("a directory");
    let record = folder.path().join("june.sqlite");
    sample(&record);
    let before = std::fs::read(&record).expect("a record");
    assert_eq!(report(&record, "").code, Some(0));
    assert_eq!(std::fs::read(&record).expect("a record"), before);
}

#[test]
fn no_file_is_replaced_that_is_not_the_same_kind_or_that_has_decisions() {
    let folder = TempDir::new().expect("a directory");
    let [record, html, csv] = ["june.sqlite", "june.html", "june.csv"].map(|name| folder.path().join(name));
    sample(&record);
    let write =
        |option: &str, path: &std::path::Path| report(&record, &format!("{option} {}", path.display()));
    // Twice, as a report is written again and again.
    for (option, path) in [("--html", &html), ("--html", &html), ("--decisions", &csv), ("--decisions", &csv)]
    {
        assert_eq!(write(option, path).code, Some(0), "{option}");
    }
    let decisions = std::fs::read_to_string(&csv).expect("written");
    std::fs::write(&csv, decisions.replacen("\n,", "\nkeep,", 1)).expect("a file");
    for (option, path, objection) in [
        ("--decisions", &csv, "has decisions"),
        ("--decisions", &html, "is not a file of decisions that this command wrote"),
        ("--decisions", &record, "is not a file of decisions that this command wrote"),
        ("--html", &csv, "is not a report"),
        ("--html", &record, "is not a report"),
    ] {
        let before = std::fs::read(path).expect("a file");
        let run = write(option, path);
        let path = path.display();
        let expected =
            format!("error: {path} exists and {objection}. It was left alone; choose another name\n");
        assert_eq!((run.code, &*run.err), (Some(1), &*expected));
        assert_eq!(std::fs::read(path.to_string()).expect("a file"), before);
    }
    // A reviewer's own column is kept, even before the first decision.
    std::fs::write(&csv, decisions.replacen("person_id\n", "person_id,comment\n", 1)).expect("a file");
    let run = write("--decisions", &csv);
    assert!(run.code == Some(1) && run.err.contains("exists and has columns of a reviewer."), "{run:?}");
    std::fs::write(&html, "<!doctype html>\n<title>Somebody's page</title>").expect("a file");
    assert_eq!(write("--html", &html).code, Some(1));
    // A report that is begun and not finished leaves nothing behind.
    assert_eq!(std::fs::read_dir(folder.path()).expect("a directory").count(), 3);
}

#[cfg(unix)]
#[test]
fn a_report_that_does_not_fit_on_the_disk_leaves_the_earlier_one() {
    let folder = TempDir::new().expect("a directory");
    let [record, html] = ["june.sqlite", "june.html"].map(|name| folder.path().join(name));
    sample(&record);
    let earlier = "<!doctype html>\n<!-- stytch-apps report -->\n";
    std::fs::write(&html, earlier).expect("a file");
    // In blocks of 512 bytes. The signal would end the process, a full disk does not.
    let limited = "trap '' XFSZ; ulimit -f 4; exec \"$0\" report \"$1\" --html \"$2\"";
    let mut command = std::process::Command::new("sh");
    command.args(["-c", limited, env!("CARGO_BIN_EXE_stytch-apps")]).args([&record, &html]);
    let run = crate::support::ended(command);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.err.starts_with(&format!("error: cannot write to {}: ", html.display())), "{run:?}");
    assert_eq!(std::fs::read_to_string(&html).expect("a file"), earlier);
    assert_eq!(std::fs::read_dir(folder.path()).expect("a directory").count(), 2);
}

#[cfg(unix)]
#[test]
fn a_report_keeps_the_permissions_of_the_one_that_it_replaces() {
    use std::os::unix::fs::PermissionsExt;

    let folder = TempDir::new().expect("a directory");
    let [record, html] = ["june.sqlite", "june.html"].map(|name| folder.path().join(name));
    sample(&record);
    for _ in 0..2 {
        assert_eq!(report(&record, &format!("--html {}", html.display())).code, Some(0));
        std::fs::set_permissions(&html, PermissionsExt::from_mode(0o600)).expect("its owner");
    }
    assert_eq!(report(&record, &format!("--html {}", html.display())).code, Some(0));
    let mode = std::fs::metadata(&html).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn each_mistake_is_one_message() {
    let folder = TempDir::new().expect("a directory");
    let [record, none, other] =
        ["june.sqlite", "empty.sqlite", "notes.txt"].map(|name| folder.path().join(name));
    sample(&record);
    drop(empty(&none));
    std::fs::write(&other, "no record at all, but a text that is long enough").expect("a file");
    let mut shown = String::new();
    for (path, line) in [
        (&record, "--review 7"),
        (&record, "--since 7"),
        (&record, "--since 2"),
        (&record, "--since 1 --review 1"),
        (&record, "--flag calendar:*"),
        (&record, "--flag scope=["),
        (&record, "--html /no/such/folder/june.html"),
        (&record, "--decisions /no/such/folder/june.csv"),
        (&none, ""),
        (&other, ""),
        (&folder.path().join("missing.sqlite"), ""),
    ] {
        let run = report(path, line);
        assert_eq!(run.out, "", "{line}");
        let err = run
            .err
            .replace(&format!("{}/", folder.path().display()), "")
            .replace(&*folder.path().to_string_lossy(), "");
        let name = path.file_name().expect("a name").to_string_lossy();
        shown += &format!(
            "$ stytch-apps report {name} {line}\n{err}exit code {}\n\n",
            run.code.expect("no signal")
        );
    }
    assert_snapshot!("report_mistakes", shown);
}

#[test]
fn flags_come_from_options_and_from_a_file_that_the_report_names() {
    let folder = TempDir::new().expect("a directory");
    let record = folder.path().join("june.sqlite");
    sample(&record);
    let flags = |line: &str| {
        let mut command = command("report june.sqlite --output json");
        command.args(line.split_whitespace()).current_dir(folder.path());
        let run: Run = command.output().expect("the binary runs").into();
        assert_eq!(run.code, Some(0), "{line}: {}", run.err);
        let report: Value = serde_json::from_str(&run.out).expect("JSON");
        let apps = report["apps"].as_array().expect("apps").iter();
        let flags =
            apps.map(|app| (app["app_id"].as_str().expect("an id").to_owned(), app["flags"].to_string()));
        let flags: Vec<_> = flags.filter(|(_, flags)| flags != "[]").collect();
        assert_eq!(report["totals"]["flagged_apps"], flags.len());
        let flags: Vec<String> = flags.into_iter().map(|(app, flags)| format!("{app} {flags}")).collect();
        (flags.join(" "), report["flag_file"].as_str().map(str::to_owned))
    };
    let file = |name: &str| Some(name.to_owned());
    let hostile = r#"app-hostile ["third_party"]"#;
    let all = format!(r#"app-calendar ["third_party","offline_access"] {hostile}"#);
    assert_eq!(flags(""), (all.clone(), None));
    std::fs::write(folder.path().join("ours.toml"), "no-flag = ['third_party']\n").expect("a file");
    let few = r#"app-calendar ["offline_access"]"#.to_owned();
    assert_eq!(flags("--config ours.toml"), (few.clone(), file("ours.toml")));
    std::fs::rename(folder.path().join("ours.toml"), folder.path().join("stytch-apps.toml")).expect("a file");
    assert_eq!(flags(""), (few, file("stytch-apps.toml")));
    assert_eq!(
        flags("--flag third_party").0,
        all.replace(r#""third_party","offline_access""#, r#""offline_access","third_party""#)
    );
    assert_eq!(flags("--no-flag offline_access --flag app=app-field").0, r#"app-field ["app=app-field"]"#);
    let run = report(&record, "--config none.toml");
    assert_eq!(run.code, Some(1), "{run:?}");
    std::fs::write(folder.path().join("stytch-apps.toml"), "flagged = true\n").expect("a file");
    let mut command = command("report june.sqlite");
    let run: Run = command.current_dir(folder.path()).output().expect("the binary runs").into();
    let error = "error: stytch-apps.toml:1: unknown field `flagged`, expected `flag` or `no-flag`\n";
    assert_eq!((run.code, run.err.as_str()), (Some(2), error));
}
