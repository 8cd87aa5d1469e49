use serde_json::{Value, json};

use crate::adapt::PATH_SEGMENT;
use crate::choices;
use crate::names;
use crate::secrets::SECRET;

/// Strips validation keywords, so that stricter or newer responses still decode: limits, patterns, enums of numbers
/// and of words that would have the same variant, formats (for which the generator would need more crates) and
/// defaults (which it would send, or invent for missing fields). The server validates its own input.
pub(super) fn strip(node: &mut Value) {
    match node {
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::Object(fields) => {
            let text = |key: &str| fields.get(key).and_then(Value::as_str);
            if text("type") == Some("string") && text("format") == Some(SECRET) {
                // The generator replaces only a schema that has no other keys.
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
                // Such an enum is closed. Without it, numbers that the API adds later decode.
                let is_enum_of_others = name == "enum" && !is_word_list(value);
                // A property may have one of these names. Then the value is a schema.
                let is_constraint = CONSTRAINTS.contains(&name.as_str()) && !value.is_object();
                // Fields that the API adds later are ignored, not rejected.
                let is_closed = name == "additionalProperties" && value == &Value::Bool(false);
                let is_format = is_text && name == "format" && !value.is_object();
                !is_constraint && !is_enum_of_others && !is_closed && !is_format
            });
            // The generator would drop fields that it does not know.
            if fields.contains_key("properties")
                && let Some(values) = fields.get_mut("additionalProperties").filter(|values| **values == true)
            {
                *values = json!({});
            }
            fields.values_mut().for_each(strip);
        }
        _ => {}
    }
}

/// Returns whether an `enum` has words with a variant each, of which the crate makes an enum that is open to others. A property may be called
/// `enum`, and has a schema.
fn is_word_list(values: &Value) -> bool {
    let Some(values) = values.as_array() else { return true };
    let words: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
    let are_words = values.iter().all(|value| value.is_string() || value.is_null());
    are_words && names::are_variants_distinct(&words)
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
