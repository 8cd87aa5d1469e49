//! Examples are what the sandbox serves and the contract tests send: they have to fit their schemas.

use serde_json::Value;

use super::super::problem::Problem;
use super::super::tree::{JSON, OperationNode, operations, resolve};

pub fn check(tree: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for operation in operations(tree) {
        for parameter in &operation.parameters {
            media(tree, parameter.value, &parameter.pointer, &mut problems);
        }
        if let Some(body) = operation.body(tree) {
            media(tree, body, &operation.below(&["requestBody", "content", JSON]), &mut problems);
        }
        responses(tree, &operation, &mut problems);
    }
    problems
}

fn responses(tree: &Value, operation: &OperationNode, problems: &mut Vec<Problem>) {
    for (status, response) in operation.responses() {
        let content = resolve(tree, response).get("content").and_then(|content| content.get(JSON));
        if let Some(content) = content {
            media(tree, content, &operation.below(&["responses", status, "content", JSON]), problems);
        }
    }
}

/// The examples of a media type or a parameter. `pointer` leads to it through the operation; where there
/// is a reference on the way, a message points at that.
fn media(tree: &Value, node: &Value, pointer: &[String], problems: &mut Vec<Problem>) {
    let Some(schema) = node.get("schema") else { return };
    let named = node.get("examples").and_then(Value::as_object).into_iter().flatten();
    let named = named.filter_map(|(name, example)| {
        let place = vec!["examples".to_owned(), name.clone()];
        Some((format!("example `{name}`"), place, resolve(tree, example).get("value")?))
    });
    let single =
        node.get("example").map(|value| ("the example".to_owned(), vec!["example".to_owned()], value));
    for (name, below, value) in single.into_iter().chain(named) {
        if let Some((place, reason)) = mismatch(tree, schema, value) {
            let place = if place.is_empty() { String::new() } else { format!(" at `{}`", &place[1..]) };
            let message =
                format!("{name} contradicts its schema{place}: {reason}; correct the one or the other");
            problems.push(Problem::new([pointer, &below].concat(), message));
        }
    }
}

/// Where in the value, as `.a.0.b`, and how it differs from the schema.
fn mismatch(tree: &Value, schema: &Value, value: &Value) -> Option<(String, String)> {
    let schema = resolve(tree, schema);
    let here = |reason: String| Some((String::new(), reason));
    if value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) {
        return None;
    }
    if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
        return parts.iter().find_map(|part| mismatch(tree, part, value));
    }
    for key in ["oneOf", "anyOf"] {
        if let Some(choices) = schema.get(key).and_then(Value::as_array) {
            let fits = choices.iter().any(|choice| mismatch(tree, choice, value).is_none());
            return if fits { None } else { here(format!("it is none of the `{key}`")) };
        }
    }
    let expected = schema.get("type").and_then(Value::as_str).unwrap_or("object");
    let fits = match expected {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        _ => value.is_object() || schema.get("type").is_none(),
    };
    if !fits {
        return here(format!("it should be of type `{expected}`"));
    }
    let words = schema.get("enum").and_then(Value::as_array);
    if words.is_some_and(|words| !words.contains(value)) {
        return here(format!("`{}` is not in the `enum`", value.as_str().unwrap_or_default()));
    }
    if let (Some(items), Some(schema)) = (value.as_array(), schema.get("items")) {
        return items
            .iter()
            .enumerate()
            .find_map(|(index, item)| below(&index.to_string(), mismatch(tree, schema, item)));
    }
    fields(tree, schema, value)
}

fn fields(tree: &Value, schema: &Value, value: &Value) -> Option<(String, String)> {
    let fields = value.as_object()?;
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    let missing = required.filter_map(Value::as_str).find(|name| !fields.contains_key(*name));
    if let Some(name) = missing {
        return Some((String::new(), format!("it lacks the required `{name}`")));
    }
    let properties = schema.get("properties").and_then(Value::as_object);
    let additional = schema.get("additionalProperties");
    fields.iter().find_map(|(name, value)| {
        let property = properties.and_then(|properties| properties.get(name));
        match property.or_else(|| additional.filter(|schema| schema.is_object())) {
            Some(schema) => below(name, mismatch(tree, schema, value)),
            // The client would drop a field that the schema does not know.
            None if additional.is_none() && properties.is_some() => {
                Some((String::new(), format!("its `{name}` is not in the schema")))
            }
            None => None,
        }
    })
}

fn below(key: &str, mismatch: Option<(String, String)>) -> Option<(String, String)> {
    mismatch.map(|(place, reason)| (format!(".{key}{place}"), reason))
}
