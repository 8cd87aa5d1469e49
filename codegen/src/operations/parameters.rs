//! Generates the table's rows of parameters and of the properties of request bodies.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::headers::{is_project_id, settable};
use crate::prose::is_deprecated;
use crate::secrets::holds_secret;
use crate::tree::{OperationNode, list, properties, requires, resolve};

/// A `Parameter` for each parameter that a caller can set, in the document's order, then one for each property of
/// the request body.
pub fn parameters(operation: &OperationNode, tree: &Value) -> Vec<TokenStream> {
    let given = settable(tree, operation).map(|node| {
        let schema = node.value.get("schema").unwrap_or(&Value::Null);
        let location = node.text("in").unwrap_or_default();
        let required = node.value.get("required") == Some(&Value::Bool(true)) && !is_project_id(node);
        parameter(node.text("name").unwrap_or_default(), location, required, node.value, schema, tree)
    });
    let body = operation.body_schema(tree).map(|schema| resolve(tree, schema));
    let mut fields: Vec<(&str, &Value)> = Vec::new();
    for (name, property) in body.map(|body| properties(tree, body)).unwrap_or_default() {
        // The schema's own description of a property precedes that of its parts.
        if fields.iter().all(|(other, _)| *other != name) {
            fields.push((name, property));
        }
    }
    let fields = fields.into_iter().map(|(name, property)| {
        // The client sends no null: it leaves the field out.
        let is_nullable = resolve(tree, property).get("nullable") == Some(&Value::Bool(true));
        let required = !is_nullable && body.is_some_and(|body| requires(tree, body, name));
        parameter(name, "body", required, property, property, tree)
    });
    given.chain(fields).collect()
}

/// `node` has the description, and `schema` the type.
fn parameter(
    name: &str,
    location: &str,
    required: bool,
    node: &Value,
    schema: &Value,
    tree: &Value,
) -> TokenStream {
    let location = match location {
        "path" => quote! { Path },
        "query" => quote! { Query },
        "header" => quote! { Header },
        _ => quote! { Body },
    };
    let kind = format_ident!("{}", kind(tree, schema));
    let is_secret = holds_secret(tree, schema);
    let resolved = resolve(tree, schema);
    let deprecated = is_deprecated(node) || is_deprecated(resolved);
    // A description beside a reference is about this use of the schema.
    let description = Some(description(node)).filter(|text| !text.is_empty());
    let description = description.unwrap_or_else(|| self::description(resolved));
    let allowed = allowed(tree, schema);
    let flags = [("required", required), ("is_secret", is_secret), ("deprecated", deprecated)];
    let flags = flags.into_iter().filter(|(_, is_set)| *is_set);
    let mut other: Vec<_> =
        flags.map(|(name, _)| format_ident!("{name}")).map(|name| quote! { #name: true }).collect();
    if !allowed.is_empty() {
        other.push(quote! { allowed: &[#(#allowed),*] });
    }
    let optional =
        quote! { Parameter::optional(#name, Location::#location, ParameterType::#kind, #description) };
    match other.is_empty() {
        true => optional,
        false => quote! { Parameter { #(#other,)* ..#optional } },
    }
}

/// The description of a node, or nothing.
pub fn description(node: &Value) -> &str {
    node.get("description").and_then(Value::as_str).unwrap_or_default().trim()
}

fn kind(tree: &Value, schema: &Value) -> &'static str {
    let schema = resolve(tree, schema);
    match schema.get("type").and_then(Value::as_str) {
        Some("string") => "String",
        Some("integer") => "Integer",
        Some("number") => "Number",
        Some("boolean") => "Boolean",
        Some("array") if schema.get("items").is_some_and(|items| kind(tree, items) == "String") => "Strings",
        _ => "Json",
    }
}

/// The values of a schema's `enum`, or of that of its items, as text.
fn allowed(tree: &Value, schema: &Value) -> Vec<String> {
    let schema = resolve(tree, schema);
    let schema = schema.get("items").map_or(schema, |items| resolve(tree, items));
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    list(schema, "enum").filter_map(text).collect()
}
