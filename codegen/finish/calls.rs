//! Every operation's builder: sent through `crate::call`, awaited directly, explained.

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use serde_json::Value;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, ExprClosure, ExprLit, File, GenericArgument, ImplItem, ImplItemFn, Item, ItemImpl, Lit, LitStr,
    Local, Pat, PathArguments, ReturnType, Stmt, Token, Type, parse_quote,
};

use super::super::adapt::takes_any_text;
use super::super::names;
use super::super::operations::row;
use super::super::problem::Problem;
use super::super::tree::{OperationNode, operations};
use super::{example, module, pages, unknown_form};

/// Says on the operation's method whether it takes a member session, and gives each setter of its
/// builder the parameter's description.
pub fn describe(file: &mut File, operation: &OperationNode) {
    let method = operation.name();
    let session = !row::session_headers(operation).is_empty();
    for item in &mut file.items {
        let Item::Impl(item) = item else { continue };
        for function in functions(item).filter(|function| function.sig.ident == method) {
            let note = match session {
                true => "Takes a member session: [`Client::with_member_session`].",
                false => "Takes no member session.",
            };
            function.attrs.push(parse_quote! { #[doc = ""] });
            function.attrs.push(parse_quote! { #[doc = #note] });
            example::replace(function, operation, &method);
        }
    }
    for builder in builders(file) {
        let Some(name) = operation_name(builder) else { continue };
        if name != method {
            continue;
        }
        for parameter in &operation.parameters {
            let name = names::snake(parameter.text("name").unwrap_or_default());
            let Some(text) = parameter.text("description") else { continue };
            for setter in functions(builder).filter(|setter| setter.sig.ident == name) {
                setter.attrs.push(parse_quote! { #[doc = #text] });
            }
        }
    }
}

/// Rewrites each builder's `send`, adds `IntoFuture`, and makes its errors say what to do.
pub fn send_through_the_client(file: &mut File, tree: &Value) -> Result<(), Problem> {
    let operations = operations(tree);
    let models = file.clone();
    let mut futures = Vec::new();
    for builder in builders(file) {
        let name = operation_name(builder).ok_or_else(|| unknown_form("an operation's id"))?;
        let operation = operations.iter().find(|operation| operation.name() == name);
        let operation = operation.ok_or_else(|| unknown_form("an operation's id"))?;
        let mut send = None;
        for item in std::mem::take(&mut builder.items) {
            match item {
                ImplItem::Fn(function) if function.sig.ident == "send" => send = Some(function),
                ImplItem::Fn(mut function) => {
                    Messages { name: function.sig.ident.to_string(), converts: false }
                        .visit_impl_item_fn_mut(&mut function);
                    builder.items.push(ImplItem::Fn(function));
                }
                other => builder.items.push(other),
            }
        }
        let send = send.ok_or_else(|| unknown_form("`send`"))?;
        let success = success_type(&send).ok_or_else(|| unknown_form("a success type"))?;
        builder.items.push(ImplItem::Fn(request(&send, operation, tree)?));
        builder.items.push(ImplItem::Fn(send_method(&send, &name, &success)));
        let pages = pages::methods(&models, operation, tree, &success)?;
        builder.items.extend(pages.into_iter().map(ImplItem::Fn));
        futures.push(into_future(builder, &success));
    }
    let items = module(file, "builder").ok_or_else(|| unknown_form("`mod builder`"))?;
    items.extend(futures);
    for item in items {
        if let Item::Struct(builder) = item {
            builder.attrs.push(parse_quote! {
                #[must_use = "nothing is sent until the builder is awaited"]
            });
        }
    }
    Ok(())
}

/// The first half of progenitor's `send`: what builds the request, without the headers that all
/// requests have, which `crate::call` gives them.
fn request(send: &ImplItemFn, operation: &OperationNode, tree: &Value) -> Result<ImplItemFn, Problem> {
    let end = send.block.stmts.iter().position(|stmt| mentions(stmt, "OperationInfo"));
    let mut stmts = send.block.stmts[..end.ok_or_else(|| unknown_form("`OperationInfo`"))?].to_vec();
    // Progenitor sends the document's version along; the API does not know such a header.
    stmts.retain(|stmt| !(mentions(stmt, "HeaderName") && mentions(stmt, "\"api-version\"")));
    let request = stmts.last().and_then(bound).ok_or_else(|| unknown_form("the request"))?.clone();
    let is_map = |stmt: &Stmt| bound(stmt).is_some_and(|name| name == "header_map");
    let rest = &stmts[..stmts.len() - 1];
    let has_headers = rest.iter().any(|stmt| mentions(stmt, "header_map") && !is_map(stmt));
    if !has_headers {
        stmts.retain(|stmt| !is_map(stmt));
    }
    for stmt in &mut stmts {
        OwnHeaders { has_headers }.visit_stmt_mut(stmt);
    }
    let url = stmts.iter().position(|stmt| value(stmt).and_then(path_of).is_some());
    let url = url.ok_or_else(|| unknown_form("the URL"))?;
    let path = value(&stmts[url]).and_then(path_of);
    let (name, row) = (bound(&stmts[url]), row::ident(&operation.name()));
    stmts[url] = parse_quote! {
        let #name = crate::client::url(client, &crate::operation::row::#row, #path).map_err(Error::InvalidRequest)?;
    };
    stmts.splice(url..url, segments(operation, tree));
    Ok(parse_quote! {
        fn request(self) -> Result<(&'a super::Client, ::reqwest::Request), Error<()>> {
            #(#stmts)*
            Ok((client, #request))
        }
    })
}

/// The name in `let name = …`.
fn bound(stmt: &Stmt) -> Option<&Ident> {
    match stmt {
        Stmt::Local(Local { pat: Pat::Ident(pattern), .. }) => Some(&pattern.ident),
        _ => None,
    }
}

/// The value in `let name = value`.
fn value(stmt: &Stmt) -> Option<&Expr> {
    match stmt {
        Stmt::Local(Local { init: Some(init), .. }) => Some(&init.expr),
        _ => None,
    }
}

/// Makes what else can stand in the path, such as a word of an open list, stay in its place there.
fn segments(operation: &OperationNode, tree: &Value) -> Vec<Stmt> {
    let in_path = operation.parameters.iter().filter(|parameter| parameter.text("in") == Some("path"));
    let typed = in_path.filter(|parameter| !takes_any_text(parameter, tree));
    let names = typed.filter_map(|parameter| parameter.text("name")).map(names::snake);
    let segment = |name: String| {
        let (value, message) = (Ident::new(&name, Span::call_site()), format!("{name}: {{reason}}"));
        parse_quote! {
            let #value = crate::PathSegment::try_from(#value.to_string())
                .map_err(|reason| Error::InvalidRequest(format!(#message)))?;
        }
    };
    names.map(segment).collect()
}

/// `format_args!("/v1/…", …)` of `format!("{}/v1/…", client.baseurl, …)`.
fn path_of(url: &Expr) -> Option<Expr> {
    let Expr::Macro(format) = url else { return None };
    let arguments = format.mac.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated).ok()?;
    let mut arguments = arguments.into_iter();
    let Some(Expr::Lit(ExprLit { lit: Lit::Str(template), .. })) = arguments.next() else { return None };
    let base = arguments.next()?.to_token_stream().to_string();
    let template = template.value();
    let path = template.strip_prefix("{}").filter(|_| base == "client . baseurl")?;
    let segments = arguments.map(encoded).collect::<Option<Vec<_>>>()?;
    Some(parse_quote! { format_args!(#path, #(#segments),*) })
}

/// `name.encoded()` of `encode_path(&name.to_string())`, which would leave `\` and `|` as they are.
fn encoded(argument: Expr) -> Option<Expr> {
    let Expr::Call(call) = argument else { return None };
    let Some(Expr::Reference(reference)) = call.args.into_iter().next() else { return None };
    let Expr::MethodCall(text) = *reference.expr else { return None };
    let name = text.receiver;
    Some(parse_quote! { #name.encoded() })
}

/// Leaves only the headers that are the operation's own parameters.
struct OwnHeaders {
    has_headers: bool,
}

impl VisitMut for OwnHeaders {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        let Expr::MethodCall(call) = expression else { return };
        let first = call.args.first().to_token_stream();
        let everywhere = call.method == "header" && first.to_string().ends_with(":: ACCEPT");
        if everywhere || (call.method == "headers" && !self.has_headers) {
            *expression = (*call.receiver).clone();
        }
    }
}

fn send_method(send: &ImplItemFn, name: &str, success: &Type) -> ImplItemFn {
    let docs = &send.attrs;
    let row = row::ident(name);
    parse_quote! {
        #(#docs)*
        ///
        /// Awaiting the builder itself gives the same without the response's status and headers.
        pub async fn send(self) -> Result<ResponseValue<#success>, crate::Error> {
            let operation = &crate::operation::row::#row;
            let (client, request) = self
                .request()
                .map_err(|error| crate::Error::not_a_request(operation, error))?;
            crate::call::call(client, operation, request).await
        }
    }
}

fn into_future(builder: &ItemImpl, success: &Type) -> Item {
    let name = &builder.self_ty;
    parse_quote! {
        impl<'a> ::std::future::IntoFuture for #name {
            type Output = Result<#success, crate::Error>;
            type IntoFuture = crate::ResponseFuture<'a, #success>;

            fn into_future(self) -> Self::IntoFuture {
                Box::pin(::futures_util::TryFutureExt::map_ok(self.send(), ResponseValue::into_inner))
            }
        }
    }
}

/// `T` of `Result<ResponseValue<T>, Error<()>>`.
fn success_type(send: &ImplItemFn) -> Option<Type> {
    let ReturnType::Type(_, result) = &send.sig.output else { return None };
    first_argument(first_argument(result)?).cloned()
}

fn first_argument(of: &Type) -> Option<&Type> {
    let Type::Path(path) = of else { return None };
    let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
        return None;
    };
    match arguments.args.first()? {
        GenericArgument::Type(argument) => Some(argument),
        _ => None,
    }
}

/// Replaces progenitor's messages, which drop the reason or do not say what to do.
struct Messages {
    name: String,
    converts: bool,
}

impl VisitMut for Messages {
    fn visit_impl_item_fn_mut(&mut self, function: &mut ImplItemFn) {
        visit_mut::visit_impl_item_fn_mut(self, function);
        if self.converts {
            let clause = function.sig.generics.make_where_clause();
            clause.predicates.push(parse_quote! { V::Error: ::std::fmt::Display });
        }
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        if matches!(closure.inputs.first(), Some(Pat::Wild(_))) {
            let message = format!("{}: {{reason}}", self.name);
            *closure = parse_quote! { |reason| format!(#message) };
            self.converts = true;
        }
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if let Expr::Lit(literal) = expression
            && let Lit::Str(text) = &literal.lit
            && let Some(name) = text.value().strip_suffix(" was not initialized")
        {
            let message = format!("{name}: missing, set it with `.{name}(..)`");
            literal.lit = Lit::Str(LitStr::new(&message, Span::call_site()));
        }
    }
}

/// The name in `OperationInfo { operation_id: "…" }`: progenitor writes the id as the method's name.
pub fn operation_name(builder: &mut ItemImpl) -> Option<String> {
    struct Find(Option<String>);
    impl VisitMut for Find {
        fn visit_field_value_mut(&mut self, field: &mut syn::FieldValue) {
            if let (syn::Member::Named(name), Expr::Lit(value)) = (&field.member, &field.expr)
                && name == "operation_id"
                && let Lit::Str(id) = &value.lit
            {
                self.0 = Some(id.value());
            }
        }
    }
    let mut find = Find(None);
    find.visit_item_impl_mut(builder);
    find.0
}

/// The inherent `impl` of each operation's builder.
pub fn builders(file: &mut File) -> impl Iterator<Item = &mut ItemImpl> {
    module(file, "builder").into_iter().flatten().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => Some(item),
        _ => None,
    })
}

fn functions(item: &mut ItemImpl) -> impl Iterator<Item = &mut ImplItemFn> {
    item.items.iter_mut().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    })
}

fn mentions(stmt: &Stmt, token: &str) -> bool {
    fn any(tokens: proc_macro2::TokenStream, wanted: &str) -> bool {
        tokens.into_iter().any(|tree| match tree {
            proc_macro2::TokenTree::Group(group) => any(group.stream(), wanted),
            other => other.to_string() == wanted,
        })
    }
    any(stmt.to_token_stream(), token)
}
