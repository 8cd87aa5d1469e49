use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use serde_json::Value;
use syn::visit_mut::VisitMut;
use syn::{
    Attribute, Expr, FieldValue, Fields, Ident, ImplItem, Item, ItemEnum, ItemImpl, ItemMod, ItemStruct,
    LitStr, Member, parse_quote,
};

use crate::adapt::reach;
use crate::finish::output::{is_doc, last_name, set_doc};
use crate::finish::setters;
use crate::finish::unions::{Unions, is_serde};
use crate::names;
use crate::prose::{about, doc};
use crate::tree::{properties, resolve};

/// Finishes progenitor's models: adds docs, tolerates unknown fields, enum values and alternatives, and removes the
/// builders of models that only responses contain.
pub fn finish(items: Vec<Item>, adapted: &Value) -> Vec<TokenStream> {
    let models = Models::new(adapted);
    let word_lists = items.iter().filter_map(|item| match item {
        Item::Enum(model) if is_word_list(model) => Some(model.ident.to_string()),
        _ => None,
    });
    let word_lists: BTreeSet<String> = word_lists.collect();
    let mut unions = Unions::new(&items, &word_lists, models.built(&items));
    let mut finished = Vec::new();
    for item in items {
        match item {
            Item::Enum(model) if is_word_list(&model) => finished.push(models.word_list(model)),
            Item::Enum(model) => finished.push(models.union(model, &mut unions)),
            Item::Struct(model) => finished.extend([unions.wrapper(&model), models.model(model)]),
            // `open_enum!` implements every trait that progenitor does.
            Item::Impl(item) if word_lists.contains(&name_of(&item)) => {}
            Item::Impl(item) => {
                finished.extend(models.implementation(item).map(|item| unions.implementation(&item)));
            }
            Item::Mod(module) if module.ident == "builder" => {
                finished.push(models.builders(module).into_token_stream());
            }
            other => finished.push(other.into_token_stream()),
        }
    }
    finished
}

/// The models, as the document describes them.
struct Models<'a> {
    adapted: &'a Value,
    /// The schemas by the names of their models.
    schemas: BTreeMap<String, &'a Value>,
    /// The models that only responses contain.
    only_received: BTreeSet<String>,
    /// The models that describe a whole response.
    whole: BTreeSet<String>,
}

impl<'a> Models<'a> {
    fn new(adapted: &'a Value) -> Self {
        let schemas = adapted.pointer("/components/schemas").and_then(Value::as_object);
        let camel = |names: BTreeSet<String>| names.iter().map(|name| names::camel(name)).collect();
        Self {
            adapted,
            schemas: schemas
                .into_iter()
                .flatten()
                .map(|(name, schema)| (names::camel(name), schema))
                .collect(),
            only_received: camel(reach::only_received(adapted)),
            whole: camel(reach::whole(adapted)),
        }
    }

    /// The models that have a builder.
    fn built(&self, items: &[Item]) -> BTreeSet<String> {
        let modules = items.iter().filter_map(|item| match item {
            Item::Mod(module) if module.ident == "builder" => module.content.as_ref(),
            _ => None,
        });
        let names = modules.flat_map(|(_, items)| items).filter_map(|item| match item {
            Item::Struct(builder) => Some(builder.ident.to_string()),
            _ => None,
        });
        names.filter(|name| !self.only_received.contains(name)).collect()
    }

    fn model(&self, mut model: ItemStruct) -> TokenStream {
        let name = model.ident.to_string();
        let mut only_objects = TokenStream::new();
        self.describe(&mut model.attrs, &name);
        if let Fields::Named(fields) = &mut model.fields {
            for field in &mut fields.named {
                let Some(ident) = &field.ident else { continue };
                set_doc(&mut field.attrs, self.field_doc(&name, &ident.to_string()));
                accept_null(field);
            }
            model.attrs.push(parse_quote! { #[non_exhaustive] });
            model.attrs.push(parse_quote! { #[serde(remote = #name)] });
            let ident = &model.ident;
            only_objects = quote! { crate::model::object::object! { #ident } };
        }
        quote! { #model #only_objects }
    }

    /// A `oneOf` or `anyOf`.
    fn union(&self, mut model: ItemEnum, unions: &mut Unions) -> TokenStream {
        let name = model.ident.to_string();
        self.describe(&mut model.attrs, &name);
        for variant in &mut model.variants {
            set_doc(&mut variant.attrs, doc(None, &variant.ident.to_string()));
            for field in &mut variant.fields {
                if let Some(ident) = &field.ident {
                    let about = doc(None, &ident.to_string());
                    set_doc(&mut field.attrs, about);
                    accept_null(field);
                }
            }
        }
        // A whole response has to be known: anything may come from elsewhere.
        let is_open = !self.whole.contains(&name);
        let other = is_open.then(|| unrecognized(&model));
        unions.declare(model, other)
    }

    fn word_list(&self, mut model: ItemEnum) -> TokenStream {
        self.describe(&mut model.attrs, &model.ident.to_string());
        model.attrs.retain(is_doc);
        let (attributes, name, other) = (&model.attrs, &model.ident, unrecognized(&model));
        let variants = model.variants.iter().map(|variant| {
            let (ident, word) = (&variant.ident, word(variant));
            let about = doc(None, &word);
            quote! { #[doc = #about] #ident = #word, }
        });
        quote! {
            crate::model::open_enum::open_enum! {
                #(#attributes)*
                #name or #other { #(#variants)* }
            }
        }
    }

    /// An `impl` in `mod types`, without the builder of a model that only responses contain.
    fn implementation(&self, mut item: ItemImpl) -> Option<ItemImpl> {
        let only_received = self.only_received.contains(&name_of(&item));
        let is_inherent = item.trait_.is_none();
        item.items.retain_mut(|item| match item {
            ImplItem::Fn(method) if is_inherent && method.sig.ident == "builder" => {
                set_doc(&mut method.attrs, " An empty builder of this model.".to_owned());
                !only_received
            }
            _ => true,
        });
        (!is_inherent || !item.items.is_empty()).then_some(item)
    }

    /// The builders of models, without those of models that only responses contain.
    fn builders(&self, mut module: ItemMod) -> ItemMod {
        set_doc(&mut module.attrs, " The builders of the models.".to_owned());
        if let Some((_, items)) = &mut module.content {
            items.retain_mut(|item| match item {
                Item::Struct(builder) => {
                    let name = builder.ident.to_string();
                    let about = format!(" The builder of a [`{name}`](super::{name}).");
                    set_doc(&mut builder.attrs, about);
                    !self.only_received.contains(&name)
                }
                Item::Impl(item) => {
                    let name = name_of(item);
                    for item in item.items.iter_mut().filter(|_| item.trait_.is_none()) {
                        let ImplItem::Fn(setter) = item else { continue };
                        let field = setter.sig.ident.to_string();
                        set_doc(&mut setter.attrs, self.field_doc(&name, &field));
                        setters::rewrite(
                            setter,
                            self.property(&name, &field).map_or(&*field, |(name, _)| name),
                        );
                    }
                    self.explain_missing(&name, item);
                    if self.property(&name, "extra").is_none() {
                        fill_extra(item);
                    }
                    !self.only_received.contains(&name)
                }
                _ => true,
            });
        }
        module
    }

    /// Words the errors of the fields that a builder lacks.
    fn explain_missing(&self, model: &str, builder: &mut ItemImpl) {
        struct Missing<F>(F);
        impl<F: Fn(&str) -> String> VisitMut for Missing<F> {
            fn visit_lit_str_mut(&mut self, text: &mut LitStr) {
                if let Some(field) = text.value().strip_prefix("no value supplied for ") {
                    *text = LitStr::new(&format!("`{}` is missing", self.0(field)), text.span());
                }
            }
        }
        let name = |field: &str| self.property(model, field).map_or(field, |(name, _)| name).to_owned();
        Missing(name).visit_item_impl_mut(builder);
    }

    /// Documents a model by its schema.
    fn describe(&self, attributes: &mut Vec<Attribute>, name: &str) {
        set_doc(attributes, doc(self.schemas.get(name).and_then(|schema| description(schema)), name));
    }

    /// The doc comment of a model's field: the property's own, or that of the schema that it refers to.
    fn field_doc(&self, model: &str, field: &str) -> String {
        match self.property(model, field) {
            Some((name, property)) => {
                let own = description(property).or_else(|| description(resolve(self.adapted, property)));
                about(property, own, name)
            }
            None if field == "extra" => " Properties that the document does not declare.".to_owned(),
            None => doc(None, field),
        }
    }

    /// The name and the schema of the property that is a model's field.
    fn property(&self, model: &str, field: &str) -> Option<(&'a str, &'a Value)> {
        let schema = self.schemas.get(model).copied()?;
        properties(self.adapted, schema).into_iter().find(|(name, _)| names::snake(name) == field)
    }
}

/// Lets a builder begin without additional properties. Progenitor would ask for them.
fn fill_extra(builder: &mut ItemImpl) {
    struct Fill;
    impl VisitMut for Fill {
        fn visit_field_value_mut(&mut self, field: &mut FieldValue) {
            let is_extra = matches!(&field.member, Member::Named(name) if name == "extra");
            if let Expr::Call(call) = &mut field.expr
                && is_extra
                && call.func.to_token_stream().to_string() == "Err"
            {
                field.expr = parse_quote!(Ok(::std::default::Default::default()));
            }
        }
    }
    Fill.visit_item_impl_mut(builder);
}

fn description(schema: &Value) -> Option<&str> {
    schema.get("description").and_then(Value::as_str)
}

/// Returns whether an enum is a list of words, and not a union whose alternatives have nothing but their tag.
fn is_word_list(model: &ItemEnum) -> bool {
    !model.variants.is_empty()
        && model.variants.iter().all(|variant| matches!(variant.fields, Fields::Unit))
        && !model.attrs.iter().any(|attribute| is_serde(attribute, "tag"))
}

/// The name of the variant for values that the document does not list.
fn unrecognized(model: &ItemEnum) -> Ident {
    let mut name = "Unrecognized".to_owned();
    while model.variants.iter().any(|variant| variant.ident == name) {
        name.push('_');
    }
    format_ident!("{name}")
}

/// Lets a list or a map decode from `null`, as an empty one.
fn accept_null(field: &mut syn::Field) {
    let is_collection = last_name(&field.ty).is_some_and(|name| name == "Vec" || name == "HashMap");
    let is_flattened = field.attrs.iter().any(|attribute| is_serde(attribute, "flatten"));
    if is_collection && !is_flattened {
        field.attrs.push(parse_quote! {
            #[serde(deserialize_with = "crate::model::collection::null_is_empty")]
        });
    }
}

/// The value of a variant: the name that serde gives it.
fn word(variant: &syn::Variant) -> String {
    let mut word = variant.ident.to_string();
    for attribute in variant.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // Only a rename matters.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                word = meta.value()?.parse::<LitStr>()?.value();
            }
            Ok(())
        });
    }
    word
}

/// The name of the type that is implemented.
fn name_of(item: &ItemImpl) -> String {
    last_name(&item.self_ty).unwrap_or_default()
}
