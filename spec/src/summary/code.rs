//! Reads the types in the generated code.

use std::collections::BTreeSet;

use syn::{GenericArgument, Item, PathArguments, Type, TypeParamBound, WherePredicate};

use super::Ty;

/// The items of `mod name { … }`.
pub fn module<'a>(items: &'a [Item], name: &str) -> &'a [Item] {
    let found = items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    found.map_or(&[], |(_, items)| items)
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
