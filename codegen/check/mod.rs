//! Finds the mistakes that neither the YAML loader nor `openapiv3` reports.

mod bodies;
mod examples;
mod merging;
mod models;
mod operations;
mod pagination;
mod parameters;
mod paths;
mod shape;

use serde_json::Value;

use super::problem::Problem;

/// All mistakes, in no particular order.
pub fn check(tree: &Value) -> Vec<Problem> {
    let mut problems = shape::check(tree);
    version(tree, &mut problems);
    // The later checks follow references and rely on a well-formed tree.
    if problems.is_empty() {
        problems = models::check(tree);
        problems.extend(merging::check(tree));
        problems.extend(operations::check(tree));
        problems.extend(pagination::check(tree));
    }
    // A mistake in a schema can make its examples fail too. Report only the cause.
    if problems.is_empty() {
        problems = examples::check(tree);
    }
    problems
}

fn version(tree: &Value, problems: &mut Vec<Problem>) {
    if let Some(version) = tree.get("openapi").and_then(Value::as_str)
        && !version.starts_with("3.0.")
    {
        let message = format!("OpenAPI {version} is not supported: use OpenAPI 3.0.3");
        problems.push(Problem::new(["openapi"], message));
    }
}
