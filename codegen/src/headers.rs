//! Parameters that the client sets by itself.

use serde_json::Value;

use crate::tree::{Node, OperationNode, resolve};

/// The headers that carry a member session, in lower case. An operation only declares that it accepts them.
pub const SESSION_HEADERS: [&str; 2] = ["x-stytch-member-session", "x-stytch-member-sessionjwt"];

/// Returns whether the parameter is a header that carries a member session.
pub fn is_session(parameter: &Node) -> bool {
    let name = parameter.text("name").unwrap_or_default().to_ascii_lowercase();
    parameter.text("in") == Some("header") && SESSION_HEADERS.contains(&name.as_str())
}

/// The session headers that the operation accepts, in lower case.
pub fn session_headers(operation: &OperationNode) -> Vec<String> {
    let headers = operation.parameters.iter().filter(|parameter| is_session(parameter));
    headers.filter_map(|parameter| parameter.text("name")).map(str::to_ascii_lowercase).collect()
}

/// The value of a header that has only one: required, and with one word in its `enum`.
pub fn constant<'a>(tree: &'a Value, parameter: &Node<'a>) -> Option<&'a str> {
    let is_required = parameter.value.get("required") == Some(&Value::Bool(true));
    let schema = resolve(tree, parameter.value.get("schema")?);
    let words = schema.get("enum")?.as_array()?;
    let word = words.first()?.as_str()?;
    (is_required && parameter.text("in") == Some("header") && words.len() == 1).then_some(word)
}

/// Returns whether the parameter is the project's id. The client sends its own unless the caller gives another.
pub fn is_project_id(parameter: &Node) -> bool {
    parameter.value.get("x-project-id") == Some(&Value::Bool(true))
}

/// Returns whether the parameter takes any string.
pub fn takes_any_text(parameter: &Node, tree: &Value) -> bool {
    let schema = parameter.value.get("schema").map(|schema| resolve(tree, schema));
    schema.is_some_and(|schema| {
        schema.get("type").and_then(Value::as_str) == Some("string") && schema.get("enum").is_none()
    })
}

/// The parameters that a caller sets.
pub fn settable<'a>(
    tree: &'a Value,
    operation: &'a OperationNode<'a>,
) -> impl Iterator<Item = &'a Node<'a>> + use<'a> {
    let parameters = operation.parameters.iter();
    parameters.filter(|parameter| !is_session(parameter) && constant(tree, parameter).is_none())
}
