//! Checks that merging the parts of an `allOf` terminates.
//!
//! The generator merges the parts into one model, and merges properties of the same name in turn. Recursive parts
//! would send it into an endless loop.

use std::ptr;

use serde_json::Value;

use crate::problem::Problem;
use crate::tree::{Node, list, resolve};

pub fn check(tree: &Value, schemas: &[Node]) -> Vec<Problem> {
    let is_endless = |schema: &&Node| {
        let is_composed = schema.value.get("allOf").is_some();
        is_composed && merges_endlessly(tree, vec![schema.value], &mut Vec::new())
    };
    let message =
        "merging these parts never ends: define what repeats inside them as a named schema and refer to that";
    let endless = schemas.iter().filter(is_endless);
    endless.map(|schema| Problem::new([&*schema.pointer, &["allOf".to_owned()]].concat(), message)).collect()
}

/// Returns whether merging the schemas requires, at some depth, merging the same parts again. `within` holds the sets of
/// parts that enclose this one.
fn merges_endlessly<'a>(tree: &'a Value, schemas: Vec<&'a Value>, within: &mut Vec<Vec<&'a Value>>) -> bool {
    let mut targets = schemas.iter().map(|schema| target(tree, schema));
    // A single named schema needs no merging: the generator refers to its model.
    if let Some(Some(first)) = targets.next()
        && targets.all(|other| other.is_some_and(|other| ptr::eq(first, other)))
    {
        return false;
    }
    let mut parts = Vec::new();
    schemas.iter().for_each(|schema| add_parts(tree, schema, &mut parts));
    if parts.is_empty() {
        return false;
    }
    let holds = |some: &[&Value], one: &Value| some.iter().any(|other| ptr::eq(*other, one));
    let same = |other: &Vec<&Value>| {
        other.iter().all(|part| holds(&parts, part)) && parts.iter().all(|part| holds(other, part))
    };
    if within.iter().any(same) {
        return true;
    }
    let each = |key: &str| parts.iter().filter_map(|part| part.get(key)).collect::<Vec<_>>();
    let properties = each("properties");
    let names = properties.iter().filter_map(|fields| fields.as_object()).flatten().map(|(name, _)| name);
    let mut below: Vec<Vec<&Value>> =
        names.map(|name| properties.iter().filter_map(|fields| fields.get(name)).collect()).collect();
    below.extend([each("items"), each("additionalProperties")]);
    within.push(parts);
    let is_endless = below.into_iter().any(|schemas| merges_endlessly(tree, schemas, within));
    within.pop();
    is_endless
}

/// The named schema that this one is just a reference to, directly or as the only part of an `allOf`.
fn target<'a>(tree: &'a Value, schema: &'a Value) -> Option<&'a Value> {
    let mut parts = list(schema, "allOf");
    match (schema.get("$ref"), parts.next(), parts.next()) {
        (Some(_), ..) => Some(resolve(tree, schema)),
        (None, Some(part), None) if !has_own(schema) => target(tree, part),
        _ => None,
    }
}

/// Collects the parts that a schema is merged from.
fn add_parts<'a>(tree: &'a Value, schema: &'a Value, parts: &mut Vec<&'a Value>) {
    let schema = resolve(tree, schema);
    list(schema, "allOf").for_each(|part| add_parts(tree, part, parts));
    if has_own(schema) {
        parts.push(schema);
    }
}

/// Returns whether a schema describes content itself, not only through `allOf`.
fn has_own(schema: &Value) -> bool {
    ["properties", "items", "additionalProperties"].iter().any(|key| schema.get(key).is_some())
}
