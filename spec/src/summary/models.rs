//! Reads the models from the generated code.

use std::collections::{BTreeMap, BTreeSet};

use codegen::prose;
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, Expr, ExprLit, Ident, ImplItem, Item, ItemImpl, ItemStruct, Lit, LitStr, Meta, Token, Type,
    Visibility,
};

use super::code::ty;
use super::{Alternative, Field, Model, Struct, Ty, Union, Word};

/// The models by name.
pub fn models(items: &[Item]) -> BTreeMap<String, Model> {
    let mut models: BTreeMap<String, Model> = items.iter().filter_map(model).collect();
    for item in items {
        let Item::Impl(item) = item else { continue };
        if let Some((name, functions)) = functions(item)
            && let Some(Model::Struct(model)) = models.get_mut(&name)
        {
            model.functions.extend(functions);
        }
    }
    models
}

fn model(item: &Item) -> Option<(String, Model)> {
    match item {
        Item::Struct(model) => Some((model.ident.to_string(), structure(model))),
        Item::Enum(model) => {
            let is_open = model.attrs.iter().any(|attribute| attribute.path().is_ident("non_exhaustive"));
            let alternatives = model.variants.iter().map(|variant| Alternative {
                variant: variant.ident.to_string(),
                tag: serde_text(&variant.attrs, "rename"),
                ty: all(&variant.fields),
            });
            let tag = serde_text(&model.attrs, "tag");
            let union = Union { is_open, tag, alternatives: alternatives.collect() };
            Some((model.ident.to_string(), Model::Union(union)))
        }
        Item::Macro(item) => {
            let list: OpenEnum = syn::parse2(item.mac.tokens.clone()).ok()?;
            Some((list.name.to_string(), Model::Words(list.words)))
        }
        _ => None,
    }
}

fn structure(model: &ItemStruct) -> Model {
    if let syn::Fields::Unnamed(_) = &model.fields {
        return Model::Wrapper(all(&model.fields));
    }
    let fields = model.fields.iter().filter_map(|field| {
        let ident = field.ident.as_ref()?.unraw().to_string();
        let name = serde_text(&field.attrs, "rename").unwrap_or_else(|| ident.clone());
        let is_deprecated = docs(&field.attrs).contains(prose::DEPRECATED);
        Some((ident, Field { name, ty: ty(&field.ty), is_deprecated }))
    });
    let fields = fields.collect();
    let derives = model.attrs.iter().filter(|attribute| attribute.path().is_ident("derive"));
    let is_default =
        derives.map(ToTokens::to_token_stream).any(|tokens| tokens.to_string().contains("Default"));
    let functions = is_default.then(|| "default".to_owned());
    Model::Struct(Struct { fields, functions: functions.into_iter().collect() })
}

/// The public functions of a type's own `impl`.
fn functions(item: &ItemImpl) -> Option<(String, BTreeSet<String>)> {
    let Type::Path(path) = &*item.self_ty else { return None };
    let name = path.path.get_ident().filter(|_| item.trait_.is_none())?;
    let functions = item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if matches!(function.vis, Visibility::Public(_)) => {
            Some(function.sig.ident.unraw().to_string())
        }
        _ => None,
    });
    Some((name.to_string(), functions.collect()))
}

/// The types of a variant's fields, or of a wrapper's one, as one.
fn all(fields: &syn::Fields) -> Ty {
    let types = fields.iter().map(|field| (field.ident.as_ref(), ty(&field.ty)));
    let types: Vec<_> = types.collect();
    let text = types.iter().map(|(name, ty)| match name {
        Some(name) => format!("{name}: {}", ty.text),
        None => ty.text.clone(),
    });
    Ty {
        text: text.collect::<Vec<_>>().join(", "),
        is_optional: false,
        names: types.into_iter().flat_map(|(_, ty)| ty.names).collect(),
    }
}

/// The text of `#[serde(key = "text")]`.
fn serde_text(attributes: &[Attribute], key: &str) -> Option<String> {
    let mut found = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Keys of other forms end the parsing, so the key may stand before them.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.input.peek(Token![=]) {
                let value: LitStr = meta.value()?.parse()?;
                if meta.path.is_ident(key) {
                    found = Some(value.value());
                }
            }
            Ok(())
        });
    }
    found
}

fn docs(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The input of the macro for open enums: `Name or Other { Variant = "word", … }`.
struct OpenEnum {
    name: Ident,
    words: Vec<Word>,
}

impl Parse for OpenEnum {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        Attribute::parse_outer(input)?;
        let name = input.parse()?;
        let or: Ident = input.parse()?;
        if or != "or" {
            return Err(syn::Error::new(or.span(), "expected `or`"));
        }
        let other: Ident = input.parse()?;
        let body;
        syn::braced!(body in input);
        let mut words = Vec::new();
        while !body.is_empty() {
            Attribute::parse_outer(&body)?;
            let variant: Ident = body.parse()?;
            body.parse::<Token![=]>()?;
            let word: LitStr = body.parse()?;
            words.push(Word { variant: variant.to_string(), word: Some(word.value()) });
            body.parse::<Token![,]>()?;
        }
        words.push(Word { variant: format!("{other}(String)"), word: None });
        Ok(Self { name, words })
    }
}
