//! `x-space-separated: scopes` on a property gives its model a method `scopes()` that iterates over the
//! space-separated values in the property.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::names;
use crate::tree::{is_option, properties};

/// The methods of all models.
pub fn accessors(adapted: &Value) -> Vec<TokenStream> {
    let schemas = adapted.pointer("/components/schemas").and_then(Value::as_object);
    let models = schemas.into_iter().flatten().flat_map(|(name, schema)| {
        let properties = properties(adapted, schema).into_iter();
        properties.filter_map(|(property, node)| {
            let method = node.get("x-space-separated").and_then(Value::as_str)?;
            Some(accessor(name, property, method, is_option(adapted, schema, property)))
        })
    });
    models.collect()
}

fn accessor(model: &str, property: &str, method: &str, optional: bool) -> TokenStream {
    let (field, method) = (names::snake(property), format_ident!("{method}"));
    let about = format!(" The space-separated values in [`{field}`](Self::{field}).");
    let (model, field) = (format_ident!("{}", names::camel(model)), format_ident!("{field}"));
    let text = match optional {
        true => quote! { self.#field.as_deref().unwrap_or_default() },
        false => quote! { self.#field },
    };
    quote! {
        impl #model {
            #[doc = #about]
            pub fn #method(&self) -> ::std::str::SplitAsciiWhitespace<'_> {
                #text.split_ascii_whitespace()
            }
        }
    }
}
