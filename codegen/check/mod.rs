//! The mistakes that neither the YAML loader nor `openapiv3` reports.

mod examples;
mod merging;
mod models;
mod operations;
mod pagination;
mod shape;

use serde_json::Value;

use super::problem::Problem;

/// Every mistake found, in no particular order.
pub fn check(tree: &Value) -> Vec<Problem> {
    let mut problems = shape::check(tree);
    version(tree, &mut problems);
    // What is said of operations follows references and relies on the shapes.
    if problems.is_empty() {
        problems = models::check(tree);
        problems.extend(merging::check(tree));
        problems.extend(operations::check(tree));
        problems.extend(pagination::check(tree));
    }
    // An example that lacks a misspelt field is not what is wrong.
    if problems.is_empty() {
        problems = examples::check(tree);
    }
    problems
}

fn version(tree: &Value, problems: &mut Vec<Problem>) {
    if let Some(version) = tree.get("openapi").and_then(Value::as_str)
        && !version.starts_with("3.0.")
    {
        let message = format!("OpenAPI {version} is not supported: write the document in 3.0.3");
        problems.push(Problem::new(["openapi"], message));
    }
}
