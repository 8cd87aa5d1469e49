//! Checks that examples match their schemas. The sandbox serves them and the contract tests send them.

use serde_json::Value;

use crate::problem::Problem;
use crate::tree::{JSON, Node, OperationNode, list, operations, resolve};

pub fn check(tree: &Value, all: &[Node]) -> Vec<Problem> {
    let mut problems = Vec::new();
    schemas(tree, all, &mut problems);
    for operation in operations(tree) {
        for parameter in &operation.parameters {
            media(tree, parameter.value, &parameter.pointer, &mut problems);
        }
        if let Some((media_type, body)) = operation.media_type(tree).zip(operation.body(tree)) {
            media(tree, body, &operation.below(&["requestBody", "content", media_type]), &mut problems);
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

/// Checks the examples of a media type or a parameter. `pointer` is its path from the operation. If a reference
/// is on that path, the problem's position is the reference.
fn media(tree: &Value, node: &Value, pointer: &[String], problems: &mut Vec<Problem>) {
    let Some(schema) = node.get("schema") else { return };
    if let Some(example) = node.get("example") {
        let place = [pointer, &["example".to_owned()]].concat();
        compare(tree, schema, example, "the example", place, problems);
    }
    for (name, example) in node.get("examples").and_then(Value::as_object).into_iter().flatten() {
        let place = [pointer, &["examples".to_owned(), name.clone()]].concat();
        match resolve(tree, example).get("value") {
            Some(value) => {
                let place = [&*place, &["value".to_owned()]].concat();
                compare(tree, schema, value, &format!("example `{name}`"), place, problems);
            }
            None => problems.push(Problem::new(place, format!("example `{name}` has no `value`: add one"))),
        }
    }
}

/// Checks each schema's own `example` and `default`, which stand in for missing examples.
fn schemas(tree: &Value, all: &[Node], problems: &mut Vec<Problem>) {
    for schema in all {
        for key in ["example", "default"] {
            if let Some(value) = schema.value.get(key) {
                let place = [&*schema.pointer, &[key.to_owned()]].concat();
                compare(tree, schema.value, value, &format!("the {key}"), place, problems);
            }
        }
    }
}

fn compare(
    tree: &Value,
    schema: &Value,
    value: &Value,
    name: &str,
    place: Vec<String>,
    problems: &mut Vec<Problem>,
) {
    if let Some((keys, reason)) = mismatch(tree, schema, value) {
        let below = if keys.is_empty() { String::new() } else { format!(" at `{}`", keys.join(".")) };
        let message = format!("{name} does not match its schema{below} ({reason}): correct one of the two");
        problems.push(Problem::new([place, keys].concat(), message));
    }
}

/// A place in the value, by keys and indices, and how the value there differs from the schema.
type Mismatch = (Vec<String>, String);

fn here(reason: String) -> Option<Mismatch> {
    Some((Vec::new(), reason))
}

fn below(key: &str, mismatch: Option<Mismatch>) -> Option<Mismatch> {
    mismatch.map(|(mut place, reason)| {
        place.insert(0, key.to_owned());
        (place, reason)
    })
}

fn mismatch(tree: &Value, schema: &Value, value: &Value) -> Option<Mismatch> {
    contradiction(tree, schema, value).or_else(|| unknown_field(tree, &[schema], value))
}

fn contradiction(tree: &Value, schema: &Value, value: &Value) -> Option<Mismatch> {
    let schema = resolve(tree, schema);
    if value.is_null() && schema.get("nullable") == Some(&Value::Bool(true)) {
        return None;
    }
    for key in ["oneOf", "anyOf"] {
        if schema.get(key).is_some() && matching(tree, schema, key, value).next().is_none() {
            return here(format!("it matches no schema in `{key}`"));
        }
    }
    let own = || type_of(schema, value).or_else(|| inside(tree, schema, value));
    list(schema, "allOf").find_map(|part| contradiction(tree, part, value)).or_else(own)
}

/// The alternatives of a `oneOf` or `anyOf` that the value matches, unknown fields aside.
fn matching<'a>(
    tree: &'a Value,
    schema: &'a Value,
    key: &str,
    value: &'a Value,
) -> impl Iterator<Item = &'a Value> {
    list(schema, key).filter(|choice| contradiction(tree, choice, value).is_none())
}

fn type_of(schema: &Value, value: &Value) -> Option<Mismatch> {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    let implied = schema.get("properties").map(|_| "object");
    let fits = match text("type").or(implied) {
        Some("string") => value.is_string(),
        // The range of the type that the generator picks.
        Some("integer") => match text("format") {
            Some("int32") => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
            Some("uint64") => value.is_u64(),
            _ => value.is_i64(),
        },
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some(_) => value.is_object(),
        None => true,
    };
    if !fits {
        let format = text("format").map(|format| format!(" and format `{format}`")).unwrap_or_default();
        return here(format!("expected type `{}`{format}", text("type").or(implied)?));
    }
    let words = schema.get("enum").and_then(Value::as_array)?;
    // JSON does not tell `1.0` from `1`.
    let same = |word: &Value| word == value || word.is_number() && word.as_f64() == value.as_f64();
    if words.iter().any(same) {
        return None;
    }
    let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    here(format!("`{shown}` is not in the `enum`"))
}

fn inside(tree: &Value, schema: &Value, value: &Value) -> Option<Mismatch> {
    if let (Some(items), Some(schema)) = (value.as_array(), schema.get("items")) {
        let mut items = items.iter().enumerate();
        return items.find_map(|(index, item)| below(&index.to_string(), contradiction(tree, schema, item)));
    }
    let fields = value.as_object()?;
    let missing = list(schema, "required").filter_map(Value::as_str).find(|name| !fields.contains_key(*name));
    if let Some(name) = missing {
        return here(format!("the required property `{name}` is missing"));
    }
    fields.iter().find_map(|(name, value)| {
        let property = schema.get("properties").and_then(|properties| properties.get(name));
        below(name, contradiction(tree, property.or_else(|| additional(schema))?, value))
    })
}

/// The schema of the properties that `properties` does not name.
fn additional(schema: &Value) -> Option<&Value> {
    schema.get("additionalProperties").filter(|schema| schema.is_object())
}

/// Finds a field that is in none of the schemas, which together describe the value. The client would drop it.
fn unknown_field(tree: &Value, schemas: &[&Value], value: &Value) -> Option<Mismatch> {
    let mut parts = Vec::new();
    schemas.iter().for_each(|schema| add_parts(tree, schema, value, &mut parts));
    let each = |key: &'static str| parts.iter().filter_map(move |part| part.get(key));
    if let Some(items) = value.as_array() {
        let schemas: Vec<&Value> = each("items").collect();
        let mut items = items.iter().enumerate();
        return items
            .find_map(|(index, item)| below(&index.to_string(), unknown_field(tree, &schemas, item)));
    }
    let is_open = match each("additionalProperties").next() {
        Some(_) => each("additionalProperties").any(|additional| additional != &Value::Bool(false)),
        None => each("properties").next().is_none(),
    };
    value.as_object()?.iter().find_map(|(name, value)| {
        let mut schemas: Vec<&Value> = each("properties").filter_map(|fields| fields.get(name)).collect();
        if schemas.is_empty() {
            if !is_open {
                return here(format!("the property `{name}` is not in the schema"));
            }
            schemas.extend(parts.iter().filter_map(|part| additional(part)));
        }
        below(name, unknown_field(tree, &schemas, value))
    })
}

/// Collects the schema, the parts of its `allOf` and the alternatives that match.
fn add_parts<'a>(tree: &'a Value, schema: &'a Value, value: &'a Value, parts: &mut Vec<&'a Value>) {
    let schema = resolve(tree, schema);
    parts.push(schema);
    let choices = ["oneOf", "anyOf"].into_iter().flat_map(|key| matching(tree, schema, key, value));
    list(schema, "allOf").chain(choices).for_each(|part| add_parts(tree, part, value, parts));
}
