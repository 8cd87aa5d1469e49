//! What an import adds to a document.

use codegen::tree::{JSON, OperationNode};
use serde_json::{Map, Value, json};

use super::pages::Pages;
use super::samples::Samples;
use super::schemas::Schemas;
use super::write;

/// The additions to a document, by section.
#[derive(Debug, Default)]
pub struct Fragment {
    /// The tags that the document lacks.
    pub tags: Vec<Value>,
    /// The new operations by path and method.
    pub paths: Map<String, Value>,
    /// The new components by section and name.
    pub components: Map<String, Value>,
    /// The components of ours that stand for schemas of the vendor's, by the names of both.
    pub taken: Vec<(String, String)>,
    /// The path of each operation and component that is new, and the path of the vendor's that it copies.
    origins: Vec<(Vec<String>, Vec<String>)>,
}

impl Fragment {
    /// Returns whether there is nothing to add.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// The fragment as a part of a document.
    pub fn text(&self) -> String {
        let mut text = String::new();
        if !self.tags.is_empty() {
            text.push_str(&write::entry("tags", &self.tags.clone().into(), 0));
        }
        text.push_str(&write::entry("paths", &self.paths.clone().into(), 0));
        if !self.components.is_empty() {
            text.push_str(&write::entry("components", &self.components.clone().into(), 0));
        }
        text
    }

    /// The path of what a new node copies in the vendor's document.
    pub fn origin(&self, pointer: &[String]) -> Option<Vec<String>> {
        let origins = self.origins.iter();
        let below = |(new, theirs): &(Vec<String>, Vec<String>)| {
            Some([theirs, pointer.strip_prefix(&**new)?].concat())
        };
        origins.filter_map(below).next()
    }

    /// Notes where the new nodes come from.
    pub(super) fn trace<'a>(
        &mut self,
        operations: impl Iterator<Item = (&'a OperationNode<'a>, &'a str)>,
        schemas: &Schemas,
    ) {
        let component = |name: &String| ["components", "schemas", name].map(str::to_owned).to_vec();
        self.origins.extend(operations.map(|(node, path)| {
            (["paths", path, node.method].map(str::to_owned).to_vec(), node.pointer.clone())
        }));
        for (theirs, name) in &schemas.names {
            match schemas.made.contains_key(name) {
                true => self.origins.push((component(name), theirs.clone())),
                false => self.taken.push((name.clone(), theirs.last().cloned().unwrap_or_default())),
            }
        }
    }

    /// Gives each body an example of its schema.
    pub(super) fn add_examples<'a>(
        &mut self,
        ours: &Value,
        operations: impl Iterator<Item = (&'a OperationNode<'a>, Option<&'a Pages>, &'a str)>,
    ) {
        let mut tree = ours.clone();
        let new = self.components.get("schemas").and_then(Value::as_object).cloned();
        if !tree["components"]["schemas"].is_object() {
            tree["components"]["schemas"] = json!({});
        }
        if let Some(schemas) = tree.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
            schemas.extend(new.into_iter().flatten());
        }
        let samples = Samples::new(tree);
        for (node, pages, path) in operations {
            let operation = &mut self.paths[path][node.method];
            if let Some(media) =
                operation.pointer_mut("/requestBody/content").and_then(|all| all.get_mut(JSON))
            {
                media["example"] = samples.of(&media["schema"]);
            }
            let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
            for (status, response) in responses.into_iter().flatten() {
                if let Some(media) = response.get_mut("content").and_then(|content| content.get_mut(JSON))
                    && status.starts_with('2')
                {
                    let next = pages.filter(|pages| pages.can_end).map(|pages| pages.next.as_str());
                    media["example"] = samples.response(&media["schema"], status, next);
                }
            }
        }
    }
}
