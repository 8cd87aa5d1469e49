//! Setters of models' builders. They take more than the generator's: for an optional field whatever converts to its
//! type, for a list any `Vec` or array of values that convert to its items, and for a boxed model the model or its
//! builder. Their errors have the path of the field.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ImplItemFn, Type, parse_quote};

use crate::finish::output::{last_name, taken, within};

/// Rewrites the setter of a field, which has this name in the document.
pub fn rewrite(setter: &mut ImplItemFn, property: &str) {
    let Some(whole) = taken(&setter.sig.generics) else { return };
    let (docs, name) = (&setter.attrs, &setter.sig.ident);
    let (mut outer_box, ty) = unwrapped("Box", whole.clone());
    let (mut is_optional, ty) = unwrapped("Option", ty);
    let (mut inner_box, ty) = unwrapped("Box", ty);
    let (is_list, mut ty) = unwrapped("Vec", ty);
    // An `Option` also converts to JSON, so `Some` would be ambiguous.
    if is_optional && !is_list && is_json(&ty) {
        (outer_box, is_optional, inner_box, ty) = (false, false, false, whole);
    }
    let taken = if is_list {
        quote! { crate::model::field::List<#ty> }
    } else {
        quote! { #ty }
    };
    let (kind, bound) = match is_optional {
        true => (quote! { , K }, quote! { crate::model::field::Optional<#taken, K> }),
        false => (quote! {}, quote! { ::std::convert::TryInto<#taken, Error: ::std::fmt::Display> }),
    };
    let function = match (is_optional, is_list) {
        (true, true) => quote! { optional_list },
        (true, false) => quote! { optional },
        (false, true) => quote! { list },
        (false, false) => quote! { required },
    };
    let inner =
        (inner_box && is_optional).then(|| quote! { .map(|value| value.map(::std::boxed::Box::new)) });
    let outer = (outer_box || (inner_box && !is_optional)).then(|| quote! { .map(::std::boxed::Box::new) });
    *setter = parse_quote! {
        #(#docs)*
        pub fn #name<V #kind>(mut self, value: V) -> Self
        where
            V: #bound,
        {
            self.#name = crate::model::field::#function(#property, value) #inner #outer;
            self
        }
    };
}

/// Returns whether a type is an `Outer<T>`, and `T`, or else the type itself.
fn unwrapped(outer: &str, ty: Type) -> (bool, Type) {
    match within(outer, &ty) {
        Some(inner) => (true, inner),
        None => (false, ty),
    }
}

/// The conversion of a model's builder to another type, which is made of `model`.
pub fn from_builder(model: &syn::Ident, ty: &TokenStream, made: &TokenStream) -> TokenStream {
    quote! {
        impl ::std::convert::TryFrom<builder::#model> for #ty {
            type Error = error::ConversionError;

            fn try_from(builder: builder::#model) -> ::std::result::Result<Self, error::ConversionError> {
                let model = <#model as ::std::convert::TryFrom<builder::#model>>::try_from(builder)?;
                ::std::result::Result::Ok(#made)
            }
        }
    }
}

fn is_json(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.iter().any(|segment| segment.ident == "serde_json"))
        && last_name(ty).is_some_and(|name| name == "Value")
}
