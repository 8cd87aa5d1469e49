//! Checks that a `$ref` leads to an object of the right kind.

use std::ptr;

use serde_json::{Map, Value};

use crate::grammar::{self, Object};
use crate::tree::{list, resolve};

/// The mistake, if any, in a reference at this place to an object of this kind.
pub fn mistake(tree: &Value, place: &[String], object: &Object, text: &str) -> Option<String> {
    let name = object.name;
    let section = format!("#/components/{}/", object.components_section().unwrap_or_default());
    let Some(pointer) = text.strip_prefix('#') else {
        return Some(format!(
            "`{text}` is in another document: move the {name} into this one and refer to '{section}…'"
        ));
    };
    let is_component = place.first().is_some_and(|key| key == "components");
    match tree.pointer(pointer) {
        None if lacks_section(tree, object) => None,
        None => Some(match closest(tree, text) {
            Some(other) => format!("`{text}` does not exist: write '{other}', or define the {name}"),
            None => format!("`{text}` does not exist: define the {name} or correct the reference"),
        }),
        Some(_) if !text.starts_with(&section) => {
            Some(format!("`{text}` is in the wrong section: refer to '{section}…'"))
        }
        // A circle lies within the components. References into it are only consequences.
        Some(target) if is_component && !terminates(tree, target, &mut vec![]) => {
            Some(format!("`{text}` is a circular reference: define the {name} without referring back to it"))
        }
        Some(_) => None,
    }
}

/// The reference to the component, in the same section, whose name is most like the one that does not exist.
fn closest(tree: &Value, text: &str) -> Option<String> {
    const FURTHEST: usize = 3;
    let (section, name) = text.rsplit_once('/')?;
    let names = tree.pointer(section.strip_prefix('#')?)?.as_object()?.keys();
    let distance = |other: &&String| strsim::damerau_levenshtein(other, name);
    // Of a short name, every other one is near.
    let furthest = FURTHEST.min(name.chars().count() / 2);
    let closest = names.min_by_key(distance).filter(|other| distance(other) <= furthest)?;
    Some(format!("{section}/{closest}"))
}

/// Returns whether the section that references point to has a misspelt name.
fn lacks_section(tree: &Value, object: &Object) -> bool {
    let section = object.components_section().unwrap_or_default();
    let lacks = |object: &Object, map: &Value, key: &str| {
        let mut keys = map.as_object().into_iter().flat_map(Map::keys);
        map.get(key).is_none() && keys.any(|key| object.lacks(key))
    };
    lacks(&grammar::OPENAPI, tree, "components")
        || tree.get("components").is_some_and(|components| lacks(&grammar::COMPONENTS, components, section))
}

/// Returns whether resolving a node, and the parts of a composed schema, terminates. `within` holds the nodes on the
/// way to this one.
fn terminates<'a>(tree: &'a Value, node: &'a Value, within: &mut Vec<&'a Value>) -> bool {
    let node = resolve(tree, node);
    if node.get("$ref").is_some() || within.iter().any(|other| ptr::eq(*other, node)) {
        return false;
    }
    within.push(node);
    let parts = ["allOf", "oneOf", "anyOf"].into_iter().flat_map(|key| list(node, key));
    let all = parts.into_iter().all(|part| terminates(tree, part, within));
    within.pop();
    all
}
