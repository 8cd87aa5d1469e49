use serde_json::Value;

use super::super::choices;
use super::{PATH_SEGMENT, SECRET};

/// Strips what validates and does not describe, so that stricter or newer responses still decode: limits and
/// patterns; formats, for which the generator would need more crates; and defaults, which it would send, or
/// make up where a response lacks the value. The server checks its input itself.
pub(super) fn strip(node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::Object(fields) => {
            let text = |key: &str| fields.get(key).and_then(Value::as_str);
            if text("type") == Some("string") && text("format") == Some(SECRET) {
                // Only a schema with nothing else in it is the one that the generator replaces.
                fields.retain(|name, _| SECRET_FIELDS.contains(&name.as_str()));
                return;
            }
            // The generated call checks them; to the generator they would be models of their own.
            for key in ["anyOf", "oneOf"] {
                if choices::of(node, key).is_some() {
                    node.as_object_mut().into_iter().for_each(|fields| _ = fields.shift_remove(key));
                }
            }
            let Value::Object(fields) = node else { return };
            let text = |key: &str| fields.get(key).and_then(Value::as_str);
            let is_text = text("type") == Some("string") && text("format") != Some(PATH_SEGMENT);
            fields.retain(|name, value| {
                // A property may have one of these names; then a schema stands in its place.
                let is_constraint = CONSTRAINTS.contains(&name.as_str()) && !value.is_object();
                // A field that is new tomorrow is ignored, not refused.
                let is_closed = name == "additionalProperties" && value == &Value::Bool(false);
                let is_format = is_text && name == "format" && !value.is_object();
                !is_constraint && !is_closed && !is_format
            });
            fields.values_mut().for_each(strip);
        }
        _ => {}
    }
}

const SECRET_FIELDS: [&str; 5] = ["type", "format", "nullable", "description", "deprecated"];

const CONSTRAINTS: [&str; 13] = [
    "default",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "pattern",
    "uniqueItems",
];
