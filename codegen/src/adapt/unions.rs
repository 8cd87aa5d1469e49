//! Brings unions into a form that the generator makes the right enum of.

use serde_json::{Value, json};

use crate::secrets::SECRET;
use crate::tags::tags;
use crate::tree::{list, resolve};

/// Simplifies every union in a node: strings of several kinds become one, equal alternatives one, and an `anyOf` of
/// values that are not all objects a `oneOf`. For such an `anyOf` the generator would make a struct. `tree` is the
/// document before.
pub(super) fn simplify(node: &mut Value, tree: &Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(|item| simplify(item, tree)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|value| simplify(value, tree));
            for key in ["oneOf", "anyOf"] {
                let Some(Value::Array(alternatives)) = node.get_mut(key).map(Value::take) else { continue };
                union(node, key, alternatives, tree);
            }
        }
        _ => {}
    }
}

fn union(schema: &mut Value, key: &str, alternatives: Vec<Value>, tree: &Value) {
    let Some(fields) = schema.as_object_mut() else { return };
    fields.shift_remove(key);
    let mut distinct: Vec<Value> = Vec::new();
    for alternative in alternatives {
        if !distinct.contains(&alternative) {
            distinct.push(alternative);
        }
    }
    let is_alone = !["type", "properties", "allOf"].iter().any(|other| fields.contains_key(*other));
    // The generator finds a tag only in place.
    let resolved: Vec<&Value> = distinct.iter().map(|alternative| resolve(tree, alternative)).collect();
    if key == "oneOf" && distinct.len() > 1 && !tags(&resolved).is_empty() {
        distinct = resolved.into_iter().cloned().collect();
    }
    if distinct.len() == 1 {
        let parts = fields.entry("allOf").or_insert_with(|| json!([]));
        parts.as_array_mut().into_iter().for_each(|parts| parts.append(&mut distinct));
    } else if let Some(string) = string(&distinct, tree).filter(|_| is_alone) {
        fields.extend(string.as_object().cloned().unwrap_or_default());
    } else {
        let is_object = |alternative: &Value| is_object(resolve(tree, alternative));
        let key = if distinct.iter().all(is_object) { key } else { "oneOf" };
        fields.insert(key.to_owned(), distinct.into());
    }
}

/// The one schema of alternatives that are all strings.
fn string(alternatives: &[Value], tree: &Value) -> Option<Value> {
    let resolved: Vec<&Value> = alternatives.iter().map(|alternative| resolve(tree, alternative)).collect();
    let is_string = |schema: &&Value| is_string(schema) && schema.get("nullable").is_none();
    if !resolved.iter().all(is_string) {
        return None;
    }
    if resolved.iter().any(|schema| schema.get("format") == Some(&SECRET.into())) {
        return Some(json!({"type": "string", "format": SECRET}));
    }
    let mut words: Vec<&Value> = Vec::new();
    for word in resolved.iter().flat_map(|schema| list(schema, "enum")) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    Some(if words.is_empty() { json!({"type": "string"}) } else { json!({"type": "string", "enum": words}) })
}

fn is_string(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("string")
}

fn is_object(schema: &Value) -> bool {
    schema.get("properties").is_some()
        || schema.get("type").and_then(Value::as_str) == Some("object")
        || list(schema, "allOf").next().is_some()
}

/// The parts of a union that the generator has to find in place.
pub(super) struct InPlace {
    /// The property that tells the alternatives apart, by a word of its own in each.
    tags: Vec<String>,
    are_words: bool,
}

impl InPlace {
    pub(super) fn of(alternatives: &[Value]) -> Self {
        let all: Vec<&Value> = alternatives.iter().collect();
        Self {
            tags: tags(&all).into_iter().map(str::to_owned).collect(),
            are_words: alternatives.iter().all(|schema| schema.get("enum").is_some() || is_sole(schema)),
        }
    }

    pub(super) fn is_tag(&self, property: &str) -> bool {
        self.tags.iter().any(|tag| tag == property)
    }

    /// Returns whether the generator makes a variant of an alternative, instead of a model of its own.
    pub(super) fn has(&self, key: &str, alternative: &Value) -> bool {
        let is_plain = key == "oneOf" && alternative.get("nullable").is_none();
        let is_union = ["oneOf", "anyOf"].iter().any(|key| alternative.get(*key).is_some());
        let is_words = alternative.get("enum").is_some() && self.are_words;
        is_plain && (is_words || (is_object(alternative) && !is_union))
    }
}

/// Returns whether an object has one property, which it requires.
fn is_sole(schema: &Value) -> bool {
    let count = schema.get("properties").and_then(Value::as_object).map_or(0, serde_json::Map::len);
    count == 1 && list(schema, "required").count() == 1
}
