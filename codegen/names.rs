//! The document's names as Rust's, just as the generator makes them.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// The name of a method, a setter or a field.
pub fn snake(name: &str) -> String {
    unreserved(name.to_snake_case())
}

/// The name of a model.
pub fn camel(name: &str) -> String {
    unreserved(name.to_upper_camel_case())
}

/// Whether a name can stand in Rust.
pub fn is_ident(name: &str) -> bool {
    name != "gen" && syn::parse_str::<syn::Ident>(name).is_ok()
}

fn unreserved(name: String) -> String {
    if is_ident(&name) { name } else { format!("{name}_") }
}
