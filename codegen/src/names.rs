//! Turns the document's names into Rust names, by the generator's rules.

use std::collections::HashSet;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// The name of a method, a setter or a field.
pub fn snake(name: &str) -> String {
    accepted(unquoted(name).to_snake_case(), 'x')
}

/// The name of a model or a variant.
pub fn camel(name: &str) -> String {
    accepted(unquoted(name).to_upper_camel_case(), 'X')
}

/// The name of an operation's static, from its `operationId` or its method's name.
pub fn shouty(name: &str) -> String {
    name.to_shouty_snake_case()
}

/// Returns whether the generator finds a name of its own for the variant of each word.
pub fn are_variants_distinct(words: &[&str]) -> bool {
    let are_distinct = |name: &dyn Fn(&str) -> String| {
        let names: HashSet<String> = words.iter().map(|word| name(word)).collect();
        names.len() == words.len()
    };
    let elided = |word: &str| word.replace(|letter: char| !letter.is_alphanumeric(), "X");
    are_distinct(&camel) || are_distinct(&|word| camel(&elided(word)))
}

/// Returns whether no model can have this name, because the generated models use another item of that name.
pub fn is_reserved(model: &str) -> bool {
    ["Default"].contains(&model)
}

/// Returns whether a string is a Rust identifier.
pub fn is_ident(name: &str) -> bool {
    name != "gen" && syn::parse_str::<syn::Ident>(name).is_ok()
}

fn unquoted(name: &str) -> String {
    name.replace('\'', "")
}

fn accepted(mut name: String, prefix: char) -> String {
    if !name.starts_with(char::is_alphabetic) {
        name.insert(0, prefix);
    }
    // Parsing takes long, and no keyword has a digit, an underscore, or more than 8 letters.
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let is_keyword = name.len() <= 8 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    if (is_keyword || !is_plain) && !is_ident(&name) {
        name.push('_');
    }
    name
}
