//! `x-pagination` on an operation gives its builder a stream of pages and one of items.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::calls::call::Call;
use crate::names;
use crate::tree::{is_option, properties, resolve};

/// The methods `pages` and `stream`, if the operation is paged.
pub fn methods(call: &Call, adapted: &Value) -> Option<TokenStream> {
    let pagination = call.adapted.value.get("x-pagination")?;
    let text = |key: &str| pagination.get(key).and_then(Value::as_str).unwrap_or_default();
    let (page, row, path) = (&call.success, &call.row, text("next"));
    let schema = call.adapted.success_schema(adapted)?;
    let next = next_cursor(adapted, schema, path);
    let at = at_cursor(call, adapted, text("cursor"));
    let (items, item) = items(adapted, schema, text("items"))?;
    Some(quote! {
        /// The pages, one request after the other, as the stream is polled.
        ///
        /// The last page has no cursor, or an empty one. The stream ends after an error. A cursor that an earlier
        /// page had is one, because the pages would never end.
        pub fn pages(self) -> crate::call::pages::ResultStream<#page> {
            crate::call::pages::pages(&super::row::#row, self, #path, |page: &#page| #next, |call, cursor| #at)
        }

        /// The items on all [`pages`](Self::pages), one after the other.
        pub fn stream(self) -> crate::call::pages::ResultStream<#item> {
            crate::call::pages::items(self.pages(), |page: #page| #items)
        }
    })
}

/// `Option<&String>`: the cursor of `page` for the next page.
fn next_cursor(adapted: &Value, page: &Value, path: &str) -> TokenStream {
    let steps = steps(adapted, page, path).into_iter();
    steps.fold(quote! { Some(page) }, |value, Step { field, is_option, .. }| match is_option {
        true => quote! { #value.and_then(|value| value.#field.as_ref()) },
        false => quote! { #value.map(|value| &value.#field) },
    })
}

/// The same call with a cursor: in the request body if that declares it, in the query otherwise.
fn at_cursor(call: &Call, adapted: &Value, name: &str) -> TokenStream {
    let setter = format_ident!("{}", names::snake(name));
    let body = call.adapted.body_schema(adapted).map(|schema| resolve(adapted, schema));
    match body.is_some_and(|body| properties(adapted, body).iter().any(|(other, _)| *other == name)) {
        true => quote! { call.body_map(|body| body.#setter(cursor)) },
        false => quote! { call.#setter(cursor) },
    }
}

/// The list in `page`, and the type of its items.
fn items(adapted: &Value, page: &Value, path: &str) -> Option<(TokenStream, TokenStream)> {
    let steps = steps(adapted, page, path);
    let item = item_type(steps.last()?.property.get("items")?)?;
    let list =
        steps.into_iter().fold(
            quote! { Some(page) },
            |value, Step { field, is_option, .. }| match is_option {
                true => quote! { #value.and_then(|value| value.#field) },
                false => quote! { #value.map(|value| value.#field) },
            },
        );
    Some((quote! { #list.unwrap_or_default() }, item))
}

/// The type of a list's items: a model, or `String`.
fn item_type(items: &Value) -> Option<TokenStream> {
    match items.get("$ref").and_then(Value::as_str) {
        Some(reference) => {
            let model = format_ident!("{}", names::camel(reference.rsplit('/').next()?));
            Some(quote! { types::#model })
        }
        None => Some(quote! { ::std::string::String }),
    }
}

/// A field on the path from a page to a value in it.
struct Step<'a> {
    field: syn::Ident,
    is_option: bool,
    property: &'a Value,
}

/// The fields that a path such as `a.b` leads through.
fn steps<'a>(adapted: &'a Value, mut schema: &'a Value, path: &str) -> Vec<Step<'a>> {
    let mut steps = Vec::new();
    for name in path.split('.') {
        let within = resolve(adapted, schema);
        let named = properties(adapted, within).into_iter().find(|(other, _)| *other == name);
        let Some((_, property)) = named else { break };
        let (field, is_option) = (format_ident!("{}", names::snake(name)), is_option(adapted, within, name));
        steps.push(Step { field, is_option, property });
        schema = property;
    }
    steps
}
