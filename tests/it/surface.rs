//! The public API that a document makes: its operations with their parameters, its models with their
//! fields, and nothing else.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fmt, fs};

use quote::ToTokens;
use syn::{Fields, ImplItem, Item, ReturnType, Type};

use codegen::{load, tree};

#[derive(Debug, Default, PartialEq)]
pub struct Surface {
    pub operations: BTreeMap<String, Operation>,
    pub models: BTreeMap<String, Model>,
}

#[derive(Debug, Default, PartialEq)]
pub struct Operation {
    /// The method and the path's template.
    pub route: String,
    pub takes_session: bool,
    pub parameters: BTreeMap<String, Parameter>,
    pub success: String,
    /// Whether the builder has a stream over all pages.
    pub pages: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    pub ty: String,
    pub required: bool,
}

#[derive(Debug, PartialEq)]
pub enum Model {
    Fields(BTreeMap<String, String>),
    Words(Vec<String>),
    Other(String),
}

impl Surface {
    pub fn of(document: &str) -> Self {
        let generated = codegen::run("document", document, &[]).unwrap_or_else(|problem| panic!("{problem}"));
        let file = syn::parse_file(&generated.client).expect("the build writes Rust");
        let tree = load::tree("document", document).expect("the document loads");
        let mut surface = Self::default();
        for item in module(&file.items, "types") {
            surface.models.extend(model(item));
        }
        let builders = module(&file.items, "builder");
        for node in tree::operations(&tree) {
            let name = node.name();
            let mut operation = operation(builders, &name);
            operation.route = format!("{} {}", node.method.to_uppercase(), node.path);
            operation.takes_session = node.parameters.iter().any(codegen::adapt::is_session);
            surface.operations.insert(name, operation);
        }
        surface
    }
}

fn module<'a>(items: &'a [Item], name: &str) -> &'a [Item] {
    let found = items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    found.map_or(&[], |(_, items)| items)
}

fn model(item: &Item) -> Option<(String, Model)> {
    match item {
        Item::Struct(model) => {
            let Fields::Named(fields) = &model.fields else {
                return Some((model.ident.to_string(), Model::Other(spelled(&model.fields))));
            };
            let field = |field: &syn::Field| Some((field.ident.as_ref()?.to_string(), spelled(&field.ty)));
            Some((model.ident.to_string(), Model::Fields(fields.named.iter().filter_map(field).collect())))
        }
        Item::Enum(model) => {
            let word = |variant: &syn::Variant| format!("{}{}", variant.ident, spelled(&variant.fields));
            let words = model.variants.iter().map(word);
            Some((model.ident.to_string(), Model::Words(words.collect())))
        }
        _ => None,
    }
}

fn operation(builders: &[Item], name: &str) -> Operation {
    let builder = heck::AsUpperCamelCase(name).to_string();
    let mut operation = Operation::default();
    for item in builders {
        let Item::Impl(item) = item else { continue };
        if item.trait_.is_some() || !spelled(&item.self_ty).starts_with(&format!("{builder}<")) {
            continue;
        }
        for item in &item.items {
            let ImplItem::Fn(method) = item else { continue };
            let name = method.sig.ident.to_string();
            match (name.as_str(), &method.sig.output) {
                ("send", ReturnType::Type(_, ty)) => operation.success = success(ty),
                ("pages", _) => operation.pages = true,
                _ => {}
            }
            if let Some(ty) = converted(method) {
                let required = method.block.to_token_stream().to_string().contains("map (Some)");
                operation.parameters.insert(name, Parameter { ty, required: !required });
            }
        }
    }
    operation
}

/// `T` of a setter's `V: TryInto<T>`.
fn converted(method: &syn::ImplItemFn) -> Option<String> {
    let clause = method.sig.generics.where_clause.as_ref()?.to_token_stream().to_string();
    let (_, rest) = clause.split_once("TryInto < ")?;
    let (ty, _) = rest.split_once(" > ,").or_else(|| rest.rsplit_once(" >"))?;
    Some(spelled(&syn::parse_str::<Type>(ty).ok()?))
}

/// `T` of `Result<ResponseValue<T>, Error>`.
fn success(ty: &Type) -> String {
    let text = spelled(ty);
    let inner = text.strip_prefix("Result<ResponseValue<").and_then(|rest| rest.strip_suffix(">, Error>"));
    inner.unwrap_or(&text).to_owned()
}

/// A type by its last names: `Option<String>` for `::std::option::Option<::std::string::String>`.
fn spelled(tokens: &impl ToTokens) -> String {
    let mut text = tokens.to_token_stream().to_string().replace(' ', "");
    while let Some(end) = text.find("::") {
        let outside = |character: char| !character.is_alphanumeric() && character != '_';
        let start = text[..end].rfind(outside).map_or(0, |index| index + 1);
        text.replace_range(start..end + 2, "");
    }
    text.replace(",>", ">").replace(',', ", ")
}

impl fmt::Display for Surface {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, operation) in &self.operations {
            writeln!(f, "\n{name} -> {}", operation.success)?;
            writeln!(f, "    {}", operation.route)?;
            for (name, Parameter { ty, required }) in &operation.parameters {
                writeln!(f, "    {name}{}: {ty}", if *required { "" } else { "?" })?;
            }
            if operation.takes_session {
                writeln!(f, "    takes a member session")?;
            }
            if operation.pages {
                writeln!(f, "    has pages")?;
            }
        }
        for (name, model) in &self.models {
            writeln!(f, "\n{name}")?;
            match model {
                Model::Fields(fields) => {
                    for (name, ty) in fields {
                        writeln!(f, "    {name}: {ty}")?;
                    }
                }
                Model::Words(words) => writeln!(f, "    {}", words.join(" | "))?,
                Model::Other(text) => writeln!(f, "    {text}")?,
            }
        }
        Ok(())
    }
}

/// The API of our own document, and of the other one the generated code as well: what a change of the build or a
/// new version of the generator does to it is to be seen.
#[test]
fn each_committed_summary_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (ours, other) = ("openapi/connected-apps.yaml", "tests/documents/other.yaml");
    let summary = |document: &str| {
        let surface = Surface::of(&read(&root.join(document)));
        format!("The public API that {document} makes. Written by the tests; see CONTRIBUTING.md.\n{surface}")
    };
    let generated = codegen::run(other, &read(&root.join(other)), &[]).expect("the document is sound");
    let code = format!(
        "// What the build makes of {other}. Written by the tests; see CONTRIBUTING.md.\n\n{}\n{}",
        generated.client, generated.operations
    );
    for (file, current) in [
        ("openapi/api.txt", summary(ours)),
        ("tests/documents/other.txt", summary(other)),
        ("tests/documents/other.rs", code),
    ] {
        if std::env::var_os("UPDATE_API").is_some() {
            fs::write(root.join(file), &current).expect("the file can be written");
        }
        assert!(
            read(&root.join(file)) == current,
            "{file} is not what the build makes. Run `UPDATE_API=1 cargo test --test it summary`, look at the \
             difference, and commit it with what made it."
        );
    }
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_default()
}
