//! The fields that every response has.

use serde_json::{Map, Value, json};

use super::schemas::insert;

/// Replaces the fields that our `Envelope` has by the `Envelope`. The response requires a field that proves that the
/// API has sent it: one of its own, or the id of the call. A call that takes something away always requires
/// the latter.
pub fn in_envelope(ours: &Value, mut schema: Map<String, Value>, takes_away: bool) -> Map<String, Value> {
    const ENVELOPE: &str = "/components/schemas/Envelope";
    let envelope = ours.pointer(ENVELOPE).and_then(|envelope| envelope["properties"].as_object());
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    let (Some(envelope), Some(properties)) = (envelope, properties) else { return schema };
    if !envelope.keys().all(|name| properties.contains_key(name)) {
        return schema;
    }
    properties.retain(|name, _| !envelope.contains_key(name));
    let properties = schema
        .shift_remove("properties")
        .filter(|rest| rest.as_object().is_some_and(|rest| !rest.is_empty()));
    let mut required: Vec<Value> = match schema.shift_remove("required") {
        Some(Value::Array(names)) => names
            .into_iter()
            .filter(|name| name.as_str().is_none_or(|name| !envelope.contains_key(name)))
            .collect(),
        _ => Vec::new(),
    };
    if envelope.contains_key("request_id") && (takes_away || required.is_empty()) {
        required.insert(0, "request_id".into());
    }
    let mut parts = vec![json!({"$ref": format!("#{ENVELOPE}")})];
    if let Some(Value::Array(others)) = schema.shift_remove("allOf") {
        parts.extend(others);
    }
    schema.insert("allOf".to_owned(), parts.into());
    schema.insert("required".to_owned(), required.into());
    insert(&mut schema, "properties", properties);
    schema
}
