//! Checks that there are finite values of each schema: none requires one of itself.

use std::ptr;

use serde_json::Value;

use crate::problem::Problem;
use crate::tree::{Node, list, resolve};

pub fn check(tree: &Value, schema: &Node, problems: &mut Vec<Problem>) {
    for name in list(schema.value, "required").filter_map(Value::as_str) {
        let property = schema.value.get("properties").and_then(|properties| properties.get(name));
        if property.is_some_and(|property| leads_to(tree, property, schema.value, &mut Vec::new())) {
            let place = schema.pointer.iter().map(String::as_str).chain(["properties", name]);
            let message = format!(
                "no value ends, since `{name}` requires one of the schema that it is in: remove it from `required`"
            );
            problems.push(Problem::new(place, message));
        }
    }
}

/// Returns whether every value of a schema holds one of another. A list, a map or null need not hold any.
fn leads_to<'a>(tree: &'a Value, schema: &'a Value, other: &Value, seen: &mut Vec<&'a Value>) -> bool {
    let schema = resolve(tree, schema);
    if ptr::eq(schema, other) {
        return true;
    }
    if schema.get("nullable") == Some(&Value::Bool(true)) || seen.iter().any(|one| ptr::eq(*one, schema)) {
        return false;
    }
    seen.push(schema);
    let required = list(schema, "required").filter_map(Value::as_str);
    let properties = required.filter_map(|name| schema.get("properties")?.get(name));
    let mut parts = properties.chain(list(schema, "allOf"));
    parts.any(|part| leads_to(tree, part, other, seen))
        || ["oneOf", "anyOf"].iter().any(|key| {
            let mut alternatives = list(schema, key).peekable();
            alternatives.peek().is_some() && alternatives.all(|part| leads_to(tree, part, other, seen))
        })
}
