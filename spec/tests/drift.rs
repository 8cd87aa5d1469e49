//! Holding one document against another, and what the baseline says about it.

use spec::committed::{self, OURS};
use spec::document::Document;
use spec::drift::baseline::Baseline;
use spec::drift::report::report;
use spec::drift::{Drift, drift};

const BASE: &str = include_str!("../../tests/documents/drifting.yaml");

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
fn every_kind_of_difference_is_described() {
    const GET: &str = "GET /v1/things/{thing_id}";
    const POST: &str = "POST /v1/things";
    for (from, to, expected) in [
        (
            "note: {type: string}",
            "remark: {type: string}",
            format!("{GET}: response.note: missing at the vendor"),
        ),
        ("note: {type: string}", "remark: {type: string}", format!("{GET}: response.remark: missing here")),
        (
            "note: {type: string}",
            "note: {type: integer, format: int32}",
            format!("{GET}: response.note: string here, integer (int32) at the vendor"),
        ),
        (
            "note: {type: string}",
            "note: {type: array, items: {type: string}}",
            format!("{GET}: response.note: string here, list at the vendor"),
        ),
        (
            "note: {type: string}",
            "note: {type: string, nullable: true}",
            format!("{GET}: response.note: nullable at the vendor, not here"),
        ),
        (
            "note: {type: string}",
            "note: {type: string, enum: [a, b]}",
            format!("{GET}: response.note: any value here, one of a, b at the vendor"),
        ),
        ("[id, note2]", "[id]", format!("{GET}: response.note2: required here, optional at the vendor")),
        (
            "[id, note2]",
            "[id, note2, note]",
            format!("{GET}: response.note: optional here, required at the vendor"),
        ),
        (
            "items: {type: string}",
            "items: {type: boolean}",
            format!("{GET}: response.tags[]: string here, boolean at the vendor"),
        ),
        (
            "additionalProperties: {type: string}",
            "additionalProperties: {type: integer}",
            format!("{GET}: response.labels{{}}: string here, integer at the vendor"),
        ),
        ("[small, large]", "[small]", format!("{POST}: request.size: without the words large at the vendor")),
        (
            "[small, large]",
            "[small, large, huge]",
            format!("{POST}: request.size: without the words huge here"),
        ),
        ("name: detail", "name: depth", format!("{GET}: query.detail: missing at the vendor")),
        ("name: detail", "name: depth", format!("{GET}: query.depth: missing here")),
        (
            "in: query, schema: {type: string}",
            "in: query, required: true, schema: {type: boolean}",
            format!("{GET}: query.detail: optional here, required at the vendor"),
        ),
        (
            "in: query, schema: {type: string}",
            "in: query, required: true, schema: {type: boolean}",
            format!("{GET}: query.detail: string here, boolean at the vendor"),
        ),
        ("    post:", "    put:", format!("{POST}: : missing at the vendor")),
        ("    post:", "    put:", "PUT /v1/things: : missing here".to_owned()),
    ] {
        let found = found(from, to);
        assert!(found.contains(&expected), "{expected}: {found:#?}");
    }
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
fn operations_are_missing_only_beside_or_below_the_others() {
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
    assert_eq!(lacking(&path("/v1/others")), ["DELETE /v1/others"]);
    assert_eq!(lacking(&path("/v2/others")), [""; 0]);
    let elsewhere = BASE.replace("/v1/", "/v2/");
    let drift = drift(&document("ours", BASE), &[document("theirs", &elsewhere)]);
    assert_eq!((drift.differences.len(), drift.unknown.len()), (0, 2));
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

#[test]
fn the_baseline_holds_what_is_known_for_a_reason() {
    let (_, _, drift) = edited();
    let row = |operation: &str, at: &str, reason: &str| {
        format!("- {{operation: '{operation}', at: '{at}', is: string here*, reason: '{reason}'}}\n")
    };
    let rows = |text: String| {
        let baseline = Baseline::parse("drift.yaml", text).expect("rows");
        let verdict = baseline.judge(&drift);
        (verdict.new.len(), verdict.rows)
    };
    assert_eq!(rows(row("*", "response.note", "Ours is right.")), (0, vec![]));
    assert_eq!(rows(row("GET /v1/things/*", "response*", "Ours is right.")), (0, vec![]));
    let none = "drift.yaml:1:3: this row has no reason yet: * response.note string here*";
    assert_eq!(rows(row("*", "response.note", "TODO")), (0, vec![none.to_owned()]));
    let stale = "drift.yaml:1:3: this row matches nothing: remove it: * response.other string here*";
    assert_eq!(rows(row("*", "response.other", "It was.")), (1, vec![stale.to_owned()]));
    // A row on what no document given has says nothing about these.
    assert_eq!(rows(row("GET /v1/b2b/things", "response.note", "It is.")), (1, vec![]));
}

#[test]
fn an_update_adds_rows_that_count_once_they_have_a_reason() {
    let (_, _, drift) = edited();
    let text = "# Comments stay.\n\n- {operation: GET /v2/x, is: missing here, reason: No.}\n";
    let baseline = Baseline::parse("drift.yaml", text.to_owned()).expect("a row");
    let updated = baseline.updated(&baseline.judge(&drift).new).expect("text");
    assert!(updated.starts_with(text), "{updated}");
    let judge = |text: String| {
        let baseline = Baseline::parse("drift.yaml", text).expect("rows");
        let verdict = baseline.judge(&drift);
        (verdict.new.len(), verdict.rows.len())
    };
    assert_eq!(judge(updated.clone()), (0, 1));
    assert_eq!(judge(updated.replace("TODO", "Ours is right.")), (0, 0));
}

#[test]
fn a_row_with_an_unknown_key_is_an_error() {
    let error = Baseline::parse("drift.yaml", "- {operation: a, was: b, reason: c}\n".to_owned())
        .expect_err("a typo");
    assert!(error.starts_with("drift.yaml:1:") && error.contains("was"), "{error}");
}

#[test]
fn every_row_of_our_baseline_has_a_reason() {
    let text = committed::read("openapi/drift.yaml").expect("a baseline");
    let baseline = Baseline::parse("openapi/drift.yaml", text).expect("rows");
    let ours = committed::read(OURS).expect("our document");
    let drift = drift(&document(OURS, &ours), &[]);
    assert_eq!(baseline.judge(&drift).rows, [""; 0]);
}
