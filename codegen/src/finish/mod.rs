//! Adapts progenitor's models to the crate, and takes from its output the types that the operations need.

mod accessors;
mod models;
pub mod output;
mod setters;
mod unions;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;
use syn::Item;

/// `mod types`: the models, with the methods that the document's extensions give them.
pub fn models(items: Vec<Item>, adapted: &Value) -> TokenStream {
    let models = models::finish(items, adapted);
    let accessors = accessors::accessors(adapted);
    quote! {
        /// The models of requests and responses.
        pub mod types {
            #(#models)*
            #(#accessors)*

            impl ::std::convert::From<error::ConversionError> for crate::error::Error {
                fn from(error: error::ConversionError) -> Self {
                    Self::model(&error)
                }
            }
        }
    }
}
