//! From the OpenAPI document to Rust, by pure functions over one tree.
//!
//! [`load`] reads the text. [`check`] finds the mistakes that loading lets pass. [`adapt`] prepares the document
//! for the generator and [`generate`] runs it. [`finish`] makes the generator's models the crate's own; [`calls`]
//! adds the code of the operations, and [`operations`] the table that everything else reads. [`docs`] is what
//! rustdoc shows of all this.

pub mod adapt;
mod calls;
pub mod check;
pub mod docs;
pub mod finish;
pub mod generate;
mod grammar;
pub mod load;
pub mod names;
pub mod operations;
pub mod problem;
pub mod sample;
pub mod tree;

use problem::{Diagnostic, Problem};

/// The code that the crate includes.
#[derive(Debug)]
pub struct Generated {
    pub client: String,
    pub operations: String,
    /// The names of the client's methods.
    pub methods: Vec<String>,
}

/// `source` is the document's name in messages; `derives` go onto every model.
pub fn run(source: &str, text: &str, derives: &[&str]) -> Result<Generated, Diagnostic> {
    // Some editors write a byte order mark.
    let text = text.trim_start_matches('\u{feff}');
    let tree = load::tree(source, text)?;
    if let Some(first) = first(text, check::check(&tree)) {
        return Err(first.into_diagnostic(source));
    }
    // The types of `openapiv3` may still refuse what the checks let pass, and say where.
    if let Err(error) = yaml_serde::from_str::<openapiv3::OpenAPI>(text)
        // Read from text, a key such as `1` is a number; in the tree it is a text.
        && serde_json::from_value::<openapiv3::OpenAPI>(tree.clone()).is_err()
    {
        return Err(load::diagnostic(source, &error));
    }
    let located = |problem| Located::new(text, problem).into_diagnostic(source);
    let adapted = adapt::adapt(&tree);
    let file = generate::generate(&adapted, &tree, derives).map_err(located)?;
    let mut output = finish::output::Output::read(file).map_err(located)?;
    let models = finish::models(std::mem::take(&mut output.models), &adapted);
    let calls = calls::calls(&output, &tree, &adapted).map_err(located)?;
    let table = operations::table(&tree);
    Ok(Generated {
        client: prettyplease::unparse(&syn::parse_quote! { #models #calls }),
        operations: prettyplease::unparse(&syn::parse_quote! { #table }),
        methods: tree::operations(&tree).iter().map(tree::OperationNode::name).collect(),
    })
}

struct Located {
    position: Option<(usize, usize)>,
    problem: Problem,
}

impl Located {
    fn new(text: &str, problem: Problem) -> Self {
        Self { position: load::locate(text, &problem.pointer), problem }
    }

    fn into_diagnostic(self, source: &str) -> Diagnostic {
        Diagnostic::of(&self.problem, source, self.position)
    }
}

/// The mistake that comes first in the text.
fn first(text: &str, problems: Vec<Problem>) -> Option<Located> {
    problems
        .into_iter()
        .map(|problem| Located::new(text, problem))
        .min_by_key(|located| located.position.unwrap_or((usize::MAX, 0)))
}
