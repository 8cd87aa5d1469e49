//! The README as the docs of the crate.

/// The README with the names of the client's methods as links.
pub fn front_page(readme: &str, methods: &[String]) -> String {
    methods.iter().fold(readme.to_owned(), |page, method| {
        page.replace(&format!("| `{method}` |"), &format!("| [`{method}`](Client::{method}) |"))
    })
}
