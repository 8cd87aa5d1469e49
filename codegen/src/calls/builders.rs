use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use serde_json::Value;
use syn::parse_quote;

use crate::calls::call::{Call, Parameter};
use crate::calls::pages;

/// The builder of an operation's call: a setter for each parameter, `send`, and `await`. Internal names end with an
/// underscore, which only parameters named after a keyword get.
pub fn builder(call: &Call, adapted: &Value) -> TokenStream {
    let Call { builder, method, success, parameters, .. } = call;
    let about = format!(" The builder that [`Client::{method}`](crate::Client::{method}) returns.");
    let mut fields: Vec<_> = parameters.iter().map(|parameter| (&parameter.setter, &parameter.ty)).collect();
    let body = parse_quote! { body };
    fields.extend(call.body.as_ref().map(|given| (&body, given.builder.as_ref().unwrap_or(&given.ty))));
    let (names, types): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
    let setters = parameters.iter().map(setter).chain(body_setters(call));
    let request = request(call);
    let pages = pages::methods(call, adapted);
    quote! {
        #[doc = #about]
        #[derive(Debug, Clone)]
        #[must_use = "nothing is sent until the builder is awaited"]
        pub struct #builder {
            client_: crate::client::Client,
            #(#names: crate::call::argument::Argument<#types>,)*
        }

        impl #builder {
            pub(super) fn new_(client: &crate::client::Client) -> Self {
                Self { client_: client.clone(), #(#names: crate::call::argument::Argument::Missing,)* }
            }

            #(#setters)*

            /// Sends the request and waits for the whole response: its body, its status and its headers.
            pub fn send(
                self,
            ) -> impl ::std::future::Future<
                Output = ::std::result::Result<crate::call::response::Response<#success>, crate::error::Error>,
            > + ::std::marker::Send {
                crate::call::Call::send(self.call_())
            }

            #pages

            pub(super) fn call_(self) -> ::std::result::Result<crate::call::Call, crate::error::Error> {
                #request
            }
        }

        impl ::std::future::IntoFuture for #builder {
            type Output = ::std::result::Result<#success, crate::error::Error>;
            type IntoFuture = crate::call::response::ResponseFuture<#success>;

            /// Sends the request and waits for the body of the response.
            fn into_future(self) -> Self::IntoFuture {
                ::std::boxed::Box::pin(async { self.send().await.map(crate::call::response::Response::into_body) })
            }
        }
    }
}

fn setter(parameter: &Parameter) -> TokenStream {
    let Parameter { setter, ty, about, .. } = parameter;
    let need = match (parameter.required, parameter.is_project_id) {
        (true, _) => " Required.",
        (false, true) => " Optional. The client's own project id by default.",
        (false, false) => " Optional.",
    };
    let setter = converting_setter(setter, ty, quote! { crate::call::argument::Argument::of(value) });
    quote! {
        #[doc = #about]
        #[doc = ""]
        #[doc = #need]
        #setter
    }
}

/// A setter that accepts any value that converts to a type.
fn converting_setter(name: impl ToTokens, ty: &syn::Type, argument: TokenStream) -> TokenStream {
    quote! {
        pub fn #name<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<#ty>,
            V::Error: ::std::fmt::Display,
        {
            self.#name = #argument;
            self
        }
    }
}

fn body_setters(call: &Call) -> Option<TokenStream> {
    let body = call.body.as_ref()?;
    let ty = &body.ty;
    let about = &body.about;
    let Some(builder) = &body.builder else {
        let setter =
            converting_setter(quote! { body }, ty, quote! { crate::call::argument::Argument::of(value) });
        return Some(quote! { #[doc = #about] #setter });
    };
    let setter = converting_setter(
        quote! { body },
        ty,
        quote! { crate::call::argument::Argument::<#ty>::of(value).into_builder() },
    );
    Some(quote! {
        #[doc = #about]
        ///
        /// Accepts the model or its builder.
        #setter

        /// Changes the builder of the request body, which starts out empty.
        pub fn body_map<F>(mut self, change: F) -> Self
        where
            F: ::std::ops::FnOnce(#builder) -> #builder,
        {
            self.body = self.body.map(change);
            self
        }
    })
}

/// Turns the arguments into the call.
fn request(call: &Call) -> TokenStream {
    let row = &call.row;
    let arguments = call.parameters.iter().map(|parameter| {
        let Parameter { name, setter, place, required, is_path_segment, .. } = parameter;
        if parameter.is_project_id {
            return quote! {
                let #setter = self
                    .client_
                    .caller
                    .project(self.#setter.optional(&super::row::#row, #name)?, &super::row::#row)?;
            };
        }
        let take = match (place.as_str(), required) {
            ("path", _) if !is_path_segment => quote! { segment },
            (_, true) => quote! { required },
            (_, false) => quote! { optional },
        };
        quote! { let #setter = self.#setter.#take(&super::row::#row, #name)?; }
    });
    let body = call.body.as_ref().map(|body| match (&body.ty, &body.builder) {
        (ty, Some(_)) => quote! { let body = self.body.build::<#ty>(&super::row::#row)?; },
        (_, None) => quote! { let body = self.body.required(&super::row::#row, "body")?; },
    });
    let choices = call.body.iter().flat_map(|body| &body.choices).map(|choice| {
        let (is_exclusive, demand) = (choice.is_exclusive, choice.demand());
        let lists = choice.lists.iter().map(|names| quote! { &[#(#names),*] });
        quote! {
            crate::call::argument::choice(&super::row::#row, &body, #is_exclusive, &[#(#lists),*], #demand)?;
        }
    });
    let constants = call.constants.iter().map(|(name, value)| quote! { call.header(#name, Some(#value))?; });
    let (path, segments) = path(call);
    let parts = call.parameters.iter().filter_map(|Parameter { name, setter, place, required, .. }| {
        let value = if *required {
            quote! { Some(#setter) }
        } else {
            quote! { #setter }
        };
        match place.as_str() {
            "query" => Some(quote! { call.query(#name, #value)?; }),
            "header" => Some(quote! { call.header(#name, #value)?; }),
            _ => None,
        }
    });
    let set_body = call.body.as_ref().map(|_| quote! { call.set_body(&body)?; });
    quote! {
        #(#arguments)*
        #body
        #(#choices)*
        #[allow(unused_mut, reason = "an operation need not have more than a path")]
        let mut call = self
            .client_
            .caller
            .call(&super::row::#row, ::std::format_args!(#path, #(#segments.encoded()),*))?;
        #(#parts)*
        #(#constants)*
        #set_body
        Ok(call)
    }
}

/// The path as a format string, and the parameters in it.
fn path<'a>(call: &'a Call) -> (String, Vec<&'a syn::Ident>) {
    let mut text = String::new();
    let mut segments = Vec::new();
    let mut parts = call.adapted.path.split('{');
    text.push_str(parts.next().unwrap_or_default());
    for (name, after) in parts.filter_map(|part| part.split_once('}')) {
        let in_path =
            call.parameters.iter().find(|parameter| parameter.place == "path" && parameter.name == name);
        segments.extend(in_path.map(|parameter| &parameter.setter));
        text.push_str("{}");
        text.push_str(after);
    }
    (text, segments)
}
