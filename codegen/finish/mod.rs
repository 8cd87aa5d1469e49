//! Makes the generated client the crate's own.

mod accessors;
mod builders;
mod calls;
mod client;
pub mod docs;
mod example;
mod invoke;
mod models;
mod pages;

use serde_json::Value;

use super::problem::Problem;

/// `tree` is the document as written, for what the generator does not carry over.
pub fn finish(mut file: syn::File, tree: &Value) -> Result<syn::File, Problem> {
    let operations = super::tree::operations(tree);
    client::replace_client(&mut file);
    for operation in &operations {
        calls::describe(&mut file, operation);
    }
    invoke::add(&mut file, &operations);
    calls::send_through_the_client(&mut file, tree)?;
    builders::keep_those_of_requests(&mut file)?;
    models::open(&mut file)?;
    accessors::add(&mut file, tree)?;
    docs::tidy(&mut file);
    Ok(file)
}

/// The items of `mod name { … }` at the top of the file.
fn module<'a>(file: &'a mut syn::File, name: &str) -> Option<&'a mut Vec<syn::Item>> {
    file.items.iter_mut().find_map(|item| match item {
        syn::Item::Mod(module) if module.ident == name => module.content.as_mut().map(|(_, items)| items),
        _ => None,
    })
}

/// What to say when progenitor's output is not of the form it had when this was written.
fn unknown_form(what: &str) -> Problem {
    Problem::new(
        std::iter::empty::<&str>(),
        format!("the generator's output has changed: {what} is not where it was"),
    )
}
