//! Finds mistakes in a document that the build can live with.

use std::collections::BTreeSet;

use codegen::secrets::holds_secret;
use codegen::tree::{self, JSON, OperationNode};
use serde_json::{Map, Value};

use crate::secrets::looks_secret;

/// Lists the mistakes, each with its place.
pub fn untidy(tree: &Value) -> Vec<String> {
    let mut found = Vec::new();
    for operation in tree::operations(tree) {
        prose(&operation, &mut found);
        tags(tree, &operation, &mut found);
        statuses(tree, &operation, &mut found);
    }
    unused(tree, &mut found);
    secrets(tree, tree, &mut Vec::new(), &mut found);
    found
}

fn prose(operation: &OperationNode, found: &mut Vec<String>) {
    for key in ["summary", "description"] {
        let text = operation.value.get(key).and_then(Value::as_str).unwrap_or_default();
        if text.trim().is_empty() {
            found.push(format!("{} has no {key}: write one", operation.name()));
        }
    }
}

fn tags(tree: &Value, operation: &OperationNode, found: &mut Vec<String>) {
    let known: Vec<&Value> = tree::list(tree, "tags").filter_map(|tag| tag.get("name")).collect();
    for tag in tree::list(operation.value, "tags").filter(|tag| !known.contains(tag)) {
        found
            .push(format!("{} has the unknown tag {tag}: add it to the document's `tags`", operation.name()));
    }
}

/// The API repeats the HTTP status in the body.
fn statuses(tree: &Value, operation: &OperationNode, found: &mut Vec<String>) {
    for (status, response) in operation.responses() {
        let Some(media) = tree::resolve(tree, response).get("content").and_then(|content| content.get(JSON))
        else {
            continue;
        };
        let named = media.get("examples").and_then(Value::as_object).into_iter().flat_map(Map::values);
        let named = named.filter_map(|example| tree::resolve(tree, example).get("value"));
        for example in named.chain(media.get("example")) {
            let Some(repeated) = example.get("status_code") else { continue };
            if status.parse::<u64>().is_ok_and(|status| repeated != status) {
                let name = operation.name();
                found
                    .push(format!("an example of {name} {status} has `status_code: {repeated}`: correct it"));
            }
        }
    }
}

/// A component is used if the paths lead to it.
fn unused(tree: &Value, found: &mut Vec<String>) {
    let Some(sections) = tree.get("components").and_then(Value::as_object) else { return };
    let mut rest = tree.clone();
    if let Some(document) = rest.as_object_mut() {
        document.remove("components");
    }
    let mut used: BTreeSet<String> = BTreeSet::new();
    let mut next = references(&rest);
    while let Some(reference) = next.pop() {
        if used.insert(reference.clone()) {
            let target = reference.strip_prefix('#').and_then(|pointer| tree.pointer(pointer));
            next.extend(target.map(references).unwrap_or_default());
        }
    }
    let schemes = |name: &str| {
        let operations = tree::operations(tree);
        let all = operations.iter().map(|operation| operation.value).chain([tree]);
        all.flat_map(|node| tree::list(node, "security")).any(|scheme| scheme.get(name).is_some())
    };
    for (section, components) in sections {
        for name in components.as_object().into_iter().flat_map(Map::keys) {
            let is_used = match section.as_str() {
                "securitySchemes" => schemes(name),
                _ => used.contains(&format!("#/components/{section}/{name}")),
            };
            if !is_used {
                found.push(format!("nothing refers to components.{section}.{name}: remove it"));
            }
        }
    }
}

fn references(node: &Value) -> Vec<String> {
    match node {
        Value::Array(items) => items.iter().flat_map(references).collect(),
        Value::Object(fields) => {
            let own = fields.get("$ref").and_then(Value::as_str).map(str::to_owned);
            own.into_iter().chain(fields.values().flat_map(references)).collect()
        }
        _ => Vec::new(),
    }
}

/// A secret that is not marked would be printed and logged. `x-not-secret` says why a property is none.
fn secrets(tree: &Value, node: &Value, place: &mut Vec<String>, found: &mut Vec<String>) {
    let fields: Vec<(String, &Value)> = match node {
        Value::Array(items) => {
            items.iter().enumerate().map(|(index, item)| (index.to_string(), item)).collect()
        }
        // Examples and defaults are data.
        Value::Object(fields) => fields
            .iter()
            .filter(|(key, _)| !["example", "examples", "default", "enum"].contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value))
            .collect(),
        _ => return,
    };
    for (name, property) in node.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let is_text = !["boolean", "integer", "number"]
            .iter()
            .any(|kind| property.get("type") == Some(&(*kind).into()));
        let is_marked = holds_secret(tree, property) || property.get("x-not-secret").is_some();
        if is_text && looks_secret(name) && !is_marked {
            found.push(format!(
                "{}.{name} looks like a secret: mark it with `format: password`, or say why it is none with \
                 `x-not-secret`",
                place.join(".")
            ));
        }
    }
    for (key, value) in fields {
        place.push(key);
        secrets(tree, value, place, found);
        place.pop();
    }
}

#[cfg(test)]
mod tests {
    use codegen::load;

    use super::*;

    const TIDY: &str = "
openapi: 3.0.3
info: {title: Things, version: 1.0.0}
security: [{basic: []}]
tags: [{name: Things}]
paths:
  /v1/things:
    get:
      operationId: list_things
      tags: [Things]
      summary: List things
      description: Lists them.
      responses:
        '200': {$ref: '#/components/responses/Things'}
        default: {description: An error}
components:
  securitySchemes: {basic: {type: http, scheme: basic}}
  responses:
    Things:
      description: Things
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Thing'}
          examples: {one: {value: {status_code: 200, recovery_codes: [a]}}}
  schemas:
    Thing:
      type: object
      properties:
        status_code: {type: integer}
        recovery_codes: {type: array, items: {type: string, format: password}}
        public_token: {type: string, x-not-secret: It stands in every page.}
        has_password: {type: boolean}
        secret_last_four: {type: string}
";

    fn untidy_after(from: &str, to: &str) -> Vec<String> {
        assert!(TIDY.contains(from), "{from}");
        let text = TIDY.replacen(from, to, 1);
        codegen::run("document.yaml", &text, &[]).expect("the build takes it");
        untidy(&load::tree("document.yaml", &text).expect("a document"))
    }

    #[test]
    fn each_kind_of_untidiness_is_found() {
        assert_eq!(untidy_after("", ""), [""; 0]);
        let secret = |name: &str| {
            format!(
                "components.schemas.Thing.{name} looks like a secret: mark it with `format: password`, or say \
                 why it is none with `x-not-secret`"
            )
        };
        for (from, to, expected) in [
            ("summary: List things", "summary: ''", "list_things has no summary: write one".to_owned()),
            ("description: Lists them.", "x-a: b", "list_things has no description: write one".to_owned()),
            (
                "tags: [Things]",
                "tags: [Tings]",
                "list_things has the unknown tag \"Tings\": add it to the document's `tags`".to_owned(),
            ),
            (
                "{status_code: 200,",
                "{status_code: 404,",
                "an example of list_things 200 has `status_code: 404`: correct it".to_owned(),
            ),
            (
                "    Thing:",
                "    Other: {type: string}\n    Thing:",
                "nothing refers to components.schemas.Other: remove it".to_owned(),
            ),
            (
                "security: [{basic: []}]\n",
                "",
                "nothing refers to components.securitySchemes.basic: remove it".to_owned(),
            ),
            (", format: password", "", secret("recovery_codes")),
            (", x-not-secret: It stands in every page.", "", secret("public_token")),
            ("has_password: {type: boolean}", "private_key: {type: string}", secret("private_key")),
            ("secret_last_four:", "client_secret:", secret("client_secret")),
        ] {
            assert_eq!(untidy_after(from, to), [expected], "{from}");
        }
    }
}
