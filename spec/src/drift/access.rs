//! Compares where requests go and how they authenticate.

use codegen::tree::OperationNode;
use serde_json::Value;

use super::found::{Class, Found};
use crate::document::At;

/// Compares what the documents say about all operations.
pub fn compare_documents(ours: &At, theirs: &At) -> Vec<Found> {
    let facts = [ours, theirs].map(|document| Facts::of(document.tree).all());
    let found = (0..PLACES.len()).filter_map(|fact| differ(fact, (ours, &facts[0]), (theirs, &facts[1])));
    found.collect()
}

/// Compares what two operations say instead.
pub fn compare_operations(ours: (&At, &OperationNode), theirs: (&At, &OperationNode)) -> Vec<Found> {
    let both = [ours, theirs];
    let facts = both.map(|(at, operation)| Facts::of_operation(at.tree, operation).all());
    let usual = both.map(|(at, _)| Facts::of(at.tree).all());
    let is_new = |fact: &usize| (0..2).any(|side| facts[side][*fact] != usual[side][*fact]);
    let found = (0..PLACES.len())
        .filter(is_new)
        .filter_map(|fact| differ(fact, (ours.0, &facts[0]), (theirs.0, &facts[1])));
    found.collect()
}

fn differ(fact: usize, ours: (&At, &[String; 2]), theirs: (&At, &[String; 2])) -> Option<Found> {
    Found::values(PLACES[fact], Class::Shape, (ours.0, &ours.1[fact]), (theirs.0, &theirs.1[fact]))
}

/// The names of the facts in [`Facts::all`], in its order.
const PLACES: [&str; 2] = ["security", "servers"];

/// The nodes that say something, the one that counts first.
struct Facts<'a> {
    tree: &'a Value,
    nodes: Vec<&'a Value>,
}

impl<'a> Facts<'a> {
    fn of(tree: &'a Value) -> Self {
        Self { tree, nodes: vec![tree] }
    }

    fn of_operation(tree: &'a Value, operation: &OperationNode<'a>) -> Self {
        Self { tree, nodes: vec![operation.value, operation.item, tree] }
    }

    fn all(&self) -> [String; 2] {
        [self.security(), self.servers()]
    }

    fn list(&self, key: &str) -> Option<&'a Vec<Value>> {
        self.nodes.iter().find_map(|node| node.get(key)?.as_array())
    }

    /// The schemes by which requests authenticate. Those that a document only declares are taken for required.
    fn security(&self) -> String {
        let schemes = self.tree.pointer("/components/securitySchemes").and_then(Value::as_object);
        let scheme = |name: &String| scheme(schemes.and_then(|schemes| schemes.get(name)), name);
        let mut ways: Vec<String> = match self.list("security") {
            Some(ways) => ways
                .iter()
                .map(|way| {
                    let mut names: Vec<String> =
                        way.as_object().into_iter().flatten().map(|(name, _)| scheme(name)).collect();
                    names.sort();
                    if names.is_empty() { "nothing".to_owned() } else { names.join(" with ") }
                })
                .collect(),
            None => schemes.into_iter().flatten().map(|(name, _)| scheme(name)).collect(),
        };
        ways.sort();
        if ways.is_empty() { "no authentication".to_owned() } else { ways.join(" or ") }
    }

    fn servers(&self) -> String {
        let mut urls: Vec<String> = self.list("servers").into_iter().flatten().filter_map(url).collect();
        urls.sort();
        if urls.is_empty() { "no server".to_owned() } else { urls.join(", ") }
    }
}

/// A scheme in words. Its name is the document's own.
fn scheme(scheme: Option<&Value>, name: &str) -> String {
    let text = |key| scheme.and_then(|scheme| scheme.get(key)?.as_str()).unwrap_or_default();
    match text("type") {
        "http" => format!("{} authentication", text("scheme").to_lowercase()),
        "apiKey" => format!("a key in the {} `{}`", text("in"), text("name")),
        "" => format!("`{name}`"),
        other => other.to_owned(),
    }
}

/// The URL of a server, with the defaults of its variables.
fn url(server: &Value) -> Option<String> {
    let variables = server.get("variables").and_then(Value::as_object).into_iter().flatten();
    let url = server.get("url")?.as_str()?.trim_end_matches('/').to_owned();
    Some(variables.fold(url, |url, (name, variable)| {
        let default = variable.get("default").and_then(Value::as_str).unwrap_or_default();
        url.replace(&format!("{{{name}}}"), default)
    }))
}
