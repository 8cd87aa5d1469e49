use super::*;
use crate::summary::tests::{LENGTHS, long};

const PAGINATION: &str = "      x-pagination: {cursor: after, next: next, items: things}\n";

const BASE: &str = include_str!("../../../tests/documents/compatibility.yaml");

fn summary(document: &str) -> Summary {
    Summary::of("document.yaml", document).expect("a valid document")
}

/// The breaking changes of one edit of the document.
fn changes(from: &str, to: &str) -> Vec<String> {
    assert!(BASE.contains(from), "{from}");
    breaking(&summary(BASE), &summary(&BASE.replacen(from, to, 1)))
}

#[test]
fn every_kind_of_breaking_change_is_described() {
    for (from, to, expected) in [
        ("operationId: get_thing", "operationId: fetch_thing", "operation get_thing was removed"),
        (
            "/v1/things/{thing_id}:",
            "/v2/things/{thing_id}:",
            "operation get_thing moved from GET /v1/things/{thing_id} to GET /v2/things/{thing_id}",
        ),
        (
            "operationId: get_thing",
            "operationId: get_thing\n      security: []",
            "operation get_thing no longer sends the project's credentials",
        ),
        ("name: detail, in: query", "name: depth, in: query", "parameter detail of get_thing was removed"),
        (
            "in: query, schema: {type: string}",
            "in: query, schema: {type: boolean}",
            "parameter detail of get_thing is bool instead of String",
        ),
        (
            "in: query, schema",
            "in: query, required: true, schema",
            "parameter detail of get_thing is required",
        ),
        (
            "- {name: X-Stytch-Member-Session,",
            "- {name: X-Other,",
            "operation get_thing no longer takes a member session by x-stytch-member-session",
        ),
        ("note: {type: string}", "remark: {type: string}", "field note of Thing was removed"),
        (
            "note: {type: string}",
            "note: {type: integer}",
            "field note of Thing is Option<i64> instead of Option<String>",
        ),
        (
            "required: [id, note2]",
            "required: [id]",
            "field note2 of Thing is Option<String> instead of String",
        ),
        ("[small, large]", "[small]", "variant Large of Size was removed"),
        ("    Size:", "    Extent:", "model Size was removed"),
        (
            "required: [name]",
            "required: [name, size]",
            "field size of NewThing is Size instead of Option<Size>",
        ),
        (
            "name: {type: string}",
            "name: {type: string}\n        owner: {type: string}",
            "field owner of NewThing is new and required",
        ),
        (
            "      x-idempotent: true\n",
            "      x-idempotent: false\n",
            "operation list_things is no longer idempotent: its calls are repeated less often",
        ),
        (PAGINATION, "", "operation list_things no longer has pages"),
        ("items: things}", "items: notes}", "operation list_things has pages of Size instead of Thing"),
        ("last_page:", "only_page:", "example last_page of list_things (200) was removed"),
        (
            "                  - {$ref: '#/components/schemas/Failed'}\n",
            "                  - {$ref: '#/components/schemas/Failed'}\n                  - {$ref: '#/components/schemas/Late'}\n",
            "alternative Late of GetOutcomeResponse is new: a `match` lacks it",
        ),
        // What the document's own names are.
        ("note: {type: string}", "Note: {type: string}", "field note of Thing was renamed to Note"),
        ("[small, large]", "[small, LARGE]", "variant Large of Size is the word `LARGE` instead of `large`"),
        ("enum: [dot]", "enum: [point]", "alternative Dot of Mark was removed"),
        ("enum: [dot]", "enum: [DOT]", "alternative Dot of Mark has the tag `DOT` instead of `dot`"),
        (
            "[kind, tint], properties: {kind",
            "[type, tint], properties: {type",
            "the alternatives of Mark are told apart by `type` instead of `kind`",
        ),
        ("tint", "hue", "alternative Dot of Mark is hue: i64 instead of tint: i64"),
        // Functions of models.
        (", x-space-separated: word_list", "", "function word_list of Thing was removed"),
        (
            "x-space-separated: word_list",
            "x-space-separated: all_words",
            "function word_list of Thing was removed",
        ),
        (
            "{type: object, properties: {mark:",
            "{type: object, required: [mark], properties: {mark:",
            "function default of Details was removed",
        ),
        (
            "schema: {$ref: '#/components/schemas/NewThing'}",
            "schema: {$ref: '#/components/schemas/Circle'}",
            "parameter body of create_thing is Circle instead of NewThing",
        ),
        (
            "format: password",
            "format: word",
            "field secret of Details is Option<String> instead of Option<Secret>",
        ),
        ("        - {$ref: '#/components/schemas/Square'}\n", "", "alternative Square of Shape was removed"),
        // A model that only an alternative of a request refers to.
        (
            "[radius], properties: {radius:",
            "[radius, x], properties: {x: {type: integer}, radius:",
            "field x of Circle is new and required",
        ),
        (
            "      properties:\n        name: {type: string}",
            "      anyOf: [{required: [size]}, {required: [shape]}]\n      properties:\n        name: {type: string}",
            "the body of create_thing needs more: set at least one of `size`, `shape`",
        ),
    ] {
        // Renaming a schema and requiring a new field take a second edit each.
        let to = to.to_owned();
        let edited = BASE
            .replacen(from, &to, 1)
            .replace("[name]", if to.contains("owner") { "[name, owner]" } else { "[name]" });
        // Both alternatives have the tag.
        let edited = if to.contains("[type, tint]") {
            edited.replace("[kind, span], properties: {kind", "[type, span], properties: {type")
        } else {
            edited
        };
        let edited = if to == "hue" { edited.replace("tint", "hue") } else { edited };
        let edited =
            if to.contains("Extent") { edited.replace("schemas/Size", "schemas/Extent") } else { edited };
        let found = breaking(&summary(BASE), &summary(&edited));
        assert!(found.iter().any(|change| change == expected), "{expected}: {found:#?}");
    }
}

#[test]
fn a_renamed_path_parameter_is_one_change() {
    let renamed = |name: &str| BASE.replace("thing_id", name);
    let found = |name: &str| breaking(&summary(BASE), &summary(&renamed(name)));
    assert_eq!(found("id"), ["path parameter thing_id of get_thing was renamed to id"]);
    // The setter keeps its name.
    assert_eq!(found("thingId"), ["parameter thing_id of get_thing was renamed to thingId"]);
}

/// A long name changes how generated code is laid out, which must not matter.
#[test]
fn changes_are_found_whatever_the_length_of_names() {
    for length in LENGTHS {
        let (operation, model, document) = long(length);
        let found = |from: &str, to: &str| {
            assert!(document.contains(from), "{from}");
            breaking(&summary(&document), &summary(&document.replacen(from, to, 1)))
        };
        for (from, to, expected) in [
            (
                "required: [name], properties: {",
                "required: [name, size], properties: {size: {type: string}, ",
                format!("field size of {model} is new and required"),
            ),
            (
                "count: {type: integer}",
                "count: {type: number}",
                format!("field count of {model} is Option<f64> instead of Option<i64>"),
            ),
            (
                "- {name: limit,",
                "- {name: limit, required: true,",
                format!("parameter limit of {operation} is required"),
            ),
            ("count: {type: integer}, ", "", format!("field count of {model} was removed")),
        ] {
            assert_eq!(found(from, to), [expected], "{length}");
        }
    }
}

#[test]
fn additions_are_not_breaking() {
    for (from, to) in [
        ("      x-idempotent: true\n", ""),
        ("get_thing\n", "get_thing\n      x-idempotent: true\n"),
        ("cursor: after", "cursor: before"),
        ("        name: {type: string}\n", "        name: {type: string}\n        alias: {type: string}\n"),
        (
            "        name: {type: string}\n",
            "        name: {type: string}\n        labels: {type: object, additionalProperties: {type: string}}\n",
        ),
        ("last_page:", "more: {value: {things: []}}\n                last_page:"),
        (
            "- {name: X-Stytch-Member-Session,",
            "- {name: X-Stytch-Member-SessionJWT, in: header, schema: {type: string}}\n        - {name: X-Stytch-Member-Session,",
        ),
    ] {
        assert_eq!(changes(from, to), [""; 0], "{to}");
        let edited = summary(&BASE.replacen(from, to, 1));
        // The default for the method is no change.
        assert_eq!(
            edited.to_string() == summary(BASE).to_string(),
            to.is_empty() || to.contains("get_thing"),
            "{to}"
        );
    }
    for (from, to) in [
        // A field that may stay unset, in a response and in a request.
        ("note: {type: string}", "note: {type: string}\n        more: {type: string}"),
        ("name: {type: string}", "name: {type: string}\n        more: {type: string}"),
        ("[small, large]", "[small, large, huge]"),
        (
            "        - {$ref: '#/components/schemas/Square'}\n",
            "        - {$ref: '#/components/schemas/Square'}\n        - {$ref: '#/components/schemas/Thing'}\n",
        ),
        (
            "name: detail, in: query, schema",
            "name: page, in: query, schema: {type: string}}\n        - {name: detail, in: query, schema",
        ),
        ("note2: {type: string}", "note2: {type: string, x-space-separated: notes}"),
        // What the API is about to drop, and what it keeps.
        ("operationId: get_thing", "operationId: get_thing\n      deprecated: true"),
        ("{name: detail, in: query,", "{name: detail, in: query, deprecated: true,"),
        ("note: {type: string}", "note: {type: string, deprecated: true}"),
        (", deprecated: true", ""),
    ] {
        assert_eq!(changes(from, to), [""; 0], "{to}");
        let edited = summary(&BASE.replacen(from, to, 1));
        assert_ne!(edited.to_string(), summary(BASE).to_string(), "{to}: no review sees it");
    }
    assert_eq!(changes("summary: Get a thing", "summary: Get it"), [""; 0]);
}
