//! `cargo spec import`: one of the vendor's operations in the style of our document.
//!
//! `operation` copies the operation, `schemas` the schemas it needs, under [`names`] in our style.
//! [`write`](mod@write) prints them as YAML, and [`insert`] puts that in its place. The vendor's prose stays behind.

mod envelope;
mod fragment;
pub mod insert;
pub mod names;
mod operation;
mod pages;
mod prose;
mod samples;
mod schemas;
mod selection;
pub mod trial;
pub mod write;

use std::str::FromStr;

use codegen::tree::{JSON, OperationNode, operations};
use serde_json::{Map, Value, json};

use crate::document::{At, Document};
use crate::drift;
pub use fragment::Fragment;
use pages::Pages;
use prose::Prose;
use schemas::Schemas;
use selection::Selection;

/// The options of an import.
#[derive(Debug, Default)]
pub struct Options {
    /// The fields of the response to take, as `results.user_id`. All if there are none.
    pub fields: Vec<String>,
    /// The fields of the request to take besides the required ones. All if there are none.
    pub request_fields: Vec<String>,
    /// Take summaries and descriptions as well.
    pub with_prose: bool,
}

/// An operation to import: `POST /v1/users/search`, or with a name of its own `POST /v1/users/search=find_users`.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// In lower case.
    pub method: String,
    /// The path, as the vendor's document has it.
    pub path: String,
    /// The name that the operation shall have.
    pub name: Option<String>,
}

impl FromStr for Wanted {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (route, name) = match text.split_once('=') {
            Some((route, name)) => (route, Some(name.trim().to_owned())),
            None => (text, None),
        };
        match route.trim().split_once(' ') {
            Some((method, path)) if path.trim().starts_with('/') => {
                Ok(Self { method: method.to_lowercase(), path: path.trim().to_owned(), name })
            }
            _ => Err("write the method and the path, such as 'POST /v1/users/search'".to_owned()),
        }
    }
}

/// Copies operations of the vendor's document for ours.
///
/// # Errors
///
/// If an operation does not exist, exists in ours, or cannot be described there.
pub fn import(
    ours: &Document,
    vendor: &Document,
    wanted: &[Wanted],
    options: &Options,
) -> Result<Fragment, String> {
    let selects = !options.fields.is_empty() || !options.request_fields.is_empty();
    if selects && wanted.len() != 1 {
        return Err("choose the fields of one operation at a time".to_owned());
    }
    let known = operations(&vendor.tree);
    let mut found: Vec<(_, _, _, &str)> = Vec::new();
    let mut taken: Vec<String> = operations(&ours.tree).iter().map(OperationNode::name).collect();
    let mut selection = Selection::default();
    for wanted in wanted {
        let node = find(vendor, &known, wanted)?;
        is_new(ours, node)?;
        let pages = select(vendor, node, options, &mut selection)?;
        let name = free_name(wanted, node, &taken)?;
        taken.push(name.clone());
        let path = own_path(ours, node.path, found.iter().map(|(.., path)| *path));
        found.push((node, pages, name, path));
    }
    let prose = if options.with_prose { Prose::Theirs } else { Prose::Placeholder };
    let mut schemas = Schemas::new(&ours.tree, &selection, prose);
    let mut fragment = Fragment::default();
    let mut parameters = Map::new();
    for (node, pages, name, path) in &found {
        let copy = operation::Copy {
            ours: &ours.tree,
            theirs: &vendor.tree,
            node,
            path,
            name,
            pages: pages.as_ref(),
            prose,
        };
        let copied = copy.run(&mut schemas).map_err(|message| about(vendor, node, &message))?;
        let item = fragment.paths.entry(*path).or_insert_with(|| json!({}));
        item[node.method] = copied.operation.into();
        parameters.extend(copied.parameters);
        fragment.tags.extend(copied.tag.filter(|tag| !fragment.tags.contains(tag)));
    }
    fragment.trace(found.iter().map(|(node, .., path)| (*node, *path)), &schemas);
    for (section, made) in [("parameters", parameters), ("schemas", schemas.made)] {
        if !made.is_empty() {
            fragment.components.insert(section.to_owned(), made.into());
        }
    }
    fragment
        .add_examples(&ours.tree, found.iter().map(|(node, pages, _, path)| (*node, pages.as_ref(), *path)));
    Ok(fragment)
}

/// The path by which our document, or the import so far, has the same URLs, where the parameters may have other names.
fn own_path<'a>(ours: &'a Document, theirs: &'a str, imported: impl Iterator<Item = &'a str>) -> &'a str {
    let own = ours.tree.get("paths").and_then(Value::as_object).into_iter().flatten();
    let mut known = own.map(|(path, _)| path.as_str()).chain(imported);
    known.find(|path| drift::same_urls(path, theirs)).unwrap_or(theirs)
}

fn about(document: &Document, node: &OperationNode, message: &str) -> String {
    let operation = format!("{} {}", node.method.to_uppercase(), node.path);
    format!("{}: {operation}: {message}", document.locate(&node.pointer))
}

fn find<'a, 'b>(
    vendor: &Document,
    known: &'b [OperationNode<'a>],
    wanted: &Wanted,
) -> Result<&'b OperationNode<'a>, String> {
    let Wanted { method, path, .. } = wanted;
    let found = known.iter().find(|node| node.method == method && node.path == path);
    found.ok_or_else(|| {
        let distance = |node: &&OperationNode| strsim::damerau_levenshtein(node.path, path);
        let closest = known.iter().min_by_key(distance);
        let hint = closest.map_or_else(String::new, |node| {
            format!(": the closest is {} {}", node.method.to_uppercase(), node.path)
        });
        format!("{} has no {} {path}{hint}", vendor.name, method.to_uppercase())
    })
}

fn is_new(ours: &Document, node: &OperationNode) -> Result<(), String> {
    match operations(&ours.tree).iter().find(|other| drift::is_same(node, other)) {
        Some(other) => Err(about(ours, other, "the document has this operation already")),
        None => Ok(()),
    }
}

/// Marks the fields that come along. The pages of an operation are recognised first, since they need some.
fn select(
    vendor: &Document,
    node: &OperationNode,
    options: &Options,
    selection: &mut Selection,
) -> Result<Option<Pages>, String> {
    let at = At::of(&vendor.tree, node);
    let response = operation::success_schema(&vendor.tree, node);
    let pages = Pages::of(&at, response.as_ref().map(At::resolved).as_ref());
    let about = |message: String| about(vendor, node, &message);
    if let Some(response) = &response {
        match options.fields.is_empty() {
            true => selection.keep_all(response),
            false => {
                let next = pages.iter().map(|pages| &pages.next);
                for path in options.fields.iter().chain(next) {
                    selection.keep(response, path).map_err(about)?;
                }
                for name in ["request_id", "status_code"] {
                    // Not every response has an envelope.
                    let _ = selection.keep(response, name);
                }
            }
        }
    }
    if let Some(request) = at.descendant(&["requestBody", "content", JSON, "schema"]) {
        match options.request_fields.is_empty() {
            true => selection.keep_all(&request),
            false => {
                let cursor = pages.iter().map(|_| "cursor");
                for path in options.request_fields.iter().map(String::as_str).chain(cursor) {
                    selection.keep(&request, path).map_err(about)?;
                }
                selection.keep_required(&request);
            }
        }
    }
    for parameter in at.items("parameters").iter().filter_map(|parameter| parameter.child("schema")) {
        selection.keep_all(&parameter);
    }
    Ok(pages.filter(|pages| {
        response.as_ref().is_some_and(|response| selection.keeps(&response.resolved().pointer, &pages.items))
    }))
}

/// The operation's name: the one that was asked for, or one after the pattern of ours.
fn free_name(wanted: &Wanted, node: &OperationNode, taken: &[String]) -> Result<String, String> {
    let is_free = |name: &String| !taken.contains(name);
    if let Some(name) = &wanted.name {
        return match is_free(name) {
            true => Ok(name.clone()),
            false => Err(format!("an operation is named `{name}` already: choose another name")),
        };
    }
    let name = names::operation(node.method, node.path, node.id().unwrap_or_default());
    let b2b = node.path.contains("/b2b/").then(|| format!("{name}_b2b"));
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let mut names = [name.clone()].into_iter().chain(b2b).chain(numbered);
    names.find(is_free).ok_or_else(|| "no name is free".to_owned())
}
