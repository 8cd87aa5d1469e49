//! Finds the operations that both documents describe, and those that one of them lacks.

use codegen::tree::{OperationNode, operations};

use super::family::{anonymous, is_beside};
use super::found::{Class, EXTRA, Found, MISSING};
use super::{Difference, Drift, access, bodies, parameters};
use crate::document::{At, Document};

/// Stands for the operation in differences between what the documents say about all of them.
pub const DOCUMENT: &str = "all operations";

pub fn compare(ours: &Document, vendors: &[Document]) -> Drift {
    let mine = operations(&ours.tree);
    let theirs: Vec<Vec<OperationNode>> = vendors.iter().map(|vendor| operations(&vendor.tree)).collect();
    let paths = vec!["paths".to_owned()];
    let names = vendors.iter().map(|vendor| vendor.name.clone());
    let mut drift = Drift { vendors: names.collect(), ..Drift::default() };
    for (vendor, document) in vendors.iter().enumerate() {
        let found = access::compare_documents(&At::root(&ours.tree), &At::root(&document.tree));
        let found = found.into_iter();
        drift.differences.extend(found.map(|found| Difference::new(DOCUMENT.to_owned(), vendor, found)));
    }
    for operation in &mine {
        let mut is_known = false;
        for (vendor, theirs) in theirs.iter().enumerate() {
            let Some(other) = theirs.iter().find(|other| is_same(operation, other)) else { continue };
            is_known = true;
            let pair = Pair { ours, vendors, vendor, operation, other };
            drift.differences.extend(pair.compare());
        }
        drift.compared += usize::from(is_known);
        match theirs.iter().position(|all| all.iter().any(|other| is_beside(other.path, operation.path))) {
            _ if is_known => {}
            Some(vendor) => {
                let place = At { pointer: paths.clone(), ..At::root(&vendors[vendor].tree) };
                let found = Found::new("", EXTRA, Class::Shape, &At::of(&ours.tree, operation), &place);
                drift.differences.push(Difference::new(name(operation), vendor, found));
            }
            None => drift.unknown.push(name(operation)),
        }
    }
    let paths = At { pointer: paths, ..At::root(&ours.tree) };
    for (vendor, theirs) in theirs.iter().enumerate() {
        let lacking = theirs.iter().filter(|other| !mine.iter().any(|operation| is_same(operation, other)));
        drift.differences.extend(lacking.map(|other| {
            let place = At::of(&vendors[vendor].tree, other);
            Difference::new(name(other), vendor, Found::new("", MISSING, Class::Missing, &paths, &place))
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
    fn compare(&self) -> impl Iterator<Item = Difference> + use<'_> {
        let mine = At::of(&self.ours.tree, self.operation);
        let theirs = At::of(&self.vendors[self.vendor].tree, self.other);
        let deprecated = [&mine, &theirs].map(|operation| operation.is("deprecated"));
        let both = ((&mine, self.operation), (&theirs, self.other));
        let mut found = Vec::new();
        found.extend(Found::flag("", "deprecated", (&mine, deprecated[0]), (&theirs, deprecated[1])));
        found.extend(access::compare_operations(both.0, both.1));
        found.extend(parameters::compare(both.0, both.1));
        found.extend(bodies::compare(&mine, &theirs));
        found.into_iter().map(|found| Difference::new(name(self.operation), self.vendor, found))
    }
}
