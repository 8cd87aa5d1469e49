//! From the OpenAPI document to Rust: pure functions, one after the other.
//!
//! [`load`] reads the text, [`check`] finds the mistakes that loading lets pass, [`adapt`] removes
//! what the generator must not see, [`generate`] runs it, [`finish`] makes its output the crate's
//! own, and [`operations`] writes the table that everything else reads.

pub mod adapt;
pub mod check;
pub mod finish;
pub mod generate;
mod grammar;
pub mod load;
mod names;
pub mod operations;
pub mod problem;
pub mod sample;
pub mod tree;

use problem::{Diagnostic, Problem};

/// The text of the files that the crate includes.
#[derive(Debug)]
pub struct Generated {
    pub client: String,
    pub operations: String,
}

/// `source` is the document's name in messages; `derives` go onto every model.
pub fn run(source: &str, text: &str, derives: &[&str]) -> Result<Generated, Diagnostic> {
    // Some editors put a byte order mark in front.
    let text = text.trim_start_matches('\u{feff}');
    let tree = load::tree(source, text)?;
    if let Some(first) = first(text, check::check(&tree)) {
        return Err(first.into_diagnostic(source));
    }
    // What the checks let pass the types of `openapiv3` may still refuse, and say where.
    if let Err(error) = yaml_serde::from_str::<openapiv3::OpenAPI>(text)
        // To them a key such as `1` is no text; in the tree it is.
        && serde_json::from_value::<openapiv3::OpenAPI>(tree.clone()).is_err()
    {
        return Err(load::diagnostic(source, &error));
    }
    let located = |problem| Located::new(text, problem).into_diagnostic(source);
    let file = generate::generate(&adapt::adapt(&tree), derives).map_err(located)?;
    let file = finish::finish(file, &tree).map_err(located)?;
    let table = operations::table(&tree);
    Ok(Generated {
        client: prettyplease::unparse(&file),
        operations: prettyplease::unparse(&syn::parse_quote! { #table }),
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

/// The mistake that stands first in the text.
fn first(text: &str, problems: Vec<Problem>) -> Option<Located> {
    problems
        .into_iter()
        .map(|problem| Located::new(text, problem))
        .min_by_key(|located| located.position.unwrap_or((usize::MAX, 0)))
}
