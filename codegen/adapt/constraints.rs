use serde_json::Value;

use super::{PATH_SEGMENT, SECRET};

/// Strips what validates and does not describe, so that stricter or newer responses still decode: limits, patterns
/// and enums of numbers; formats, for which the generator would need more crates; and defaults, which it would send, or
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
            let is_text = text("type") == Some("string") && text("format") != Some(PATH_SEGMENT);
            fields.retain(|name, value| {
                // Such an enum is closed. Without it, a number that is new tomorrow decodes.
                let is_enum_of_others = name == "enum" && !is_word_list(value);
                // A property may have one of these names; then a schema stands in its place.
                let is_constraint = CONSTRAINTS.contains(&name.as_str()) && !value.is_object();
                // A field that is new tomorrow is ignored, not refused.
                let is_closed = name == "additionalProperties" && value == &Value::Bool(false);
                let is_format = is_text && name == "format" && !value.is_object();
                !is_constraint && !is_enum_of_others && !is_closed && !is_format
            });
            fields.values_mut().for_each(strip);
        }
        _ => {}
    }
}

/// Whether an `enum` has words, of which the crate makes an enum that is open to others. A property may be called
/// `enum`, and has a schema.
fn is_word_list(values: &Value) -> bool {
    values.as_array().is_none_or(|values| values.iter().all(|value| value.is_string() || value.is_null()))
}

const SECRET_FIELDS: [&str; 4] = ["type", "format", "nullable", "description"];

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
