//! What `x-pagination` says of an operation has to be there.

use serde_json::Value;

use super::super::problem::Problem;
use super::super::tree::{OperationNode, operations, resolve};

pub fn check(tree: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for node in operations(tree) {
        operation(&node, tree, &mut problems);
    }
    problems
}

/// `x-pagination` names a place for the cursor in the request and two places in the answer.
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
    if !in_query.or(in_body).is_some_and(is_plain_text) {
        let cursor = text("cursor");
        report(
            "cursor",
            format!("neither the query nor the body has `{cursor}` as plain text: name the cursor's place"),
        );
    }
    let property = |key: &str| property(tree, operation.success_schema(tree)?, text(key));
    if !property("next").is_some_and(is_plain_text) {
        report("next", format!("the success has no property `{}` of plain text: name one", text("next")));
    }
    let list = property("items").filter(|node| node.get("type").and_then(Value::as_str) == Some("array"));
    if !list.and_then(|list| list.get("items")).is_some_and(is_item) {
        let items = text("items");
        report(
            "items",
            format!("the success has no property `{items}`, a list of objects or texts: name one"),
        );
    }
}

/// Whether a stream can yield such values: a model, or a text.
fn is_item(schema: &Value) -> bool {
    let is_inline_model = schema.get("properties").is_some() && schema.get("nullable").is_none();
    schema.get("$ref").is_some() || is_inline_model || is_plain_text(schema)
}

fn is_plain_text(schema: &Value) -> bool {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    text("type") == Some("string") && text("format") != Some("password") && schema.get("enum").is_none()
}

/// The property that a path such as `a.b` leads to.
fn property<'a>(tree: &'a Value, schema: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(resolve(tree, schema), |schema, name| {
        Some(resolve(tree, schema.get("properties")?.get(name)?))
    })
}
