//! Suggests a correction for an unknown key: the key that it resembles, or the place where it belongs.

use serde_json::{Map, Value};

use crate::grammar::{self, Object, Shape};
use crate::problem::quoted;

/// An object around a node.
pub struct Owner<'a> {
    pub object: &'static Object,
    pub map: &'a Map<String, Value>,
}

/// The message for a key that the last of the owners does not have.
pub fn unknown_key(owners: &[Owner], key: &str, value: &Value) -> String {
    let Some((Owner { object, map }, around)) = owners.split_last() else { return String::new() };
    if object.components_section().is_some() && is_reference(key) && value.is_string() {
        return format!("unknown key `{key}`: write `$ref`");
    }
    let outer = around.iter().rev().find(|outer| outer.object.field(key).is_some());
    if let Some(outer) = outer.filter(|outer| !outer.map.contains_key(key)) {
        return self::outer(key, outer.object);
    }
    if let Some((name, inner)) = inner(object, map, key, value) {
        return format!("`{key}` belongs to the {inner}: move it into `{name}`");
    }
    let closest = object
        .fields
        .iter()
        .map(|(name, _)| (*name, strsim::damerau_levenshtein(name, key)))
        // Three wrong letters in a short word make another word, not a misspelling.
        .filter(|(name, distance)| *distance <= (key.len() / 2).min(3) && !map.contains_key(*name))
        .min_by_key(|(_, distance)| *distance);
    match closest {
        Some((name, _)) => format!("unknown key `{key}`: write `{name}`"),
        None => format!(
            "unknown key `{key}` in the {}: use one of {}",
            object.name,
            quoted(object.fields.iter().map(|(name, _)| *name)),
        ),
    }
}

/// The message for a key that belongs to an object further out.
pub fn outer(key: &str, object: &Object) -> String {
    format!("`{key}` belongs to the {}: move it there, indented less", object.name)
}

/// Returns whether a key is `$ref` with a wrong letter.
fn is_reference(key: &str) -> bool {
    strsim::damerau_levenshtein("$ref", &key.to_ascii_lowercase()) <= 1
}

/// The field below the object that takes the key, and the kind of object it holds.
fn inner(
    object: &'static Object,
    map: &Map<String, Value>,
    key: &str,
    value: &Value,
) -> Option<(&'static str, &'static str)> {
    let mut takes = object.fields.iter().filter_map(|(name, shape)| match shape {
        Shape::Object(inner) | Shape::RefOr(inner) => {
            let is_there = map.get(*name).is_none_or(|there| there.get(key).is_none());
            (inner.field(key).is_some() && is_there).then_some((*name, inner.name))
        }
        Shape::Map(Shape::RefOr(_)) if std::ptr::eq(object, &grammar::SCHEMA) => {
            (value.is_object() && map.contains_key(*name)).then_some((*name, "schema's properties"))
        }
        Shape::Extensible(Shape::RefOr(_)) => {
            key.parse::<u16>().is_ok().then_some((*name, "operation's responses"))
        }
        Shape::Extensible(Shape::Object(_)) => key.starts_with('/').then_some((*name, "document's paths")),
        _ => None,
    });
    let all: Vec<_> = takes.by_ref().collect();
    // An operation's key belongs to the method that is there.
    all.iter().find(|(name, _)| map.contains_key(*name)).or(all.first()).copied()
}

/// Returns whether a value cannot be an entry of a mapping to objects.
pub fn is_no_entry(shape: &Shape, value: &Value) -> bool {
    matches!(shape, Shape::Object(_) | Shape::RefOr(_)) && !value.is_object()
}
