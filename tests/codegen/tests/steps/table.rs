//! The table of operations.

use crate::{OTHER, generated};

#[test]
fn a_row_describes_its_operation() {
    let rows = generated(OTHER).operations;
    let row = |id: &str| {
        let start = rows.find(&format!("id: \"{id}\"")).unwrap_or_else(|| panic!("no row {id}"));
        rows[start..].split("};").next().expect("a row").to_owned()
    };
    assert!(row("list_things").contains("idempotent: true"));
    assert!(row("create_thing").contains("idempotent: false"));
    assert!(row("touch_thing").contains("idempotent: true"), "POST with x-idempotent: true");
    assert!(row("replace_thing").contains("idempotent: false"), "PUT with x-idempotent: false");
    assert!(row("delete_thing").contains("returns_json: false"));
    assert!(row("list_things").contains("session_headers: &[\"x-stytch-member-session\"]"));
    assert!(row("create_thing").contains("session_headers: &[]"));
    // The lists cover every schema, also those composed with `allOf`.
    let names =
        |list: &str| rows.split(&format!("static {list}: ")).nth(1).and_then(|rest| rest.split(';').next());
    assert!(
        names("PROPERTIES").is_some_and(|names| names.contains("\"at\"") && names.contains("\"things\""))
    );
    assert!(
        names("SECRET_PROPERTIES")
            .is_some_and(|names| names.contains("\"key\"") && !names.contains("\"at\""))
    );
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
    let rows = generated(&document).operations;
    let secret = rows.split("static SECRET_PROPERTIES: ").nth(1).and_then(|rest| rest.split(';').next());
    let names: Vec<&str> = secret.expect("a list").split('"').skip(1).step_by(2).collect();
    assert_eq!(names, ["composed", "inner", "listed", "mapped", "nested"]);
}
