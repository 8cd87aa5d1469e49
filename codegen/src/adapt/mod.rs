//! Prepares the document for the generator: removes the parts that it does not support or must not see, and names
//! every schema. Each step treats all operations alike. The document itself is unchanged.

mod constraints;
mod naming;
pub mod reach;
mod unions;

use serde_json::{Map, Value, json};

use crate::headers::{settable, takes_any_text};
use crate::problem::Problem;
use crate::tree::{JSON, Node, OperationNode, operations};

/// The format that stands for the crate's own type of path parameters, which cannot change the path.
pub const PATH_SEGMENT: &str = "path-segment";

/// The document for the generator.
///
/// # Errors
///
/// Schemas that would become models of the same name.
pub fn adapt(tree: &Value) -> Result<Value, Vec<Problem>> {
    let paths = operations(tree).iter().fold(Map::new(), |mut paths, operation| {
        let item = paths.entry(operation.path).or_insert_with(|| json!({}));
        item[operation.method] = adapted_operation(operation, tree);
        paths
    });
    let schemas = tree.pointer("/components/schemas").cloned().unwrap_or_else(|| json!({}));
    let mut adapted = tree.clone();
    adapted["paths"] = paths.into();
    adapted["components"] = json!({"schemas": schemas});
    adapted.as_object_mut().into_iter().for_each(|document| _ = document.shift_remove("servers"));
    constraints::strip(&mut adapted);
    let document = adapted.clone();
    unions::simplify(&mut adapted["paths"], &document);
    unions::simplify(&mut adapted["components"], &document);
    let problems = naming::name_inline_schemas(&mut adapted, tree);
    if !problems.is_empty() {
        return Err(problems);
    }
    tell_empty_from_absent(&mut adapted);
    let roots = adapted["paths"].clone();
    reach::keep_schemas(&mut adapted, &roots);
    Ok(adapted)
}

fn adapted_operation(operation: &OperationNode, tree: &Value) -> Value {
    let mut adapted = operation.value.clone();
    adapted["parameters"] =
        settable(tree, operation).map(|parameter| adapted_parameter(parameter, tree)).collect();
    if let Some(fields) = adapted.as_object_mut() {
        fields.remove("requestBody");
        // The client knows which operations have a server of their own.
        fields.remove("servers");
        if let Some(schema) = operation.body_schema(tree)
            && !operation.has_empty_body(tree)
        {
            fields.insert("requestBody".to_owned(), json!({"content": {JSON: {"schema": schema}}}));
        }
    }
    // Without error responses, any status but 2xx reaches the crate's own errors. All 2xx responses have the
    // same type, so one is enough.
    let mut success = json!({"description": ""});
    if let Some(schema) = operation.success_schema(tree) {
        success["content"] = json!({JSON: {"schema": schema}});
    }
    adapted["responses"] = json!({"200": success});
    adapted
}

fn adapted_parameter(parameter: &Node, tree: &Value) -> Value {
    let mut adapted = parameter.value.clone();
    if parameter.text("in") == Some("path") && takes_any_text(parameter, tree) {
        adapted["schema"] = json!({"type": "string", "format": PATH_SEGMENT});
    }
    adapted
}

/// Returns whether the generator gives the parameter the type of path parameters.
pub fn is_path_segment(parameter: &Node) -> bool {
    parameter.value.pointer("/schema/format").and_then(Value::as_str) == Some(PATH_SEGMENT)
}

/// Makes the optional lists of requests nullable. The generator then gives them an `Option`, so that an empty
/// list, which clears the stored one, differs from an absent one.
fn tell_empty_from_absent(adapted: &mut Value) {
    for name in reach::sent(adapted) {
        let schema = &mut adapted["components"]["schemas"][&name];
        let required = schema.get("required").cloned().unwrap_or_default();
        let required =
            |name: &str| required.as_array().is_some_and(|names| names.iter().any(|other| other == name));
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            if !required(name) && property.get("type").and_then(Value::as_str) == Some("array") {
                property["nullable"] = true.into();
            }
        }
    }
}
