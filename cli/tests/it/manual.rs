//! `man`: pages made of the same definitions as the help.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::command::{printed, run};

/// The names of the pages in a directory.
fn pages(directory: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(directory).expect("a directory");
    entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect()
}

#[test]
fn each_command_and_operation_has_a_man_page() {
    let folder = TempDir::new().expect("a directory");
    let directory = folder.path().join("share/man1");
    let run = run(&format!("man {}", directory.display()));
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{run:?}");
    let help = printed("--help");
    let commands = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next());
    // A description that does not fit goes on in lines that are indented further.
    let commands = commands.expect("commands").lines().filter(|line| !line.starts_with("   "));
    let names = commands.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    let operations = printed("operations --output json");
    let operations: Vec<serde_json::Value> = serde_json::from_str(&operations).expect("JSON");
    let operations = operations.iter().map(|operation| operation["operation"].as_str().expect("a name"));
    let expected = names.map(str::to_owned).chain(operations.map(|name| format!("call-{name}")));
    let mut expected: BTreeSet<String> = expected.map(|name| format!("stytch-apps-{name}.1")).collect();
    expected.extend(["stytch-apps.1", "stytch-apps-apps-delete.1"].map(str::to_owned));
    assert_eq!(pages(&directory), expected);
}

#[test]
fn a_man_page_keeps_the_examples_line_by_line() {
    let folder = TempDir::new().expect("a directory");
    run(&format!("man {}", folder.path().display()));
    let page = fs::read_to_string(folder.path().join("stytch-apps.1")).expect("a page");
    let examples = "\
.SH EXAMPLES
.nf
  stytch\\-apps review june.sqlite
  stytch\\-apps report june.sqlite \\-\\-html june.html \\-\\-decisions june.csv
";
    assert!(page.contains(examples), "{page}");
    assert!(page.contains(".SH \"EXIT CODES\"\n.nf\n  0  done\n"), "{page}");
}

#[test]
fn a_directory_that_cannot_be_written_is_one_error() {
    let folder = TempDir::new().expect("a directory");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("a file");
    let run = run(&format!("man {}", file.display()));
    assert_eq!((run.code, run.out.as_str()), (Some(1), ""));
    assert!(
        run.err.starts_with(&format!("error: cannot write man pages to {}", file.display())),
        "{}",
        run.err
    );
}
