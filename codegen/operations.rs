//! The table of operations: one row for each, and what the sandbox answers from.

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::tree::{OperationNode, operations, resolve};

/// The rows as statics named after their operations, and a table of all in the document's order.
pub fn table(tree: &Value) -> TokenStream {
    let operations = operations(tree);
    let names = operations.iter().map(|operation| row::ident(operation.id().unwrap_or_default()));
    let rows = operations.iter().map(|operation| row(operation, tree));
    let statics = names.clone().zip(rows).map(|(name, row)| {
        quote! { pub(crate) static #name: Operation = #row; }
    });
    quote! {
        #(#statics)*
        pub(crate) static OPERATIONS: &[&Operation] = &[#(&#names),*];
    }
}

fn row(operation: &OperationNode, tree: &Value) -> TokenStream {
    let id = operation.id().unwrap_or_default();
    let (method, path) = (operation.method.to_uppercase(), operation.path);
    let summary = operation.value.get("summary").and_then(Value::as_str).unwrap_or_default();
    let tag = operation.value.pointer("/tags/0").and_then(Value::as_str);
    let tag = tag.map_or_else(|| quote! { None }, |tag| quote! { Some(#tag) });
    let idempotent = row::idempotent(operation);
    let session_headers = row::session_headers(operation);
    let returns_json = operation.success_schema(tree).is_some();
    let sends_empty_object = operation.has_empty_body(tree);
    let examples = examples(operation, tree);
    quote! {
        Operation {
            id: #id,
            method: #method,
            path: #path,
            summary: #summary,
            tag: #tag,
            idempotent: #idempotent,
            sends_empty_object: #sends_empty_object,
            returns_json: #returns_json,
            session_headers: &[#(#session_headers),*],
            #[cfg(feature = "sandbox")]
            examples: &[#(#examples),*],
        }
    }
}

/// Every documented answer: the status, the example's name and its body as JSON text.
fn examples(operation: &OperationNode, tree: &Value) -> Vec<TokenStream> {
    let mut rows = Vec::new();
    for (status, response) in operation.responses() {
        let Ok(status) = status.parse::<u16>() else { continue };
        let response = resolve(tree, response);
        let media = response.get("content").and_then(|content| content.get("application/json"));
        let Some(media) = media else {
            rows.push(quote! { Example { status: #status, name: "", body: "" } });
            continue;
        };
        if let Some(example) = media.get("example") {
            let body = example.to_string();
            rows.push(quote! { Example { status: #status, name: "", body: #body } });
        }
        for (name, example) in media.get("examples").and_then(Value::as_object).into_iter().flatten() {
            let body = resolve(tree, example).get("value").unwrap_or(&Value::Null).to_string();
            rows.push(quote! { Example { status: #status, name: #name, body: #body } });
        }
    }
    rows
}

/// What a row says of an operation.
pub mod row {
    use heck::ToShoutySnakeCase;
    use quote::format_ident;
    use serde_json::Value;

    use super::super::adapt::is_session;
    use super::super::tree::OperationNode;

    pub fn ident(id: &str) -> syn::Ident {
        format_ident!("{}", id.to_shouty_snake_case())
    }

    /// RFC 9110's answer for the method, unless the document gives its own.
    pub fn idempotent(operation: &OperationNode) -> bool {
        let stated = operation.value.get("x-idempotent").and_then(Value::as_bool);
        stated.unwrap_or(!matches!(operation.method, "post" | "patch"))
    }

    pub fn session_headers(operation: &OperationNode) -> Vec<String> {
        operation
            .parameters
            .iter()
            .filter(|parameter| is_session(parameter))
            .filter_map(|parameter| parameter.text("name"))
            .map(str::to_ascii_lowercase)
            .collect()
    }
}
