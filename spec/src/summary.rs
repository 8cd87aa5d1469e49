//! The public API that a document generates: its operations with their parameters, and its models with their
//! fields.

use std::collections::BTreeMap;
use std::fmt;

use codegen::tree::OperationNode;
use codegen::{adapt, load, tree};
use syn::parse::{Parse, ParseStream};
use syn::{
    Attribute, Fields, GenericArgument, Ident, ImplItem, Item, LitStr, PathArguments, Token, Type,
    TypeParamBound, WherePredicate,
};

/// The public API of a document.
#[derive(Debug, Default, PartialEq)]
pub struct Summary {
    /// The operations by name.
    pub operations: BTreeMap<String, Operation>,
    /// The models by name.
    pub models: BTreeMap<String, Model>,
}

/// The arguments and the result of an operation.
#[derive(Debug, Default, PartialEq)]
pub struct Operation {
    /// The method and the path template.
    pub route: String,
    /// Whether it takes a member session.
    pub takes_session: bool,
    /// The parameters and the body, by the name of the setter.
    pub parameters: BTreeMap<String, Parameter>,
    /// The type that a successful call returns.
    pub success: String,
    /// Whether it can return a stream of pages.
    pub pages: bool,
}

/// A parameter or the body of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its Rust type.
    pub ty: String,
    /// Whether a call has to set it.
    pub required: bool,
}

/// A model.
#[derive(Debug, PartialEq)]
pub enum Model {
    /// A struct, as the types of its fields.
    Fields(BTreeMap<String, String>),
    /// An enum, as its variants.
    Variants(Vec<String>),
    /// A struct that wraps one value, as the type of the value.
    Wrapper(String),
}

impl Summary {
    /// Summarizes the API of a document. Messages call the document `source`.
    ///
    /// # Errors
    ///
    /// If the document is invalid.
    pub fn of(source: &str, document: &str) -> Result<Self, String> {
        let generated = codegen::run(source, document, &[]).map_err(|problem| problem.to_string())?;
        let tree = load::tree(source, document).map_err(|problem| problem.to_string())?;
        let file = syn::parse_file(&generated.client).map_err(|error| error.to_string())?;
        let builders = module(&file.items, "builder");
        Ok(Self {
            operations: tree::operations(&tree)
                .into_iter()
                .map(|node| (node.name(), Operation::of(&node, builders)))
                .collect(),
            models: module(&file.items, "types").iter().filter_map(model).collect(),
        })
    }
}

impl Operation {
    fn of(node: &OperationNode, builders: &[Item]) -> Self {
        let builder = codegen::names::camel(&node.name());
        let mut operation = Self {
            route: format!("{} {}", node.method.to_uppercase(), node.path),
            takes_session: node.parameters.iter().any(adapt::is_session),
            ..Self::default()
        };
        for item in builders {
            let Item::Impl(item) = item else { continue };
            let is_future = item.trait_.is_some();
            if !matches!(&*item.self_ty, Type::Path(path) if path.path.is_ident(&builder)) {
                continue;
            }
            for item in &item.items {
                match item {
                    ImplItem::Type(output) if is_future && output.ident == "Output" => {
                        operation.success = arguments(&output.ty).first().map(short).unwrap_or_default();
                    }
                    ImplItem::Fn(method) if !is_future => operation.add(node, method),
                    _ => {}
                }
            }
        }
        operation
    }

    fn add(&mut self, node: &OperationNode, method: &syn::ImplItemFn) {
        let name = method.sig.ident.to_string();
        self.pages |= name == "pages";
        let Some(ty) = setter_type(method) else { return };
        let parameter = node.parameters.iter().find(|parameter| {
            parameter.text("name").is_some_and(|other| codegen::names::snake(other) == name)
        });
        let required =
            parameter.is_none_or(|parameter| parameter.value.get("required") == Some(&true.into()));
        self.parameters.insert(name, Parameter { ty: short(&ty), required });
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
            let fields = || {
                model
                    .fields
                    .iter()
                    .filter_map(|field| Some((field.ident.as_ref()?.to_string(), short(&field.ty))))
            };
            let summary = match &model.fields {
                Fields::Unnamed(fields) => Model::Wrapper(variant_fields(&fields.unnamed)),
                _ => Model::Fields(fields().collect()),
            };
            Some((model.ident.to_string(), summary))
        }
        Item::Enum(model) => {
            let variants = model.variants.iter().map(|variant| match &variant.fields {
                Fields::Unnamed(fields) => format!("{}{}", variant.ident, variant_fields(&fields.unnamed)),
                _ => variant.ident.to_string(),
            });
            Some((model.ident.to_string(), Model::Variants(variants.collect())))
        }
        Item::Macro(item) => {
            let list: OpenEnum = syn::parse2(item.mac.tokens.clone()).ok()?;
            let variants = list.variants.iter().map(Ident::to_string);
            let variants = variants.chain([format!("{}(String)", list.other)]);
            Some((list.name.to_string(), Model::Variants(variants.collect())))
        }
        _ => None,
    }
}

fn variant_fields<'a>(fields: impl IntoIterator<Item = &'a syn::Field>) -> String {
    let fields: Vec<String> = fields.into_iter().map(|field| short(&field.ty)).collect();
    format!("({})", fields.join(", "))
}

/// The input of the macro for open enums: `Name or Other { Variant = "word", … }`.
struct OpenEnum {
    name: Ident,
    other: Ident,
    variants: Vec<Ident>,
}

impl Parse for OpenEnum {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        Attribute::parse_outer(input)?;
        let name = input.parse()?;
        let or: Ident = input.parse()?;
        if or != "or" {
            return Err(syn::Error::new(or.span(), "expected `or`"));
        }
        let other = input.parse()?;
        let (mut variants, body);
        variants = Vec::new();
        syn::braced!(body in input);
        while !body.is_empty() {
            Attribute::parse_outer(&body)?;
            variants.push(body.parse()?);
            body.parse::<Token![=]>()?;
            body.parse::<LitStr>()?;
            body.parse::<Token![,]>()?;
        }
        Ok(Self { name, other, variants })
    }
}

/// The `T` of a setter's bound `V: TryInto<T>`.
fn setter_type(method: &syn::ImplItemFn) -> Option<Type> {
    let clause = method.sig.generics.where_clause.as_ref()?;
    clause.predicates.iter().find_map(|predicate| {
        let WherePredicate::Type(predicate) = predicate else { return None };
        let TypeParamBound::Trait(bound) = predicate.bounds.first()? else { return None };
        let last = bound.path.segments.last().filter(|last| last.ident == "TryInto")?;
        types(&last.arguments).into_iter().next()
    })
}

/// The type arguments of `Outer<T, …>`.
fn arguments(ty: &Type) -> Vec<Type> {
    let Type::Path(path) = ty else { return Vec::new() };
    path.path.segments.last().map(|last| types(&last.arguments)).unwrap_or_default()
}

fn types(arguments: &PathArguments) -> Vec<Type> {
    let PathArguments::AngleBracketed(arguments) = arguments else { return Vec::new() };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty.clone()),
        _ => None,
    });
    types.collect()
}

/// A type without its paths: `Option<String>` for `::std::option::Option<::std::string::String>`.
fn short(ty: &Type) -> String {
    match ty {
        Type::Path(path) => {
            let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            let inner: Vec<String> = arguments(ty).iter().map(short).collect();
            if inner.is_empty() { name } else { format!("{name}<{}>", inner.join(", ")) }
        }
        Type::Tuple(tuple) => {
            format!("({})", tuple.elems.iter().map(short).collect::<Vec<_>>().join(", "))
        }
        other => quote::quote!(#other).to_string(),
    }
}

impl fmt::Display for Summary {
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
                Model::Variants(variants) => writeln!(f, "    {}", variants.join(" | "))?,
                Model::Wrapper(inner) => writeln!(f, "    {inner}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A long name changes how the generated code is formatted, which must not matter.
    #[test]
    fn operations_with_long_names_keep_their_parameters() {
        for length in [20, 43, 44, 45, 60, 90] {
            let operation = "o".repeat(length);
            let model = format!("M{}", "m".repeat(length));
            let document = format!(
                "openapi: 3.0.3
info: {{title: Things, version: '1'}}
paths:
  /v1/things/{{thing_id}}:
    post:
      operationId: {operation}
      parameters:
        - {{name: thing_id, in: path, required: true, schema: {{type: string}}}}
        - {{name: limit, in: query, schema: {{type: integer, format: int32}}}}
      requestBody:
        required: true
        content: {{application/json: {{schema: {{$ref: '#/components/schemas/{model}'}}}}}}
      responses: {{'200': {{description: Done}}}}
components:
  schemas:
    {model}: {{type: object, required: [name], properties: {{name: {{type: string}}}}}}
"
            );
            let summary = Summary::of("document.yaml", &document).expect("a valid document");
            let found = &summary.operations[&operation].parameters;
            let parameter = |ty: &str, required| Parameter { ty: ty.to_owned(), required };
            let expected = [
                ("body".to_owned(), parameter(&model, true)),
                ("limit".to_owned(), parameter("i32", false)),
                ("thing_id".to_owned(), parameter("PathSegment", true)),
            ];
            assert_eq!(found, &BTreeMap::from(expected));
            assert!(summary.models.contains_key(&model));
        }
    }
}
