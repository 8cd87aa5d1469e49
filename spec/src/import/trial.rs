//! Tries to import and build every operation of the vendor's, each alone.

use codegen::check::PLACEHOLDER;
use codegen::load;
use codegen::tree::{self, OperationNode, operations};
use serde_json::Value;

use super::insert::{insert, remove};
use super::{Options, Wanted, import};
use crate::document::Document;
use crate::drift::is_same;
use crate::secrets::looks_secret;
use crate::summary::Summary;

/// The attempt to import an operation.
#[derive(Debug)]
pub struct Trial {
    /// The method and the path.
    pub operation: String,
    /// The document with the operation and some prose in it, if it builds and follows the rules. If not, the reason.
    pub result: Result<String, String>,
}

/// Imports each operation of the vendor's document into ours, which loses its own version of it first.
pub fn every<'a>(
    ours: &'a Document,
    vendor: &'a Document,
    options: &'a Options,
) -> impl Iterator<Item = Trial> + 'a {
    let nodes = operations(&vendor.tree);
    nodes.into_iter().map(|node| Trial {
        operation: format!("{} {}", node.method.to_uppercase(), node.path),
        result: alone(ours, vendor, &node, options),
    })
}

fn alone(
    ours: &Document,
    vendor: &Document,
    node: &OperationNode,
    options: &Options,
) -> Result<String, String> {
    let own = operations(&ours.tree);
    let without = match own.iter().find(|other| is_same(node, other)) {
        Some(other) => remove(&ours.name, &ours.text, other.path, other.method)?,
        None => ours.text.clone(),
    };
    let ours = Document::parse(&ours.name, without)?;
    let wanted = Wanted { method: node.method.to_owned(), path: node.path.to_owned(), name: None };
    let fragment = import(&ours, vendor, &[wanted], options)?;
    let text = insert(&ours.name, &ours.text, &fragment)?;
    if !options.with_prose {
        refused(&ours.name, &text)?;
    }
    let text = text.replace(PLACEHOLDER, "To do,");
    rules(&ours.name, &text, node)?;
    Ok(text)
}

/// Checks that the build refuses the placeholders.
fn refused(name: &str, text: &str) -> Result<(), String> {
    match codegen::run(name, text, &[]) {
        Err(problems)
            if problems
                .to_string()
                .lines()
                .all(|line| line.contains(" a placeholder") || line.ends_with("correct these first")) =>
        {
            Ok(())
        }
        Err(problems) => Err(problems.to_string()),
        Ok(_) => Err("the build accepts the placeholders".to_owned()),
    }
}

/// Checks the imported operation by the rules that the tests have for our document.
fn rules(name: &str, text: &str, imported: &OperationNode) -> Result<(), String> {
    let tree = load::tree(name, text).map_err(|problem| problem.to_string())?;
    let summary = Summary::of(name, text)?;
    let nodes = operations(&tree);
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
            tree::resolve(&tree, response).get("content").and_then(|content| content.get(tree::JSON));
        let is_shown = content.is_none_or(|media| media.get("example").or(media.get("examples")).is_some());
        if !is_shown {
            return Err(format!("{status} has no example"));
        }
    }
    proof(&tree, node)?;
    secrets(&tree)
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
