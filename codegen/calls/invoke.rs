//! Calls by name: each operation with its arguments as JSON.

use proc_macro2::TokenStream;
use quote::quote;

use super::call::Call;

/// `mod invoke`, whose one function `Operation::invoke` calls.
pub fn invoke(calls: &[Call]) -> TokenStream {
    let arms = calls.iter().map(|call| {
        let (id, method) = (call.written.id(), &call.method);
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
                if let Some(value) = arguments.take::<#ty>("body")? {
                    call = call.body(value);
                }
            }
        });
        quote! {
            #id => {
                let mut call = client.#method();
                #(#setters)*
                #body
                arguments.finish()?;
                Ok(crate::operation::invoke::encode(call.await?))
            }
        }
    });
    quote! {
        #[allow(unused_mut, reason = "an operation need not have parameters")]
        pub(crate) mod invoke {
            use super::types;

            pub(crate) fn invoke(
                client: crate::client::Client,
                mut arguments: crate::operation::invoke::Arguments,
            ) -> crate::call::response::ResponseFuture<::serde_json::Value> {
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
