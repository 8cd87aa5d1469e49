//! Calls by name: each operation with its arguments as JSON.

use quote::format_ident;
use syn::{Arm, File, ImplItem, ItemImpl, Stmt, Type, TypeParamBound, WherePredicate, parse_quote};

use super::super::names;
use super::super::tree::OperationNode;
use super::calls::{builders, operation_name};

/// Adds `mod invoke`, from whose one function `Operation::invoke` calls.
pub fn add(file: &mut File, operations: &[OperationNode]) {
    let mut arms: Vec<Arm> = Vec::new();
    for builder in builders(file) {
        let Some(name) = operation_name(builder) else { continue };
        let Some(operation) = operations.iter().find(|operation| operation.name() == name) else { continue };
        let (id, method) = (operation.id(), format_ident!("{name}"));
        let setters = setters(builder, operation);
        arms.push(parse_quote! {
            #id => {
                let mut call = client.#method();
                #(#setters)*
                arguments.finish()?;
                crate::invoke::encode(operation, call.await?)
            }
        });
    }
    file.items.push(parse_quote! {
        pub(crate) mod invoke {
            use super::types;

            pub(crate) fn invoke<'a>(
                operation: &'static crate::Operation,
                client: &'a crate::Client,
                mut arguments: crate::invoke::Arguments,
            ) -> crate::ResponseFuture<'a, ::serde_json::Value> {
                Box::pin(async move {
                    match operation.id {
                        #(#arms)*
                        _ => Err(arguments.unknown_operation()),
                    }
                })
            }
        }
    });
}

fn setters(builder: &ItemImpl, operation: &OperationNode) -> Vec<Stmt> {
    let mut statements = Vec::new();
    for item in &builder.items {
        let ImplItem::Fn(setter) = item else { continue };
        let predicates = setter.sig.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        let Some(ty) = predicates.filter_map(converted).next() else { continue };
        let ident = &setter.sig.ident;
        let parameter = operation.parameters.iter().filter_map(|parameter| parameter.text("name"));
        let name = parameter.into_iter().find(|name| *ident == names::snake(name));
        let name = name.unwrap_or("body");
        statements.push(parse_quote! {
            if let Some(value) = arguments.take::<#ty>(#name)? {
                call = call.#ident(value);
            }
        });
    }
    statements
}

/// `T` of `V: TryInto<T>`.
fn converted(predicate: &WherePredicate) -> Option<Type> {
    let WherePredicate::Type(predicate) = predicate else { return None };
    let TypeParamBound::Trait(bound) = predicate.bounds.first()? else { return None };
    let last = bound.path.segments.last().filter(|last| last.ident == "TryInto")?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        syn::GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    }
}
