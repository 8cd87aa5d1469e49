//! Examples are what the sandbox serves and the contract tests send: they have to fit their schemas.

use serde_json::Value;

use super::super::problem::Problem;
use super::super::tree::{JSON, OperationNode, list, operations, resolve};

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
type Mismatch = (String, String);

fn here(reason: String) -> Option<Mismatch> {
    Some((String::new(), reason))
}

fn below(key: &str, mismatch: Option<Mismatch>) -> Option<Mismatch> {
    mismatch.map(|(place, reason)| (format!(".{key}{place}"), reason))
}

fn mismatch(tree: &Value, schema: &Value, value: &Value) -> Option<Mismatch> {
    contradiction(tree, schema, value).or_else(|| {
        // The client would drop a field that no part of the schema knows.
        let unknown = unknown_field(tree, schema, value)?;
        here(format!("its `{unknown}` is not in the schema"))
    })
}

fn contradiction(tree: &Value, schema: &Value, value: &Value) -> Option<Mismatch> {
    let schema = resolve(tree, schema);
    if value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) {
        return None;
    }
    for key in ["oneOf", "anyOf"] {
        if schema.get(key).is_some() && fitting(tree, schema, key, value).next().is_none() {
            return here(format!("it is none of the `{key}`"));
        }
    }
    let own = || type_of(schema, value).or_else(|| inside(tree, schema, value));
    list(schema, "allOf").find_map(|part| contradiction(tree, part, value)).or_else(own)
}

/// The choices that the value does not contradict.
fn fitting<'a>(
    tree: &'a Value,
    schema: &'a Value,
    key: &str,
    value: &'a Value,
) -> impl Iterator<Item = &'a Value> {
    list(schema, key).filter(|choice| contradiction(tree, choice, value).is_none())
}

fn type_of(schema: &Value, value: &Value) -> Option<Mismatch> {
    let expected = schema.get("type").and_then(Value::as_str)?;
    let fits = match expected {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        _ => value.is_object(),
    };
    if !fits {
        return here(format!("it should be of type `{expected}`"));
    }
    let words = schema.get("enum").and_then(Value::as_array)?;
    if words.contains(value) {
        return None;
    }
    here(format!("`{}` is not in the `enum`", value.as_str().unwrap_or_default()))
}

fn inside(tree: &Value, schema: &Value, value: &Value) -> Option<Mismatch> {
    if let (Some(items), Some(schema)) = (value.as_array(), schema.get("items")) {
        let mut items = items.iter().enumerate();
        return items.find_map(|(index, item)| below(&index.to_string(), mismatch(tree, schema, item)));
    }
    let fields = value.as_object()?;
    let missing = list(schema, "required").filter_map(Value::as_str).find(|name| !fields.contains_key(*name));
    if let Some(name) = missing {
        return here(format!("it lacks the required `{name}`"));
    }
    fields.iter().find_map(|(name, value)| {
        let property = schema.get("properties").and_then(|properties| properties.get(name));
        let schema =
            property.or_else(|| schema.get("additionalProperties").filter(|schema| schema.is_object()));
        below(name, mismatch(tree, schema?, value))
    })
}

fn unknown_field<'a>(tree: &Value, schema: &Value, value: &'a Value) -> Option<&'a String> {
    let fields = value.as_object()?;
    let mut known = Vec::new();
    let is_open = known_fields(tree, schema, value, &mut known);
    fields.keys().find(|name| !is_open && !known.is_empty() && !known.contains(name))
}

/// Collects the fields that the schema and its parts name. Returns whether there may be others.
fn known_fields<'a>(
    tree: &'a Value,
    schema: &'a Value,
    value: &'a Value,
    known: &mut Vec<&'a String>,
) -> bool {
    let schema = resolve(tree, schema);
    known.extend(
        schema.get("properties").and_then(Value::as_object).into_iter().flat_map(|fields| fields.keys()),
    );
    let choices = ["oneOf", "anyOf"].into_iter().flat_map(|key| fitting(tree, schema, key, value));
    let parts: Vec<&Value> = list(schema, "allOf").chain(choices).collect();
    let is_open =
        schema.get("additionalProperties").is_some_and(|additional| additional != &Value::Bool(false));
    parts.into_iter().fold(is_open, |is_open, part| known_fields(tree, part, value, known) || is_open)
}
