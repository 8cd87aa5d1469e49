//! Checks that a path template yields exactly one URL, whatever its parameters are.

use std::collections::HashMap;

use serde_json::Value;

use crate::problem::Problem;
use crate::slugs::braced;
use crate::tree::{Node, OperationNode};

/// The build would silently skip a path without a leading slash. A URL parser rewrites invalid segments, so
/// the request would go to another path.
pub fn templates(tree: &Value, problems: &mut Vec<Problem>) {
    let paths = tree.get("paths").and_then(Value::as_object).into_iter().flatten();
    for (path, _) in paths.filter(|(path, _)| !path.starts_with("x-")) {
        if !path.starts_with('/') {
            problems.push(Problem::new(
                ["paths", path],
                format!("path `{path}` does not start with a slash: write `/{path}`"),
            ));
        } else if path.contains("//") {
            let message = format!("path `{path}` has an empty segment: write one slash");
            problems.push(Problem::new(["paths", path], message));
        } else if let Some(segment) = path.split('/').find(|segment| !is_valid(segment)) {
            let message = if is_dots(segment) {
                format!("URLs cannot contain the path segment `{segment}`: remove it")
            } else {
                format!("`{segment}` is not a valid path segment: percent-encode it or use a parameter")
            };
            problems.push(Problem::new(["paths", path], message));
        }
    }
    same_urls(tree, problems);
}

/// Two paths that differ only in their parameters' names match the same URLs, which OpenAPI forbids: a server, the
/// sandbox for one, would serve the first.
fn same_urls(tree: &Value, problems: &mut Vec<Problem>) {
    let paths = tree.get("paths").and_then(Value::as_object).into_iter().flatten();
    let paths = paths.map(|(path, _)| path).filter(|path| path.starts_with('/'));
    let mut earlier: HashMap<String, &str> = HashMap::new();
    for path in paths {
        if let Some(other) = earlier.insert(unnamed(path), path) {
            problems.push(Problem::new(
                ["paths", path],
                format!("path `{path}` has the same URLs as `{other}`: move its operations there"),
            ));
        }
    }
}

/// The template without the names of its parameters.
fn unnamed(path: &str) -> String {
    let path = braced(path);
    let parts = path.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after));
    parts.collect::<Vec<_>>().join("{}")
}

/// Returns whether a URL parser leaves a segment of a template unchanged.
fn is_valid(segment: &str) -> bool {
    let filled = placeholders(segment)
        .iter()
        .fold(segment.to_owned(), |segment, name| segment.replace(&format!("{{{name}}}"), "a"));
    let plain =
        |character: char| character.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%".contains(character);
    !is_dots(&filled) && filled.chars().all(plain)
}

/// Returns whether a URL parser removes the segment. It reads an encoded dot as a dot.
fn is_dots(segment: &str) -> bool {
    matches!(&*segment.to_ascii_lowercase().replace("%2e", "."), "." | "..")
}

/// The template's placeholders and the declared path parameters have to be the same set.
pub fn parameters(operation: &OperationNode, problems: &mut Vec<Problem>) {
    let placeholders = placeholders(operation.path);
    let declared: Vec<(&str, &Node)> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.text("in") == Some("path"))
        .filter_map(|parameter| Some((parameter.text("name")?, parameter)))
        .collect();
    // An undeclared placeholder next to an unused parameter is one misspelling. Report it once, below.
    let misspelt = declared.iter().any(|(name, _)| !placeholders.contains(name));
    for name in placeholders.iter().filter(|_| !misspelt) {
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
                    // Other operations have the parameter too.
                    Some(other) if is_shared(operation, parameter) => format!(
                        "path parameter `{name}` is not in the path: write `{{{name}}}` there instead of `{{{other}}}`"
                    ),
                    Some(other) => {
                        format!("path parameter `{name}` is not in the path: rename it to `{other}`")
                    }
                    None => format!(
                        "path parameter `{name}` is not in the path: add `{{{name}}}` there or remove the \
                         parameter"
                    ),
                },
            ));
        }
        if parameter.value.get("required") != Some(&Value::Bool(true)) {
            problems.push(Problem::new(
                &parameter.pointer,
                format!("path parameter `{name}` must be required: add `required: true`"),
            ));
        }
    }
}

/// Returns whether a parameter is a reference to a component.
fn is_shared(operation: &OperationNode, parameter: &Node) -> bool {
    let owner =
        if parameter.pointer.starts_with(&operation.pointer) { operation.value } else { operation.item };
    let index = parameter.pointer.last().and_then(|index| index.parse::<usize>().ok());
    let written = index.and_then(|index| owner.get("parameters")?.get(index));
    written.is_some_and(|written| written.get("$ref").is_some())
}

fn placeholders(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
}
