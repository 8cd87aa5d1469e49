//! Runs the steps, one after the other.

use serde::Deserialize;
use serde_json::Value;

use crate::adapt::adapt;
use crate::calls::calls;
use crate::check::check;
use crate::defaults;
use crate::finish::models;
use crate::finish::output::Output;
use crate::generate::generate;
use crate::load;
use crate::operations::table;
use crate::positions::Positions;
use crate::problem::{Diagnostic, Diagnostics, Problem};
use crate::tree;

/// The code that the crate includes.
#[derive(Debug)]
pub struct Generated {
    /// The models, the client's methods and their builders.
    pub client: String,
    /// The table of operations.
    pub operations: String,
}

/// Generates the code of the client from the `text` of an OpenAPI document.
///
/// `source` is the document's name in messages; `derives` go onto every model.
///
/// # Errors
///
/// Every mistake in the document, each with its line.
pub fn run(source: &str, text: &str, derives: &[&str]) -> Result<Generated, Diagnostics> {
    let tree = load::tree(source, text)?;
    let located = |problems| locate(source, text, &tree, problems);
    let problems = check(&tree);
    if !problems.is_empty() {
        return Err(located(problems));
    }
    // `openapiv3` may still reject what the checks accept. Only its error of the text has a position.
    if openapiv3::OpenAPI::deserialize(&tree).is_err()
        && let Err(error) = yaml_serde::from_str::<openapiv3::OpenAPI>(text)
    {
        return Err(load::diagnostic(source, text, &error).into());
    }
    let adapted = adapt(&tree).map_err(located)?;
    let located = |problem| located(vec![problem]);
    let file = generate(&adapted, &tree, derives).map_err(located)?;
    let mut output = Output::read(file).map_err(located)?;
    let models = models(std::mem::take(&mut output.models), &adapted);
    let calls = calls(&output, &tree, &adapted).map_err(located)?;
    let table = table(&tree);
    Ok(Generated {
        client: prettyplease::unparse(&syn::parse_quote! { #models #calls }),
        operations: prettyplease::unparse(&syn::parse_quote! { #table }),
    })
}

/// The problems with their positions, in the order of the text.
fn locate(source: &str, text: &str, tree: &Value, problems: Vec<Problem>) -> Diagnostics {
    let positions = Positions::of(text);
    let mut located: Vec<_> = problems
        .into_iter()
        .map(|problem| {
            let pointer = tree::place(tree, &defaults::origin(tree, &problem.pointer));
            let position = positions.locate(&pointer);
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
