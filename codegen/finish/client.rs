//! The struct `Client` is written by hand, in `src/client.rs`: the generated one goes, its
//! operations stay.

use syn::{File, ImplItem, Item, ItemImpl, parse_quote};

use super::module;

pub fn replace_client(file: &mut File) {
    file.items.retain(|item| match item {
        Item::Use(_) => false,
        Item::Struct(item) => item.ident != "Client",
        Item::Impl(item) => item.trait_.is_none() && !has_constructor(item),
        Item::Mod(item) => item.ident != "prelude",
        _ => true,
    });
    file.items.insert(0, parse_quote! { use crate::Client; });
    if let Some(items) = module(file, "builder") {
        items.retain(|item| !matches!(item, Item::Use(_)));
        let imports: [Item; 3] = [
            parse_quote! { use super::types; },
            parse_quote! { use progenitor_client::{Error, ResponseValue}; },
            parse_quote! {
                #[allow(unused_imports)]
                use progenitor_client::RequestBuilderExt;
            },
        ];
        items.splice(0..0, imports);
    }
}

fn has_constructor(item: &ItemImpl) -> bool {
    item.items.iter().any(|item| matches!(item, ImplItem::Fn(method) if method.sig.ident == "new"))
}
