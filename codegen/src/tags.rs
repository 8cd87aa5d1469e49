//! The properties that tell the alternatives of a union apart: required in each, with one word of its own.

use serde_json::Value;

use crate::tree::list;

/// The tags of alternatives, whose references are resolved. The generator finds none in an `allOf`.
pub fn tags<'a>(alternatives: &[&'a Value]) -> Vec<&'a str> {
    let Some(first) = alternatives.first() else { return Vec::new() };
    let required = list(first, "required").filter_map(Value::as_str);
    let tells_apart = |name: &&str| {
        let words: Option<Vec<&Value>> = alternatives.iter().map(|schema| word(schema, name)).collect();
        words.is_some_and(|words| (1..words.len()).all(|index| !words[..index].contains(&words[index])))
    };
    required.filter(tells_apart).collect()
}

/// The only word of a property that a schema requires.
fn word<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    let is_required = list(schema, "required").any(|other| other == name) && schema.get("allOf").is_none();
    match schema.get("properties")?.get(name)?.get("enum")?.as_array()?.as_slice() {
        [word] if is_required => Some(word),
        _ => None,
    }
}
