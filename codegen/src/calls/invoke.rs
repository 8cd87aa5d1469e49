//! Calls by name: each operation with its arguments as JSON.

use proc_macro2::TokenStream;
use quote::quote;

use crate::calls::call::Call;

/// `mod invoke`, whose one function `Operation::invoke` calls.
pub fn invoke(calls: &[Call]) -> TokenStream {
    let arms = calls.iter().map(|call| {
        let (id, builder, success) = (call.written.id(), &call.builder, &call.success);
        let setters = call.parameters.iter().map(|parameter| {
            let (name, setter, ty) = (&parameter.name, &parameter.setter, &parameter.ty);
            quote! {
                if let Some(value) = arguments.take::<#ty>(#name)? {
                    call = call.#setter(value);
                }
            }
        });
        let body = call.body.as_ref().map(|body| {
            let ty = &body.ty;
            quote! {
                if let Some(value) = arguments.take_body::<#ty>()? {
                    call = call.body(value);
                }
            }
        });
        quote! {
            #id => {
                // Not by the client's method, which may be deprecated.
                let mut call = super::builder::#builder::new_(&client);
                #(#setters)*
                #body
                arguments.send::<#success>(call.call_()).await
            }
        }
    });
    let bodies = calls.iter().filter_map(|call| {
        let (id, ty) = (call.written.id(), &call.body.as_ref()?.ty);
        Some(quote! { #id => crate::invoke::body::check::<#ty>(body), })
    });
    quote! {
        pub(crate) mod bodies {
            #[allow(unused_imports, reason = "a document need not have request bodies")]
            use super::types;

            /// Checks the request body of an operation.
            #[allow(unused_variables, reason = "a document need not have request bodies")]
            pub(crate) fn check_body(
                id: &str,
                body: &[u8],
            ) -> ::std::result::Result<(), crate::invoke::body::InvalidBody> {
                match id {
                    #(#bodies)*
                    _ => ::std::result::Result::Ok(()),
                }
            }
        }

        #[allow(unused_mut, reason = "an operation need not have parameters")]
        pub(crate) mod invoke {
            #[allow(unused_imports, reason = "a document need not have models")]
            use super::types;

            pub(crate) fn invoke(
                client: crate::client::Client,
                mut arguments: crate::invoke::Arguments,
            ) -> crate::call::response::ResponseFuture<crate::call::RawBody> {
                ::std::boxed::Box::pin(async move {
                    match arguments.operation.id {
                        #(#arms)*
                        _ => Err(arguments.unknown_operation()),
                    }
                })
            }
        }
    }
}
