use serde_json::{Map, Value, json};

use crate::names;
use crate::tree::{JSON, list};

/// Moves every inline schema that becomes a model into `components`, under the name that the generator would give
/// it, so that later steps find every model by name.
pub(super) fn name_inline_schemas(adapted: &mut Value) {
    let Value::Object(mut schemas) = adapted["components"]["schemas"].take() else { return };
    let names: Vec<String> = schemas.keys().cloned().collect();
    for name in names {
        let mut schema = schemas[&name].take();
        name_below(&mut schema, &name, &mut schemas);
        schemas[&name] = schema;
    }
    for item in adapted["paths"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
            let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default().to_owned();
            for (pointer, suffix) in
                [("/requestBody/content", "body"), ("/responses/200/content", "response")]
            {
                let content = operation.pointer_mut(pointer).and_then(|content| content.get_mut(JSON));
                if let Some(schema) = content.and_then(|media| media.get_mut("schema")) {
                    name_schema(schema, &format!("{id}-{suffix}"), &mut schemas);
                }
            }
        }
    }
    adapted["components"]["schemas"] = schemas.into();
}

/// Moves an inline schema into `components` under its `title` or this name, and leaves a reference to it.
fn name_schema(schema: &mut Value, name: &str, schemas: &mut Map<String, Value>) {
    let name = names::camel(schema.get("title").and_then(Value::as_str).unwrap_or(name));
    name_below(schema, &name, schemas);
    let is_taken = schemas.keys().any(|other| names::camel(other) == name);
    if is_model(schema) && !is_taken {
        let reference = json!({"$ref": format!("#/components/schemas/{name}")});
        schemas.insert(name, std::mem::replace(schema, reference));
    }
}

/// Names the schemas of properties and list items below a schema of this name.
fn name_below(schema: &mut Value, name: &str, schemas: &mut Map<String, Value>) {
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (property, schema) in properties.into_iter().flatten() {
        name_schema(schema, &format!("{name}_{property}"), schemas);
    }
    if let Some(items) = schema.get_mut("items") {
        name_schema(items, &format!("{name}_item"), schemas);
    }
}

/// Returns whether an inline schema becomes a model and can be a component. A nullable one cannot: it is a model in an
/// `Option`.
fn is_model(schema: &Value) -> bool {
    let has = |key: &str| schema.get(key).is_some();
    let is_text = schema.get("type").and_then(Value::as_str) == Some("string");
    let is_merged = list(schema, "allOf").count() > 1;
    let is_named = has("properties") || (has("enum") && is_text) || has("oneOf") || has("anyOf") || is_merged;
    is_named && !has("$ref") && !has("nullable")
}
