//! Checks that an operation has a request body in JSON or as a form, if any, and exactly one type of success
//! response.

use serde_json::Value;

use crate::check::forms;
use crate::problem::Problem;
use crate::tree::{FORM, JSON, OperationNode, resolve};

pub fn request(operation: &OperationNode, tree: &Value, problems: &mut Vec<Problem>) {
    if operation.value.get("requestBody").is_none() {
        return;
    }
    if BODILESS.contains(&operation.method) {
        problems.push(Problem::new(
            operation.below(&["requestBody"]),
            format!(
                "OpenAPI ignores the body of a `{}` request, and so may a server: describe its fields as query \
                 parameters, or use another method",
                operation.method
            ),
        ));
        return;
    }
    match operation.media_type(tree) {
        Some(JSON) => {}
        Some(_) => forms::check(operation, tree, problems),
        None => problems.push(Problem::new(
            operation.below(&["requestBody"]),
            format!(
                "only request bodies in `{JSON}` or `{FORM}` are supported: describe the body as one of them"
            ),
        )),
    }
}

/// The methods for which OpenAPI ignores a `requestBody`: proxies and servers may drop it.
const BODILESS: [&str; 3] = ["get", "head", "delete"];

/// A Rust method has one return type, so all success responses must share it.
pub fn success(operation: &OperationNode, tree: &Value, problems: &mut Vec<Problem>) {
    if operation.value.get("responses").is_none() {
        return;
    }
    let mut seen: Option<(&str, Option<&Value>)> = None;
    for (status, response) in operation.responses() {
        let mut report =
            |message: String| problems.push(Problem::new(operation.below(&["responses", status]), message));
        if !is_status(status) {
            report(format!(
                "`{status}` is not a status: write a code such as '200', a range such as '2XX', or 'default'"
            ));
        }
        if !status.starts_with('2') {
            continue;
        }
        let content = resolve(tree, response).get("content").and_then(Value::as_object);
        let schema = content.and_then(|content| content.get(JSON)).and_then(|media| media.get("schema"));
        if content.is_some_and(|content| !content.is_empty()) && schema.is_none() {
            report(format!(
                "a success response has either no content or `{JSON}` with a `schema`: correct its `content`"
            ));
            return;
        }
        if status == "204" && schema.is_some() {
            report("a 204 response has no body: remove its `content` or change the status to 200".to_owned());
        }
        if operation.method == "head" && schema.is_some() {
            report("the response to a `head` request has no body: remove its `content`".to_owned());
        }
        match seen {
            Some((first, other)) if other != schema => report(format!(
                "responses {first} and {status} have different types: give them the same schema or remove one"
            )),
            _ => seen = Some((status, schema)),
        }
    }
    if seen.is_none() {
        problems.push(Problem::new(
            operation.below(&["responses"]),
            "the operation has no success response: add one with a 2xx status",
        ));
    }
}

/// Returns whether this is a status code, a range such as `2XX`, or `default`.
fn is_status(status: &str) -> bool {
    let is_code = status.len() == 3
        && status.starts_with(['1', '2', '3', '4', '5'])
        && (status.ends_with("XX") || status.bytes().all(|byte| byte.is_ascii_digit()));
    is_code || status == "default"
}
