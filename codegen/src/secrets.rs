//! Schemas whose values must not appear in a log.

use serde_json::Value;

use crate::tree::{list, resolve};

/// The format of a string that is a secret. It becomes the crate's own type, which does not print itself.
pub const SECRET: &str = "password";

/// Returns whether a schema is a secret, or an array, map or composition that contains one. Properties are not
/// followed: each is known by its own name.
pub fn holds_secret(tree: &Value, schema: &Value) -> bool {
    holds(tree, schema, &mut Vec::new())
}

/// `seen` guards against recursion.
fn holds<'a>(tree: &'a Value, schema: &'a Value, seen: &mut Vec<&'a Value>) -> bool {
    let schema = resolve(tree, schema);
    if seen.iter().any(|other| std::ptr::eq(*other, schema)) {
        return false;
    }
    seen.push(schema);
    let parts = ["allOf", "anyOf", "oneOf"].into_iter().flat_map(|key| list(schema, key));
    let inner = ["items", "additionalProperties"].into_iter().filter_map(|key| schema.get(key)).chain(parts);
    schema.get("format").and_then(Value::as_str) == Some(SECRET)
        || inner.into_iter().any(|inner| holds(tree, inner, seen))
}
