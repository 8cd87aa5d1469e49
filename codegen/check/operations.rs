//! What has to hold of an operation so that one method of the client can stand for it.

use serde_json::Value;

use super::super::names;
use super::super::problem::Problem;
use super::super::tree::{JSON, Node, OperationNode, operations, resolve};

pub fn check(tree: &Value) -> Vec<Problem> {
    let operations = operations(tree);
    let mut problems = Vec::new();
    operation_ids(&operations, &mut problems);
    paths(tree, &mut problems);
    for operation in &operations {
        path_parameters(operation, &mut problems);
        parameter_kinds(operation, tree, &mut problems);
        request_body(operation, tree, &mut problems);
        success_type(operation, tree, &mut problems);
        security(operation, tree, &mut problems);
        method(operation, &mut problems);
        server(operation, &mut problems);
    }
    problems
}

fn operation_ids(operations: &[OperationNode], problems: &mut Vec<Problem>) {
    for (index, operation) in operations.iter().enumerate() {
        let Some(id) = operation.id() else {
            problems.push(Problem::new(
                &operation.pointer,
                "no operationId: add one, it becomes the method's name",
            ));
            continue;
        };
        // Two spellings of one method name collide as well.
        let name = operation.name();
        let is_name = id.starts_with(char::is_alphabetic) && names::is_ident(&name);
        if !is_name || TAKEN.contains(&name.as_str()) {
            problems.push(Problem::new(
                operation.below(&["operationId"]),
                format!("operationId `{id}` cannot name a method of the client: choose another"),
            ));
        }
        // Methods are in snake case, their builders in camel case: `a1` and `a_1` share one.
        let same = |other: &&OperationNode| {
            other
                .id()
                .is_some_and(|other| names::snake(other) == name || names::camel(other) == names::camel(id))
        };
        let earlier = operations[..index].iter().find(same);
        if let Some(earlier) = earlier {
            problems.push(Problem::new(
                operation.below(&["operationId"]),
                format!("operationId `{id}` is taken by {} {}: choose another", earlier.method, earlier.path),
            ));
        }
    }
}

/// The methods that every `Client` has.
const TAKEN: [&str; 8] =
    ["builder", "clone", "fan_out", "from_env", "into", "new", "try_into", "with_member_session"];

/// A path without a slash at its front would be left out in silence, and one that is not written as URLs
/// have it would be another one on the wire.
fn paths(tree: &Value, problems: &mut Vec<Problem>) {
    let paths = tree.get("paths").and_then(Value::as_object).into_iter().flatten();
    for (path, _) in paths.filter(|(path, _)| !path.starts_with("x-")) {
        if !path.starts_with('/') {
            problems.push(Problem::new(
                ["paths", path],
                format!("path `{path}` has no slash at its front: write `/{path}`"),
            ));
        } else if let Some(wrong) = path.split('/').find(|segment| !is_segment(segment)) {
            problems.push(Problem::new(
                ["paths", path],
                format!("`{wrong}` cannot be part of a path: percent-encode it, or make it a parameter"),
            ));
        }
    }
}

/// Whether a URL keeps a segment of a template as it is, whatever its parameters are.
fn is_segment(segment: &str) -> bool {
    let parsed = placeholders(segment)
        .iter()
        .fold(segment.to_owned(), |segment, name| segment.replace(&format!("{{{name}}}"), "a"));
    let plain =
        |character: char| character.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%".contains(character);
    !matches!(&*parsed, "." | "..") && parsed.chars().all(plain)
}

/// The template's placeholders and the declared path parameters are the same set.
fn path_parameters(operation: &OperationNode, problems: &mut Vec<Problem>) {
    let placeholders = placeholders(operation.path);
    let declared: Vec<(&str, &Node)> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.text("in") == Some("path"))
        .filter_map(|parameter| Some((parameter.text("name")?, parameter)))
        .collect();
    // One that is declared and not in the path is likely the one that is in it and not declared.
    let stray = declared.iter().any(|(name, _)| !placeholders.contains(name));
    for name in placeholders.iter().filter(|_| !stray) {
        if !declared.iter().any(|(declared, _)| declared == name) {
            problems.push(Problem::new(
                &operation.pointer,
                format!("path parameter `{name}` is not declared: add it to `parameters`"),
            ));
        }
    }
    for (name, parameter) in declared {
        if !placeholders.contains(&name) {
            problems.push(Problem::new(
                &parameter.pointer,
                match placeholders.iter().find(|other| !operation.declares(other)) {
                    Some(other) => {
                        format!("path parameter `{name}` is not in the path: name it `{other}` as there")
                    }
                    None => format!(
                        "path parameter `{name}` is not in the path: write `{{{name}}}` there or remove it"
                    ),
                },
            ));
        }
        if parameter.value.get("required") != Some(&Value::Bool(true)) {
            problems.push(Problem::new(
                &parameter.pointer,
                format!("path parameter `{name}` may not be optional: add `required: true`"),
            ));
        }
    }
}

fn placeholders(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}

/// The methods that every builder has.
const SETTERS_TAKEN: [&str; 5] = ["body", "body_map", "pages", "send", "stream"];

fn parameter_kinds(operation: &OperationNode, tree: &Value, problems: &mut Vec<Problem>) {
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let name = parameter.text("name").unwrap_or_default();
        let setter = names::snake(name);
        let same = |other: &&Node| other.text("name").is_some_and(|other| names::snake(other) == setter);
        if let Some(other) = operation.parameters[..index].iter().find(same) {
            problems.push(Problem::new(
                &parameter.pointer,
                format!(
                    "parameters `{}` and `{name}` would have the same setter `{setter}`: rename one",
                    other.text("name").unwrap_or_default(),
                ),
            ));
        }
        if SETTERS_TAKEN.contains(&setter.as_str()) {
            problems.push(Problem::new(
                &parameter.pointer,
                format!(
                    "parameter `{name}` cannot name a setter, builders use the name `{setter}`: rename it"
                ),
            ));
        }
        if parameter.text("in") == Some("cookie") {
            problems.push(Problem::new(
                &parameter.pointer,
                format!("cookie parameter `{name}` is not supported: send it as a header"),
            ));
        }
        let schema = parameter.value.get("schema").map(|schema| resolve(tree, schema));
        if schema.is_some_and(|schema| schema.get("format").and_then(Value::as_str) == Some("password")) {
            problems.push(Problem::new(
                &parameter.pointer,
                format!(
                    "parameter `{name}` is a secret, and servers log URLs and headers: send it in the body"
                ),
            ));
        }
        if !parameter.value.get("schema").is_some_and(Value::is_object) {
            problems.push(Problem::new(
                &parameter.pointer,
                format!("parameter `{name}` has no `schema`: add one, for example `type: string`"),
            ));
        }
    }
}

fn request_body(operation: &OperationNode, tree: &Value, problems: &mut Vec<Problem>) {
    let Some(body) = operation.value.get("requestBody") else { return };
    let content = resolve(tree, body).get("content").and_then(Value::as_object);
    if !content.is_some_and(|content| content.keys().eq([JSON])) {
        problems.push(Problem::new(
            operation.below(&["requestBody"]),
            format!("only request bodies of `{JSON}` are supported: describe the body as that"),
        ));
    }
}

/// One operation has one success type, since a Rust method returns one.
fn success_type(operation: &OperationNode, tree: &Value, problems: &mut Vec<Problem>) {
    let mut seen: Option<(&str, Option<&Value>)> = None;
    for (status, response) in operation.responses() {
        let is_code = status.len() == 3
            && status.starts_with(['1', '2', '3', '4', '5'])
            && (status.ends_with("XX") || status.bytes().all(|byte| byte.is_ascii_digit()));
        if !is_code && status != "default" {
            problems.push(Problem::new(
                operation.below(&["responses", status]),
                format!("`{status}` is not a status: write one like '200', '2XX' or default"),
            ));
        }
        if !status.starts_with('2') {
            continue;
        }
        let content = resolve(tree, response).get("content").and_then(Value::as_object);
        let schema = content.and_then(|content| content.get(JSON)).and_then(|media| media.get("schema"));
        if content.is_some_and(|content| !content.is_empty()) && schema.is_none() {
            problems.push(Problem::new(
                operation.below(&["responses", status]),
                format!("a success is `{JSON}` with a `schema`, or has no content: describe it so"),
            ));
            return;
        }
        if status == "204" && schema.is_some() {
            problems.push(Problem::new(
                operation.below(&["responses", status]),
                "a 204 has no content: remove it, or describe a 200",
            ));
        }
        match seen {
            Some((first, other)) if other != schema => problems.push(Problem::new(
                operation.below(&["responses", status]),
                format!("responses {first} and {status} have different types: give both the same schema"),
            )),
            _ => seen = Some((status, schema)),
        }
    }
    if seen.is_none() {
        problems.push(Problem::new(
            operation.below(&["responses"]),
            "no response with a 2xx status: describe the success",
        ));
    }
}

/// The client authenticates every call with HTTP Basic; anything else would be a lie.
fn security(operation: &OperationNode, tree: &Value, problems: &mut Vec<Problem>) {
    let Some(requirements) = operation.value.get("security").and_then(Value::as_array) else {
        return;
    };
    let basic = requirements.iter().any(|requirement| {
        requirement.as_object().is_some_and(|schemes| {
            schemes.len() == 1
                && schemes.keys().all(|name| {
                    let scheme = tree.pointer(&format!("/components/securitySchemes/{name}"));
                    scheme.and_then(|s| s.get("scheme")).and_then(Value::as_str) == Some("basic")
                })
        })
    });
    if !basic {
        problems.push(Problem::new(
            operation.below(&["security"]),
            "only HTTP Basic is supported: remove `security`, or name the document's basic scheme",
        ));
    }
}

/// The HTTP library has no requests of these kinds, nor have APIs operations of them.
fn method(operation: &OperationNode, problems: &mut Vec<Problem>) {
    if ["options", "trace"].contains(&operation.method) {
        problems.push(Problem::new(
            &operation.pointer,
            format!("operations of the method `{}` are not supported: remove it", operation.method),
        ));
    }
}

/// A server of the operation's own gets the credentials as well.
fn server(operation: &OperationNode, problems: &mut Vec<Problem>) {
    if operation
        .server()
        .is_some_and(|url| !url.starts_with("https://") || url.contains(['{', '?', '#', '@']))
    {
        problems.push(Problem::new(
            &operation.pointer,
            "its own server is not plain https: write its URL out, without variables or credentials",
        ));
    }
}
