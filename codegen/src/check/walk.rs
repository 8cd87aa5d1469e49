//! Walks the tree by the grammar. Reports unknown and missing keys, wrong types and wrong references, and collects
//! schemas and placeholders for other checks.

use std::ptr;

use serde_json::Value;

use crate::check::misplaced::{self, Owner};
use crate::check::references;
use crate::grammar::{self, Object, Shape};
use crate::problem::{Problem, quoted};
use crate::tree::Node;

/// How prose starts that is still to be written, in an imported operation.
pub const PLACEHOLDER: &str = "TODO:";

/// The walk over a document.
pub struct Walk<'a> {
    tree: &'a Value,
    pointer: Vec<String>,
    /// The objects around the node, outermost first.
    owners: Vec<Owner<'a>>,
    pub problems: Vec<Problem>,
    /// Every schema in the document, named or inline.
    pub schemas: Vec<Node<'a>>,
    /// The places where prose is still to be written.
    pub placeholders: Vec<Problem>,
}

impl<'a> Walk<'a> {
    pub fn over(tree: &'a Value) -> Self {
        let (pointer, owners) = (Vec::new(), Vec::new());
        let (problems, schemas, placeholders) = (Vec::new(), Vec::new(), Vec::new());
        let mut walk = Self { tree, pointer, owners, problems, schemas, placeholders };
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
        self.owners.push(Owner { object, map });
        let before = self.problems.len();
        for (key, value) in map {
            self.at(key, |walk| match object.field(key) {
                Some(Shape::Word(_)) if is_type_of_3_1(object, key, value) => walk.type_of_3_1(value),
                Some(shape) => walk.shape(shape, value),
                None if key.starts_with("x-") => walk.extension(key),
                None => walk.report(misplaced::unknown_key(&walk.owners, key, value)),
            });
        }
        self.owners.pop();
        // A misspelt or misplaced key is missing under its own name or in its own place.
        let misplaced = |key: &str| {
            let message = misplaced::outer(key, object);
            self.problems[before..].iter().any(|problem| problem.message.starts_with(&message))
        };
        let around = self.owners.last();
        let beside = |key: &str| {
            around.is_some_and(|owner| owner.map.contains_key(key) && owner.object.field(key).is_none())
        };
        let is_missing = |key: &&str| {
            !map.contains_key(*key)
                && !map.keys().any(|key| object.lacks(key))
                && !misplaced(key)
                && !beside(key)
        };
        let missing: Vec<&str> = object.required.iter().copied().filter(is_missing).collect();
        for required in missing {
            self.report(format!("the {} has no `{required}`: add it", object.name));
        }
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
            Shape::Text => match value.as_str() {
                Some(text) if text.starts_with(PLACEHOLDER) => self.placeholder(text),
                Some(_) => {}
                None => self.wrong_type("a string", value),
            },
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
                            false => walk.entry(inner, key, value),
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

    /// An entry of a mapping whose keys the document chooses.
    fn entry(&mut self, shape: &'static Shape, key: &str, value: &'a Value) {
        let owner = self.owners.last().map(|owner| owner.object);
        match owner.filter(|owner| owner.field(key).is_some()) {
            Some(owner) if misplaced::is_no_entry(shape, value) => self.report(format!(
                "expected a mapping, found {}: write one or, if `{key}` belongs to the {}, indent it less",
                found(value),
                owner.name
            )),
            _ => self.shape(shape, value),
        }
    }

    fn ref_or(&mut self, object: &'static Object, value: &'a Value) {
        let Some(reference) = value.get("$ref") else { return self.object(object, value) };
        self.at("$ref", |walk| walk.reference(object, reference));
        let Some(map) = value.as_object() else { return };
        self.owners.push(Owner { object, map });
        for (key, value) in map.iter().filter(|(key, _)| *key != "$ref") {
            self.at(key, |walk| walk.sibling(object, key, value));
        }
        self.owners.pop();
    }

    /// OpenAPI ignores keys beside a `$ref`. Here the description beside a reference to a schema counts: it is the
    /// field's.
    fn sibling(&mut self, object: &'static Object, key: &str, value: &'a Value) {
        let is_schema = ptr::eq(object, &grammar::SCHEMA);
        match (object.field(key), key) {
            (Some(shape), "description") if is_schema => self.shape(shape, value),
            (None, _) if key.starts_with("x-") => self.extension(key),
            (None, _) => self.report(misplaced::unknown_key(&self.owners, key, value)),
            _ if is_schema => self.report(format!(
                "`{key}` has no effect beside a `$ref`: put the reference into a list, `allOf: [{{$ref: …}}]`"
            )),
            _ => self.report(format!(
                "`{key}` has no effect beside a `$ref`: move it to the {} that is referred to",
                object.name
            )),
        }
    }

    fn type_of_3_1(&mut self, value: &Value) {
        let types = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        let types: Vec<&str> = types.filter(|word| *word != "null").collect();
        let instead = match types.as_slice() {
            [word] => format!("write `type: {word}` and `nullable: true`"),
            [] => "write the type of the other values, and `nullable: true`".to_owned(),
            _ => "write a schema for each in a `oneOf`".to_owned(),
        };
        self.report(format!("OpenAPI 3.0 has neither a list of types nor a type `null`: {instead}"));
    }

    fn reference(&mut self, object: &Object, reference: &Value) {
        match reference.as_str() {
            Some(text) => {
                let message = references::mistake(self.tree, &self.pointer, object, text);
                message.into_iter().for_each(|message| self.report(message));
            }
            None => self.wrong_type("a string such as '#/components/schemas/Name'", reference),
        }
    }

    fn placeholder(&mut self, text: &str) {
        let key = self.pointer.last().map_or("text", String::as_str);
        let message = format!("`{text}` is a placeholder: write the {key}");
        self.placeholders.push(Problem::new(&self.pointer, message));
    }

    fn wrong_type(&mut self, expected: &str, value: &Value) {
        let hint = match value {
            Value::Null if expected.contains("mapping") && !self.pointer.is_empty() => {
                ": indent what belongs to it"
            }
            _ => "",
        };
        self.report(format!("expected {expected}, found {}{hint}", found(value)));
    }
}

fn found(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(_) | Value::Number(_) => format!("`{value}`"),
        Value::String(text) => format!("`{text}`"),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}

/// Returns whether a schema has its type in the form of OpenAPI 3.1: a list of types, or the type `null`.
fn is_type_of_3_1(object: &Object, key: &str, value: &Value) -> bool {
    ptr::eq(object, &grammar::SCHEMA) && key == "type" && (value.is_array() || value == "null")
}
