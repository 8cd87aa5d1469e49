//! Reads generated code by its tree. How it is laid out depends on the lengths of names.

use quote::ToTokens;
use syn::{Expr, ExprLit, Fields, File, ImplItem, ImplItemFn, Item, ItemImpl, Lit, Meta, Type};

/// The items of `mod name { … }`.
pub fn module<'a>(items: &'a [Item], name: &str) -> &'a [Item] {
    let found = items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    found.map_or(&[], |(_, items)| items)
}

/// The fields of a struct.
pub fn fields<'a>(items: &'a [Item], name: &str) -> Option<&'a Fields> {
    items.iter().find_map(|item| match item {
        Item::Struct(found) if found.ident == name => Some(&found.fields),
        _ => None,
    })
}

pub fn implementations(items: &[Item]) -> impl Iterator<Item = &ItemImpl> {
    items.iter().filter_map(|item| match item {
        Item::Impl(item) => Some(item),
        _ => None,
    })
}

pub fn methods(item: &ItemImpl) -> impl Iterator<Item = &ImplItemFn> {
    item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    })
}

/// Returns whether a type's last name is this one, without its arguments.
pub fn is(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == name))
}

/// The text of an item's doc comment.
pub fn doc(attributes: &[syn::Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The table of operations.
pub struct Table(File);

impl Table {
    pub fn of(operations: &str) -> Self {
        Self(syn::parse_file(operations).expect("Rust"))
    }

    /// The value in a column of an operation's row, as Rust.
    pub fn value(&self, id: &str, column: &str) -> String {
        let id = format!("{id:?}");
        let rows = module(&self.0.items, "row").iter().filter_map(|item| match item {
            Item::Static(row) => match &*row.expr {
                Expr::Struct(row) => Some(row),
                _ => None,
            },
            _ => None,
        });
        let value = |row: &syn::ExprStruct, column: &str| {
            let fields = row.fields.iter();
            let field = fields.clone().find(|field| field.member.to_token_stream().to_string() == column);
            field.map(|field| field.expr.to_token_stream().to_string())
        };
        let row = rows.clone().find(|row| value(row, "id").as_ref() == Some(&id));
        row.and_then(|row| value(row, column)).unwrap_or_else(|| panic!("no {column} of {id}"))
    }

    /// The names in one of the table's lists.
    pub fn list(&self, name: &str) -> Vec<String> {
        let list = module(&self.0.items, "row").iter().find_map(|item| match item {
            Item::Static(list) if list.ident == name => match &*list.expr {
                Expr::Reference(reference) => match &*reference.expr {
                    Expr::Array(array) => Some(array.elems.clone()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        });
        let texts = list.expect("a list").into_iter().filter_map(|element| match element {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        });
        texts.collect()
    }
}
