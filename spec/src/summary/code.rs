//! Reads the generated code.

use std::collections::{BTreeMap, BTreeSet};

use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, Fields, GenericArgument, Ident, Item, LitStr, PathArguments, Token, Type, TypeParamBound,
    WherePredicate,
};

use super::{Model, Ty};

/// The items of `mod name { … }`.
pub fn module<'a>(items: &'a [Item], name: &str) -> &'a [Item] {
    let found = items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    found.map_or(&[], |(_, items)| items)
}

/// A model, by its name.
pub fn model(item: &Item) -> Option<(String, Model)> {
    match item {
        Item::Struct(model) => {
            let fields = model.fields.iter();
            let named = fields.filter_map(|field| Some((field.ident.as_ref()?.to_string(), ty(&field.ty))));
            let summary = match &model.fields {
                Fields::Unnamed(fields) => Model::Wrapper(all(&fields.unnamed)),
                _ => Model::Fields(named.collect::<BTreeMap<_, _>>()),
            };
            Some((model.ident.to_string(), summary))
        }
        Item::Enum(model) => {
            let variants = model.variants.iter();
            let variants = variants.map(|variant| (variant.ident.to_string(), all(&variant.fields)));
            Some((model.ident.to_string(), Model::Alternatives(variants.collect())))
        }
        Item::Macro(item) => {
            let list: OpenEnum = syn::parse2(item.mac.tokens.clone()).ok()?;
            let variants = list.variants.iter().map(Ident::to_string);
            let variants = variants.chain([format!("{}(String)", list.other)]);
            Some((list.name.to_string(), Model::Words(variants.collect())))
        }
        _ => None,
    }
}

/// The types of unnamed fields, as one.
fn all<'a>(fields: impl IntoIterator<Item = &'a syn::Field>) -> Ty {
    let types: Vec<Ty> = fields.into_iter().map(|field| ty(&field.ty)).collect();
    Ty {
        text: types.iter().map(|ty| ty.text.clone()).collect::<Vec<_>>().join(", "),
        is_optional: false,
        names: types.into_iter().flat_map(|ty| ty.names).collect(),
    }
}

/// A type, without its paths.
pub fn ty(ty: &Type) -> Ty {
    let outer = match ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
        _ => None,
    };
    let is_optional =
        outer.as_ref().is_some_and(|outer| ["Option", "Vec", "HashMap", "Map"].contains(&outer.as_str()));
    let inner = match ty {
        Type::Tuple(tuple) => tuple.elems.iter().cloned().collect(),
        ty => arguments(ty),
    };
    let names = inner.iter().flat_map(|inner| self::ty(inner).names);
    let names: BTreeSet<String> = names.chain(outer).collect();
    Ty { text: short(ty), is_optional, names }
}

/// The input of the macro for open enums: `Name or Other { Variant = "word", … }`.
struct OpenEnum {
    name: Ident,
    other: Ident,
    variants: Vec<Ident>,
}

impl Parse for OpenEnum {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        Attribute::parse_outer(input)?;
        let name = input.parse()?;
        let or: Ident = input.parse()?;
        if or != "or" {
            return Err(syn::Error::new(or.span(), "expected `or`"));
        }
        let other = input.parse()?;
        let (mut variants, body);
        variants = Vec::new();
        syn::braced!(body in input);
        while !body.is_empty() {
            Attribute::parse_outer(&body)?;
            variants.push(body.parse()?);
            body.parse::<Token![=]>()?;
            body.parse::<LitStr>()?;
            body.parse::<Token![,]>()?;
        }
        Ok(Self { name, other, variants })
    }
}

/// The `T` of a setter's bound `V: TryInto<T>`.
pub fn setter_type(method: &syn::ImplItemFn) -> Option<Type> {
    let clause = method.sig.generics.where_clause.as_ref()?;
    clause.predicates.iter().find_map(|predicate| {
        let WherePredicate::Type(predicate) = predicate else { return None };
        let TypeParamBound::Trait(bound) = predicate.bounds.first()? else { return None };
        let last = bound.path.segments.last().filter(|last| last.ident == "TryInto")?;
        types(&last.arguments).into_iter().next()
    })
}

/// The type arguments of `Outer<T, …>`.
pub fn arguments(ty: &Type) -> Vec<Type> {
    let Type::Path(path) = ty else { return Vec::new() };
    path.path.segments.last().map(|last| types(&last.arguments)).unwrap_or_default()
}

fn types(arguments: &PathArguments) -> Vec<Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return Vec::new() };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    });
    types.collect()
}

/// A type without its paths: `Option<String>` for `::std::option::Option<::std::string::String>`.
fn short(ty: &Type) -> String {
    match ty {
        Type::Path(path) => {
            let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            let inner: Vec<String> = arguments(ty).iter().map(short).collect();
            if inner.is_empty() { name } else { format!("{name}<{}>", inner.join(", ")) }
        }
        Type::Tuple(tuple) => {
            format!("({})", tuple.elems.iter().map(short).collect::<Vec<_>>().join(", "))
        }
        other => quote::quote!(#other).to_string(),
    }
}
