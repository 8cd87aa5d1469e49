//! Checks that a value of a union decodes as the alternative that it is of.
//!
//! The first alternative that decodes wins, and a model ignores fields that it does not have.

use serde_json::Value;

use crate::problem::Problem;
use crate::tags::tags;
use crate::tree::{Node, list, properties, requires, resolve, type_of};

pub fn check(tree: &Value, schema: &Node, problems: &mut Vec<Problem>) {
    for key in ["oneOf", "anyOf"] {
        let resolved: Vec<&Value> = list(schema.value, key).map(|schema| resolve(tree, schema)).collect();
        let are_objects = resolved.iter().all(|schema| type_of(schema) == Some("object"));
        // An object can be of several alternatives of an `anyOf`.
        if (key == "anyOf" && are_objects) || !tags(&resolved).is_empty() {
            continue;
        }
        for (later, alternative) in resolved.iter().enumerate() {
            let earlier = resolved[..later].iter().enumerate();
            let lossy =
                earlier.filter_map(|(earlier, other)| Some((earlier, lost(tree, other, alternative)?)));
            if let Some((earlier, field)) = lossy.into_iter().next() {
                let place = schema.pointer.iter().cloned().chain([key.to_owned(), later.to_string()]);
                let message = format!(
                    "this alternative would decode as the one at `{key}.{earlier}`, without `{field}`: give that \
                     one a required property that this one lacks"
                );
                problems.push(Problem::new(place, message));
            }
        }
    }
}

/// A field that a value of the later alternative loses, because it decodes as the earlier one.
fn lost<'a>(tree: &'a Value, earlier: &'a Value, later: &'a Value) -> Option<&'a str> {
    let (all, others) = (properties(tree, earlier), properties(tree, later));
    let is_open = earlier.get("additionalProperties").is_some_and(|values| values != &Value::Bool(false));
    if all.is_empty() || is_open {
        return None;
    }
    let find = |name: &str| others.iter().find(|(other, _)| *other == name).map(|(_, schema)| *schema);
    let decodes = all.iter().all(|(name, schema)| match find(name) {
        None => !requires(tree, earlier, name),
        // Whoever lacks the field decodes.
        Some(other) => {
            let is_always_there = requires(tree, earlier, name) || requires(tree, later, name);
            !is_always_there || can_be_equal(resolve(tree, schema), resolve(tree, other))
        }
    });
    let is_known = |name: &str| all.iter().any(|(other, _)| *other == name);
    others.iter().map(|(name, _)| *name).find(|name| decodes && !is_known(name))
}

/// Returns whether there may be values of both schemas. Enums are open, so their words tell nothing apart.
fn can_be_equal(one: &Value, other: &Value) -> bool {
    match (type_of(one), type_of(other)) {
        (Some("integer"), Some("number")) | (Some("number"), Some("integer")) => true,
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}
