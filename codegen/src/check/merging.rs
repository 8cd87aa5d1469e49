//! Checks that merging the parts of an `allOf` terminates, and that they do not contradict each other.
//!
//! The generator merges the parts into one model, and merges properties of the same name in turn. Recursive parts
//! would send it into an endless loop.

use std::collections::BTreeSet;
use std::ptr;

use serde_json::Value;

use crate::choices;
use crate::problem::{Problem, quoted};
use crate::tree::{Node, list, resolve, type_of};

pub fn check(tree: &Value, schemas: &[Node]) -> Vec<Problem> {
    let is_endless = |schema: &&Node| {
        let is_composed = schema.value.get("allOf").is_some();
        is_composed && merges_endlessly(tree, vec![schema.value], &mut Vec::new())
    };
    let endless_message =
        "merging these parts never ends: define what repeats inside them as a named schema and refer to that";
    let endless = schemas.iter().filter(is_endless);
    let at = |schema: &Node, message: &str| {
        Problem::new([&*schema.pointer, &["allOf".to_owned()]].concat(), message)
    };
    let problems: Vec<_> = endless.map(|schema| at(schema, endless_message)).collect();
    if !problems.is_empty() {
        return problems;
    }
    let composed = schemas.iter().filter(|schema| schema.value.get("allOf").is_some());
    composed
        .filter_map(|schema| Some(at(schema, &contradiction(tree, &[schema.value], &mut Vec::new())?)))
        .collect()
}

/// How deep contradictions are looked for. Parts may be recursive.
const DEEP: usize = 8;

/// The contradiction between schemas that a value has to match all.
fn contradiction(tree: &Value, schemas: &[&Value], path: &mut Vec<String>) -> Option<String> {
    let mut parts = Vec::new();
    schemas.iter().for_each(|schema| add_all(tree, schema, &mut parts));
    let place = if path.is_empty() { "it".to_owned() } else { format!("`{}`", path.join(".")) };
    let types: Vec<_> = parts.iter().filter_map(|part| types(tree, part, DEEP)).collect();
    for (one, other) in types.iter().zip(types.iter().skip(1)) {
        let fits = |kind: &&str| other.iter().any(|other| is_one(kind, other));
        if !one.iter().any(fits) {
            let [one, other] = [one, other].map(|types| quoted(types.iter().copied()));
            return Some(format!(
                "no value matches all parts: {place} would be of type {one} and of type {other}: correct one"
            ));
        }
    }
    let mut words = parts.iter().filter_map(|part| part.get("enum")?.as_array());
    let first = words.next();
    let rest: Vec<_> = words.collect();
    if let Some(first) =
        first.filter(|first| !first.iter().any(|word| rest.iter().all(|words| words.contains(word))))
    {
        let words = quoted(first.iter().filter_map(Value::as_str));
        return Some(format!(
            "no value matches all parts: {place} would be one of {words}, and the other `enum` has none of them: \
             correct one"
        ));
    }
    let properties: Vec<&Value> = parts.iter().filter_map(|part| part.get("properties")).collect();
    let names = properties.iter().filter_map(|fields| fields.as_object()).flatten().map(|(name, _)| name);
    let mut names: Vec<&String> = names.collect();
    names.sort();
    let repeated = names.iter().zip(names.iter().skip(1)).filter(|(one, other)| one == other);
    let repeated: Vec<&String> = repeated.map(|(name, _)| *name).collect();
    let is_deep = path.len() >= DEEP;
    repeated.into_iter().filter(|_| !is_deep).find_map(|name| {
        let below: Vec<&Value> = properties.iter().filter_map(|fields| fields.get(name)).collect();
        path.push(name.clone());
        let found = contradiction(tree, &below, path);
        path.pop();
        found
    })
}

/// Returns whether a value may be of both types. An integer is a number.
fn is_one(kind: &str, other: &str) -> bool {
    let is_number = |kind| ["integer", "number"].contains(&kind);
    kind == other || (is_number(kind) && is_number(other))
}

/// The types that a schema allows, or `None` for any.
fn types<'a>(tree: &'a Value, schema: &'a Value, depth: usize) -> Option<BTreeSet<&'a str>> {
    let schema = resolve(tree, schema);
    if let Some(name) = type_of(schema) {
        return Some(BTreeSet::from([name]));
    }
    let key = ["oneOf", "anyOf"]
        .into_iter()
        .find(|key| choices::of(schema, key).is_none() && schema.get(*key).is_some())?;
    let alternatives = list(schema, key).map(|schema| types(tree, schema, depth.checked_sub(1)?));
    Some(alternatives.collect::<Option<Vec<_>>>()?.into_iter().flatten().collect())
}

/// Collects a schema and its parts.
fn add_all<'a>(tree: &'a Value, schema: &'a Value, parts: &mut Vec<&'a Value>) {
    let schema = resolve(tree, schema);
    parts.push(schema);
    list(schema, "allOf").for_each(|part| add_all(tree, part, parts));
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
