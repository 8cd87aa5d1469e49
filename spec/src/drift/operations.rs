//! Finds the operations that both documents describe, and those that one of them lacks.

use codegen::tree::{JSON, OperationNode, operations};
use serde_json::Value;

use super::family::{anonymous, is_beside};
use super::{Difference, Drift, schemas};
use crate::document::{At, Document};

pub fn compare(ours: &Document, vendors: &[Document]) -> Drift {
    let mine = operations(&ours.tree);
    let theirs: Vec<Vec<OperationNode>> = vendors.iter().map(|vendor| operations(&vendor.tree)).collect();
    let mut drift = Drift {
        paths: theirs.iter().map(|all| all.iter().map(|one| one.path.to_owned()).collect()).collect(),
        ..Drift::default()
    };
    for operation in &mine {
        let mut is_known = false;
        for (vendor, theirs) in theirs.iter().enumerate() {
            let Some(other) = theirs.iter().find(|other| is_same(operation, other)) else { continue };
            is_known = true;
            let pair = Pair { ours, vendors, vendor, operation, other };
            pair.compare(&mut drift.differences);
        }
        drift.compared += usize::from(is_known);
        match theirs.iter().position(|all| all.iter().any(|other| is_beside(other.path, operation.path))) {
            _ if is_known => {}
            Some(vendor) => drift.differences.push(Difference {
                operation: name(operation),
                at: String::new(),
                is: schemas::EXTRA.to_owned(),
                ours: operation.pointer.clone(),
                vendor,
                theirs: vec!["paths".to_owned()],
            }),
            None => drift.unknown.push(name(operation)),
        }
    }
    for (vendor, theirs) in theirs.iter().enumerate() {
        drift.differences.extend(theirs.iter().filter_map(|other| {
            let is_lacking = !mine.iter().any(|operation| is_same(operation, other))
                && mine.iter().any(|operation| is_beside(other.path, operation.path));
            is_lacking.then(|| Difference {
                operation: name(other),
                at: String::new(),
                is: schemas::MISSING.to_owned(),
                ours: vec!["paths".to_owned()],
                vendor,
                theirs: other.pointer.clone(),
            })
        }));
    }
    unique(&mut drift.differences);
    drift
}

/// Removes duplicates: the vendor's documents share operations.
fn unique(differences: &mut Vec<Difference>) {
    let mut seen = std::collections::HashSet::new();
    differences.retain(|one| seen.insert((one.operation.clone(), one.at.clone(), one.is.clone())));
}

/// The method and the path.
pub fn name(operation: &OperationNode) -> String {
    format!("{} {}", operation.method.to_uppercase(), operation.path)
}

/// Returns whether two operations are the same, apart from the names of path parameters.
pub fn is_same(one: &OperationNode, other: &OperationNode) -> bool {
    one.method == other.method && same_urls(one.path, other.path)
}

/// Returns whether two paths are the same, apart from the names of their parameters.
pub fn same_urls(path: &str, other: &str) -> bool {
    anonymous(path) == anonymous(other)
}

/// An operation and the vendor's description of it.
struct Pair<'a> {
    ours: &'a Document,
    vendors: &'a [Document],
    vendor: usize,
    operation: &'a OperationNode<'a>,
    other: &'a OperationNode<'a>,
}

impl Pair<'_> {
    fn compare(&self, differences: &mut Vec<Difference>) {
        let mut found = Vec::new();
        self.parameters(&mut found);
        let [mine, theirs] = self.both();
        schemas::compare_optional(
            "request",
            (mine.descendant(&BODY), &mine),
            (theirs.descendant(&BODY), &theirs),
            &mut found,
        );
        schemas::compare_optional("response", self.success(&mine), self.success(&theirs), &mut found);
        differences.extend(found.into_iter().map(|found| Difference {
            operation: name(self.operation),
            at: found.at,
            is: found.is,
            ours: found.ours,
            vendor: self.vendor,
            theirs: found.theirs,
        }));
    }

    fn both(&self) -> [At<'_>; 2] {
        let trees = [(&self.ours.tree, self.operation), (&self.vendors[self.vendor].tree, self.other)];
        trees.map(|(tree, operation)| At { tree, pointer: operation.pointer.clone(), value: operation.value })
    }

    /// The schema of the success response, and the operation that it belongs to.
    fn success<'a, 'b>(&self, operation: &'b At<'a>) -> (Option<At<'a>>, &'b At<'a>) {
        let responses = operation.entries("responses");
        let success = responses.into_iter().find(|(status, _)| status.starts_with('2'));
        (success.and_then(|(_, response)| response.descendant(&["content", JSON, "schema"])), operation)
    }

    fn parameters(&self, found: &mut Vec<schemas::Found>) {
        let [mine, theirs] = self.both();
        let own = Parameter::all(mine.tree, self.operation);
        let other = Parameter::all(theirs.tree, self.other);
        for Parameter { key, place, at } in &own {
            let same = other.iter().find(|other| other.key == *key).map(|other| other.at.clone());
            schemas::compare_parameter(place, (Some(at.clone()), &mine), (same, &theirs), found);
        }
        for Parameter { key, place, at } in &other {
            if !own.iter().any(|own| own.key == *key) {
                schemas::compare_parameter(place, (None, &mine), (Some(at.clone()), &theirs), found);
            }
        }
    }
}

struct Parameter<'a> {
    /// The name and the place, by which the two documents are compared.
    key: String,
    place: String,
    at: At<'a>,
}

impl<'a> Parameter<'a> {
    fn all(tree: &'a Value, operation: &'a OperationNode) -> Vec<Self> {
        let parameters = operation.parameters.iter();
        parameters
            .map(|parameter| {
                let text = |key| parameter.text(key).unwrap_or_default();
                let place = format!("{}.{}", text("in"), text("name"));
                // The name of a path parameter and the case of a header do not change the request.
                let key = match text("in") {
                    "path" => format!("path.{:?}", place_in_path(operation.path, text("name"))),
                    "header" => place.to_ascii_lowercase(),
                    _ => place.clone(),
                };
                let at = At { tree, pointer: parameter.pointer.clone(), value: parameter.value };
                Self { key, place, at }
            })
            .collect()
    }
}

const BODY: [&str; 4] = ["requestBody", "content", JSON, "schema"];

/// The place of a path parameter among those of its path.
fn place_in_path(path: &str, name: &str) -> Option<usize> {
    let mut placeholders = path.split('/').filter(|segment| segment.starts_with('{'));
    placeholders.position(|segment| segment == format!("{{{name}}}"))
}
