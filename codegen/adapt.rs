//! Takes out of the document what the generator cannot digest or must not see, alike for every
//! operation. The document itself stays as its readers want it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::problem::METHODS;
use super::tree::{Node, OperationNode, operations, resolve};

/// The headers that carry a member session, in lower case. They are the client's business: an
/// operation says that it takes them, the client sends them.
pub const SESSION_HEADERS: [&str; 2] = ["x-stytch-member-session", "x-stytch-member-sessionjwt"];

/// The component that stands for a string in a path. [`super::generate`] points it at the crate's
/// own type, which cannot be empty, a dot segment or more than one segment.
pub const PATH_SEGMENT: &str = "CratePathSegment";

/// The component that stands for a string of format `password`, for the crate's type that does not
/// print itself.
pub const SECRET: &str = "CrateSecret";

pub fn adapt(tree: &Value) -> Value {
    let mut adapted = tree.clone();
    let mut schemas = tree.pointer("/components/schemas").cloned().unwrap_or_else(|| json!({}));
    let paths = operations(tree).iter().fold(Map::new(), |mut paths, operation| {
        let item = paths.entry(operation.path).or_insert_with(|| json!({}));
        item[operation.method] = adapted_operation(operation, tree);
        paths
    });
    adapted["paths"] = paths.into();
    schemas[PATH_SEGMENT] = json!({"type": "string"});
    schemas[SECRET] = json!({"type": "string"});
    adapted["components"] = json!({"schemas": schemas});
    hide_secrets(&mut adapted);
    leave_to_the_server(&mut adapted);
    tell_empty_from_absent(&mut adapted);
    prune_schemas(&mut adapted);
    adapted
}

fn adapted_operation(operation: &OperationNode, tree: &Value) -> Value {
    let mut adapted = operation.value.clone();
    let parameters = operation.parameters.iter().filter(|parameter| !is_session(parameter));
    adapted["parameters"] = parameters.map(|parameter| adapted_parameter(parameter, tree)).collect();
    if let Some(fields) = adapted.as_object_mut() {
        fields.remove("requestBody");
        // Where the path item or the operation has servers of its own, the client knows.
        fields.remove("servers");
        if let Some(schema) = operation.body_schema(tree)
            && !operation.has_empty_body(tree)
        {
            fields.insert("requestBody".to_owned(), request_body(operation, tree, schema));
        }
    }
    // With the error responses gone, every other status reaches the crate's own mapping with its
    // headers and body. Of the successes, which have one type, one is enough.
    let mut success = json!({"description": ""});
    if let Some(schema) = operation.success_schema(tree) {
        success["content"] = json!({"application/json": {"schema": schema}});
    }
    adapted["responses"] = json!({"200": success});
    adapted
}

pub fn is_session(parameter: &Node) -> bool {
    let name = parameter.text("name").unwrap_or_default().to_ascii_lowercase();
    parameter.text("in") == Some("header") && SESSION_HEADERS.contains(&name.as_str())
}

/// Gives a string in a path the type that keeps it in its place.
fn adapted_parameter(parameter: &Node, tree: &Value) -> Value {
    let mut adapted = parameter.value.clone();
    if parameter.text("in") == Some("path") && takes_any_text(parameter, tree) {
        adapted["schema"] = json!({"$ref": format!("#/components/schemas/{PATH_SEGMENT}")});
    }
    adapted
}

pub fn takes_any_text(parameter: &Node, tree: &Value) -> bool {
    let schema = parameter.value.get("schema").map(|schema| resolve(tree, schema));
    schema.is_some_and(|schema| {
        schema.get("type").and_then(Value::as_str) == Some("string") && schema.get("enum").is_none()
    })
}

fn request_body(operation: &OperationNode, tree: &Value, schema: &Value) -> Value {
    let body = operation.value.get("requestBody").map(|body| resolve(tree, body));
    let description = body.and_then(|body| body.get("description")).cloned();
    let mut adapted = json!({"content": {"application/json": {"schema": schema}}});
    if let Some(description) = description {
        adapted["description"] = description;
    }
    adapted
}

/// Points every string of format `password` at the crate's own type.
fn hide_secrets(node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(hide_secrets),
        Value::Object(fields) => {
            let text = |key: &str| fields.get(key).and_then(Value::as_str);
            if text("type") == Some("string") && text("format") == Some("password") {
                for key in ["type", "format", "minLength", "maxLength", "pattern", "example", "default"] {
                    fields.remove(key);
                }
                let secret = json!([{"$ref": format!("#/components/schemas/{SECRET}")}]);
                fields.insert("allOf".to_owned(), secret);
            } else {
                fields.values_mut().for_each(hide_secrets);
            }
        }
        _ => {}
    }
}

/// Takes away what is the server's to judge: limits and patterns, by which an answer of tomorrow would
/// fail to decode, formats, for which the generator needs further crates, and defaults, which it would
/// send, or make up where an answer lacks them.
fn leave_to_the_server(node: &mut Value) {
    const CONSTRAINTS: [&str; 13] = [
        "default",
        "exclusiveMaximum",
        "exclusiveMinimum",
        "maxItems",
        "maxLength",
        "maxProperties",
        "maximum",
        "minItems",
        "minLength",
        "minProperties",
        "minimum",
        "pattern",
        "uniqueItems",
    ];
    match node {
        Value::Array(items) => items.iter_mut().for_each(leave_to_the_server),
        Value::Object(fields) => {
            // A property may have such a name; then there is a schema in its place.
            fields.retain(|name, value| !CONSTRAINTS.contains(&name.as_str()) || value.is_object());
            // A field that is new tomorrow is ignored.
            fields.retain(|name, value| name != "additionalProperties" || value != &Value::Bool(false));
            if fields.get("type").and_then(Value::as_str) == Some("string") {
                fields.retain(|name, value| name != "format" || value.is_object());
            }
            fields.values_mut().for_each(leave_to_the_server);
        }
        _ => {}
    }
}

/// An optional list of a request becomes one that may be null: the generator gives it an `Option`, so
/// that an empty list, which clears what is there, differs from none.
fn tell_empty_from_absent(adapted: &mut Value) {
    let bodies: Value =
        operations(adapted).iter().filter_map(|node| node.value.get("requestBody").cloned()).collect();
    let mut sent = adapted.clone();
    keep_schemas(&mut sent, &bodies);
    let sent: Vec<String> = sent
        .pointer("/components/schemas")
        .and_then(Value::as_object)
        .map(|schemas| schemas.keys().cloned().collect())
        .unwrap_or_default();
    for name in sent {
        let schema = &mut adapted["components"]["schemas"][&name];
        let required = schema.get("required").cloned().unwrap_or_default();
        let required =
            |name: &str| required.as_array().is_some_and(|names| names.iter().any(|other| other == name));
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            if !required(name) && property.get("type").and_then(Value::as_str) == Some("array") {
                property["nullable"] = true.into();
            }
        }
    }
}

/// Drops the schemas that no operation reaches any more, such as those of the error bodies.
fn prune_schemas(adapted: &mut Value) {
    let roots = adapted["paths"].clone();
    keep_schemas(adapted, &roots);
}

/// Keeps the schemas that `roots` refers to, and those that they refer to in turn.
pub fn keep_schemas(document: &mut Value, roots: &Value) {
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return;
    };
    let mut reached = BTreeSet::new();
    references(roots, &mut reached);
    loop {
        let mut more = reached.clone();
        for schema in reached.iter().filter_map(|name| schemas.get(name)) {
            references(schema, &mut more);
        }
        if more.len() == reached.len() {
            break;
        }
        reached = more;
    }
    schemas.retain(|name, _| reached.contains(name));
}

/// The names of the schemas that a node refers to.
fn references(node: &Value, names: &mut BTreeSet<String>) {
    match node {
        Value::Array(items) => items.iter().for_each(|item| references(item, names)),
        Value::Object(fields) => {
            let reference = fields.get("$ref").and_then(Value::as_str);
            if let Some(name) = reference.and_then(|text| text.strip_prefix("#/components/schemas/")) {
                names.insert(name.to_owned());
            }
            fields.values().for_each(|value| references(value, names));
        }
        _ => {}
    }
}

/// The document with this operation alone.
pub fn keep_operation(document: &mut Value, path: &str, method: &str) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    paths.retain(|other, _| other == path);
    for item in paths.values_mut().filter_map(Value::as_object_mut) {
        item.retain(|other, _| other == method || !METHODS.contains(&other.as_str()));
    }
}
