//! Checks the tree against the grammar: unknown and missing keys, wrong types, dangling references.

use std::ptr;

use serde_json::{Map, Value};

use super::super::grammar::{self, Object, Shape};
use super::super::problem::Problem;
use super::super::tree::{Node, list, resolve};

pub fn check(tree: &Value) -> Vec<Problem> {
    Walk::over(tree).problems
}

/// Every schema in the document, named or inline.
pub fn schemas(tree: &Value) -> Vec<Node<'_>> {
    Walk::over(tree).schemas
}

struct Walk<'a> {
    tree: &'a Value,
    pointer: Vec<String>,
    problems: Vec<Problem>,
    schemas: Vec<Node<'a>>,
}

impl<'a> Walk<'a> {
    fn over(tree: &'a Value) -> Self {
        let mut walk = Self { tree, pointer: Vec::new(), problems: Vec::new(), schemas: Vec::new() };
        walk.object(&grammar::OPENAPI, tree);
        walk
    }

    fn report(&mut self, message: String) {
        self.problems.push(Problem::new(&self.pointer, message));
    }

    fn at(&mut self, key: &str, visit: impl FnOnce(&mut Self)) {
        self.pointer.push(key.to_owned());
        visit(self);
        self.pointer.pop();
    }

    fn object(&mut self, object: &'static Object, value: &'a Value) {
        let Value::Object(map) = value else {
            return self.wrong_type(&format!("a mapping for the {}", object.name), value);
        };
        if ptr::eq(object, &grammar::SCHEMA) {
            self.schemas.push(Node { pointer: self.pointer.clone(), value });
        }
        for (key, value) in map {
            self.at(key, |walk| match object.field(key) {
                Some(shape) => walk.shape(shape, value),
                None if key.starts_with("x-") => walk.extension(key),
                None => walk.unknown_key(object, key, map),
            });
        }
        // A misspelt key is missing under its own name.
        let is_missing =
            |key: &&&str| !map.contains_key(**key) && !map.keys().any(|key| is_unknown(object, key));
        for required in object.required.iter().filter(is_missing) {
            self.report(format!("the {} has no `{required}`: add it", object.name));
        }
    }

    fn unknown_key(&mut self, object: &Object, key: &str, map: &Map<String, Value>) {
        let closest = object
            .fields
            .iter()
            .map(|(name, _)| (*name, strsim::damerau_levenshtein(name, key)))
            // Three wrong letters in a short word make another word, not a misspelling.
            .filter(|(name, distance)| *distance <= (key.len() / 2).min(3) && !map.contains_key(*name))
            .min_by_key(|(_, distance)| *distance);
        let message = match closest {
            Some((name, _)) => format!("unknown key `{key}`: write `{name}`"),
            None => format!(
                "unknown key `{key}` in the {}: use one of {}",
                object.name,
                quoted(object.fields.iter().map(|(name, _)| *name)),
            ),
        };
        self.report(message);
    }

    /// Any extension is allowed, except a misplaced or misspelt one of this project.
    fn extension(&mut self, key: &str) {
        let ours = grammar::EXTENDED.into_iter().flat_map(|object| {
            let names = object.fields.iter().map(|(name, _)| *name);
            names.filter(|name| name.starts_with("x-")).map(move |name| (name, object.name))
        });
        for (name, owner) in ours {
            if name == key {
                self.report(format!("`{key}` does not apply here: move it to the {owner} it describes"));
            } else if strsim::damerau_levenshtein(name, key) <= 2 {
                self.report(format!("unknown extension `{key}`: write `{name}`"));
            }
        }
    }

    fn shape(&mut self, shape: &'static Shape, value: &'a Value) {
        match shape {
            Shape::Any => {}
            Shape::Text if value.is_string() => {}
            Shape::Text => self.wrong_type("a string", value),
            Shape::Bool if value.is_boolean() => {}
            Shape::Bool => self.wrong_type("`true` or `false`", value),
            Shape::Number if value.is_number() => {}
            Shape::Number => self.wrong_type("a number", value),
            Shape::Word(words) => match value.as_str() {
                Some(word) if words.contains(&word) => {}
                _ => self.wrong_type(&format!("one of {}", quoted(words.iter().copied())), value),
            },
            Shape::Object(object) => self.object(object, value),
            Shape::RefOr(object) => self.ref_or(object, value),
            Shape::Map(inner) | Shape::Extensible(inner) => match value {
                Value::Object(map) => {
                    let extensible = matches!(shape, Shape::Extensible(_));
                    for (key, value) in map {
                        self.at(key, |walk| match extensible && key.starts_with("x-") {
                            true => walk.extension(key),
                            false => walk.shape(inner, value),
                        });
                    }
                }
                _ => self.wrong_type("a mapping", value),
            },
            Shape::List(inner) => match value {
                Value::Array(items) => {
                    for (index, value) in items.iter().enumerate() {
                        self.at(&index.to_string(), |walk| walk.shape(inner, value));
                    }
                }
                _ => self.wrong_type("a list", value),
            },
            Shape::SchemaOrBool if value.is_boolean() => {}
            Shape::SchemaOrBool => self.ref_or(&grammar::SCHEMA, value),
        }
    }

    fn ref_or(&mut self, object: &'static Object, value: &'a Value) {
        match value.get("$ref") {
            Some(reference) => self.at("$ref", |walk| walk.reference(object, reference)),
            None => self.object(object, value),
        }
    }

    fn reference(&mut self, object: &Object, reference: &Value) {
        let Some(text) = reference.as_str() else {
            return self.wrong_type("a string such as '#/components/schemas/Name'", reference);
        };
        let name = object.name;
        let section = format!("#/components/{}/", object.components_section().unwrap_or_default());
        let Some(pointer) = text.strip_prefix('#') else {
            return self.report(format!(
                "`{text}` is in another document: move the {name} into this one and refer to '{section}…'"
            ));
        };
        match self.tree.pointer(pointer) {
            None if self.lacks_section(object) => {}
            None => {
                self.report(format!("`{text}` does not exist: define the {name} or correct the reference"))
            }
            Some(_) if !text.starts_with(&section) => {
                self.report(format!("`{text}` is in the wrong section: refer to '{section}…'"));
            }
            // A circle lies within the components. References into it are only consequences.
            Some(target)
                if self.pointer.starts_with(&["components".to_owned()])
                    && !terminates(self.tree, target, &mut vec![]) =>
            {
                self.report(format!(
                    "`{text}` is a circular reference: define the {name} without referring back to it"
                ));
            }
            Some(_) => {}
        }
    }

    /// Whether the section that references point to has a misspelt name.
    fn lacks_section(&self, object: &Object) -> bool {
        let section = object.components_section().unwrap_or_default();
        let lacks = |object: &Object, map: &Value, key: &str| {
            let mut keys = map.as_object().into_iter().flat_map(Map::keys);
            map.get(key).is_none() && keys.any(|key| is_unknown(object, key))
        };
        lacks(&grammar::OPENAPI, self.tree, "components")
            || self
                .tree
                .get("components")
                .is_some_and(|components| lacks(&grammar::COMPONENTS, components, section))
    }

    fn wrong_type(&mut self, expected: &str, value: &Value) {
        let found = match value {
            Value::Null => "nothing".to_owned(),
            Value::Bool(_) | Value::Number(_) => format!("`{value}`"),
            Value::String(text) => format!("`{text}`"),
            Value::Array(_) => "a list".to_owned(),
            Value::Object(_) => "a mapping".to_owned(),
        };
        self.report(format!("expected {expected}, found {found}"));
    }
}

fn is_unknown(object: &Object, key: &str) -> bool {
    !key.starts_with("x-") && object.field(key).is_none()
}

/// Whether resolving a node, and the parts of a composed schema, terminates. `within` holds the nodes visited
/// on the way to this one.
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

fn quoted<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
