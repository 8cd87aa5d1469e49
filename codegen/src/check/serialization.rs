//! Checks that a parameter is to be written as the client writes it: in the style `form` in a query, in `simple`
//! elsewhere, percent-encoded.
//!
//! <https://spec.openapis.org/oas/v3.0.3#style-values>

use serde_json::Value;

use crate::problem::Problem;
use crate::tree::{Node, list, resolve};

pub fn check(parameter: &Node, name: &str, tree: &Value, problems: &mut Vec<Problem>) {
    let mut report = |key: &str, message: String| {
        let place = parameter.pointer.iter().map(String::as_str).chain([key]);
        problems.push(Problem::new(place, message));
    };
    let in_query = parameter.text("in") == Some("query");
    let kind = parameter.value.get("schema").and_then(|schema| Kind::of(tree, schema));
    let default = if in_query { "form" } else { "simple" };
    if let Some(style) = parameter.text("style").filter(|style| *style != default) {
        let instead = match kind {
            Some(Kind::Other) => "describe each property as a parameter of its own".to_owned(),
            _ if in_query => format!("remove it, the client sends a list as `{name}=a&{name}=b`"),
            _ => "remove it, the client sends the plain value".to_owned(),
        };
        report("style", format!("the style `{style}` of parameter `{name}` is not supported: {instead}"));
        return;
    }
    if in_query && kind == Some(Kind::List) && parameter.value.get("explode") == Some(&false.into()) {
        let message = format!(
            "`explode: false` of parameter `{name}` is not supported: remove it, the client sends a list as \
             `{name}=a&{name}=b`"
        );
        report("explode", message);
    }
    if parameter.value.get("allowReserved") == Some(&true.into()) {
        let message = format!(
            "`allowReserved` of parameter `{name}` is not supported: remove it, the client percent-encodes \
             every reserved character"
        );
        report("allowReserved", message);
    }
    let allowed = if in_query {
        "a string, a number, a boolean or a list of these"
    } else {
        "a string, a number or a boolean"
    };
    if kind == Some(Kind::Other) || (!in_query && kind == Some(Kind::List)) {
        report(
            "schema",
            format!("parameter `{name}` has to be {allowed}: change its `type`, or send it in the body"),
        );
    }
}

/// The kind of a parameter's value.
#[derive(PartialEq, Eq)]
pub(super) enum Kind {
    Scalar,
    /// A list of scalars.
    List,
    Other,
}

impl Kind {
    /// `None` if the schema does not say.
    pub(super) fn of(tree: &Value, schema: &Value) -> Option<Self> {
        let schema = resolve(tree, schema);
        match schema.get("type").and_then(Value::as_str) {
            Some("string" | "integer" | "number" | "boolean") => Some(Self::Scalar),
            Some("array") => {
                let item = schema.get("items").and_then(|items| Self::of(tree, items));
                Some(if item.is_none_or(|item| item == Self::Scalar) { Self::List } else { Self::Other })
            }
            Some(_) => Some(Self::Other),
            None if schema.get("properties").is_some() => Some(Self::Other),
            None => list(schema, "allOf").find_map(|part| Self::of(tree, part)),
        }
    }
}
