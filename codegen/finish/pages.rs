//! `x-pagination` on an operation gives its builder a stream over all pages.

use quote::format_ident;
use serde_json::Value;
use syn::{Expr, File, GenericArgument, ImplItemFn, Item, ItemStruct, PathArguments, Type, parse_quote};

use super::super::names;
use super::super::operations::row;
use super::super::problem::Problem;
use super::super::tree::{OperationNode, resolve};
use super::unknown_form;

/// The methods `pages` and `stream` of the operation's builder, whose success is `page`.
pub fn methods(
    file: &File,
    operation: &OperationNode,
    tree: &Value,
    page: &Type,
) -> Result<Vec<ImplItemFn>, Problem> {
    let Some(pagination) = operation.value.get("x-pagination") else { return Ok(Vec::new()) };
    let text = |key: &str| pagination.get(key).and_then(Value::as_str).unwrap_or_default();
    let models = models(file).ok_or_else(|| unknown_form("`mod types`"))?;
    let next = cursor_of_page(models, page, text("next")).ok_or_else(|| unknown_form("a page's cursor"))?;
    let (items, item) =
        items_of_page(models, page, text("items")).ok_or_else(|| unknown_form("a page's items"))?;
    let at_cursor = call_at_cursor(operation, tree, text("cursor"));
    let (row, path) = (row::ident(&operation.name()), text("next"));
    let pages = parse_quote! {
        /// Every page, one request after the other, as the stream is read. A page without a cursor for
        /// the next one is the last; an error ends the stream, and so does a page that names itself as
        /// the next.
        pub fn pages(self) -> crate::PageStream<'a, #page> {
            let first = Some((self, None));
            Box::pin(::futures_util::stream::try_unfold(first, |state| async move {
                let Some((call, last)) = state else { return Ok(None) };
                let page = call.clone().await?;
                let next = #next.filter(|cursor| !cursor.is_empty()).cloned();
                if next.is_some() && next == last {
                    return Err(crate::Error::endless_pages(&crate::operation::row::#row, #path));
                }
                let state = next.map(|cursor| (#at_cursor, Some(cursor)));
                Ok(Some((page, state)))
            }))
        }
    };
    let stream = parse_quote! {
        /// What is on all [`pages`](Self::pages), one after the other.
        pub fn stream(self) -> crate::PageStream<'a, #item> {
            let items = |page: #page| ::futures_util::stream::iter(#items.into_iter().map(Ok));
            Box::pin(::futures_util::TryStreamExt::try_flatten(::futures_util::TryStreamExt::map_ok(
                self.pages(),
                items,
            )))
        }
    };
    Ok(vec![pages, stream])
}

fn models(file: &File) -> Option<&[Item]> {
    file.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => Some(module.content.as_ref()?.1.as_slice()),
        _ => None,
    })
}

/// `Option<&String>`: the cursor that the page has for the next.
fn cursor_of_page(models: &[Item], page: &Type, path: &str) -> Option<Expr> {
    let mut expression: Expr = parse_quote! { Some(&page) };
    let mut within = page.clone();
    for name in path.split('.') {
        let (field, ty) = field(models, &within, name)?;
        (expression, within) = match argument_of(&ty, "Option") {
            Some(inner) => (parse_quote! { #expression.and_then(|value| value.#field.as_ref()) }, inner),
            None => (parse_quote! { #expression.map(|value| &value.#field) }, ty),
        };
    }
    Some(expression)
}

/// The page's list and the type of what is in it.
fn items_of_page(models: &[Item], page: &Type, path: &str) -> Option<(Expr, Type)> {
    let mut expression: Expr = parse_quote! { page };
    let mut within = page.clone();
    for name in path.split('.') {
        let (field, ty) = field(models, &within, name)?;
        expression = parse_quote! { #expression.#field };
        within = ty;
    }
    if let Some(inner) = argument_of(&within, "Option") {
        return Some((
            parse_quote! { #expression.unwrap_or_default() },
            in_builder(argument_of(&inner, "Vec")?),
        ));
    }
    Some((expression, in_builder(argument_of(&within, "Vec")?)))
}

/// The same call with the cursor in its place.
fn call_at_cursor(operation: &OperationNode, tree: &Value, name: &str) -> Expr {
    let setter = format_ident!("{}", names::snake(name));
    let schema = operation.body_schema(tree).map(|schema| resolve(tree, schema));
    let in_body = schema.is_some_and(|schema| schema.pointer(&format!("/properties/{name}")).is_some());
    if !in_body {
        return parse_quote! { call.#setter(cursor.clone()) };
    }
    let required = schema.and_then(|schema| schema.get("required")).and_then(Value::as_array);
    match required.is_some_and(|required| required.iter().any(|other| other == name)) {
        true => parse_quote! { call.body_map(|body| body.#setter(cursor.clone())) },
        false => parse_quote! { call.body_map(|body| body.#setter(Some(cursor.clone()))) },
    }
}

fn field(models: &[Item], of: &Type, name: &str) -> Option<(syn::Ident, Type)> {
    let Type::Path(path) = of else { return None };
    let model = &path.path.segments.last()?.ident;
    let is_model = |item: &ItemStruct| item.ident == *model;
    let model = models.iter().find_map(|item| match item {
        Item::Struct(item) if is_model(item) => Some(item),
        _ => None,
    })?;
    let name = names::snake(name);
    let field = model.fields.iter().find(|field| field.ident.as_ref().is_some_and(|ident| *ident == name))?;
    Some((field.ident.clone()?, field.ty.clone()))
}

/// `T` of `outer<T>`.
fn argument_of(ty: &Type, outer: &str) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == outer)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(inner.clone()),
        _ => None,
    }
}

/// A type as `mod types` writes it, for use in `mod builder` beside it.
fn in_builder(ty: Type) -> Type {
    match &ty {
        // The types of Rust itself are in lower case or begin with `::`.
        Type::Path(path)
            if path.path.leading_colon.is_none()
                && path
                    .path
                    .get_ident()
                    .is_some_and(|name| name.to_string().starts_with(char::is_uppercase)) =>
        {
            parse_quote! { types::#ty }
        }
        _ => ty,
    }
}
