//! The file of known differences.

use spec::committed::{self, OURS};
use spec::drift::baseline::Baseline;
use spec::drift::report::report;
use spec::drift::{Drift, drift};

use super::{BASE, document, edited};

/// The number of new differences, and the rows that do not hold.
fn judge(drift: &Drift, text: &str) -> (usize, Vec<String>) {
    let baseline = Baseline::parse("drift.yaml", text.to_owned()).expect("rows");
    let verdict = baseline.judge(drift);
    (verdict.new.len(), verdict.rows)
}

/// A baseline of one row.
fn row(operation: &str, at: &str, reason: &str) -> String {
    format!(
        "documents: [theirs.yaml]\nrows:\n- {{operation: {operation}, at: {at}, is: string here*, reason: '{reason}'}}\n"
    )
}

#[test]
fn the_baseline_holds_what_is_known_for_a_reason() {
    let (_, _, drift) = edited();
    let rows = |text: String| judge(&drift, &text);
    assert_eq!(rows(row("'*'", "response.note", "Ours is right.")), (0, vec![]));
    assert_eq!(rows(row("GET /v1/things/*", "response*", "Ours is right.")), (0, vec![]));
    let none = "drift.yaml:3:3: this row has no reason yet: * response.note string here*";
    assert_eq!(rows(row("'*'", "response.note", "TODO")), (0, vec![none.to_owned()]));
}

#[test]
fn a_pattern_that_matches_nothing_is_a_mistake_at_its_place() {
    let (_, _, drift) = edited();
    let rows = |text: String| judge(&drift, &text);
    let stale = "drift.yaml:3:4: nothing matches `*`: remove it from * response.other string here*";
    assert_eq!(rows(row("'*'", "response.other", "It was.")), (1, vec![stale.to_owned()]));
    let elsewhere =
        "drift.yaml:3:4: nothing matches `GET /v9/x`: remove it from GET /v9/x response.note string here*";
    assert_eq!(rows(row("GET /v9/x", "response.note", "It was.")), (1, vec![elsewhere.to_owned()]));
    let one = "drift.yaml:3:40: nothing matches `response.other`: remove it from * response.note, response.other \
               string here*";
    assert_eq!(rows(row("'*'", "[response.note, response.other]", "It is.")), (0, vec![one.to_owned()]));
}

#[test]
fn rows_that_match_nothing_are_found_only_with_all_documents_of_the_baseline() {
    let (ours, vendors, one) = edited();
    let text = row("'*'", "[response.note, response.other]", "It is.")
        .replace("[theirs.yaml]", "[theirs.yaml, more.yaml]");
    assert_eq!(judge(&one, &text), (0, vec![]));
    let baseline = Baseline::parse("drift.yaml", text.clone()).expect("rows");
    let shown = report(&ours, &vendors, &one, &baseline.judge(&one));
    assert!(
        shown.starts_with("rows that match nothing are found only if more.yaml is given too\n"),
        "{shown}"
    );
    // Wherever it lies.
    let both = [&vendors[0].text, BASE].map(str::to_owned);
    let [theirs, more] = both;
    let both = [document("theirs.yaml", &theirs), document("../there/more.yaml", &more)];
    assert_eq!(judge(&drift(&ours, &both), &text).1.len(), 1);
}

#[test]
fn an_update_adds_rows_that_count_once_they_have_a_reason() {
    let (_, _, drift) = edited();
    let updated = |text: &str| {
        let baseline = Baseline::parse("drift.yaml", text.to_owned()).expect("a row");
        baseline.updated(&drift, &baseline.judge(&drift).new).expect("text")
    };
    let row = "- operation: GET /v1/things/{thing_id}\n  at: response.note\n  is: string here, boolean at the vendor\n  reason: TODO\n";
    assert_eq!(updated(""), format!("documents: [theirs.yaml]\n\nrows:\n{row}"));
    let old = "# Comments stay.\ndocuments: [more.yaml]\nrows:\n- {operation: GET /v2/x, is: missing here, reason: No.}\n";
    let new = updated(old);
    assert_eq!(new, format!("{}\n{row}", old.replace("[more.yaml]", "[more.yaml, theirs.yaml]")));
    assert_eq!((judge(&drift, &new).0, judge(&drift, &new).1.len()), (0, 1));
    assert_eq!(judge(&drift, &new.replace("TODO", "Ours is right.")), (0, vec![]));
}

#[test]
fn a_row_with_an_unknown_key_is_an_error() {
    let text = "documents: []\nrows:\n- {operation: a, was: b, reason: c}\n";
    let error = Baseline::parse("drift.yaml", text.to_owned()).expect_err("a typo");
    assert!(error.starts_with("drift.yaml:3:") && error.contains("was"), "{error}");
}

#[test]
fn every_row_of_our_baseline_has_a_reason() {
    let text = committed::read("openapi/drift.yaml").expect("a baseline");
    let baseline = Baseline::parse("openapi/drift.yaml", text).expect("rows");
    let ours = committed::read(OURS).expect("our document");
    let drift = drift(&document(OURS, &ours), &[]);
    assert_eq!(baseline.judge(&drift).rows, [""; 0]);
}
