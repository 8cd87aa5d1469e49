//! Checks that each operation can become one method of the client.

use std::collections::HashMap;

use serde_json::Value;

use crate::check::{bodies, parameters, paths};
use crate::names;
use crate::problem::Problem;
use crate::tree::{OperationNode, operations, resolve};

pub fn check(tree: &Value) -> Vec<Problem> {
    let operations = operations(tree);
    let mut problems = Vec::new();
    operation_ids(&operations, &mut problems);
    paths::templates(tree, &mut problems);
    general_security(&operations, tree, &mut problems);
    for operation in &operations {
        paths::parameters(operation, &mut problems);
        parameters::check(operation, tree, &mut problems);
        bodies::request(operation, tree, &mut problems);
        bodies::success(operation, tree, &mut problems);
        security(operation, tree, &mut problems);
        method(operation, &mut problems);
        server(operation, &mut problems);
        limits(operation, &mut problems);
        rate_limit(operation, &mut problems);
    }
    problems
}

fn operation_ids(operations: &[OperationNode], problems: &mut Vec<Problem>) {
    let mut earlier: HashMap<String, &OperationNode> = HashMap::new();
    for operation in operations {
        let Some(id) = operation.id() else {
            problems.push(Problem::new(
                &operation.pointer,
                "the operation has no `operationId`: add one to name the client's method",
            ));
            continue;
        };
        let mut report =
            |message: String| problems.push(Problem::new(operation.below(&["operationId"]), message));
        let name = operation.name();
        if !id.starts_with(char::is_alphabetic) || !names::is_ident(&name) {
            report(format!("operationId `{id}` is not a valid method name: choose another"));
        } else if RESERVED.contains(&name.as_str()) {
            report(format!(
                "operationId `{id}` clashes with the client's own method `{name}`: choose another"
            ));
        }
        // Methods are in snake case and their builders in camel case. `a1` and `a_1` are different methods
        // with the same builder.
        let taken = [name, names::camel(id)].map(|name| earlier.insert(name, operation));
        if let Some(earlier) = taken.into_iter().flatten().next() {
            let (other, method, path) = (earlier.id().unwrap_or_default(), earlier.method, earlier.path);
            report(match other == id {
                true => {
                    format!("{method} {path} has the operationId `{id}` too: choose another for one of them")
                }
                false => format!(
                    "operationId `{id}` gives the same Rust name as `{other}` of {method} {path}: choose another"
                ),
            });
        }
    }
}

/// The methods of every `Client`.
const RESERVED: [&str; 9] = [
    "builder",
    "clone",
    "fan_out",
    "from_env",
    "into",
    "new",
    "try_into",
    "with_member_session",
    "with_rate_limit_wait",
];

/// The client authenticates with HTTP Basic, or not at all.
fn security(operation: &OperationNode, tree: &Value, problems: &mut Vec<Problem>) {
    if let Some(requirements) = operation.value.get("security")
        && !allows_basic(requirements, tree)
    {
        let message = "only HTTP Basic authentication is supported: remove `security`, use the document's basic \
                       scheme, or write `security: []` if the operation takes no credentials";
        problems.push(Problem::new(operation.below(&["security"]), message));
    }
}

/// The same for the operations that do not say it themselves.
fn general_security(operations: &[OperationNode], tree: &Value, problems: &mut Vec<Problem>) {
    let applies = operations.iter().any(|operation| operation.value.get("security").is_none());
    if let Some(requirements) = tree.get("security")
        && applies
        && !allows_basic(requirements, tree)
    {
        let message = "only HTTP Basic authentication is supported: remove `security` or name a scheme of \
                       `components.securitySchemes` with `type: http` and `scheme: basic`";
        problems.push(Problem::new(["security"], message));
    }
}

/// Returns whether the client can meet the requirements: with HTTP Basic, or with nothing.
fn allows_basic(requirements: &Value, tree: &Value) -> bool {
    let is_basic = |name: &String| {
        let scheme =
            tree.get("components").and_then(|components| components.get("securitySchemes")?.get(name));
        let scheme = scheme.and_then(|scheme| resolve(tree, scheme).get("scheme")?.as_str());
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic"))
    };
    let Some(requirements) = requirements.as_array() else { return false };
    let is_met = |requirement: &Value| {
        requirement.as_object().is_some_and(|schemes| schemes.len() <= 1 && schemes.keys().all(is_basic))
    };
    requirements.is_empty() || requirements.iter().any(is_met)
}

/// The HTTP library has no builders for these methods, and no API needs them.
fn method(operation: &OperationNode, problems: &mut Vec<Problem>) {
    if ["options", "trace"].contains(&operation.method) {
        problems.push(Problem::new(
            &operation.pointer,
            format!("the method `{}` is not supported: remove the operation", operation.method),
        ));
    }
}

/// A time or a number of requests is at least 1: a fraction could end as none.
fn limits(operation: &OperationNode, problems: &mut Vec<Problem>) {
    for place in [&["x-timeout-seconds"][..], &["x-rate-limit", "requests"], &["x-rate-limit", "seconds"]] {
        let node = place.iter().try_fold(operation.value, |node, key| node.get(key));
        if let Some(number) = node.and_then(Value::as_f64).filter(|number| *number < 1.0) {
            let key = place.join(".");
            let message = format!("`{key}: {number}` lets no call through: write at least 1");
            problems.push(Problem::new(operation.below(place), message));
        }
    }
}

/// An object that has none of the keys, not even misspelt, is another tool's.
fn rate_limit(operation: &OperationNode, problems: &mut Vec<Problem>) {
    let Some(limit) = operation.value.get("x-rate-limit").and_then(Value::as_object) else { return };
    let keys = ["requests", "seconds"];
    let is_close = |key: &String| keys.iter().any(|known| strsim::damerau_levenshtein(known, key) <= 2);
    let is_whole =
        limit.len() == keys.len() && keys.iter().all(|key| limit.get(*key).is_some_and(Value::is_number));
    if limit.keys().any(is_close) && !is_whole {
        problems.push(Problem::new(
            operation.below(&["x-rate-limit"]),
            "`x-rate-limit` is not complete: write it like `x-rate-limit: {requests: 150, seconds: 60}`",
        ));
    }
}

/// The client sends its credentials to an operation's own server too.
fn server(operation: &OperationNode, problems: &mut Vec<Problem>) {
    if operation
        .server()
        .is_some_and(|url| !url.starts_with("https://") || url.contains(['{', '?', '#', '@']))
    {
        problems.push(Problem::new(
            &operation.pointer,
            "the operation's own server is not a plain https URL: write it without variables, credentials, \
             query or fragment",
        ));
    }
}
