//! Finds the placeholders that an imported operation has where prose is still to be written.

use serde_json::Value;

use crate::grammar::{self, Shape};
use crate::problem::Problem;

/// How a placeholder starts.
pub const PLACEHOLDER: &str = "TODO:";

pub fn check(tree: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    walk(&Shape::Object(&grammar::OPENAPI), tree, &mut Vec::new(), &mut problems);
    problems
}

/// Walks by the grammar, since only it tells prose from data: a property may be named `description`, and an
/// example may say anything.
fn walk(shape: &Shape, node: &Value, pointer: &mut Vec<String>, problems: &mut Vec<Problem>) {
    let mut at = |key: &str, shape: &Shape, node: &Value| {
        pointer.push(key.to_owned());
        walk(shape, node, pointer, problems);
        pointer.pop();
    };
    match (shape, node) {
        (Shape::Text, Value::String(text)) if text.starts_with(PLACEHOLDER) => {
            let key = pointer.last().map_or("text", String::as_str);
            problems.push(Problem::new(&*pointer, format!("`{text}` is a placeholder: write the {key}")));
        }
        (Shape::Object(object) | Shape::RefOr(object), Value::Object(fields)) => {
            let known = fields.iter().filter_map(|(key, node)| Some((key, object.field(key)?, node)));
            known.for_each(|(key, shape, node)| at(key, shape, node));
        }
        (Shape::SchemaOrBool, Value::Object(_)) => {
            walk(&Shape::Object(&grammar::SCHEMA), node, pointer, problems);
        }
        (Shape::Map(inner) | Shape::Extensible(inner), Value::Object(entries)) => {
            entries.iter().for_each(|(key, node)| at(key, inner, node));
        }
        (Shape::List(inner), Value::Array(items)) => {
            items.iter().enumerate().for_each(|(index, node)| at(&index.to_string(), inner, node));
        }
        _ => {}
    }
}
