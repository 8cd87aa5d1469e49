//! Which schemas an operation uses, directly or through references.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::problem::METHODS;
use crate::tree::{list, operations, resolve};

/// The names of the schemas that requests use.
pub fn sent(adapted: &Value) -> BTreeSet<String> {
    let bodies: Value =
        operations(adapted).iter().filter_map(|node| node.value.get("requestBody").cloned()).collect();
    reached(adapted, &bodies)
}

/// The names of the schemas that only responses use.
pub fn only_received(adapted: &Value) -> BTreeSet<String> {
    let responses: Value =
        operations(adapted).iter().filter_map(|node| node.value.get("responses").cloned()).collect();
    let sent = sent(adapted);
    reached(adapted, &responses).into_iter().filter(|name| !sent.contains(name)).collect()
}

/// The names of the schemas that describe a whole response, by themselves or composed with others.
pub fn whole(adapted: &Value) -> BTreeSet<String> {
    let operations = operations(adapted);
    let mut next: Vec<&Value> = operations.iter().filter_map(|node| node.success_schema(adapted)).collect();
    let mut whole = BTreeSet::new();
    while let Some(schema) = next.pop() {
        let name = schema.get("$ref").and_then(Value::as_str).and_then(|text| text.rsplit('/').next());
        let is_new = name.is_none_or(|name| whole.insert(name.to_owned()));
        let parts = ["allOf", "anyOf", "oneOf"].into_iter().filter(|_| is_new);
        next.extend(parts.flat_map(|key| list(resolve(adapted, schema), key)));
    }
    whole
}

/// Drops all schemas except those that `roots` refers to, directly or through references.
pub fn keep_schemas(document: &mut Value, roots: &Value) {
    let reached = reached(document, roots);
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.retain(|name, _| reached.contains(name));
    }
}

fn reached(document: &Value, roots: &Value) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut next = vec![roots];
    while let Some(node) = next.pop() {
        for name in references(node) {
            let schema = document.pointer("/components/schemas").and_then(|schemas| schemas.get(name));
            if let Some(schema) = schema
                && reached.insert(name.to_owned())
            {
                next.push(schema);
            }
        }
    }
    reached
}

/// The names of the schemas that a node refers to.
fn references(node: &Value) -> Vec<&str> {
    match node {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(fields) => {
            let reference = fields.get("$ref").and_then(Value::as_str);
            let name = reference.and_then(|text| text.strip_prefix("#/components/schemas/"));
            name.into_iter().chain(fields.values().flat_map(references)).collect()
        }
        _ => Vec::new(),
    }
}

/// Drops all operations except one.
pub fn keep_operation(document: &mut Value, path: &str, method: &str) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else { return };
    paths.retain(|other, _| other == path);
    for item in paths.values_mut().filter_map(Value::as_object_mut) {
        item.retain(|other, _| other == method || !METHODS.contains(&other.as_str()));
    }
}
