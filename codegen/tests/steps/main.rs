//! Tests of the build's steps, each on documents of its own.

mod adapting;
mod checking;
mod code;
mod finishing;
mod front_page;
mod layers;
mod loading;
mod prose;
mod sampling;
mod table;

pub(crate) const OURS: &str = include_str!("../../../openapi/connected-apps.yaml");
pub(crate) const OTHER: &str = include_str!("../../../tests/documents/other.yaml");

pub(crate) fn generated(text: &str) -> stytch_connected_apps_codegen::Generated {
    stytch_connected_apps_codegen::run("document.yaml", text, &["PartialEq"])
        .unwrap_or_else(|problem| panic!("{problem}"))
}
