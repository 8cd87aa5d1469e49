//! Unions: values that are one of several alternatives. They are open to alternatives that the API may add, except
//! those that describe a whole response. A string, an array of strings or a builder converts to a union that has it
//! as an alternative.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Attribute, Fields, Ident, Item, ItemEnum, ItemImpl, ItemStruct, Type, parse_quote};

use crate::finish::output::{argument_of, last_name, within};
use crate::finish::setters::from_builder;

/// The unions that were found so far, and the types that their alternatives may have.
pub struct Unions {
    /// The models to which a string converts.
    strings: BTreeSet<String>,
    /// The models that have a builder.
    builders: BTreeSet<String>,
    seen: BTreeMap<String, Union>,
}

struct Union {
    takes_string: bool,
    /// Its alternatives hold nothing but their tag.
    is_bare: bool,
    /// The known alternatives and the one for all others, if the union is open.
    open: Option<(Vec<Ident>, Ident)>,
}

impl Unions {
    /// `word_lists` are the models that are lists of words.
    pub fn new(items: &[Item], word_lists: &BTreeSet<String>, builders: BTreeSet<String>) -> Self {
        let wrappers = items.iter().filter_map(|item| match item {
            Item::Struct(model) if is_string_or_secret(sole(&model.fields)?) => Some(model.ident.to_string()),
            _ => None,
        });
        let strings = wrappers.chain(word_lists.iter().cloned()).collect();
        Self { strings, builders, seen: BTreeMap::new() }
    }

    /// The enum of a union. `other` is the name of the alternative that stands for all unknown ones, if the union
    /// is open.
    pub fn declare(&mut self, mut model: ItemEnum, other: Option<Ident>) -> TokenStream {
        let name = &model.ident;
        let is_untagged = model.attrs.iter().any(|attribute| is_serde(attribute, "untagged"));
        let alternative = |fits: &dyn Fn(&Type) -> bool| {
            // Beside a tag, an alternative is only a part of a value.
            let mut variants = model.variants.iter().filter(|_| is_untagged);
            variants.find(|variant| sole(&variant.fields).is_some_and(fits)).map(|variant| &variant.ident)
        };
        let text = alternative(&|ty| self.takes_string(ty));
        let strings = alternative(&|ty| within("Vec", ty).is_some_and(|item| is_string(&item)));
        let mut conversions = TokenStream::new();
        if let Some(text) = text {
            conversions.extend(from_text(name, &quote! { Self::#text(::std::convert::From::from(text)) }));
            conversions.extend(parsed(name));
        }
        conversions.extend(strings.map(|strings| from_strings(name, strings)));
        let known = model.variants.iter().map(|variant| variant.ident.clone());
        let open = other.clone().map(|other| (known.collect(), other));
        let is_bare = model.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit));
        self.seen.insert(name.to_string(), Union { takes_string: text.is_some(), is_bare, open });
        if let Some(other) = other {
            model.attrs.iter_mut().filter(|_| is_bare).for_each(keep_derives_of_values);
            model.attrs.push(parse_quote! { #[non_exhaustive] });
            model.variants.push(parse_quote! {
                /// An alternative that this version of the crate does not know.
                #[serde(untagged)]
                #other(crate::model::unknown::Unknown)
            });
        }
        quote! { #model #conversions }
    }

    /// The conversions to a model that wraps a string.
    pub fn wrapper(&self, model: &ItemStruct) -> TokenStream {
        match sole(&model.fields) {
            Some(ty) if is_string(ty) => from_str(&model.ident),
            Some(ty) if is_string_or_secret(ty) => {
                from_text(&model.ident, &quote! { Self(::std::convert::From::from(text)) })
            }
            _ => TokenStream::new(),
        }
    }

    /// An `impl` of a model, with the changes and additions that a union needs.
    pub fn implementation(&self, item: &ItemImpl) -> TokenStream {
        let name = last_name(&item.self_ty).unwrap_or_default();
        let last = item.trait_.as_ref().and_then(|(path, _)| path.segments.last());
        let (Some(union), Some(last)) = (self.seen.get(&name), last) else { return item.to_token_stream() };
        let ty = item.self_ty.to_token_stream();
        match (last.ident.to_string().as_str(), &union.open) {
            // They are those of the tag.
            ("FromStr" | "TryFrom" | "Display", Some(_)) if union.is_bare => TokenStream::new(),
            // They would read "7" as a number.
            ("FromStr" | "TryFrom", _) if union.takes_string => TokenStream::new(),
            ("Display", Some((known, other))) => display(&ty, known, other),
            ("From", _) => {
                let model = argument_of(&last.arguments).and_then(|model| self.built(&model));
                let made = quote! { ::std::convert::From::from(model) };
                let of_builder = model.map(|model| from_builder(&model, &ty, &made));
                quote! { #item #of_builder }
            }
            _ => item.to_token_stream(),
        }
    }

    /// The name of a model that has a builder.
    fn built(&self, ty: &Type) -> Option<Ident> {
        let name = ident(ty)?;
        self.builders.contains(&name.to_string()).then_some(name)
    }

    /// Returns whether a string converts to this type.
    fn takes_string(&self, ty: &Type) -> bool {
        is_string_or_secret(ty) || ident(ty).is_some_and(|name| self.strings.contains(&name.to_string()))
    }
}

/// Removes the traits that a value of an unknown alternative does not have.
fn keep_derives_of_values(attribute: &mut Attribute) {
    if !attribute.path().is_ident("derive") {
        return;
    }
    let kept = |path: &syn::Path| {
        let name = path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        !["Copy", "Eq", "Hash", "Ord", "PartialOrd"].contains(&name.as_str())
    };
    let paths = attribute.parse_args_with(Punctuated::<syn::Path, syn::Token![,]>::parse_terminated);
    let paths: Vec<syn::Path> = paths.into_iter().flatten().filter(kept).collect();
    *attribute = parse_quote! { #[derive(#(#paths),*)] };
}

/// The conversions of a string to a type. `made` makes it of `text`.
fn from_text(ty: &Ident, made: &TokenStream) -> TokenStream {
    let of_str = from_str(ty);
    quote! {
        impl ::std::convert::From<::std::string::String> for #ty {
            fn from(text: ::std::string::String) -> Self {
                #made
            }
        }

        #of_str
    }
}

fn from_str(ty: &Ident) -> TokenStream {
    quote! {
        impl ::std::convert::From<&str> for #ty {
            fn from(text: &str) -> Self {
                Self::from(::std::string::String::from(text))
            }
        }
    }
}

fn parsed(ty: &Ident) -> TokenStream {
    quote! {
        impl ::std::str::FromStr for #ty {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, ::std::convert::Infallible> {
                ::std::result::Result::Ok(Self::from(text))
            }
        }
    }
}

fn from_strings(ty: &Ident, variant: &Ident) -> TokenStream {
    quote! {
        impl<T: ::std::convert::Into<::std::string::String>, const N: usize> ::std::convert::From<[T; N]> for #ty {
            fn from(strings: [T; N]) -> Self {
                Self::#variant(strings.into_iter().map(::std::convert::Into::into).collect())
            }
        }
    }
}

fn display(ty: &TokenStream, known: &[Ident], other: &Ident) -> TokenStream {
    quote! {
        impl ::std::fmt::Display for #ty {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    #(Self::#known(value) => ::std::fmt::Display::fmt(value, f),)*
                    Self::#other(value) => value.display(f),
                }
            }
        }
    }
}

/// Returns whether the attribute is serde's and has this word, as far as unions have any.
pub fn is_serde(attribute: &Attribute, word: &str) -> bool {
    attribute.path().is_ident("serde") && attribute.to_token_stream().to_string().contains(word)
}

/// The type of the only field of a variant or a wrapper.
fn sole(fields: &Fields) -> Option<&Type> {
    match fields {
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.first().map(|field| &field.ty),
        _ => None,
    }
}

/// The name of a model in its own module.
fn ident(ty: &Type) -> Option<Ident> {
    if let Type::Path(path) = ty { path.path.get_ident().cloned() } else { None }
}

/// Returns whether the type is a string or a secret, and no model.
fn is_string_or_secret(ty: &Type) -> bool {
    is_string(ty) || is(ty, &["crate", "document", "secret", "Secret"])
}

fn is_string(ty: &Type) -> bool {
    is(ty, &["std", "string", "String"])
}

fn is(ty: &Type, path: &[&str]) -> bool {
    matches!(ty, Type::Path(ty) if ty.path.segments.iter().map(|segment| segment.ident.to_string()).eq(path.iter().copied()))
}
