//! Finds the operations that both documents describe, and those that one of them lacks.

use codegen::tree::{OperationNode, operations};

use super::family::{Family, anonymous};
use super::found::{Class, EXTRA, Found, MISSING};
use super::{Difference, Drift, access, bodies, parameters};
use crate::document::{At, Document};

/// Stands for the operation in differences between what the documents say about all of them.
pub const DOCUMENT: &str = "all operations";

pub fn compare(ours: &Document, vendors: &[Document]) -> Drift {
    let mine = operations(&ours.tree);
    let theirs: Vec<Vec<OperationNode>> = vendors.iter().map(|vendor| operations(&vendor.tree)).collect();
    let families: Vec<Family> = theirs.iter().map(|all| Family::of(all)).collect();
    let names = vendors.iter().map(|vendor| vendor.name.clone());
    let mut drift = Drift { vendors: names.collect(), ..Drift::default() };
    for (vendor, document) in vendors.iter().enumerate() {
        let found = access::compare_documents(&At::root(&ours.tree), &At::root(&document.tree));
        let found = found.into_iter();
        drift.differences.extend(found.map(|found| Difference::new(DOCUMENT.to_owned(), vendor, found)));
    }
    let paths = |tree| At { pointer: vec!["paths".to_owned()], ..At::root(tree) };
    for operation in &mine {
        let mut is_known = false;
        for (vendor, family) in families.iter().enumerate() {
            let Some(other) = family.same(operation) else { continue };
            is_known = true;
            let pair = Pair { ours, vendors, vendor, operation, other };
            drift.differences.extend(pair.compare());
        }
        if is_known {
            drift.compared += 1;
        } else if let Some(vendor) = families.iter().position(|family| family.is_near(operation.path)) {
            let (own, place) = (At::of(&ours.tree, operation), paths(&vendors[vendor].tree));
            let found = Found::new("", EXTRA, Class::Shape, &own, &place);
            drift.differences.push(Difference::new(name(operation), vendor, found));
        } else {
            drift.unknown.push(name(operation));
        }
    }
    let own = Family::of(&mine);
    for (vendor, theirs) in theirs.iter().enumerate() {
        let lacking = theirs.iter().filter(|other| own.same(other).is_none());
        drift.differences.extend(lacking.map(|other| {
            let place = At::of(&vendors[vendor].tree, other);
            let found = Found::new("", MISSING, Class::Missing, &paths(&ours.tree), &place);
            Difference::new(name(other), vendor, found)
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
