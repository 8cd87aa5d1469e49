use std::collections::BTreeMap;

use syn::{
    Attribute, GenericArgument, ImplItem, Item, PathArguments, ReturnType, Type, TypeParamBound,
    WherePredicate, parse_quote,
};

use crate::problem::Problem;

/// The types in progenitor's output that the crate keeps.
pub struct Output {
    /// The items of `mod types`.
    pub models: Vec<Item>,
    /// The parameter and return types of progenitor's builders, by builder and method.
    types: BTreeMap<(String, String), Type>,
}

impl Output {
    pub fn read(mut file: syn::File) -> Result<Self, Problem> {
        let mut output = Self { models: module(&mut file, "types")?, types: BTreeMap::new() };
        for item in module(&mut file, "builder")? {
            let Item::Impl(item) = item else { continue };
            let Some(builder) = last_name(&item.self_ty) else { continue };
            for item in &item.items {
                let ImplItem::Fn(method) = item else { continue };
                let ty = match &method.sig.output {
                    // `T` of `Result<ResponseValue<T>, Error<()>>`.
                    ReturnType::Type(_, result) if method.sig.ident == "send" => {
                        first_argument(result).as_ref().and_then(first_argument)
                    }
                    _ => taken(&method.sig.generics),
                };
                output.types.extend(ty.map(|ty| ((builder.clone(), method.sig.ident.to_string()), ty)));
            }
        }
        Ok(output)
    }

    /// The type that a setter of an operation's builder converts to.
    pub fn argument(&self, builder: &str, setter: &str) -> Result<Type, Problem> {
        self.find(builder, setter).ok_or_else(|| changed(&format!("setter `{setter}` of `{builder}`")))
    }

    /// The type of an operation's success.
    pub fn success(&self, builder: &str) -> Result<Type, Problem> {
        self.find(builder, "send").ok_or_else(|| changed(&format!("`send` of `{builder}`")))
    }

    /// The builder of an operation's request body, if its model has one.
    pub fn body_builder(&self, builder: &str) -> Option<Type> {
        self.find(builder, "body_map")
    }

    fn find(&self, builder: &str, method: &str) -> Option<Type> {
        self.types.get(&(builder.to_owned(), method.to_owned())).cloned()
    }
}

/// Takes the items of `mod name { … }` at the top of the file.
fn module(file: &mut syn::File, name: &str) -> Result<Vec<Item>, Problem> {
    let items = file.items.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_mut().map(|(_, items)| items),
        _ => None,
    });
    items.map(std::mem::take).ok_or_else(|| changed(&format!("`mod {name}`")))
}

/// The problem to report if progenitor's output no longer has the form that this code was written for.
fn changed(what: &str) -> Problem {
    let message = format!(
        "the generator's output has no {what}: adapt `codegen/src/finish/output.rs` to its new version"
    );
    Problem::new(std::iter::empty::<&str>(), message)
}

/// `T` of a setter's `V: TryInto<T>`, and of `F: FnOnce(T) -> T`.
pub fn taken(generics: &syn::Generics) -> Option<Type> {
    let WherePredicate::Type(predicate) = generics.where_clause.as_ref()?.predicates.first()? else {
        return None;
    };
    let TypeParamBound::Trait(bound) = predicate.bounds.first()? else { return None };
    argument_of(&bound.path.segments.last()?.arguments)
}

/// `T` of `Outer<T, …>`.
fn first_argument(outer: &Type) -> Option<Type> {
    let Type::Path(path) = outer else { return None };
    argument_of(&path.path.segments.last()?.arguments)
}

/// `T` of `<T, …>`, or of `(T)`.
pub fn argument_of(arguments: &PathArguments) -> Option<Type> {
    match arguments {
        PathArguments::AngleBracketed(arguments) => {
            let first = arguments.args.first()?;
            if let GenericArgument::Type(argument) = first { Some(argument.clone()) } else { None }
        }
        PathArguments::Parenthesized(arguments) => {
            arguments.inputs.first().map(|argument| argument.ty.clone())
        }
        PathArguments::None => None,
    }
}

/// `T` of `Outer<T>`.
pub fn within(outer: &str, ty: &Type) -> Option<Type> {
    if last_name(ty)? == outer { first_argument(ty) } else { None }
}

/// The last name of a type: `T` of `super::T<'a>`.
pub fn last_name(ty: &Type) -> Option<String> {
    let Type::Path(path) = ty else { return None };
    path.path.segments.last().map(|last| last.ident.to_string())
}

pub fn is_doc(attribute: &Attribute) -> bool {
    attribute.path().is_ident("doc")
}

/// Replaces the documentation of an item.
pub fn set_doc(attributes: &mut Vec<Attribute>, text: String) {
    attributes.retain(|attribute| !is_doc(attribute));
    attributes.insert(0, parse_quote! { #[doc = #text] });
}
