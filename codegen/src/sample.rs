//! Samples of schemas, for where the document has no example.

use serde_json::{Map, Value, json};

use crate::choices;
use crate::tree::{list, resolve};

/// The example of a media type or a parameter, or a sample of its schema if there is none.
pub fn of_media(tree: &Value, media: &Value) -> Option<Value> {
    let named = || {
        let examples = media.get("examples")?.as_object()?;
        resolve(tree, examples.values().next()?).get("value")
    };
    let own = media.get("example").or_else(named);
    own.cloned().or_else(|| Some(of_schema(tree, media.get("schema")?)))
}

/// How many nested references a sample follows before it leaves out optional properties.
const DEEP: usize = 5;

/// A sample with every property, except those that would start a recursive schema over.
pub fn of_schema(tree: &Value, schema: &Value) -> Value {
    sample(tree, schema, &mut Vec::new()).unwrap_or(Value::Null)
}

/// `None` for a reference to a schema in `within`, which is being sampled already.
fn sample(tree: &Value, schema: &Value, within: &mut Vec<String>) -> Option<Value> {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        if within.iter().any(|other| other == reference) {
            return None;
        }
        within.push(reference.to_owned());
        let value = sample(tree, resolve(tree, schema), within);
        within.pop();
        return value;
    }
    let first = |key: &str| schema.get(key).and_then(Value::as_array).and_then(|list| list.first());
    if let Some(value) = schema.get("example").or_else(|| schema.get("default")).or_else(|| first("enum")) {
        return Some(value.clone());
    }
    let choice = first("oneOf").or_else(|| first("anyOf"));
    let parts: Vec<&Value> = list(schema, "allOf").chain(choice).collect();
    if !parts.is_empty() {
        let parts = parts.into_iter().filter(|part| describes_a_value(resolve(tree, part)));
        let mut values: Vec<Value> = parts.filter_map(|part| sample(tree, part, within)).collect();
        values.extend(schema.get("properties").map(|_| object(tree, schema, within)));
        return merged(values).map(|value| chosen(schema, value));
    }
    Some(match schema.get("type").and_then(Value::as_str) {
        Some("string") => text(schema).into(),
        Some("integer") => schema.get("minimum").and_then(Value::as_i64).unwrap_or(1).into(),
        Some("number") => schema.get("minimum").cloned().unwrap_or_else(|| json!(0.5)),
        Some("boolean") => true.into(),
        Some("array") => {
            let items = schema.get("items").map(|items| sample(tree, items, within));
            items.map_or_else(|| json!([]), |item| item.into_iter().collect())
        }
        _ => object(tree, schema, within),
    })
}

fn object(tree: &Value, schema: &Value, within: &mut Vec<String>) -> Value {
    let properties = schema.get("properties").and_then(Value::as_object);
    // Samples of schemas that refer to each other grow exponentially with the depth.
    let is_deep = within.len() >= DEEP;
    let wanted = |name: &str| !is_deep || list(schema, "required").any(|other| other == name);
    let properties = properties.into_iter().flatten().filter(|(name, _)| wanted(name));
    let fields = properties.filter_map(|(name, property)| {
        let value = sample(tree, property, within)?;
        Some((name.clone(), value))
    });
    let mut object: Map<String, Value> = fields.collect();
    let values = schema.get("additionalProperties").filter(|values| values.is_object());
    if let Some(value) = values.and_then(|values| sample(tree, values, within)) {
        object.insert("key".to_owned(), value);
    }
    object.into()
}

/// The object with the properties of only one list, where a `oneOf` of `required` lists asks for that.
fn chosen(schema: &Value, mut value: Value) -> Value {
    let choice = choices::of(schema, "oneOf");
    let lists = choice.map(|choice| choice.lists).unwrap_or_default();
    if let (Some((first, others)), Some(fields)) = (lists.split_first(), value.as_object_mut()) {
        for name in others.iter().flatten().filter(|name| !first.contains(name)) {
            fields.shift_remove(name);
        }
    }
    value
}

/// Returns whether a part of a composed schema says anything about the value, beyond a description.
fn describes_a_value(schema: &Value) -> bool {
    let telling =
        ["type", "properties", "additionalProperties", "enum", "allOf", "oneOf", "anyOf", "example"];
    telling.iter().any(|key| schema.get(key).is_some())
}

/// One object with the fields of all parts, or the last part if they are not all objects.
fn merged(parts: Vec<Value>) -> Option<Value> {
    parts.into_iter().reduce(|mut whole, part| match (&mut whole, part) {
        (Value::Object(merged), Value::Object(fields)) => {
            for (name, field) in fields {
                let field =
                    self::merged([merged.shift_remove(&name), Some(field)].into_iter().flatten().collect());
                merged.extend(field.map(|field| (name, field)));
            }
            whole
        }
        (_, part) => part,
    })
}

fn text(schema: &Value) -> &'static str {
    match schema.get("format").and_then(Value::as_str) {
        Some("date-time") => "2026-01-31T12:00:00Z",
        Some("date") => "2026-01-31",
        Some("uuid") => "00000000-0000-4000-8000-000000000000",
        Some("uri") => "https://example.com/",
        Some("email") => "someone@example.com",
        Some("ipv4" | "ip") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        _ => "text",
    }
}
