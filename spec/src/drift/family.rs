//! Finds the paths that belong together.
//!
//! A path is of the family of another if it is beside it or below it: if it continues the other one less its last
//! segment. `/v1/connected_apps/clients` and `/v1/connected_apps/grants` are of one family. The names of path
//! parameters do not matter.

use std::collections::{HashMap, HashSet};

use codegen::tree::OperationNode;

/// A path without the names of its parameters.
pub fn anonymous(path: &str) -> String {
    let segments = path.split('/').map(|segment| match segment.starts_with('{') {
        true => "{}",
        false => segment,
    });
    segments.collect::<Vec<_>>().join("/")
}

/// The operations of a document by what tells them apart.
pub struct Family<'a> {
    operations: HashMap<(&'static str, String), &'a OperationNode<'a>>,
    /// The beginnings of all paths.
    beginnings: HashSet<String>,
}

impl<'a> Family<'a> {
    pub fn of(operations: &'a [OperationNode<'a>]) -> Self {
        let paths = operations.iter().map(|operation| anonymous(operation.path));
        Self {
            operations: operations.iter().map(|operation| (key(operation), operation)).collect(),
            beginnings: paths.flat_map(|path| beginnings(&path)).collect(),
        }
    }

    /// The operation that is the same, apart from the names of path parameters.
    pub fn same(&self, operation: &OperationNode) -> Option<&'a OperationNode<'a>> {
        self.operations.get(&key(operation)).copied()
    }

    /// Returns whether a path of the document is beside or below another.
    pub fn is_near(&self, path: &str) -> bool {
        let path = anonymous(path);
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        self.beginnings.contains(parent)
    }
}

fn key(operation: &OperationNode) -> (&'static str, String) {
    (operation.method, anonymous(operation.path))
}

/// A path, and what is left of it without its last segments.
fn beginnings(path: &str) -> Vec<String> {
    let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
    ends.map(|end| path[..end].to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use codegen::tree::operations;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_family_is_what_is_beside_and_below() {
        for (path, other, expected) in [
            ("/v1/apps/{id}", "/v1/apps/{app_id}", true),
            ("/v1/apps/{id}/secrets", "/v1/apps/{app_id}", true),
            ("/v1/apps", "/v1/apps/{app_id}", true),
            ("/v1/apps/search", "/v1/apps/{app_id}", true),
            ("/v1/users", "/v1/apps/{app_id}", false),
            ("/v1/applications", "/v1/apps/{app_id}", false),
            ("/v1/users/{id}", "/v1/users/{user_id}/apps", true),
            ("/v1/users/{id}/name", "/v1/users/{user_id}/apps", true),
            ("/v1/users", "/v1/users/{user_id}/apps", false),
        ] {
            let tree = json!({"paths": {path: {"get": {}}}});
            let operations = operations(&tree);
            assert_eq!(Family::of(&operations).is_near(other), expected, "{path} beside {other}");
        }
    }
}
