//! Tries to import and build every operation of the vendor's, each alone.

use codegen::check::PLACEHOLDER;
use codegen::problem::{Diagnostic, Diagnostics};
use codegen::tree::{self, OperationNode, operations};
use codegen::{Generated, load};
use serde_json::Value;

use super::insert::{insert, remove, replace};
use super::{Fragment, Options, Wanted, import};
use crate::document::Document;
use crate::drift::is_same;
use crate::secrets::looks_secret;
use crate::summary::Summary;

/// The attempt to import an operation.
#[derive(Debug)]
pub struct Trial {
    /// The method and the path.
    pub operation: String,
    /// The document with the operation and some prose in it, if it builds and follows the rules. If not, the reason
    /// and its place in one of the two documents.
    pub result: Result<String, String>,
}

/// Imports each operation of the vendor's document into ours, which loses its own version of it first.
pub fn every<'a>(
    ours: &'a Document,
    vendor: &'a Document,
    options: &'a Options,
) -> impl Iterator<Item = Trial> + 'a {
    let nodes = operations(&vendor.tree);
    nodes.into_iter().map(|node| {
        let attempt = Attempt { ours, vendor, node: &node };
        Trial {
            operation: format!("{} {}", node.method.to_uppercase(), node.path),
            result: attempt.run(options),
        }
    })
}

struct Attempt<'a> {
    ours: &'a Document,
    vendor: &'a Document,
    node: &'a OperationNode<'a>,
}

impl Attempt<'_> {
    fn run(&self, options: &Options) -> Result<String, String> {
        let Document { name, text, tree, .. } = self.ours;
        let own = operations(tree);
        let own = own.iter().find(|other| is_same(self.node, other));
        let without = match own {
            Some(own) => remove(name, text, own.path, own.method)?,
            None => text.clone(),
        };
        let (method, path) = (self.node.method.to_owned(), self.node.path.to_owned());
        let wanted = Wanted { method, path, name: None };
        let fragment = import(&Document::parse(name, without)?, self.vendor, &[wanted], options)?;
        let text = match own {
            Some(own) => replace(name, text, (own.path, own.method), &fragment)?,
            None => insert(name, text, &fragment)?,
        };
        if !options.with_prose {
            self.refused(&text, &fragment)?;
        }
        let text = text.replace(PLACEHOLDER, "To do,");
        let generated =
            codegen::run(name, &text, &[]).map_err(|problems| self.relocated(&problems.0, &fragment))?;
        let tree = load::tree(name, &text).map_err(|problem| problem.to_string())?;
        rules(&tree, &generated, self.node).map_err(|reason| self.about(&reason))?;
        Ok(text)
    }

    /// Checks that the build refuses the placeholders, and nothing else.
    fn refused(&self, text: &str, fragment: &Fragment) -> Result<(), String> {
        let problems = match codegen::run(&self.ours.name, text, &[]) {
            Err(Diagnostics(problems)) => problems,
            Ok(_) => return Err(self.about("the build accepts the placeholders")),
        };
        let others: Vec<Diagnostic> =
            problems.into_iter().filter(|problem| !problem.message.contains(" a placeholder")).collect();
        if others.is_empty() { Ok(()) } else { Err(self.relocated(&others, fragment)) }
    }

    /// The problems of the document that was tried, at their places in the two that it was made of.
    fn relocated(&self, problems: &[Diagnostic], fragment: &Fragment) -> String {
        let place = |pointer: &[String]| match fragment.origin(pointer) {
            Some(origin) => self.vendor.locate(&origin),
            None if pointer.is_empty() => self.vendor.locate(&self.node.pointer),
            None => self.ours.locate(pointer),
        };
        let located =
            problems.iter().map(|problem| format!("{}: {}", place(&problem.pointer), problem.message));
        located.collect::<Vec<_>>().join("\n")
    }

    fn about(&self, reason: &str) -> String {
        super::about(self.vendor, self.node, reason)
    }
}

/// Checks the imported operation by the rules that the tests have for our document.
fn rules(tree: &Value, generated: &Generated, imported: &OperationNode) -> Result<(), String> {
    let summary = Summary::read(tree, generated)?;
    let nodes = operations(tree);
    let node = nodes.iter().find(|node| is_same(node, imported)).ok_or("the operation is not there")?;
    if !summary.operations.contains_key(&node.name()) {
        return Err(format!("the summary lacks {}", node.name()));
    }
    let statuses: Vec<&str> = node.responses().map(|(status, _)| status).collect();
    for status in ["400", "401", "403", "404", "429", "500"] {
        if !statuses.contains(&status) {
            return Err(format!("it lacks {status}"));
        }
    }
    for (status, response) in node.responses() {
        let content =
            tree::resolve(tree, response).get("content").and_then(|content| content.get(tree::JSON));
        let is_shown = content.is_none_or(|media| media.get("example").or(media.get("examples")).is_some());
        if !is_shown {
            return Err(format!("{status} has no example"));
        }
    }
    proof(tree, node)?;
    secrets(tree)
}

/// A success proves that it came from the API.
fn proof(tree: &Value, node: &OperationNode) -> Result<(), String> {
    let schema = node.success_schema(tree).map(|schema| tree::resolve(tree, schema));
    let required: Vec<&str> = schema
        .into_iter()
        .flat_map(|schema| tree::list(schema, "required"))
        .filter_map(Value::as_str)
        .collect();
    let takes_away = node.method == "delete" || node.name().starts_with("revoke_");
    match required.is_empty() || (takes_away && !required.contains(&"request_id")) {
        true => Err(format!("its response requires only {required:?}")),
        false => Ok(()),
    }
}

/// Texts that look like secrets are marked.
fn secrets(tree: &Value) -> Result<(), String> {
    let schemas = tree.pointer("/components/schemas").and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        for (property, schema) in schema["properties"].as_object().into_iter().flatten() {
            let is_text = schema["type"] == "string" && schema.get("enum").is_none();
            if is_text && looks_secret(property) && schema["format"] != "password" {
                return Err(format!("{name}.{property} is no secret"));
            }
        }
    }
    Ok(())
}
