//! The code of the operations, from templates that read the document: the client's methods, the builders with
//! their setters, streams of pages, and calls by name.
//!
//! progenitor's own builders are not used: they lose the reason why a value does not convert, borrow the client,
//! and reserve names. progenitor still decides the Rust types of all arguments and results.

mod builders;
mod call;
mod docs;
mod example;
mod invoke;
mod pages;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use crate::calls::call::Call;
use crate::finish::output::Output;
use crate::problem::Problem;
use crate::tree::operations;

/// `tree` is the document as written, `adapted` the one that progenitor got.
pub fn calls(output: &Output, tree: &Value, adapted: &Value) -> Result<TokenStream, Problem> {
    let calls = operations(adapted)
        .into_iter()
        .zip(operations(tree))
        .map(|(adapted, written)| Call::new(adapted, written, tree, output))
        .collect::<Result<Vec<_>, _>>()?;
    let methods = calls.iter().map(|call| method(call, &docs::operation(call, tree, adapted)));
    let builders = calls.iter().map(|call| builders::builder(call, adapted));
    let invoke = invoke::invoke(&calls);
    Ok(quote! {
        impl crate::client::Client {
            #(#methods)*
        }

        /// The builders of calls, one for each method of [`Client`](crate::Client).
        pub mod builder {
            #[allow(unused_imports, reason = "a document need not have models")]
            use super::types;

            #(#builders)*
        }

        #invoke
    })
}

/// The client's method for an operation.
fn method(call: &Call, docs: &str) -> TokenStream {
    let (method, builder) = (&call.method, &call.builder);
    let deprecated =
        call.is_deprecated().then(|| quote! { #[deprecated = "the API's document deprecates it"] });
    quote! {
        #[doc = #docs]
        #deprecated
        pub fn #method(&self) -> builder::#builder {
            builder::#builder::new_(self)
        }
    }
}
