//! Finds the mistakes that neither the YAML loader nor `openapiv3` reports.

mod bodies;
mod endless;
mod examples;
mod forms;
mod merging;
mod misplaced;
mod models;
mod operations;
mod pagination;
mod parameters;
mod paths;
mod references;
mod serialization;
mod unions;
mod values;
mod walk;

use std::collections::HashSet;

use serde_json::Value;

use crate::check::walk::Walk;
use crate::problem::Problem;

pub use walk::PLACEHOLDER;

/// Returns all mistakes, in no particular order, without those that are only consequences of others.
pub fn check(tree: &Value) -> Vec<Problem> {
    let Walk { mut problems, schemas, placeholders, .. } = Walk::over(tree);
    version(tree, &mut problems);
    // The other checks follow references.
    if problems.iter().any(|problem| problem.pointer.last().is_some_and(|key| key == "$ref")) {
        return problems;
    }
    let rest = [
        models::check(tree, &schemas),
        merging::check(tree, &schemas),
        operations::check(tree),
        pagination::check(tree),
    ];
    add_unless_caused(rest.concat(), &mut problems);
    // They are no consequences, and cause none.
    problems.extend(placeholders);
    // A mistake in a schema can make its examples fail too, wherever they are.
    if !problems.iter().any(|problem| problem.pointer.iter().any(|key| key.starts_with("schema"))) {
        add_unless_caused(examples::check(tree, &schemas), &mut problems);
    }
    problems
}

/// Adds the rest of the mistakes, except in an operation or a component where something is wrong already.
fn add_unless_caused(rest: Vec<Problem>, problems: &mut Vec<Problem>) {
    let unit = |problem: &Problem| problem.pointer.iter().take(3).cloned().collect::<Vec<_>>();
    let wrong: HashSet<_> = problems.iter().map(unit).collect();
    problems.extend(rest.into_iter().filter(|problem| !wrong.contains(&unit(problem))));
}

fn version(tree: &Value, problems: &mut Vec<Problem>) {
    if let Some(version) = tree.get("openapi").and_then(Value::as_str)
        && !version.starts_with("3.0.")
    {
        let message = format!("OpenAPI {version} is not supported: use OpenAPI 3.0.3");
        problems.push(Problem::new(["openapi"], message));
    }
}
