//! Adapting prepares the document for the generator.

use serde_json::{Value, json};
use stytch_connected_apps_codegen::{adapt, headers, load, tree};

use crate::OURS;

#[test]
fn an_adapted_operation_has_one_success_and_no_session_header() {
    let tree = load::tree("document.yaml", OURS).expect("the document loads");
    let adapted = adapt::adapt(&tree).expect("names of their own");
    for operation in tree::operations(&adapted) {
        let statuses: Vec<&str> = operation.responses().map(|(status, _)| status).collect();
        assert_eq!(statuses, ["200"]);
        assert!(!operation.parameters.iter().any(headers::is_session));
    }
    // Without error responses, nothing refers to their schema.
    let schemas = adapted["components"]["schemas"].as_object().expect("schemas");
    assert!(schemas.contains_key("ConnectedApp") && !schemas.contains_key("ErrorResponse"), "{schemas:?}");
}

/// The component schemas after adapting a document with one operation.
fn adapted(request: Value, response: Value, components: Value) -> serde_json::Map<String, Value> {
    let media = |schema| json!({"application/json": {"schema": schema}});
    let tree = json!({
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/v1/things": {"post": {
            "operationId": "make_thing",
            "requestBody": {"content": media(request)},
            "responses": {"200": {"description": "A thing", "content": media(response)}},
        }}},
        "components": {"schemas": components},
    });
    adapt::adapt(&tree).expect("names of their own")["components"]["schemas"]
        .as_object()
        .expect("schemas")
        .clone()
}

#[test]
fn inline_schemas_become_components() {
    let text = json!({"type": "string"});
    let size = json!({"type": "object", "properties": {"width": {"type": "integer"}}});
    let words = json!({"type": "string", "enum": ["a", "b"]});
    let sent = json!({"type": "object", "properties": {"size": size, "plain": text}});
    let received = json!({"type": "object", "properties": {
        "things": {"type": "array", "items": {"type": "object", "properties": {"kind": words}}},
        "titled": {"title": "Special", "oneOf": [text, size]},
        "nullable": {"type": "object", "nullable": true, "properties": {"a": text}},
        "map": {"type": "object", "additionalProperties": text},
        "known": {"$ref": "#/components/schemas/Known"},
    }});
    let schemas = adapted(sent, received, json!({"Known": size}));
    let names: Vec<&str> = schemas.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "Known",
            "MakeThingBodySize",
            "MakeThingBody",
            "MakeThingResponseThingsItemKind",
            "MakeThingResponseThingsItem",
            "Special",
            "MakeThingResponseNullable",
            "MakeThingResponse",
        ]
    );
    let properties = &schemas["MakeThingResponse"]["properties"];
    assert_eq!(properties["things"]["items"]["$ref"], "#/components/schemas/MakeThingResponseThingsItem");
    // A map is no model.
    assert!(properties["map"]["additionalProperties"].is_object());
    let reference = json!({"$ref": "#/components/schemas/MakeThingResponseNullable"});
    assert_eq!(properties["nullable"], json!({"allOf": [reference], "nullable": true}));
}

#[test]
fn validation_keywords_are_stripped() {
    let limited =
        json!({"type": "string", "minLength": 2, "pattern": "^a", "format": "uuid", "default": "a"});
    let secret = json!({"type": "string", "format": "password", "minLength": 2, "example": "x", "x-note": 1});
    let named = json!({"type": "object", "properties": {
        "pattern": {"type": "string"}, "default": {"type": "integer"}, "enum": {"type": "boolean"},
    }});
    let received = json!({"type": "object", "additionalProperties": false, "properties": {
        "limited": limited, "secret": secret, "named": {"$ref": "#/components/schemas/Named"},
        "level": {"type": "integer", "enum": [1, 2]}, "mixed": {"enum": ["a", 1]},
        "words": {"$ref": "#/components/schemas/Words"},
    }});
    let words = json!({"type": "string", "nullable": true, "enum": ["a", null]});
    let schemas = adapted(
        json!({"type": "object", "properties": {"a": {}}}),
        received,
        json!({"Named": named, "Words": words}),
    );
    let properties = &schemas["MakeThingResponse"]["properties"];
    assert_eq!(properties["limited"], json!({"type": "string"}));
    assert_eq!(properties["secret"], json!({"type": "string", "format": "password"}));
    assert_eq!(schemas["Named"], named);
    assert_eq!((&properties["level"], &properties["mixed"]), (&json!({"type": "integer"}), &json!({})));
    assert_eq!(schemas["Words"]["allOf"], json!([{"$ref": "#/components/schemas/WordsInner"}]));
    assert_eq!(schemas["WordsInner"], json!({"type": "string", "enum": ["a"]}));
    assert!(schemas["MakeThingResponse"].get("additionalProperties").is_none());
}

#[test]
fn an_optional_list_in_a_request_is_nullable() {
    let list = json!({"type": "array", "items": {"type": "string"}});
    let model =
        json!({"type": "object", "required": ["needed"], "properties": {"needed": list, "optional": list}});
    let schemas = adapted(model.clone(), model, json!({}));
    let nullable =
        |schema: &str, property: &str| schemas[schema]["properties"][property].get("nullable").is_some();
    assert!(nullable("MakeThingBody", "optional") && !nullable("MakeThingBody", "needed"));
    assert!(!nullable("MakeThingResponse", "optional"));
}

#[test]
fn a_response_is_described_by_its_schema_and_the_parts_of_that() {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let object = |property: Value| json!({"type": "object", "properties": {"a": property}});
    let schemas = json!({
        "Whole": {"oneOf": [reference("One"), reference("Other")]},
        "One": object(reference("Held")),
        "Other": {"allOf": [reference("Part")]},
        "Part": object(json!({"type": "array", "items": reference("Item")})),
        "Held": object(json!({"type": "object", "additionalProperties": reference("Value")})),
        "Item": object(reference("Item")),
        "Value": object(reference("Whole")),
        "Sent": object(json!({})),
    });
    let media = |schema| json!({"application/json": {"schema": schema}});
    let tree = json!({"components": {"schemas": schemas}, "paths": {"/v1/things": {"post": {
        "requestBody": {"content": media(reference("Sent"))},
        "responses": {"200": {"content": media(reference("Whole"))}},
    }}}});
    assert_eq!(adapt::reach::whole(&tree).into_iter().collect::<Vec<_>>(), ["One", "Other", "Part", "Whole"]);
}
