//! The build's steps, on documents of their own.

use std::fs;
use std::path::Path;

use codegen::finish::docs::tidied;
use serde_json::{Value, json};

use crate::surface::{Model, Surface};
use codegen::{adapt, load, sample, tree};

const OURS: &str = include_str!("../../openapi/connected-apps.yaml");
const VENDOR_CONSUMER: &str = include_str!("../documents/vendor_consumer.yaml");
const VENDOR_B2B: &str = include_str!("../documents/vendor_b2b.yaml");
const OTHER: &str = include_str!("../documents/other.yaml");

fn generated(text: &str) -> codegen::Generated {
    codegen::run("document.yaml", text, &["PartialEq"]).unwrap_or_else(|problem| panic!("{problem}"))
}

#[test]
fn only_what_a_request_holds_has_a_builder() {
    let vendors = "ApiOrganizationV1OrganizationsMembers";
    for (document, model, expected) in [
        (OURS, "CreateConnectedAppClientRequest", true),
        (OURS, "ConnectedAppsResponse", false),
        (OURS, "ConnectedApp", false),
        (VENDOR_B2B, &format!("{vendors}ConnectedAppsResponse"), false),
        (OTHER, "NewThing", true),
        (OTHER, "Size", true),
        (OTHER, "Page", true),
        (OTHER, "Link", true),
        (OTHER, "Receipt", false),
        (OTHER, "Paid", false),
    ] {
        let client = generated(document).client.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(client.contains(&format!("pub struct {model} {{")), "{model}");
        assert_eq!(client.contains(&format!("-> builder::{model} {{")), expected, "{model}");
        assert_eq!(client.contains(&format!("From<super::{model}> for {model} {{")), expected, "{model}");
        assert_eq!(client.contains(&format!("TryFrom<{model}> for super::{model} {{")), expected, "{model}");
    }
}

/// Every document under `tests/documents/broken` says in its first line how the build refuses it.
#[test]
fn a_broken_document_stops_the_build_with_one_line() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/broken");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("text");
        let expected =
            text.lines().next().and_then(|line| line.strip_prefix("# expected: ")).expect("a first line");
        let problem =
            codegen::run(&name, &text, &[]).err().unwrap_or_else(|| panic!("{name} is not refused"));
        assert_eq!(problem.to_string(), format!("{name}:{expected}"));
        count += 1;
    }
    assert!(count >= 25, "{count}");
}

#[test]
fn the_readme_lists_every_operation() {
    let readme = include_str!("../../README.md");
    let rows: Vec<&str> = readme
        .lines()
        .filter(|line| line.starts_with("| `") && line.contains("` /") || line.contains(" /v1/"))
        .collect();
    for operation in stytch_connected_apps::operations() {
        let session = if operation.session_headers.is_empty() { "no" } else { "yes" };
        let row = format!("| `{}` | `{} {}` | {session} |", operation.id, operation.method, operation.path);
        assert!(rows.contains(&row.as_str()), "the README's table lacks this row: {row}");
    }
}

/// What reads like a secret is marked as one, so that it does not print.
#[test]
fn every_field_of_our_document_that_looks_like_a_secret_is_marked() {
    fn walk(name: &str, node: &Value, found: &mut Vec<String>) {
        let Some(fields) = node.as_object() else { return };
        for (property, schema) in fields.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let parts: Vec<&str> = property.split('_').collect();
            let telling =
                ["secret", "token", "jwt", "password"].iter().any(|word| parts.last() == Some(word));
            let secret = telling || property == "authorization_code";
            if secret && schema.get("format").and_then(Value::as_str) != Some("password") {
                found.push(format!("{name}.{property}"));
            }
            walk(property, schema, found);
        }
    }
    let tree = load::tree("document.yaml", OURS).expect("the document loads");
    let mut found = Vec::new();
    for (name, schema) in tree["components"]["schemas"].as_object().expect("schemas") {
        walk(name, schema, &mut found);
    }
    assert_eq!(found, [""; 0], "mark them with `format: password`");
}

/// Every field so marked has the type that does not print itself.
#[test]
fn every_marked_field_is_a_secret() {
    for text in [OURS, VENDOR_CONSUMER, VENDOR_B2B] {
        let tree = load::tree("document.yaml", text).expect("the document loads");
        let surface = Surface::of(text);
        for (name, schema) in tree["components"]["schemas"].as_object().expect("schemas") {
            let Some(Model::Fields(fields)) = surface.models.get(&heck::AsUpperCamelCase(name).to_string())
            else {
                continue;
            };
            for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
                if schema["format"] == "password" {
                    let ty = &fields[&heck::AsSnakeCase(property).to_string()];
                    assert!(["Secret", "Option<Secret>"].contains(&ty.as_str()), "{name}.{property}: {ty}");
                }
            }
        }
    }
}

#[test]
fn every_answer_of_our_document_has_an_example() {
    let tree = load::tree("document.yaml", OURS).expect("the document loads");
    for operation in tree::operations(&tree) {
        let name = operation.name();
        for (status, response) in operation.responses() {
            let media = &tree::resolve(&tree, response)["content"]["application/json"];
            let examples = media["examples"].as_object().is_some_and(|examples| !examples.is_empty());
            assert!(examples || media.get("example").is_some(), "{name} {status} has no example");
        }
        let statuses: Vec<&str> = operation.responses().map(|(status, _)| status).collect();
        for status in ["400", "401", "403", "404", "429", "500"] {
            assert!(statuses.contains(&status), "{name} lacks {status}");
        }
    }
}

#[test]
fn the_readme_shows_a_message_as_it_is() {
    let misspelt = OURS.replacen("summary: List a User", "sumary: List a User", 1);
    let problem = codegen::run("openapi/connected-apps.yaml", &misspelt, &[]).expect_err("a misspelt key");
    let problem = problem.to_string();
    // The position moves with every edit of the document; the rest does not.
    let (_, message) = problem.split_once(": ").expect("a position and a message");
    let shown = include_str!("../../README.md")
        .lines()
        .any(|line| line.starts_with("openapi/connected-apps.yaml:") && line.ends_with(message));
    assert!(shown, "the README lacks: {problem}");
}

#[test]
fn a_tree_has_what_the_text_has() {
    let text = "a: [null, ~, true, -1, 1, 18446744073709551615, 1.5, b, '2']\n200: {}\ntrue: {}\n";
    let tree = load::tree("document.yaml", text).expect("a tree");
    assert_eq!(tree, json!({"a": [null, null, true, -1, 1, u64::MAX, 1.5, "b", "2"], "200": {}, "true": {}}));
}

#[test]
fn a_byte_order_mark_is_none_of_the_document() {
    assert_eq!(generated(&format!("\u{feff}{OTHER}")).client, generated(OTHER).client);
}

#[test]
fn schemas_within_schemas_are_built_in_no_time() {
    let reference = |name: String| format!("{{$ref: '#/components/schemas/{name}'}}");
    // Each of them refers to all others.
    let all: String =
        (0..16).map(|other| format!("p{other}: {}, ", reference(format!("S{other}")))).collect();
    let schemas: String =
        (0..16).map(|own| format!("    S{own}: {{type: object, properties: {{{all}}}}}\n")).collect();
    let nested = (0..30).fold("a".to_owned(), |value, _| format!("{{c: {value}}}"));
    let tree = reference("Tree".to_owned());
    generated(&format!(
        "
openapi: 3.0.3
info: {{title: Things, version: 1.0.0}}
paths:
  /v1/everything:
    get:
      operationId: get_everything
      responses:
        '200': {{description: A, content: {{application/json: {{schema: {}}}}}}}
  /v1/tree:
    get:
      operationId: get_tree
      responses:
        '200': {{description: A, content: {{application/json: {{schema: {tree}, example: {nested}}}}}}}
components:
  schemas:
    Tree: {{type: object, properties: {{c: {{oneOf: [{tree}, {{type: string}}]}}}}}}
{schemas}",
        reference("S0".to_owned()),
    ));
}

#[test]
fn a_position_is_that_of_the_key_or_the_item() {
    let text = "a:\n  b: [1, {c: 2}]\n  200:\n    - d\n    -  e\n";
    let at =
        |pointer: &[&str]| load::locate(text, &pointer.iter().map(|s| s.to_string()).collect::<Vec<_>>());
    assert_eq!(at(&["a"]), Some((1, 1)));
    assert_eq!(at(&["a", "b"]), Some((2, 3)));
    assert_eq!(at(&["a", "b", "0"]), Some((2, 7)));
    assert_eq!(at(&["a", "b", "1", "c"]), Some((2, 11)));
    assert_eq!(at(&["a", "200"]), Some((3, 3)));
    assert_eq!(at(&["a", "200", "1"]), Some((5, 8)));
    // What does not exist is where it would have to be.
    assert_eq!(at(&["a", "missing", "x"]), Some((1, 1)));
    assert_eq!(at(&[]), None);
}

#[test]
fn adapting_leaves_one_success_and_no_session_header() {
    let tree = load::tree("document.yaml", OURS).expect("the document loads");
    let adapted = adapt::adapt(&tree);
    for operation in tree::operations(&adapted) {
        let statuses: Vec<&str> = operation.responses().map(|(status, _)| status).collect();
        assert_eq!(statuses, ["200"]);
        assert!(!operation.parameters.iter().any(adapt::is_session));
    }
    let schemas = adapted["components"]["schemas"].as_object().expect("schemas");
    // No operation reaches the body of errors any more.
    assert!(schemas.contains_key("ConnectedApp") && !schemas.contains_key("ErrorResponse"), "{schemas:?}");
}

#[test]
fn the_document_itself_stays_whole() {
    let tree = load::tree("document.yaml", OURS).expect("the document loads");
    let operations = tree::operations(&tree);
    let member = operations.iter().find(|operation| operation.id() == Some("get_member_connected_apps"));
    let member = member.expect("the member's operation");
    let names: Vec<&str> = member.parameters.iter().filter_map(|parameter| parameter.text("name")).collect();
    assert_eq!(
        names,
        ["organization_id", "member_id", "X-Stytch-Member-Session", "X-Stytch-Member-SessionJWT"]
    );
    let statuses: Vec<&str> = member.responses().map(|(status, _)| status).collect();
    assert_eq!(statuses, ["200", "400", "401", "403", "404", "429", "500"]);
}

#[test]
fn every_operation_goes_through_the_client_and_can_be_awaited() {
    for text in [OURS, OTHER] {
        let tree = load::tree("document.yaml", text).expect("the document loads");
        let operations = tree::operations(&tree).len();
        let client = generated(text).client;
        assert_eq!(client.matches("crate::call::call(client, operation, request).await").count(), operations);
        assert_eq!(client.matches("::std::future::IntoFuture for").count(), operations);
        for gone in [
            "api_version()",
            "pub struct Client",
            "ClientHooks",
            "OperationInfo",
            "map_err(|_|",
            "was not initialized",
        ] {
            assert!(!client.contains(gone), "{gone} is in the generated client");
        }
    }
}

#[test]
fn setters_carry_the_parameters_descriptions() {
    let client = generated(OURS).client;
    assert!(client.contains(
        "/// The User's `user_id`, or the `external_id` given to the User\n        pub fn user_id<V>"
    ));
}

#[test]
fn every_list_of_words_is_open_whatever_its_words() {
    let client = generated(OTHER).client;
    // The document has a value that would take the catch-all's name.
    assert!(client.contains("#[serde(untagged)]\n        Unrecognized_(::std::string::String)"), "{client}");
    assert!(client.contains("other => Ok(Self::Unrecognized_(other.to_owned()))"));
}

#[test]
fn rows_say_what_the_document_says() {
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
    // Of every schema, those that are put together from parts included.
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
fn an_example_is_held_to_its_schema() {
    let a = json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}});
    let b = json!({"type": "object", "properties": {"b": {"type": "string", "nullable": true}}});
    let open =
        json!({"type": "object", "properties": {"a": {"type": "integer"}}, "additionalProperties": true});
    let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
    let closed = json!({"type": "object", "properties": {"c": {}}, "additionalProperties": false});
    let inner =
        |schema: &Value| json!({"type": "object", "properties": {"x": {"type": "array", "items": schema}}});
    let unknown = |name: &str| format!("its `{name}` is not in the schema");
    let fits = String::new;
    for (schema, example, expected) in [
        (json!({"type": "string"}), json!("a"), fits()),
        (json!({"type": "integer"}), json!(i64::MAX), fits()),
        (json!({"type": "integer"}), json!(u64::MAX), "it should be of type `integer`;".to_owned()),
        (json!({"type": "integer", "format": "uint64"}), json!(u64::MAX), fits()),
        (json!({"type": "integer", "format": "int32"}), json!(i32::MIN), fits()),
        (json!({"type": "integer", "format": "int32"}), json!(1_u32 << 31), "and format `int32`".to_owned()),
        (json!({"type": "integer"}), json!(-1), fits()),
        (json!({"type": "integer"}), json!(0.5), "it should be of type `integer`".to_owned()),
        (json!({"type": "number"}), json!(0.5), fits()),
        (json!({"type": "boolean"}), json!("a"), "it should be of type `boolean`".to_owned()),
        (
            json!({"type": "array", "items": {"type": "string"}}),
            json!(["a", 1]),
            "at `1`: it should".to_owned(),
        ),
        (json!({"type": "object"}), json!([]), "it should be of type `object`".to_owned()),
        (json!({"type": "object"}), json!({"any": 1}), fits()),
        (json!({"type": "string", "enum": ["a"]}), json!("b"), "`b` is not in the `enum`".to_owned()),
        (json!({"type": "number", "enum": [1, 2]}), json!(1.0), fits()),
        (json!({"type": "number", "enum": [1, 2]}), json!(3), "`3` is not in the `enum`".to_owned()),
        (json!({"enum": ["a", "b"]}), json!(5), "`5` is not in the `enum`".to_owned()),
        (json!({"properties": {"a": {}}}), json!("a"), "it should be of type `object`".to_owned()),
        (json!({"type": "object", "additionalProperties": false}), json!({"a": null}), unknown("a")),
        (a.clone(), json!({}), "it lacks the required `a`".to_owned()),
        (a.clone(), json!({"a": null}), "at `a`: it should be of type `integer`".to_owned()),
        (a.clone(), json!({"a": 1, "b": 2}), unknown("b")),
        (b.clone(), json!({"b": null}), fits()),
        (open.clone(), json!({"a": 1, "x": 2}), fits()),
        (map.clone(), json!({"x": 1}), fits()),
        (map, json!({"x": "y"}), "at `x`: it should be of type `integer`".to_owned()),
        (closed, json!({"c": 1, "x": 2}), unknown("x")),
        (json!({"allOf": [a, b]}), json!({"a": 1, "b": "x"}), fits()),
        (json!({"allOf": [a, b]}), json!({"b": "x"}), "it lacks the required `a`".to_owned()),
        (
            json!({"allOf": [a, b]}),
            json!({"a": 1, "b": 2}),
            "at `b`: it should be of type `string`".to_owned(),
        ),
        (json!({"allOf": [a, b]}), json!({"a": 1, "c": 2}), unknown("c")),
        (json!({"allOf": [open, b]}), json!({"a": 1, "c": 2}), fits()),
        (json!({"allOf": [inner(&a), inner(&b)]}), json!({"x": [{"a": 1, "b": "x"}]}), fits()),
        (
            json!({"allOf": [inner(&a), inner(&b)]}),
            json!({"x": [{"a": 1, "c": 2}]}),
            "at `x.0`: its `c`".to_owned(),
        ),
        (json!({"allOf": [a, {"oneOf": [b]}]}), json!({"a": 1, "b": "x"}), fits()),
        (json!({"oneOf": [a, b]}), json!({"a": 1}), fits()),
        (json!({"anyOf": [a, b]}), json!({"b": "x"}), fits()),
        (json!({"oneOf": [a, b]}), json!({"c": 1}), unknown("c")),
        (json!({"oneOf": [a, {"type": "string"}]}), json!("x"), fits()),
        (json!({"oneOf": [a, {"type": "string"}]}), json!(1), "it is none of the `oneOf`".to_owned()),
        (json!({"anyOf": [a]}), json!({"b": 1}), "it is none of the `anyOf`".to_owned()),
        (json!({"nullable": true, "allOf": [a]}), json!(null), fits()),
    ] {
        let media = json!({"application/json": {"schema": schema, "example": example}});
        let success = json!({"200": {"description": "A thing", "content": media}});
        let tree = json!({
            "openapi": "3.0.3",
            "info": {"title": "Things", "version": "1"},
            "paths": {"/v1/things": {"get": {"operationId": "get_thing", "responses": success}}},
        });
        let problems = codegen::check::check(&tree);
        let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        match (messages.as_slice(), expected.as_str()) {
            ([], "") => {}
            ([message], expected) if !expected.is_empty() && message.contains(expected) => {}
            _ => panic!("{schema}, {example}: {messages:?}"),
        }
    }
}

/// Where the document has no example.
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
        // What would begin itself again is left out.
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
    // Deep down there is only what is required.
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

#[test]
fn prose_does_not_become_a_doctest() {
    assert_eq!(tidied("One.\n\n    let x = 1;\n\nTwo.\n"), "One.\n\n  let x = 1;\n\nTwo.");
    assert_eq!(tidied("A:\n```\nx\n```\n"), "A:\n```text\nx\n```");
    assert_eq!(tidied("A:\n```json\n    {}\n```"), "A:\n```json\n    {}\n```");
    assert_eq!(tidied("A:\n~~~~\n```\nx\n~~~~"), "A:\n~~~~text\n```\nx\n~~~~");
    assert_eq!(tidied("A:\n\n\tx\n"), "A:\n\n  x");
    assert_eq!(tidied("```\n[x]\n```\nA [y].\n"), "```text\n[x]\n```\nA \\[y].");
    assert_eq!((tidied("one line").as_str(), tidied("\n").as_str()), (" one line", ""));
    // Nor a broken link, HTML or a bare URL.
    assert_eq!(
        tidied("See [this] and [that](https://a.example/b)."),
        r" See \[this] and [that](https://a.example/b)."
    );
    assert_eq!(
        tidied("A <string>, 1 < 2, `<code>` and `[code]`"),
        r" A \<string>, 1 < 2, `<code>` and `[code]`"
    );
    assert_eq!(tidied("At https://a.example/b."), " At <https://a.example/b>.");
    assert_eq!(tidied("At https://a.example/b too"), " At <https://a.example/b> too");
    assert_eq!(tidied("<https://a.example/b> and [`Client`]: x"), " <https://a.example/b> and [`Client`]: x");
    assert_eq!(tidied("an odd ` mark <b>"), r" an odd ` mark \<b>");
    assert_eq!(tidied("ends with </b>"), r" ends with \</b>");
}
