//! Examples, made from the schemas and the names of values.

use codegen::sample;
use serde_json::Value;

use crate::secrets::looks_secret;

/// A document whose schemas have examples, to take samples from.
#[derive(Debug)]
pub struct Samples(Value);

impl Samples {
    /// `tree` has all schemas that the samples need.
    pub fn new(mut tree: Value) -> Self {
        let schemas = tree.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
        schemas.into_iter().flatten().for_each(|(_, schema)| hint("", schema));
        Self(tree)
    }

    /// An example of a response with that status. Without the field at the path of `next`, as on the last
    /// page.
    pub fn response(&self, schema: &Value, status: &str, next: Option<&str>) -> Value {
        let mut value = self.of(schema);
        if let (Some(repeated), Ok(status)) = (value.get_mut("status_code"), status.parse::<u16>()) {
            *repeated = status.into();
        }
        if let Some(next) = next {
            let (parents, last) = next.rsplit_once('.').map_or(("", next), |(parents, last)| (parents, last));
            let pointer = parents.split('.').filter(|key| !key.is_empty()).map(|key| format!("/{key}"));
            if let Some(parent) =
                value.pointer_mut(&pointer.collect::<String>()).and_then(Value::as_object_mut)
            {
                parent.shift_remove(last);
            }
        }
        value
    }

    /// An example of the schema.
    pub fn of(&self, schema: &Value) -> Value {
        sample::of_schema(&self.0, schema)
    }
}

fn hint(name: &str, schema: &mut Value) {
    let Some(fields) = schema.as_object_mut() else { return };
    let has = |key: &str| fields.get(key).is_some();
    let format = fields.get("format").and_then(Value::as_str);
    if !has("enum") && !has("example") && !has("default") {
        let example = match fields.get("type").and_then(Value::as_str) {
            Some("string") if format.is_none_or(|format| format == "password") => text(name).map(Value::from),
            _ => None,
        };
        if let Some(example) = example {
            fields.insert("example".to_owned(), example);
        }
    }
    for (name, property) in fields.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten()
    {
        hint(name, property);
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = fields.get_mut(key) {
            hint(name, inner);
        }
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        let parts = fields.get_mut(key).and_then(Value::as_array_mut);
        parts.into_iter().flatten().for_each(|part| hint(name, part));
    }
}

/// An example of a string with this name.
pub fn text(name: &str) -> Option<String> {
    const UUID: &str = "00000000-0000-4000-8000-000000000000";
    let name = codegen::names::snake(name);
    let last = name.rsplit('_').next().unwrap_or_default();
    Some(match (name.as_str(), last) {
        ("request_id", _) => "request-id-test-b05c992f-ebdc-489d-a754-c7e70ba13141".to_owned(),
        (_, "id") if name != "id" => format!("{}-test-{UUID}", name[..name.len() - 3].replace('_', "-")),
        (_, "at") => "2026-01-31T12:00:00Z".to_owned(),
        (_, "url" | "uri") => "https://example.com/".to_owned(),
        ("email" | "email_address", _) => "someone@example.com".to_owned(),
        ("phone_number", _) => "+12025550123".to_owned(),
        ("ip_address", _) => "192.0.2.1".to_owned(),
        ("name" | "", _) => return None,
        _ if looks_secret(&name) => format!("example-{}", name.replace('_', "-")),
        _ => return None,
    })
}
