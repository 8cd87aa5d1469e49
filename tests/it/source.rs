//! `src/` works for any document: it names no operation and no model of this one.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use stytch_connected_apps::operations;

const DOCUMENT: &str = include_str!("../../openapi/connected-apps.yaml");

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// The code of a file, without its comments: documentation may show an example.
fn words(text: &str) -> BTreeSet<&str> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_')).collect()
}

#[test]
fn the_source_names_no_operation_and_no_model() {
    let tree = codegen::load::tree("the document", DOCUMENT).expect("the document loads");
    let schemas = tree["components"]["schemas"].as_object().expect("schemas").keys().map(String::as_str);
    let names: Vec<&str> = operations().iter().map(|operation| operation.id).chain(schemas).collect();
    assert!(names.contains(&"get_user_connected_apps") && names.contains(&"ConnectedApp"), "{names:?}");

    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 10, "{files:?}");
    for file in files {
        let text = fs::read_to_string(&file).expect("text");
        let words = words(&text);
        let named: Vec<_> = names.iter().filter(|name| words.contains(**name)).collect();
        assert!(named.is_empty(), "{} names {named:?}", file.display());
    }
}
