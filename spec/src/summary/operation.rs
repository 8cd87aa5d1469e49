//! Reads an operation from the document, and from the code of its builder.

use std::collections::BTreeSet;

use codegen::tree::{JSON, OperationNode, resolve};
use codegen::{choices, headers, names, prose};
use serde_json::Value;
use syn::{ImplItem, ImplItemFn, Item, ReturnType, Type};

use super::code::{arguments, setter_type, ty};
use super::{Operation, Pages, Parameter};

pub fn summary(node: &OperationNode, tree: &Value, builders: &[Item]) -> Operation {
    let builder = names::camel(&node.name());
    let demands = node.body_schema(tree).map(|schema| choices::choices(tree, schema)).unwrap_or_default();
    let examples = node.responses().map(|(status, response)| (status.to_owned(), examples(tree, response)));
    let mut operation = Operation {
        is_deprecated: prose::is_deprecated(node.value),
        route: format!("{} {}", node.method.to_uppercase(), node.path),
        session_headers: headers::session_headers(node).into_iter().collect(),
        is_idempotent: node.is_idempotent(),
        sends_credentials: node.sends_credentials(tree),
        sends_form: node.sends_form(tree),
        demands: demands.iter().map(choices::Choice::demand).collect(),
        examples: examples.filter(|(_, names)| !names.is_empty()).collect(),
        ..Operation::default()
    };
    for item in builders {
        let Item::Impl(item) = item else { continue };
        let is_future = item.trait_.is_some();
        if !matches!(&*item.self_ty, Type::Path(path) if path.path.is_ident(&builder)) {
            continue;
        }
        for item in &item.items {
            match item {
                ImplItem::Type(output) if is_future && output.ident == "Output" => {
                    operation.success =
                        arguments(&output.ty).first().map(|success| ty(success).text).unwrap_or_default();
                }
                ImplItem::Fn(method) if !is_future => operation.add(node, tree, method),
                _ => {}
            }
        }
    }
    operation
}

impl Operation {
    fn add(&mut self, node: &OperationNode, tree: &Value, method: &ImplItemFn) {
        let name = method.sig.ident.to_string();
        if let (Some(pagination), "stream", ReturnType::Type(_, stream)) =
            (node.value.get("x-pagination"), name.as_str(), &method.sig.output)
        {
            let text = |key: &str| pagination.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
            let item = arguments(stream).first().map(|item| ty(item).text).unwrap_or_default();
            self.pages = Some(Pages { item, keys: ["cursor", "next", "items"].map(text) });
        }
        let Some(setter) = setter_type(method) else { return };
        let parameter = node
            .parameters
            .iter()
            .filter(|parameter| !headers::is_session(parameter))
            .find(|parameter| parameter.text("name").is_some_and(|other| names::snake(other) == name));
        let required = parameter.is_none_or(|parameter| {
            parameter.value.get("required") == Some(&true.into()) && !headers::is_project_id(parameter)
        });
        let documented = parameter.and_then(|parameter| parameter.text("name")).unwrap_or(&name).to_owned();
        let is_deprecated = parameter.is_some_and(|parameter| {
            let schema = parameter.value.get("schema").map(|schema| resolve(tree, schema));
            prose::is_deprecated(parameter.value) || schema.is_some_and(prose::is_deprecated)
        });
        let parameter = Parameter { name: documented, ty: ty(&setter), required, is_deprecated };
        self.parameters.insert(name, parameter);
    }
}

/// The names of a response's examples.
fn examples(tree: &Value, response: &Value) -> BTreeSet<String> {
    let media = resolve(tree, response).get("content").and_then(|content| content.get(JSON));
    let named = media.and_then(|media| media.get("examples")?.as_object());
    named.into_iter().flatten().map(|(name, _)| name.clone()).collect()
}
