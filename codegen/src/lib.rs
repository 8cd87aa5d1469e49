//! From the OpenAPI document to Rust, by pure functions over one tree.
//!
//! [`load`] reads the text and adds its [`defaults`]. [`check`] finds the mistakes that loading accepts. [`adapt`]
//! prepares the document for the generator and [`generate`] runs it. [`finish`] adapts the generator's models to
//! the crate; [`calls`] adds the code of the operations, and [`operations`] the table that everything else reads.
//! [`docs`] writes what rustdoc shows.

pub mod adapt;
mod calls;
pub mod check;
pub mod choices;
pub mod defaults;
pub mod docs;
pub mod finish;
pub mod generate;
mod grammar;
pub mod load;
pub mod names;
pub mod operations;
mod parameters;
pub mod problem;
pub mod sample;
mod syntax;
pub mod tree;

use crate::problem::{Diagnostic, Diagnostics, Problem};
use serde_json::Value;

/// The code that the crate includes.
#[derive(Debug)]
pub struct Generated {
    pub client: String,
    pub operations: String,
}

/// `source` is the document's name in messages; `derives` go onto every model.
pub fn run(source: &str, text: &str, derives: &[&str]) -> Result<Generated, Diagnostics> {
    let tree = load::tree(source, text)?;
    let located = |problems| locate(source, text, &tree, problems);
    let problems = check::check(&tree);
    if !problems.is_empty() {
        return Err(located(problems));
    }
    // `openapiv3` may still reject what the checks accept. Its error has a position.
    if let Err(error) = yaml_serde::from_str::<openapiv3::OpenAPI>(text)
        // In the text a key such as `1` is a number; in the tree it is a string.
        && serde_json::from_value::<openapiv3::OpenAPI>(tree.clone()).is_err()
    {
        return Err(load::diagnostic(source, text, &error).into());
    }
    let located = |problem| located(vec![problem]);
    let adapted = adapt::adapt(&tree);
    let file = generate::generate(&adapted, &tree, derives).map_err(located)?;
    let mut output = finish::output::Output::read(file).map_err(located)?;
    let models = finish::models(std::mem::take(&mut output.models), &adapted);
    let calls = calls::calls(&output, &tree, &adapted).map_err(located)?;
    let table = operations::table(&tree);
    Ok(Generated {
        client: prettyplease::unparse(&syn::parse_quote! { #models #calls }),
        operations: prettyplease::unparse(&syn::parse_quote! { #table }),
    })
}

/// The problems with their positions, in the order of the text.
fn locate(source: &str, text: &str, tree: &Value, problems: Vec<Problem>) -> Diagnostics {
    let mut located: Vec<_> = problems
        .into_iter()
        .map(|problem| {
            let pointer = tree::place(tree, &defaults::origin(tree, &problem.pointer));
            let position = load::locate(text, &pointer);
            (
                position.unwrap_or((usize::MAX, 0)),
                Diagnostic::of(&Problem { pointer, ..problem }, source, position),
            )
        })
        .collect();
    located.sort_by_key(|(position, _)| *position);
    // Report a mistake in a shared component only once.
    located.dedup();
    Diagnostics(located.into_iter().map(|(_, diagnostic)| diagnostic).collect())
}
