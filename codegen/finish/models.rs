//! Models that outlive the document they were generated from.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Arm, Attribute, ExprMatch, Fields, File, Ident, Item, ItemEnum, ItemImpl, Type, parse_quote};

use super::super::problem::Problem;
use super::{module, unknown_form};

/// A new field or value is no breaking change, and a value that the document does not list
/// survives a round trip.
pub fn open(file: &mut File) -> Result<(), Problem> {
    let items = module(file, "types").ok_or_else(|| unknown_form("`mod types`"))?;
    let mut opened = Vec::new();
    for item in items.iter_mut() {
        match item {
            Item::Struct(model) if matches!(model.fields, Fields::Named(_)) => {
                model.attrs.push(parse_quote! { #[non_exhaustive] });
            }
            Item::Enum(model) if is_word_list(model) => {
                let other = catch_all(model);
                open_enum(model, &other)?;
                opened.push((model.ident.clone(), other));
            }
            _ => {}
        }
    }
    for item in items {
        let Item::Impl(item) = item else { continue };
        if let Some((_, other)) = opened.iter().find(|(name, _)| implements(item, name)) {
            Arms { other }.visit_item_impl_mut(item);
        }
    }
    Ok(())
}

fn is_word_list(model: &ItemEnum) -> bool {
    !model.variants.is_empty() && model.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit))
}

/// A name for the variant that takes what the document does not list.
fn catch_all(model: &ItemEnum) -> Ident {
    let mut name = "Unrecognized".to_owned();
    while model.variants.iter().any(|variant| variant.ident == name) {
        name.push('_');
    }
    Ident::new(&name, proc_macro2::Span::call_site())
}

fn open_enum(model: &mut ItemEnum, other: &Ident) -> Result<(), Problem> {
    let derive = model.attrs.iter_mut().find(|attribute| attribute.path().is_ident("derive"));
    without_copy(derive.ok_or_else(|| unknown_form("an enum's derive"))?)?;
    model.attrs.push(parse_quote! { #[non_exhaustive] });
    model.variants.push(parse_quote! {
        /// A value that this version of the crate does not know.
        #[serde(untagged)]
        #other(::std::string::String)
    });
    Ok(())
}

fn without_copy(derive: &mut Attribute) -> Result<(), Problem> {
    let mut kept = Vec::new();
    derive
        .parse_nested_meta(|meta| {
            if !meta.path.is_ident("Copy") {
                kept.push(meta.path.to_token_stream());
            }
            Ok(())
        })
        .map_err(|_| unknown_form("an enum's derive"))?;
    *derive = parse_quote! { #[derive(#(#kept),*)] };
    Ok(())
}

fn implements(item: &ItemImpl, name: &Ident) -> bool {
    matches!(&*item.self_ty, Type::Path(path) if path.path.is_ident(name))
}

/// Adds the new variant to the matches of `Display` and `FromStr`.
struct Arms<'a> {
    other: &'a Ident,
}

impl VisitMut for Arms<'_> {
    fn visit_expr_match_mut(&mut self, expression: &mut ExprMatch) {
        visit_mut::visit_expr_match_mut(self, expression);
        let other = self.other;
        match expression.arms.iter_mut().find(|arm| is_wildcard(arm)) {
            // FromStr: `match value { …, _ => Err(…) }`
            Some(arm) => *arm = parse_quote! { other => Ok(Self::#other(other.to_owned())), },
            // Display: `match *self { … }`
            None => {
                expression.expr = parse_quote! { self };
                expression.arms.push(parse_quote! { Self::#other(other) => f.write_str(other), });
            }
        }
    }
}

fn is_wildcard(arm: &Arm) -> bool {
    let pattern: TokenStream = arm.pat.to_token_stream();
    pattern.to_string() == "_"
}
