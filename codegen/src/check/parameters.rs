//! Checks that each parameter can become a setter of the operation's builder.

use serde_json::Value;

use crate::check::serialization;
use crate::headers::{SESSION_HEADERS, constant, is_project_id, is_session, takes_any_text};
use crate::names;
use crate::problem::Problem;
use crate::tree::{Node, OperationNode, list, resolve};

pub fn check(operation: &OperationNode, tree: &Value, problems: &mut Vec<Problem>) {
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let mut report = |message: String| problems.push(Problem::new(&parameter.pointer, message));
        let name = parameter.text("name").unwrap_or_default();
        let setter = names::snake(name);
        let clashes = |other: &&Node| other.text("name").is_some_and(|other| names::snake(other) == setter);
        if let Some(earlier) = operation.parameters[..index].iter().find(clashes) {
            let other = earlier.text("name").unwrap_or_default();
            report(format!("parameters `{other}` and `{name}` share the setter `{setter}`: rename one"));
        }
        if RESERVED.contains(&setter.as_str()) {
            report(format!("parameter `{name}` clashes with the builder's own method `{setter}`: rename it"));
        }
        if parameter.text("in") == Some("cookie") {
            report(format!("cookie parameter `{name}` is not supported: send it as a header"));
        }
        let schema = parameter.value.get("schema").map(|schema| resolve(tree, schema));
        if schema.is_some_and(|schema| schema.get("format").and_then(Value::as_str) == Some("password")) {
            report(format!("secret parameter `{name}` could end up in server logs: send it in the body"));
        }
        if parameter.value.get("content").is_some() {
            report(format!(
                "`content` of parameter `{name}` is not supported: describe the parameter by a `schema`, or \
                 send it in the body"
            ));
        } else if !parameter.value.get("schema").is_some_and(Value::is_object) {
            report(format!(
                "parameter `{name}` has no `schema`: add one, for example `schema: {{type: string}}`"
            ));
        }
        if is_project_id(parameter) && parameter.text("in") != Some("path") {
            report(format!("`x-project-id` of parameter `{name}` is for a path: remove it"));
        } else if is_project_id(parameter) && !takes_any_text(parameter, tree) {
            report(format!(
                "parameter `{name}` is the project's id: describe it as a string without an `enum`"
            ));
        }
        header(parameter, name, problems);
        constant_header(parameter, name, tree, problems);
        serialization::check(parameter, name, tree, problems);
    }
    repeated(operation, tree, problems);
}

/// The methods of every builder.
const RESERVED: [&str; 5] = ["body", "body_map", "pages", "send", "stream"];

/// The headers that the client, or the HTTP library under it, sends by itself.
const OWN_HEADERS: [&str; 9] = [
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
];

/// A header that the client sends by itself would be sent twice, and a misspelt session header is an ordinary
/// parameter: the session would not reach the server.
fn header(parameter: &Node, name: &str, problems: &mut Vec<Problem>) {
    let lower = name.to_ascii_lowercase();
    let session = ["X-Stytch-Member-Session", "X-Stytch-Member-SessionJWT"]
        .into_iter()
        .min_by_key(|known| strsim::damerau_levenshtein(&known.to_ascii_lowercase(), &lower));
    let is_close = |known: &&str| strsim::damerau_levenshtein(&known.to_ascii_lowercase(), &lower) <= 2;
    let message = if parameter.text("in") == Some("header") && OWN_HEADERS.contains(&lower.as_str()) {
        format!("the client sends the header `{name}` by itself: remove the parameter")
    } else if is_session(parameter) || parameter.text("in") == Some("path") {
        return;
    } else if SESSION_HEADERS.contains(&lower.as_str()) {
        format!("a member session is sent in a header: write `in: header` for `{name}`")
    } else if let Some(known) = session.filter(is_close) {
        format!("the header of a member session is misspelt as `{name}`: write `{known}`")
    } else {
        return;
    };
    problems.push(Problem::new(&parameter.pointer, message));
}

/// The client sends a header of one value by itself, so the value must be one that a header can carry.
fn constant_header(parameter: &Node, name: &str, tree: &Value, problems: &mut Vec<Problem>) {
    let is_text = |value: &&str| value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
    if let Some(value) = constant(tree, parameter).filter(|value| !is_text(value)) {
        let message = format!("the header `{name}` cannot carry {value:?}: use plain ASCII");
        problems.push(Problem::new(&parameter.pointer, message));
    }
}

/// Of two parameters of one list with the same name and location, the first would be ignored.
fn repeated(operation: &OperationNode, tree: &Value, problems: &mut Vec<Problem>) {
    let owners = [(operation.item, &operation.pointer[..2]), (operation.value, &operation.pointer[..])];
    for (owner, pointer) in owners {
        let key = |parameter: &Value| {
            let text = |key: &str| parameter.get(key).and_then(Value::as_str).map(str::to_owned);
            (text("name"), text("in"))
        };
        let keys: Vec<_> = list(owner, "parameters").map(|parameter| key(resolve(tree, parameter))).collect();
        for (index, (name, _)) in keys.iter().enumerate() {
            if let Some(name) = name.as_ref().filter(|_| keys[..index].contains(&keys[index])) {
                let place = [pointer, &["parameters".to_owned(), index.to_string()]].concat();
                problems.push(Problem::new(
                    place,
                    format!("parameter `{name}` is listed twice: remove one of the two"),
                ));
            }
        }
    }
}
