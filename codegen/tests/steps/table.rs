//! The table of operations.

use crate::code::Table;
use crate::{OTHER, generated};

#[test]
fn a_row_describes_its_operation() {
    let table = Table::of(&generated(OTHER).operations);
    for (id, column, expected) in [
        ("list_things", "idempotent", "true"),
        ("create_thing", "idempotent", "false"),
        // POST with `x-idempotent: true`, and PUT with `x-idempotent: false`.
        ("touch_thing", "idempotent", "true"),
        ("replace_thing", "idempotent", "false"),
        // DELETE, POST with `x-destructive: true`, and PUT without.
        ("delete_thing", "destructive", "true"),
        ("touch_thing", "destructive", "true"),
        ("replace_thing", "destructive", "false"),
        ("delete_thing", "returns_json", "false"),
        ("list_things", "session_headers", "& [\"x-stytch-member-session\"]"),
        ("create_thing", "session_headers", "& []"),
        ("create_thing", "timeout", "None"),
        ("create_thing", "rate_limit", "None"),
        ("touch_thing", "rate_limit", "None"),
        (
            "find_thing",
            "rate_limit",
            "Some (RateLimit { requests : 3u32 , interval : :: std :: time :: Duration :: from_millis (60000u64) , })",
        ),
        ("find_thing", "timeout", "Some (:: std :: time :: Duration :: from_millis (45000u64))"),
    ] {
        assert_eq!(table.value(id, column), expected, "{column} of {id}");
    }
    // The lists cover every schema, also those composed with `allOf`.
    let has = |list: &str, name: &str| table.list(list).iter().any(|other| other == name);
    assert!(has("PROPERTIES", "at") && has("PROPERTIES", "things"));
    assert!(has("SECRET_PROPERTIES", "key") && !has("SECRET_PROPERTIES", "at"));
}

#[test]
fn a_row_lists_what_a_caller_can_set() {
    let table = Table::of(&generated(OTHER).operations);
    let parameters = |id: &str| table.value(id, "parameters").replace(' ', "").replace(",)", ")");
    let has = |id: &str, expected: &str| assert!(parameters(id).contains(expected), "{}", parameters(id));
    // Not the session header, which belongs to the client.
    assert!(!parameters("list_things").contains("Session"));
    has("list_things", r#"Parameter::optional("limit",Location::Query,ParameterType::Integer,"Howmany")"#);
    let allowed = r#"allowed:&["other","unrecognized","UNKNOWN","twowords"]"#;
    has("list_things", &format!("Parameter{{deprecated:true,{allowed}"));
    // Of the path item.
    has(
        "replace_thing",
        r#"Parameter{required:true,..Parameter::optional("thing_id",Location::Path,ParameterType::Integer,"")}"#,
    );
    // Not the header that has only one value.
    assert!(!parameters("create_thing").contains("X-Api-Flavor"));
    has("create_thing", r#"Parameter::optional("note",Location::Body,ParameterType::String,"")"#);
    has("create_thing", r#"Parameter::optional("content",Location::Body,ParameterType::Json,"")"#);
    has("notify", r#"Parameter::optional("part",Location::Query,ParameterType::Strings,"")"#);
    has("notify", r#"Parameter::optional("labels",Location::Body,ParameterType::Strings,"")"#);
    has("notify", r#"allowed:&["1","2","3"]"#);
    has("notify", r#"is_secret:true,..Parameter::optional("to",Location::Body,ParameterType::Json,"")"#);
    assert_eq!(table.value("get_receipt", "parameters"), "& []");
}

#[test]
fn a_row_has_the_documents_prose_its_body_and_its_pages() {
    let table = Table::of(&generated(OTHER).operations);
    assert!(table.value("list_things", "description").contains("Lists things."));
    assert_eq!(table.value("create_thing", "takes_body"), "true");
    assert_eq!(table.value("touch_thing", "takes_body"), "false");
    assert_eq!(table.value("list_things", "pages"), "None");
    let pages = r#"Some (Pages { cursor : "after" , next : "next" , items : "receipts" })"#;
    assert_eq!(table.value("list_receipts", "pages").replace(" , }", " }"), pages);
}

#[test]
fn a_property_is_secret_if_it_holds_secrets_in_any_form() {
    let schemas = "
      Secret: {type: string, format: password}
      Nested: {oneOf: [{type: array, items: {$ref: '#/components/schemas/Nested'}}, {$ref: '#/components/schemas/Secret'}]}
      Inner:
        type: object
        properties: {inner: {type: string, format: password}}
      Thing:
        type: object
        properties:
          plain: {type: array, items: {type: string}}
          through: {$ref: '#/components/schemas/Inner'}
          listed: {type: array, items: {type: string, format: password}}
          mapped: {type: object, additionalProperties: {$ref: '#/components/schemas/Secret'}}
          composed: {allOf: [{$ref: '#/components/schemas/Secret'}]}
          nested: {$ref: '#/components/schemas/Nested'}";
    let document = format!(
        "openapi: 3.0.3\ninfo: {{title: t, version: 1.0.0}}\npaths:\n  /v1/things:\n    get:\n      operationId: get\n      \
         responses:\n        '200':\n          description: d\n          content:\n            application/json:\n              \
         schema: {{$ref: '#/components/schemas/Thing'}}\ncomponents:\n    schemas:{schemas}\n"
    );
    let names = Table::of(&generated(&document).operations).list("SECRET_PROPERTIES");
    assert_eq!(names, ["composed", "inner", "listed", "mapped", "nested"]);
}
