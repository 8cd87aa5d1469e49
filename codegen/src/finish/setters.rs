//! Setters of models' builders that take more than the generator's: for an optional field whatever converts to its
//! type, for a list also an array, and for a boxed model the model or its builder.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ImplItemFn, Type, parse_quote};

use crate::finish::output::{last_name, taken, within};

/// Widens a setter, if its field is optional, a list, or boxed because a model contains itself.
pub fn widen(setter: &mut ImplItemFn) {
    let Some(ty) = taken(&setter.sig.generics) else { return };
    let (docs, name) = (&setter.attrs, &setter.sig.ident);
    let text = name.to_string();
    let (outer_box, ty) = unwrapped("Box", ty);
    let (is_optional, ty) = unwrapped("Option", ty);
    let (inner_box, ty) = unwrapped("Box", ty);
    let (is_list, ty) = unwrapped("Vec", ty);
    // An `Option` converts to JSON as well, so it would not be clear what is meant.
    let is_optional_json = is_optional && !is_list && is_json(&ty);
    if !(is_optional || is_list || outer_box || inner_box) || is_optional_json {
        return;
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
            self.#name = crate::model::field::#function(#text, value) #inner #outer;
            self
        }
    };
}

/// Whether a type is an `Outer<T>`, and `T`, or else the type itself.
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
