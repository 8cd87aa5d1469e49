//! Where the document has no example, a sample is made from the schema.

use serde_json::{Value, json};
use stytch_connected_apps_codegen::sample;

#[test]
fn a_sample_has_a_value_for_every_type_and_format() {
    let tree = json!({"components": {"schemas": {
        "Tree": {"type": "object", "properties": {
            "name": {"type": "string"},
            "child": {"$ref": "#/components/schemas/Tree"},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        }},
        "Name": {"type": "string"},
    }}});
    let text = |format: &str| json!({"type": "string", "format": format});
    for (schema, expected) in [
        (json!({"type": "string"}), json!("text")),
        (text("date-time"), json!("2026-01-31T12:00:00Z")),
        (text("date"), json!("2026-01-31")),
        (text("uuid"), json!("00000000-0000-4000-8000-000000000000")),
        (text("uri"), json!("https://example.com/")),
        (text("email"), json!("someone@example.com")),
        (text("ip"), json!("192.0.2.1")),
        (text("ipv4"), json!("192.0.2.1")),
        (text("ipv6"), json!("2001:db8::1")),
        (json!({"type": "integer"}), json!(1)),
        (json!({"type": "integer", "minimum": 7}), json!(7)),
        (json!({"type": "number"}), json!(0.5)),
        (json!({"type": "number", "minimum": 2.5}), json!(2.5)),
        (json!({"type": "boolean"}), json!(true)),
        (json!({"type": "array"}), json!([])),
        (json!({"type": "array", "items": {"type": "integer"}}), json!([1])),
        (json!({"type": "object", "additionalProperties": {"type": "boolean"}}), json!({"key": true})),
        (json!({"type": "object", "additionalProperties": true}), json!({})),
        (json!({"type": "string", "enum": ["a", "b"]}), json!("a")),
        (json!({"type": "string", "default": "d", "enum": ["a", "d"]}), json!("d")),
        (json!({"type": "string", "example": "e", "default": "d"}), json!("e")),
        (json!({"oneOf": [{"type": "boolean"}, {"type": "string"}]}), json!(true)),
        (json!({"anyOf": [{"type": "integer"}, {"type": "string"}]}), json!(1)),
        (json!({"allOf": [{"$ref": "#/components/schemas/Name"}]}), json!("text")),
        (
            json!({"allOf": [{"$ref": "#/components/schemas/Name"}, {"description": "A name."}]}),
            json!("text"),
        ),
        (
            json!({"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}}],
                "properties": {"b": {"type": "boolean"}}}),
            json!({"a": "text", "b": true}),
        ),
        (
            json!({"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}],
                "properties": {"a": {"type": "boolean"}, "b": {"type": "boolean"}, "c": {"type": "boolean"}}}),
            json!({"a": true, "c": true}),
        ),
        // Recursive properties are left out.
        (
            json!({"allOf": [
                {"$ref": "#/components/schemas/Tree"},
                {"type": "object", "properties": {
                    "old": {"type": "boolean"}, "name": {"$ref": "#/components/schemas/Name"},
                }},
            ]}),
            json!({"name": "text", "children": [], "old": true}),
        ),
    ] {
        assert_eq!(sample::of_schema(&tree, &schema), expected, "{schema}");
        assert_eq!(sample::of_media(&tree, &json!({"schema": schema})), Some(expected), "{schema}");
    }
    // Deep levels have only required properties.
    let chain = |next: usize| {
        let next = json!({"$ref": format!("#/components/schemas/S{next}")});
        json!({"type": "object", "required": ["next"], "properties": {"next": next, "more": {"type": "integer"}}})
    };
    let mut schemas: serde_json::Map<String, Value> =
        (0..6).map(|number| (format!("S{number}"), chain(number + 1))).collect();
    schemas.insert("S6".to_owned(), json!({"type": "boolean"}));
    let chained = json!({"components": {"schemas": schemas}});
    let deep = json!({"next": {"next": true}});
    let expected = (0..4).fold(deep, |next, _| json!({"next": next, "more": 1}));
    assert_eq!(sample::of_schema(&chained, &json!({"$ref": "#/components/schemas/S0"})), expected);
    let schema = json!({"type": "string"});
    let own = json!({"schema": schema, "example": "own"});
    let named = json!({"schema": schema, "examples": {"a": {"value": "first"}, "b": {"value": "second"}}});
    assert_eq!(sample::of_media(&tree, &own), Some(json!("own")));
    assert_eq!(sample::of_media(&tree, &named), Some(json!("first")));
    assert_eq!(sample::of_media(&tree, &json!({})), None);
}
