//! The choice between optional properties of which an object needs one: `anyOf` or `oneOf` of nothing but `required` lists.

use serde_json::Value;

use crate::tree::{list, resolve};

/// The lists of one `anyOf` or `oneOf`.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// The object needs exactly one of them, instead of at least one.
    pub is_exclusive: bool,
    /// The properties of each.
    pub lists: Vec<Vec<String>>,
}

/// The choices that a schema leaves, including those of its parts.
pub fn choices(tree: &Value, schema: &Value) -> Vec<Choice> {
    let schema = resolve(tree, schema);
    let own = KEYS.into_iter().filter_map(|key| of(schema, key));
    own.chain(list(schema, "allOf").flat_map(|part| choices(tree, part))).collect()
}

const KEYS: [&str; 2] = ["anyOf", "oneOf"];

/// The choice that a schema itself leaves at a key.
pub fn of(schema: &Value, key: &str) -> Option<Choice> {
    let alternatives = schema.get(key)?.as_array()?;
    let lists: Option<Vec<_>> = alternatives.iter().map(required).collect();
    let lists = lists.filter(|lists| !lists.is_empty())?;
    Some(Choice { is_exclusive: key == "oneOf", lists })
}

/// The `required` list of a schema that says nothing else about the value.
fn required(schema: &Value) -> Option<Vec<String>> {
    let is_plain =
        schema.as_object()?.keys().all(|key| ["required", "title", "description"].contains(&key.as_str()));
    let names = list(schema, "required").filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>();
    (is_plain && !names.is_empty()).then_some(names)
}

impl Choice {
    /// The demand on a caller, such as "set at least one of `a`, `b`".
    pub fn demand(&self) -> String {
        let lists = self.lists.iter().map(|names| {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            names.join(" with ")
        });
        let number = if self.is_exclusive { "exactly" } else { "at least" };
        format!("set {number} one of {}", lists.collect::<Vec<_>>().join(", "))
    }
}
