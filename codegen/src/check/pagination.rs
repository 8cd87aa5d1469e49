//! Checks that the parameters and properties that `x-pagination` names exist.

use serde_json::Value;

use crate::problem::Problem;
use crate::tree::{OperationNode, operations, resolve};

pub fn check(tree: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for node in operations(tree) {
        operation(&node, tree, &mut problems);
    }
    problems
}

/// `cursor` names a query parameter or a body property of the request. `next` and `items` name properties of the
/// success response.
fn operation(operation: &OperationNode, tree: &Value, problems: &mut Vec<Problem>) {
    let Some(pagination) = operation.value.get("x-pagination") else { return };
    let text = |key: &str| pagination.get(key).and_then(Value::as_str).unwrap_or_default();
    let mut report = |key: &str, message: String| {
        problems.push(Problem::new(operation.below(&["x-pagination", key]), message));
    };
    let in_query = operation.parameters.iter().find_map(|parameter| {
        let named = parameter.text("in") == Some("query") && parameter.text("name") == Some(text("cursor"));
        parameter.value.get("schema").filter(|_| named).map(|schema| resolve(tree, schema))
    });
    let body = operation.body_schema(tree).map(|schema| resolve(tree, schema));
    let in_body =
        body.and_then(|body| body.get("properties")?.get(text("cursor"))).map(|node| resolve(tree, node));
    if !in_query.or(in_body).is_some_and(is_plain_string) {
        let cursor = text("cursor");
        report(
            "cursor",
            format!(
                "no query parameter or body property `{cursor}` is a plain string: name the one that takes the \
                 cursor"
            ),
        );
    }
    let property = |key: &str| property(tree, operation.success_schema(tree)?, text(key));
    if !property("next").is_some_and(is_plain_string) {
        let next = text("next");
        report(
            "next",
            format!(
                "the success response has no plain string `{next}`: name the property with the next cursor"
            ),
        );
    }
    let list = property("items").filter(|node| node.get("type").and_then(Value::as_str) == Some("array"));
    if !list.and_then(|list| list.get("items")).is_some_and(is_item) {
        let items = text("items");
        report(
            "items",
            format!(
                "the success response has no list `{items}` of objects or strings: name the property with \
                 the items"
            ),
        );
    }
}

/// Returns whether a stream can yield values of this schema: models or strings.
fn is_item(schema: &Value) -> bool {
    let is_inline_model = schema.get("properties").is_some() && schema.get("nullable").is_none();
    schema.get("$ref").is_some() || is_inline_model || is_plain_string(schema)
}

fn is_plain_string(schema: &Value) -> bool {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    text("type") == Some("string") && text("format") != Some("password") && schema.get("enum").is_none()
}

/// The property at a dotted path such as `a.b`.
fn property<'a>(tree: &'a Value, schema: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(resolve(tree, schema), |schema, name| {
        Some(resolve(tree, schema.get("properties")?.get(name)?))
    })
}
