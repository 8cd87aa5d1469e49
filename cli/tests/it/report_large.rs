//! A report of more people than a browser shows at once.

use std::fs::read_to_string;

use tempfile::TempDir;

use crate::records::empty;
use crate::support::ended;

const PEOPLE: usize = 100_020;

#[test]
fn people_beyond_a_number_are_in_the_sheet_beside_the_report_which_says_so() {
    let directory = TempDir::new().expect("a directory");
    let record = empty(&directory.path().join("r.sqlite"));
    let batch = format!(
        "INSERT INTO review (review, started_at, finished_at, scope) VALUES
             (1, '2026-03-01T08:00:00.000Z', '2026-03-01T08:01:00.000Z', '{{\"users\":\"all\",\"organizations\":\"all\"}}');
         INSERT INTO app VALUES (1, 'app-1', 'Calendar', 'third_party'), (1, 'app-2', 'Notes', 'first_party');
         WITH RECURSIVE person (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM person WHERE number < {PEOPLE})
         INSERT INTO granted SELECT 1, 'app-' || (1 + number % 2), '', 'user-' || number, 'openid' FROM person;"
    );
    record.execute_batch(&batch).expect("valid");
    drop(record);
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_stytch-apps"));
        command.args(["report", "r.sqlite"]).args(arguments).current_dir(directory.path());
        ended(command)
    };
    let ran = run(&["--html", "june.html"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let html = read_to_string(directory.path().join("june.html")).expect("a report");
    assert_eq!(html.matches("id=\"person-user-").count(), 100_000);
    let note = "These are the first 100000; 20 grants of others are left out here and below. All grants are in \
                <code>june-grants.csv</code>";
    assert!(html.contains(note), "{}", &html[..2000]);
    let sheet = read_to_string(directory.path().join("june-grants.csv")).expect("a sheet");
    assert_eq!(sheet.lines().count(), PEOPLE + 1);
    // It is replaced as the report is, and no other file is.
    assert_eq!(run(&["--html", "june.html"]).code, Some(0));
    std::fs::write(directory.path().join("june-grants.csv"), "mine").expect("a file");
    let ran = run(&["--html", "june.html"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("june-grants.csv exists and is no list of grants"), "{}", ran.err);
    #[cfg(unix)]
    assert!(run(&["--html", "/dev/null"]).err.contains("name a file instead of /dev/null"));
}
