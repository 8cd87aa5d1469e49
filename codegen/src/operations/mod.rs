//! Generates the table of operations, and the table of their examples.

mod parameters;

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::{Map, Value};

use crate::headers::{session_headers, settable};
use crate::names;
use crate::sample;
use crate::secrets::holds_secret;
use crate::tree::{JSON, OperationNode, operations, resolve};

/// One static row per operation, a list of all rows in the document's order, and the table of examples.
pub fn table(tree: &Value) -> TokenStream {
    let operations = operations(tree);
    let names: Vec<_> = operations
        .iter()
        .map(|operation| format_ident!("{}", names::shouty(operation.id().unwrap_or_default())))
        .collect();
    let rows = operations.iter().enumerate().map(|(index, operation)| row(index, operation, tree));
    let examples = operations.iter().map(|operation| examples(operation, tree));
    let of = |matches: &dyn Fn(&Value) -> bool| {
        let mut names = BTreeSet::new();
        properties(tree, &matches, &mut names);
        names.into_iter()
    };
    let properties = of(&|_| true);
    let secrets = of(&|schema| holds_secret(tree, schema));
    quote! {
        /// Every operation of the OpenAPI document, in the document's order.
        pub(crate) static OPERATIONS: &[&crate::table::operation::Operation] = &[#(&row::#names),*];

        // In a module of its own, so that the operations' names clash with nothing.
        pub(crate) mod row {
            #[allow(unused_imports, reason = "a document need not have rate limits")]
            use crate::table::operation::{Operation, RateLimit};
            #[allow(unused_imports, reason = "a document need not have parameters or pages")]
            use crate::table::parameter::{Location, Pages, Parameter, ParameterType};

            #(pub(crate) static #names: Operation = #rows;)*

            static PROPERTIES: &[&str] = &[#(#properties),*];
            static SECRET_PROPERTIES: &[&str] = &[#(#secrets),*];
        }

        /// The examples of each operation, by its index.
        pub(crate) static EXAMPLES: &[crate::table::example::Examples] = {
            use crate::table::example::{Example, Examples};
            &[#(#examples),*]
        };
    }
}

/// Collects the names of the properties whose schema `matches`, from all schemas in the document.
fn properties<'a>(node: &'a Value, matches: &impl Fn(&Value) -> bool, names: &mut BTreeSet<&'a str>) {
    match node {
        Value::Object(members) => {
            if let Some(properties) = members.get("properties").and_then(Value::as_object) {
                let found = properties.iter().filter(|(_, schema)| matches(schema));
                names.extend(found.map(|(name, _)| name.as_str()));
            }
            members.values().for_each(|member| properties(member, matches, names));
        }
        Value::Array(items) => items.iter().for_each(|item| properties(item, matches, names)),
        _ => {}
    }
}

fn row(index: usize, operation: &OperationNode, tree: &Value) -> TokenStream {
    let id = operation.id().unwrap_or_default();
    let (method, path) = (operation.method.to_uppercase(), operation.path);
    let summary = operation.value.get("summary").and_then(Value::as_str).unwrap_or_default();
    let description = parameters::description(operation.value);
    let parameters = parameters::parameters(operation, tree);
    let takes_body = operation.body(tree).is_some() && !operation.has_empty_body(tree);
    let pages = option(pages(operation));
    let tag = operation.value.pointer("/tags/0").and_then(Value::as_str);
    let tag = option(tag.map(|tag| quote! { #tag }));
    let idempotent = operation.is_idempotent();
    let destructive = operation.is_destructive();
    let session_headers = session_headers(operation);
    let returns_json = operation.success_schema(tree).is_some();
    let sends_empty_object = operation.has_empty_body(tree);
    let sends_form = operation.sends_form(tree);
    let sends_credentials = operation.sends_credentials(tree);
    let timeout = option(operation.value.get("x-timeout-seconds").map(duration));
    let rate_limit = option(operation.value.get("x-rate-limit").and_then(|limit| {
        let requests = limit.get("requests")?.as_f64()? as u32;
        let interval = duration(limit.get("seconds")?);
        Some(quote! { RateLimit { requests: #requests, interval: #interval } })
    }));
    let server = option(operation.server().map(|server| quote! { #server }));
    quote! {
        Operation {
            id: #id,
            method: #method,
            path: #path,
            summary: #summary,
            description: #description,
            parameters: &[#(#parameters),*],
            takes_body: #takes_body,
            pages: #pages,
            tag: #tag,
            server: #server,
            timeout: #timeout,
            idempotent: #idempotent,
            destructive: #destructive,
            sends_empty_object: #sends_empty_object,
            sends_form: #sends_form,
            sends_credentials: #sends_credentials,
            returns_json: #returns_json,
            session_headers: &[#(#session_headers),*],
            rate_limit: #rate_limit,
            index: #index,
            properties: PROPERTIES,
            secret_properties: SECRET_PROPERTIES,
        }
    }
}

fn option(value: Option<TokenStream>) -> TokenStream {
    value.map_or_else(|| quote! { None }, |value| quote! { Some(#value) })
}

/// A number of seconds.
fn duration(seconds: &Value) -> TokenStream {
    let milliseconds = (seconds.as_f64().unwrap_or_default() * 1000.0) as u64;
    quote! { ::std::time::Duration::from_millis(#milliseconds) }
}

fn examples(operation: &OperationNode, tree: &Value) -> TokenStream {
    let arguments = arguments(operation, tree).to_string();
    let responses = responses(operation, tree);
    quote! { Examples { arguments: #arguments, responses: &[#(#responses),*] } }
}

/// The value of a key of the operation's `x-pagination`.
fn pagination<'a>(operation: &OperationNode<'a>, key: &str) -> Option<&'a str> {
    operation.value.get("x-pagination")?.get(key)?.as_str()
}

fn pages(operation: &OperationNode) -> Option<TokenStream> {
    let of = |key| pagination(operation, key);
    let (cursor, next, items) = (of("cursor")?, of("next")?, of("items")?);
    Some(quote! { Pages { cursor: #cursor, next: #next, items: #items } })
}

/// Returns whether a page has a cursor for the next one.
fn has_next(operation: &OperationNode, page: &Value) -> bool {
    let path = pagination(operation, "next");
    let next = path.and_then(|path| path.split('.').try_fold(page, |value, name| value.get(name)));
    next.and_then(Value::as_str).is_some_and(|cursor| !cursor.is_empty())
}

/// Example arguments for every parameter, by its name in the document. The request body is under `body`.
fn arguments(operation: &OperationNode, tree: &Value) -> Value {
    let mut arguments: Map<String, Value> = settable(tree, operation)
        .filter_map(|parameter| {
            Some((parameter.text("name")?.to_owned(), sample::of_media(tree, parameter.value)?))
        })
        .collect();
    if let Some(body) = operation.body(tree)
        && !operation.has_empty_body(tree)
        && let Some(body) = sample::of_media(tree, body)
    {
        arguments.insert("body".to_owned(), body);
    }
    arguments.into()
}

/// Every documented response: its status (200 for `2XX`), the example's name, and the example as JSON. A body
/// without an example becomes a sample of its schema.
fn responses(operation: &OperationNode, tree: &Value) -> Vec<TokenStream> {
    let mut rows = Vec::new();
    for (status, response) in operation.responses() {
        let code = status.replace("XX", "00");
        // An exact code beats its range.
        if code != status && operation.responses().any(|(other, _)| other == code) {
            continue;
        }
        let Ok(status) = code.parse::<u16>() else { continue };
        let mut add = |name: &str, body: Option<&Value>| {
            let has_next = body.is_some_and(|body| has_next(operation, body));
            let body = body.map(Value::to_string).unwrap_or_default();
            rows.push(quote! { Example { status: #status, name: #name, body: #body, has_next: #has_next } });
        };
        let Some(media) = resolve(tree, response).get("content").and_then(|content| content.get(JSON)) else {
            add("", None);
            continue;
        };
        let named = media.get("examples").and_then(Value::as_object);
        match named.filter(|named| !named.is_empty()) {
            Some(named) => {
                for (name, example) in named {
                    add(name, Some(resolve(tree, example).get("value").unwrap_or(&Value::Null)));
                }
            }
            None => add("", sample::of_media(tree, media).as_ref()),
        }
    }
    rows
}
