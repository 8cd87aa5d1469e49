//! Only what a request holds has a builder: an answer's models are made by the server.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{File, ImplItem, Item, ItemImpl, Type};

use super::super::problem::Problem;
use super::{module, unknown_form};

/// Takes the builders of all models away that no operation's builder leads to.
pub fn keep_those_of_requests(file: &mut File) -> Result<(), Problem> {
    let mut kept = Names::default();
    for item in module(file, "builder").ok_or_else(|| unknown_form("`mod builder`"))? {
        if let Item::Struct(builder) = item {
            kept.add(builder.fields.to_token_stream());
        }
    }
    let types = module(file, "types").ok_or_else(|| unknown_form("`mod types`"))?;
    let mut size = 0;
    while size != kept.0.len() {
        size = kept.0.len();
        for item in types.iter() {
            match item {
                Item::Struct(model) if kept.has(&model.ident) => kept.add(model.fields.to_token_stream()),
                Item::Enum(model) if kept.has(&model.ident) => kept.add(model.variants.to_token_stream()),
                _ => {}
            }
        }
    }
    types.retain_mut(|item| match item {
        Item::Impl(item) if !kept.has(&self_name(item)) => {
            item.items.retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == "builder"));
            item.trait_.is_some() || !item.items.is_empty()
        }
        _ => true,
    });
    let builders = types.iter_mut().find_map(|item| match item {
        Item::Mod(module) if module.ident == "builder" => module.content.as_mut().map(|(_, items)| items),
        _ => None,
    });
    if let Some(builders) = builders {
        builders.retain(|item| match item {
            Item::Struct(builder) => kept.has(&builder.ident),
            Item::Impl(item) => kept.has(&self_name(item)),
            _ => true,
        });
    }
    Ok(())
}

/// Every word in the code of fields: more than the models' names, and none of them is missing.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn has(&self, name: &impl ToString) -> bool {
        self.0.contains(&name.to_string())
    }

    fn add(&mut self, code: TokenStream) {
        for token in code {
            match token {
                TokenTree::Group(group) => self.add(group.stream()),
                TokenTree::Ident(name) => _ = self.0.insert(name.to_string()),
                _ => {}
            }
        }
    }
}

/// The last word of the type that is implemented: `T` of `super::T` as well.
fn self_name(item: &ItemImpl) -> String {
    match &*item.self_ty {
        Type::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default(),
        other => other.to_token_stream().to_string(),
    }
}
