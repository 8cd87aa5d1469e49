//! Checks that each parameter can become a setter of the operation's builder.

use serde_json::Value;

use super::super::names;
use super::super::problem::Problem;
use super::super::tree::{Node, OperationNode, resolve};

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
        if !parameter.value.get("schema").is_some_and(Value::is_object) {
            report(format!(
                "parameter `{name}` has no `schema`: add one, for example `schema: {{type: string}}`"
            ));
        }
    }
}

/// The methods of every builder.
const RESERVED: [&str; 5] = ["body", "body_map", "pages", "send", "stream"];
