//! Checking finds mistakes in the document before the generator runs.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

/// The first lines of every document in `tests/documents/broken` are the expected messages, and there are no others.
#[test]
fn each_mistake_stops_the_build_with_a_message_of_one_line() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/documents/broken");
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("text");
        let expected = text.lines().map_while(|line| line.strip_prefix("# expected: "));
        let expected = expected.map(|message| format!("{name}:{message}")).collect::<Vec<_>>().join("\n");
        match stytch_connected_apps_codegen::run(&name, &text, &[]) {
            Err(problem) if problem.to_string() == expected => {}
            Err(problem) => wrong.push(format!("expected {expected}\n   found {problem}")),
            Ok(_) => wrong.push(format!("expected {expected}\n   found no mistake")),
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 25, "{count}");
}

#[test]
fn one_build_reports_the_first_twenty_mistakes() {
    let keys: String = (0..25).map(|n| format!("unknown{n}: 1\n")).collect();
    let text = format!("openapi: 3.0.3\ninfo: {{title: Things, version: 1.0.0}}\npaths: {{}}\n{keys}");
    let message =
        stytch_connected_apps_codegen::run("things.yaml", &text, &[]).expect_err("mistakes").to_string();
    assert_eq!(message.lines().count(), 21, "{message}");
    assert!(message.starts_with("things.yaml:4:1: unknown key `unknown0`"), "{message}");
    assert!(message.ends_with("\nand 5 more mistakes: correct these first"), "{message}");
}

#[test]
fn an_example_has_to_match_its_schema() {
    let a = json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}});
    let b = json!({"type": "object", "properties": {"b": {"type": "string", "nullable": true}}});
    let open =
        json!({"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": true});
    let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
    let closed = json!({"type": "object", "properties": {"c": {}}, "additionalProperties": false});
    let inner =
        |schema: &Value| json!({"type": "object", "properties": {"x": {"type": "array", "items": schema}}});
    let unknown = |name: &str| format!("(the property `{name}` is not in the schema)");
    let matches = String::new;
    for (schema, example, expected) in [
        (json!({"type": "string"}), json!("a"), matches()),
        (json!({"type": "integer"}), json!(i64::MAX), matches()),
        (json!({"type": "integer"}), json!(u64::MAX), "(expected type `integer`):".to_owned()),
        (json!({"type": "integer", "format": "uint64"}), json!(u64::MAX), matches()),
        (json!({"type": "integer", "format": "int32"}), json!(i32::MIN), matches()),
        (json!({"type": "integer", "format": "int32"}), json!(1_u32 << 31), "and format `int32`)".to_owned()),
        (json!({"type": "integer"}), json!(-1), matches()),
        (json!({"type": "integer"}), json!(0.5), "(expected type `integer`".to_owned()),
        (json!({"type": "number"}), json!(0.5), matches()),
        (json!({"type": "boolean"}), json!("a"), "(expected type `boolean`".to_owned()),
        (
            json!({"type": "array", "items": {"type": "string"}}),
            json!(["a", 1]),
            "at `1` (expected type".to_owned(),
        ),
        (json!({"type": "object"}), json!([]), "(expected type `object`".to_owned()),
        (json!({"type": "object"}), json!({"any": 1}), matches()),
        (json!({"type": "string", "enum": ["a"]}), json!("b"), "`b` is not in the `enum`".to_owned()),
        (json!({"type": "number", "enum": [1, 2]}), json!(1.0), matches()),
        (json!({"type": "number", "enum": [1, 2]}), json!(3), "`3` is not in the `enum`".to_owned()),
        (json!({"enum": ["a", "b"]}), json!(5), "`5` is not in the `enum`".to_owned()),
        (json!({"properties": {"a": {}}}), json!("a"), "(expected type `object`".to_owned()),
        (json!({"type": "object", "additionalProperties": false}), json!({"a": null}), unknown("a")),
        (a.clone(), json!({}), "(the required property `a` is missing)".to_owned()),
        (a.clone(), json!({"a": null}), "at `a` (expected type `integer`".to_owned()),
        (a.clone(), json!({"a": 1, "b": 2}), unknown("b")),
        (b.clone(), json!({"b": null}), matches()),
        (open.clone(), json!({"a": 1, "x": 2}), matches()),
        (map.clone(), json!({"x": 1}), matches()),
        (map, json!({"x": "y"}), "at `x` (expected type `integer`".to_owned()),
        (closed, json!({"c": 1, "x": 2}), unknown("x")),
        (json!({"allOf": [a, b]}), json!({"a": 1, "b": "x"}), matches()),
        (json!({"allOf": [a, b]}), json!({"b": "x"}), "(the required property `a` is missing)".to_owned()),
        (json!({"allOf": [a, b]}), json!({"a": 1, "b": 2}), "at `b` (expected type `string`".to_owned()),
        (json!({"allOf": [a, b]}), json!({"a": 1, "c": 2}), unknown("c")),
        (json!({"allOf": [open, b]}), json!({"a": 1, "c": 2}), matches()),
        (json!({"allOf": [inner(&a), inner(&b)]}), json!({"x": [{"a": 1, "b": "x"}]}), matches()),
        (
            json!({"allOf": [inner(&a), inner(&b)]}),
            json!({"x": [{"a": 1, "c": 2}]}),
            "at `x.0` (the property `c`".to_owned(),
        ),
        (json!({"allOf": [a, {"oneOf": [b]}]}), json!({"a": 1, "b": "x"}), matches()),
        (json!({"oneOf": [a, b]}), json!({"a": 1}), matches()),
        (json!({"anyOf": [a, b]}), json!({"b": "x"}), matches()),
        (json!({"oneOf": [a, b]}), json!({"c": 1}), unknown("c")),
        (json!({"oneOf": [a, {"type": "string"}]}), json!("x"), matches()),
        (json!({"oneOf": [a, {"type": "string"}]}), json!(1), "(it matches no schema in `oneOf`)".to_owned()),
        (json!({"anyOf": [a]}), json!({"b": 1}), "(it matches no schema in `anyOf`)".to_owned()),
        (json!({"nullable": true, "allOf": [a]}), json!(null), matches()),
    ] {
        let media = json!({"application/json": {"schema": schema, "example": example}});
        let success = json!({"200": {"description": "A thing", "content": media}});
        let tree = json!({
            "openapi": "3.0.3",
            "info": {"title": "Things", "version": "1"},
            "paths": {"/v1/things": {"get": {"operationId": "get_thing", "responses": success}}},
        });
        let problems = stytch_connected_apps_codegen::check::check(&tree);
        let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        match (messages.as_slice(), expected.as_str()) {
            ([], "") => {}
            ([message], expected) if !expected.is_empty() && message.contains(expected) => {}
            _ => panic!("{schema}, {example}: {messages:?}"),
        }
    }
}
