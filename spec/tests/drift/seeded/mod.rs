//! One change of the vendor's document at a time.

mod calls;
mod values;

use super::{document, drift};

const BASE: &str = include_str!("../../../../tests/documents/changing.yaml");
const GET: &str = "GET /v1/things/{thing_id}";
const DELETE: &str = "DELETE /v1/things/{thing_id}";
const POST: &str = "POST /v1/things";
const ALL: &str = "all operations";

/// The differences after an edit of the vendor's document, and whether each is of defaults or limits.
fn found(from: &str, to: &str) -> Vec<(String, bool)> {
    assert!(BASE.contains(from), "{from}");
    let drift = drift(&document("ours", BASE), &[document("theirs", &BASE.replacen(from, to, 1))]);
    let shown = |one: &spec::drift::Difference| format!("{}: {}: {}", one.operation, one.at, one.is);
    drift.differences.iter().map(|one| (shown(one), one.is_limit)).collect()
}

/// Checks that each change is seen: what is replaced by what, the operation that changes, and how it changes.
fn see(changes: &[(&str, &str, &str, &str)]) {
    for (from, to, operation, expected) in changes {
        let expected = format!("{operation}: {expected}");
        let found = found(from, to);
        assert!(found.contains(&(expected.clone(), false)), "{expected}: {found:#?}");
    }
}

#[test]
fn every_change_of_a_default_or_a_limit_is_seen_in_a_group_of_its_own() {
    for (from, to, operation, expected) in [
        (", default: none", "", GET, "query.detail: default \"none\" here, none at the vendor"),
        ("default: none", "default: all", GET, "query.detail: default \"none\" here, \"all\" at the vendor"),
        ("minimum: 0}", "minimum: 1}", GET, "response.count: minimum 0 here, 1 at the vendor"),
        ("minLength: 1", "minLength: 2", POST, "request.name: minLength 1 here, 2 at the vendor"),
        ("maxLength: 64", "maxLength: 32", POST, "request.name: maxLength 64 here, 32 at the vendor"),
        ("[a-z]+", "[a-z]*", POST, "request.name: pattern \"^[a-z]+$\" here, \"^[a-z]*$\" at the vendor"),
        (", maximum: 9", "", POST, "request.weight: maximum 9 here, none at the vendor"),
        (
            "maximum: 9",
            "maximum: 9, exclusiveMaximum: true",
            POST,
            "request.weight: exclusiveMaximum none here, true at the vendor",
        ),
        ("multipleOf: 0.5", "multipleOf: 1", POST, "request.weight: multipleOf 0.5 here, 1 at the vendor"),
        (
            "maxItems: 5",
            "maxItems: 5, minItems: 1",
            POST,
            "request.tags: minItems none here, 1 at the vendor",
        ),
        ("maxItems: 5", "maxItems: 9", POST, "request.tags: maxItems 5 here, 9 at the vendor"),
        (", uniqueItems: true", "", POST, "request.tags: uniqueItems true here, none at the vendor"),
        (
            "labels: {type: object",
            "labels: {type: object, maxProperties: 3",
            GET,
            "response.labels: maxProperties none here, 3 at the vendor",
        ),
    ] {
        let found = found(from, to);
        assert_eq!(found.first(), Some(&(format!("{operation}: {expected}"), true)), "{found:#?}");
        assert!(found.iter().all(|(_, is_limit)| *is_limit), "{found:#?}");
    }
}

#[test]
fn a_change_that_no_request_or_response_shows_is_none() {
    for (from, to) in [
        ("operationId: get_thing", "operationId: fetch_thing\n      summary: Get it\n      tags: [Things]"),
        ("title: Things", "title: Our things"),
        ("description: A thing", "description: Something"),
        (
            "  - url: https://test.example.com\n",
            "  - url: https://test.example.com/\n    description: A test\n",
        ),
        ("security:\n  - basicAuth: []\npaths", "paths"),
        ("in: header, schema", "in: header, style: simple, required: false, schema"),
        ("X-Trace", "x-trace"),
        ("X-Cost", "x-cost"),
        (
            "{$ref: '#/components/schemas/Circle'}\n        - {$ref: '#/components/schemas/Square'}",
            "{$ref: '#/components/schemas/Square'}\n        - {$ref: '#/components/schemas/Circle'}",
        ),
        ("[small, large]", "[large, small]"),
        (
            "{nullable: true, allOf: [{$ref: '#/components/schemas/Size'}]}",
            "{type: string, nullable: true, enum: [small, large]}",
        ),
        ("format: password, ", ""),
        ("minimum: 0}", "minimum: 0.0}"),
        ("uniqueItems: true", "uniqueItems: true, minItems: 0"),
        ("code: {type: string}", "code: {type: string, example: none}"),
        ("    Named:\n      type: object\n", "    Named:\n"),
    ] {
        // Where a document only declares how to authenticate, both schemes could be meant.
        let (base, edited) = match from.starts_with("security") {
            true => (without_key(BASE), without_key(BASE).replacen(from, to, 1)),
            false => (BASE.to_owned(), BASE.replacen(from, to, 1)),
        };
        assert_ne!(base, edited, "{from}");
        let drift = drift(&document("ours", &base), &[document("theirs", &edited)]);
        assert_eq!(drift.differences, [], "{to}");
    }
}

fn without_key(document: &str) -> String {
    document.replace("    keyAuth: {type: apiKey, in: header, name: X-Key}\n", "")
}
