//! `x-space-separated: scopes` on a property gives its model a method `scopes()` that yields the
//! words of the property's text.

use quote::{ToTokens, format_ident};
use serde_json::Value;
use syn::{Fields, File, Item, ItemStruct, parse_quote};

use super::super::names;
use super::super::problem::Problem;
use super::{module, unknown_form};

/// The methods that every model has.
const TAKEN: [&str; 4] = ["builder", "clone", "eq", "fmt"];

pub fn add(file: &mut File, tree: &Value) -> Result<(), Problem> {
    let items = module(file, "types").ok_or_else(|| unknown_form("`mod types`"))?;
    let schemas = tree.pointer("/components/schemas").and_then(Value::as_object);
    for (schema, node) in schemas.into_iter().flatten() {
        let properties = node.get("properties").and_then(Value::as_object);
        for (property, node) in properties.into_iter().flatten() {
            let Some(method) = node.get("x-space-separated").and_then(Value::as_str) else { continue };
            let problem = |message: String| {
                let pointer = ["components", "schemas", schema, "properties", property, "x-space-separated"];
                Problem::new(pointer, message)
            };
            let text = |key: &str| node.get(key).and_then(Value::as_str);
            if text("type") != Some("string")
                || text("format") == Some("password")
                || node.get("enum").is_some()
            {
                return Err(problem("only a property of plain text can be space-separated".to_owned()));
            }
            if TAKEN.contains(&method) {
                return Err(problem(format!("every model has a method `{method}`: choose another name")));
            }
            if !names::is_ident(method) || method != names::snake(method) {
                return Err(problem(format!("`{method}` cannot name a method: write it in snake_case")));
            }
            let name = names::camel(schema);
            // A schema that no operation reaches has no model.
            let Some(model) = model(items, &name) else { continue };
            let accessor =
                accessor(model, property, method).ok_or_else(|| unknown_form("a model's field"))?;
            items.push(accessor);
        }
    }
    Ok(())
}

fn model<'a>(items: &'a [Item], name: &str) -> Option<&'a ItemStruct> {
    items.iter().find_map(|item| match item {
        Item::Struct(model) if model.ident == name => Some(model),
        _ => None,
    })
}

fn accessor(model: &ItemStruct, property: &str, method: &str) -> Option<Item> {
    let Fields::Named(fields) = &model.fields else { return None };
    let name = names::snake(property);
    let field = fields.named.iter().find(|field| field.ident.as_ref().is_some_and(|i| *i == name))?;
    let field_name = field.ident.as_ref()?;
    let (model_name, method) = (&model.ident, format_ident!("{method}"));
    let doc = format!("The words of [`{name}`](Self::{name}), which separates them by spaces.");
    let optional = field.ty.to_token_stream().to_string().contains("Option");
    let text: syn::Expr = match optional {
        true => parse_quote! { self.#field_name.as_deref().unwrap_or_default() },
        false => parse_quote! { self.#field_name },
    };
    Some(parse_quote! {
        impl #model_name {
            #[doc = #doc]
            pub fn #method(&self) -> ::std::str::SplitAsciiWhitespace<'_> {
                #text.split_ascii_whitespace()
            }
        }
    })
}
