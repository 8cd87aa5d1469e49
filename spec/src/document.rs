//! An OpenAPI document with its source, so that messages can name a line.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use codegen::positions::Positions;
use codegen::tree::OperationNode;
use codegen::{load, tree};
use serde_json::Value;

/// A document that was read.
#[derive(Debug)]
pub struct Document {
    /// The file's name, as messages spell it.
    pub name: String,
    /// The file's content.
    pub text: String,
    /// The content as one tree.
    pub tree: Value,
    positions: OnceLock<Positions>,
}

impl Document {
    /// Parses a document.
    ///
    /// # Errors
    ///
    /// If it is not the YAML of a document.
    pub fn parse(name: &str, text: String) -> Result<Self, String> {
        let tree = load::tree(name, &text).map_err(|problem| problem.to_string())?;
        match tree.get("paths").is_some_and(Value::is_object) {
            true => Ok(Self { name: name.to_owned(), text, tree, positions: OnceLock::new() }),
            false => Err(format!("{name}: this is not an OpenAPI document: it has no `paths`")),
        }
    }

    /// Reads and parses a file.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is not the YAML of a document.
    pub fn read(name: &str, path: &Path) -> Result<Self, String> {
        Self::parse(name, fs::read_to_string(path).map_err(|error| format!("{name}: {error}"))?)
    }

    /// `file:line:column` of the node at a path, or of its nearest ancestor.
    pub fn locate(&self, pointer: &[String]) -> String {
        match self.positions.get_or_init(|| Positions::of(&self.text)).locate(pointer) {
            Some((line, column)) => format!("{}:{line}:{column}", self.name),
            None => self.name.clone(),
        }
    }
}

/// A node of a document's tree that knows where it is.
#[derive(Debug, Clone)]
pub struct At<'a> {
    /// The document's tree.
    pub tree: &'a Value,
    /// The path of the node: keys and indices, outermost first.
    pub pointer: Vec<String>,
    /// The node.
    pub value: &'a Value,
}

impl<'a> At<'a> {
    /// The document itself.
    pub fn root(tree: &'a Value) -> Self {
        Self { tree, pointer: Vec::new(), value: tree }
    }

    /// An operation of the document.
    pub fn of(tree: &'a Value, operation: &OperationNode<'a>) -> Self {
        Self { tree, pointer: operation.pointer.clone(), value: operation.value }
    }

    /// The node at a path, if there is one. A reference on the way is followed.
    pub fn new(tree: &'a Value, pointer: &[String]) -> Option<Self> {
        pointer.iter().try_fold(Self::root(tree), |at, key| at.child(key))
    }

    /// The node below this one, with this one's reference followed and its own left as it is.
    pub fn child(&self, key: &str) -> Option<Self> {
        let Self { tree, mut pointer, value } = self.resolved();
        let value = match value {
            Value::Array(items) => items.get(key.parse::<usize>().ok()?)?,
            _ => value.get(key)?,
        };
        pointer.push(key.to_owned());
        Some(Self { tree, pointer, value })
    }

    /// The node at the end of several keys.
    pub fn descendant(&self, keys: &[&str]) -> Option<Self> {
        keys.iter().try_fold(self.clone(), |at, key| at.child(key))
    }

    /// The children of the mapping at `key`, by name.
    pub fn entries(&self, key: &str) -> Vec<(&'a str, Self)> {
        let Some(map) = self.child(key) else { return Vec::new() };
        let names = map.value.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        names.filter_map(|name| Some((name, map.child(name)?))).collect()
    }

    /// The items of the list at `key`.
    pub fn items(&self, key: &str) -> Vec<Self> {
        let Some(list) = self.child(key) else { return Vec::new() };
        let count = list.value.as_array().map_or(0, Vec::len);
        (0..count).filter_map(|index| list.child(&index.to_string())).collect()
    }

    /// Follows the node's reference. Returns the node itself if it is none.
    pub fn resolved(&self) -> Self {
        let value = tree::resolve(self.tree, self.value);
        let mut at = Self { value, ..self.clone() };
        let mut node = self.value;
        // The path is that of the last reference, which alone says where the target is.
        while let Some(reference) = node.get("$ref").and_then(Value::as_str)
            && let Some(target) = reference.strip_prefix('#').and_then(|target| self.tree.pointer(target))
        {
            at.pointer = keys(reference);
            if std::ptr::eq(target, value) {
                break;
            }
            node = target;
        }
        at
    }

    /// The string at `key`.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.value.get(key).and_then(Value::as_str)
    }

    /// Returns whether `key` is `true`.
    pub fn is(&self, key: &str) -> bool {
        self.value.get(key) == Some(&Value::Bool(true))
    }
}

/// The keys of a reference within a document.
fn keys(reference: &str) -> Vec<String> {
    reference.split('/').skip(1).map(|key| key.replace("~1", "/").replace("~0", "~")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_behind_references_has_the_place_of_its_target() {
        let text = "
paths: {/things: {get: {schema: {$ref: '#/components/schemas/A'}}}}
components:
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {properties: {name: {type: string}}}
";
        let document = Document::parse("things.yaml", text.to_owned()).expect("a document");
        let pointer = ["paths", "/things", "get", "schema"].map(str::to_owned);
        let schema = At::new(&document.tree, &pointer).expect("a node");
        assert_eq!(schema.resolved().pointer, ["components", "schemas", "B"]);
        let name = schema.descendant(&["properties", "name"]).expect("a property");
        assert_eq!(document.locate(&name.pointer), "things.yaml:6:22");
    }

    #[test]
    fn a_circle_of_references_ends() {
        let text = "
paths: {}
components:
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {$ref: '#/components/schemas/A'}
";
        let document = Document::parse("things.yaml", text.to_owned()).expect("a document");
        let pointer = ["components", "schemas", "A"].map(str::to_owned);
        let schema = At::new(&document.tree, &pointer).expect("a node");
        assert!(schema.resolved().value.get("$ref").is_some());
    }
}
