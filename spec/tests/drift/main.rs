//! Holding one document against another, and what the baseline says about it.

mod baseline;
mod seeded;

use spec::document::Document;
use spec::drift::baseline::Baseline;
use spec::drift::report::report;
use spec::drift::{Drift, drift};

const BASE: &str = include_str!("../../../tests/documents/drifting.yaml");

fn document(name: &str, text: &str) -> Document {
    Document::parse(name, text.to_owned()).expect("a document")
}

/// The differences after one edit of the vendor's document.
fn found(from: &str, to: &str) -> Vec<String> {
    assert!(BASE.contains(from), "{from}");
    let drift = drift(&document("ours", BASE), &[document("theirs", &BASE.replacen(from, to, 1))]);
    drift.differences.iter().map(|one| format!("{}: {}: {}", one.operation, one.at, one.is)).collect()
}

#[test]
fn what_no_request_or_response_shows_is_no_difference() {
    for (from, to) in [
        ("summary: Get a thing", "summary: Get it"),
        ("operationId: get_thing", "operationId: api_thing_v1_Get"),
        ("id: {type: string}", "id: {type: string, format: password}"),
        ("X-Stytch-Member-Session", "x-stytch-member-session"),
    ] {
        assert_eq!(found(from, to), [""; 0], "{to}");
    }
    // The name of a path parameter, where a schema stands, and `allOf`.
    let renamed = BASE.replace("{thing_id}", "{id}").replace("name: thing_id", "name: id");
    let moved = renamed.replace("schemas/NewThing", "schemas/Moved").replace("    NewThing:", "    Moved:");
    let split = moved.replace(
        "        note2: {type: string}\n",
        "      allOf: [{type: object, properties: {note2: {type: string}}}]\n",
    );
    assert_ne!(moved, split);
    let drift = drift(&document("ours", BASE), &[document("theirs", &split)]);
    assert_eq!((drift.differences, drift.compared), (vec![], 2));
}

#[test]
fn schemas_that_contain_themselves_are_compared_once() {
    let recursive = BASE.replace("note2: {type: string}", "note2: {$ref: '#/components/schemas/Thing'}");
    let other = recursive.replace("note: {type: string}", "note: {type: boolean}");
    let drift = drift(&document("ours", &recursive), &[document("theirs", &other)]);
    let found: Vec<_> = drift.differences.iter().map(|one| one.at.as_str()).collect();
    assert_eq!(found, ["response.note"]);
}

#[test]
fn operations_are_missing_wherever_they_are_and_extra_only_near_the_vendors() {
    let path = |path: &str| {
        format!("{BASE}  x: 1\n").replace(
            "components:",
            &format!("  {path}:\n    delete:\n      responses: {{'200': {{description: ''}}}}\ncomponents:"),
        )
    };
    let lacking = |text: &str| {
        let drift = drift(&document("ours", BASE), &[document("theirs", text)]);
        drift.differences.iter().map(|one| one.operation.clone()).collect::<Vec<_>>()
    };
    assert_eq!(lacking(&path("/v1/things/{id}/parts")), ["DELETE /v1/things/{id}/parts"]);
    assert_eq!(lacking(&path("/v2/others")), ["DELETE /v2/others"]);
    // The vendor's other document has them.
    let elsewhere = BASE.replace("/v1/", "/v2/");
    let drift = drift(&document("ours", BASE), &[document("theirs", &elsewhere)]);
    let lacking: Vec<&str> = drift.differences.iter().map(|one| one.is.as_str()).collect();
    assert_eq!((lacking, drift.unknown.len()), (vec!["missing here"; 2], 2));
}

#[test]
fn two_documents_that_agree_report_a_difference_once() {
    let other = BASE.replace("note: {type: string}", "note: {type: boolean}");
    let drift = drift(&document("ours", BASE), &[document("a", &other), document("b", &other)]);
    assert_eq!(drift.differences.len(), 1);
}

fn edited() -> (Document, Vec<Document>, Drift) {
    let (ours, theirs) =
        (document("ours.yaml", BASE), BASE.replace("note: {type: string}", "note: {type: boolean}"));
    let vendors = vec![document("theirs.yaml", &theirs)];
    let drift = drift(&ours, &vendors);
    (ours, vendors, drift)
}

#[test]
fn a_new_difference_is_printed_with_both_places() {
    let (ours, vendors, drift) = edited();
    let baseline = Baseline::parse("drift.yaml", String::new()).expect("no rows");
    let verdict = baseline.judge(&drift);
    assert!(!verdict.is_clean());
    assert_eq!(
        report(&ours, &vendors, &drift, &verdict),
        "GET /v1/things/{thing_id}: response.note: string here, boolean at the vendor
    ours.yaml:36:9
    theirs.yaml:36:9
2 operations compared. Differences: 1 new, 0 known\n"
    );
}

/// Each schema has two properties of the next one's type, so that there are 2^40 ways to the last.
#[test]
fn schemas_that_contain_others_in_many_ways_are_compared_once() {
    let schemas = (0..40).map(|level| {
        let next = format!("{{$ref: '#/components/schemas/Level{}'}}", level + 1);
        format!("    Level{level}: {{type: object, properties: {{a: {next}, b: {next}}}}}\n")
    });
    let schemas =
        schemas.collect::<String>() + "    Level40: {type: object, properties: {end: {type: string}}}\n";
    let ours =
        BASE.replace("note2: {type: string}", "note2: {$ref: '#/components/schemas/Level0'}") + &schemas;
    let theirs = ours.replace("end: {type: string}", "end: {type: integer}");
    let drift = drift(&document("ours", &ours), &[document("theirs", &theirs)]);
    assert_eq!(drift.differences.len(), 1);
    assert!(drift.differences[0].at.ends_with(".a.a.end"), "{}", drift.differences[0].at);
}
