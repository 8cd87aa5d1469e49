//! `allOf` makes one model of its parts, and of their properties of one name as well: that has to come to
//! an end.

use std::ptr;

use serde_json::Value;

use super::super::problem::Problem;
use super::super::tree::{Node, list, resolve};
use super::shape;

pub fn check(tree: &Value) -> Vec<Problem> {
    let endless = |schema: &Node| {
        let is_composed = schema.value.get("allOf").is_some();
        is_composed && merges_for_ever(tree, vec![schema.value], &mut Vec::new())
    };
    let message = "put together, these parts never come to an end: give what repeats within them a schema and \
                   a name of its own";
    let schemas = shape::schemas(tree).into_iter().filter(endless);
    schemas.map(|schema| Problem::new([&*schema.pointer, &["allOf".to_owned()]].concat(), message)).collect()
}

/// Whether the schemas' model has, at some depth, to be made of the same parts again. `within` are the parts on
/// the way here.
fn merges_for_ever<'a>(tree: &'a Value, schemas: Vec<&'a Value>, within: &mut Vec<Vec<&'a Value>>) -> bool {
    let mut targets = schemas.iter().map(|schema| target(tree, schema));
    // What is one schema of the document's has a name, and its model is not made again.
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
    let endless = below.into_iter().any(|schemas| merges_for_ever(tree, schemas, within));
    within.pop();
    endless
}

/// The schema of the document's that this one refers to and says no more of.
fn target<'a>(tree: &'a Value, schema: &'a Value) -> Option<&'a Value> {
    let mut parts = list(schema, "allOf");
    match (schema.get("$ref"), parts.next(), parts.next()) {
        (Some(_), ..) => Some(resolve(tree, schema)),
        (None, Some(part), None) if !has_own(schema) => target(tree, part),
        _ => None,
    }
}

/// Adds what a schema is put together from.
fn add_parts<'a>(tree: &'a Value, schema: &'a Value, parts: &mut Vec<&'a Value>) {
    let schema = resolve(tree, schema);
    list(schema, "allOf").for_each(|part| add_parts(tree, part, parts));
    if has_own(schema) {
        parts.push(schema);
    }
}

/// Whether a schema says itself what is in its values.
fn has_own(schema: &Value) -> bool {
    ["properties", "items", "additionalProperties"].iter().any(|key| schema.get(key).is_some())
}
